"""The index: content and registry compiled into one SQLite file, and the search over it."""
