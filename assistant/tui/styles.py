"""Style sheets of widgets: the `.tcss` file that lies beside a module."""

from __future__ import annotations

from pathlib import Path


def load_style(module_file: str) -> str:
    """The style sheet beside a module."""
    return Path(module_file).with_suffix(".tcss").read_text("utf-8")
