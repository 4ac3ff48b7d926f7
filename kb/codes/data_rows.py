"""Rows of the data files beside this package: tab separated, below a header line."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def load_rows(name: str) -> list[list[str]]:
    """The rows of a data file of this package, without its header."""
    return [line.split("\t") for line in (FOLDER / name).read_text("utf-8").splitlines()[1:] if line]
