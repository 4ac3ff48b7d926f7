"""Authoring: new pages from the registry, reviews written into translations, and what is covered so far."""
