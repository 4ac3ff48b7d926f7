"""Text in both languages: folding for search, safety and line breaking for display."""
