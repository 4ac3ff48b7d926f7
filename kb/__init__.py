"""The knowledge base as a library: codes, pages, text, index and linter. It knows no screen and no dialogue."""

__version__ = "0.1.0"
