"""The linter: rules that look at pages, at pairs of pages, and at the whole content."""
