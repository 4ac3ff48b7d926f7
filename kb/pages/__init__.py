"""Pages: Markdown files of the content, parsed to frozen values and diagnostics with true lines and columns."""
