"""Codes: what a numbering space is, which codes exist, and how a text is read as one."""
