"""Sheets: articles, codes, results and replies laid out on rows of a given width, without a terminal."""
