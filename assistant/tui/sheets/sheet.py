"""Sheet: text laid out on rows of terminal cells, with places to go to and targets to act on.

Owns the values. Writing them belongs to `sheet_writer`, showing them to `assistant.tui.widgets.sheet_view`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

NO_TARGET = -1


class Act(StrEnum):
    """What a target does when it is chosen."""

    ARTICLE = "article"
    CODE = "code"
    TREE = "tree"
    ADDRESS = "address"
    COPY = "copy"
    ASK = "ask"
    CHOOSE = "choose"


class Run(NamedTuple):
    """Characters of one style on a row; `target` is the number of the target that they belong to."""

    text: str
    style: str = ""
    target: int = NO_TARGET


class Row(NamedTuple):
    """One row. `ground` names the background that begins at cell `left` and reaches to the right edge."""

    runs: tuple[Run, ...] = ()
    ground: str = ""
    left: int = 0

    @property
    def text(self) -> str:
        """The words of the row without style."""
        return "".join(run.text for run in self.runs)


class Anchor(NamedTuple):
    """A place of a sheet: its first row, an id that is the same in every locale, the level and words of its heading."""

    row: int
    id: str
    level: int
    title: str


class Target(NamedTuple):
    """Something to act on: what happens, with what value, how it is called, and the rows that it stands on."""

    act: Act
    value: str
    label: str
    first: int
    last: int


class Sheet(NamedTuple):
    """Rows of at most `width` cells with their anchors and targets, both in reading order."""

    width: int = 0
    rows: tuple[Row, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    targets: tuple[Target, ...] = ()

    @property
    def text(self) -> str:
        """All words, a line for each row."""
        return "\n".join(row.text.rstrip() for row in self.rows)

    def anchor_at(self, row: int) -> Anchor | None:
        """The last anchor at or above a row."""
        found = None
        for anchor in self.anchors:
            if anchor.row > row:
                break
            found = anchor
        return found
