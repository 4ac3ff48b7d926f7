"""Tables: figures as rows of cells, the same for people, for spreadsheets and for programs.

Owns columns and how a cell is written. `Titles` says how pages and steps are called in the reader's language.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple, Protocol

from kb.text.safe import make_safe_line
from kb.text.wrap import cell_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.stats.figures import Figures, Place
    from kb.knowledge import KnowledgeBase
    from kb.phrases import Phrases

TABLES = ("totals", "codes", "abandoned", "flags", "gaps", "days")
COLUMNS = {
    "totals": ("figure", "value"),
    "codes": ("code", "sessions", "ended", "resolved", "first_contact", "minutes"),
    "abandoned": ("page", "step", "times"),
    "flags": ("page", "open", "all"),
    "gaps": ("text", "lang", "times"),
    "days": ("date", "sessions", "resolved"),
}
RATES = ("first_contact_rate", "link_rate")
WORDS = ("figure", "code", "page", "step", "text", "lang", "date")
"""Columns of words; all others are numbers and stand to the right."""
MAX_CELL = 44
FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | None


class Titles(Protocol):
    """How pages and steps are called."""

    def page(self, slug: str) -> str:
        """The title of an article or a tree."""

    def step(self, place: Place) -> str:
        """The title of a node or a cause."""


class PageTitles:
    """The titles in a knowledge base; what it lacks is called by its id."""

    def __init__(self, knowledge: KnowledgeBase, locale: str) -> None:
        self._knowledge = knowledge
        self._locale = locale

    def page(self, slug: str) -> str:
        article = self._knowledge.find_article(slug, self._locale)
        tree = self._knowledge.find_tree(slug, self._locale) if article is None else None
        return article.title if article is not None else tree.title if tree is not None else slug

    def step(self, place: Place) -> str:
        tree = self._knowledge.find_tree(place.slug, self._locale) if place.kind == "tree" else None
        node = tree.find_node(place.at) if tree is not None else None
        if node is not None:
            return node.title
        article = self._knowledge.find_article(place.slug, self._locale) if place.kind == "article" else None
        causes = article.causes if article is not None else ()
        return next((cause.title for cause in causes if cause.id == place.at), place.at)


class Table(NamedTuple):
    """A table: its name, the names of its columns, its rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def make_table(figures: Figures, name: str, titles: Titles) -> Table:
    """One of TABLES."""
    rows: list[tuple[Cell, ...]]
    match name:
        case "totals":
            totals = figures.totals
            rows = [*totals._asdict().items(), *((rate, _rounded(getattr(totals, rate), 3)) for rate in RATES)]
        case "codes":
            rows = [(*each[:-1], _rounded(each.minutes, 1)) for each in figures.codes]
        case "abandoned":
            rows = [(titles.page(each.slug), titles.step(each), each.times) for each in figures.abandoned]
        case "flags":
            rows = [(titles.page(each.slug), each.open, each.all) for each in figures.flags]
        case "gaps":
            rows = [(each.text, each.locale, each.times) for each in figures.gaps]
        case _:
            rows = list(figures.by_day)
    return Table(name, COLUMNS[name], tuple(rows))


def format_table(table: Table, phrases: Phrases, *, most: int) -> list[str]:
    """Aligned rows for a terminal, with a head; at most so many rows, the rest counted."""
    if not table.rows:
        return [phrases.say("stats.none")]
    head = [phrases.say(f"stats.column.{name}") for name in table.columns]
    body = [[_shown(cell, name, table, phrases) for cell, name in zip(row, table.columns, strict=True)]
            for row in table.rows[:most]]
    widths = [max(cell_width(row[i]) for row in [head, *body]) for i in range(len(head))]
    lines = ["  ".join(_padded(cell, width, is_number=name not in WORDS)
                       for cell, width, name in zip(row, widths, table.columns, strict=True)).rstrip()
             for row in [head, *body]]
    if len(table.rows) > most:
        lines.append(phrases.say("stats.more", n=len(table.rows) - most))
    return lines


def format_csv(table: Table) -> str:
    """The table as CSV with a head of column names. What a spreadsheet would take for a formula is marked as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow(["" if cell is None else _harmless(cell) for cell in row])
    return out.getvalue()


def to_records(table: Table) -> object:
    """The table for JSON: an object for each row; of the totals, one object."""
    if table.name == "totals":
        return {str(name): value for name, value in table.rows}
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def _rounded(value: float | None, digits: int) -> float | None:
    return round(value, digits) if value is not None else None


def _shown(cell: Cell, column: str, table: Table, phrases: Phrases) -> str:
    if cell is None:
        return "-"
    if column == "figure":
        return phrases.say(f"stats.figure.{cell}")
    if table.name == "totals" and isinstance(cell, float):
        return f"{cell:.0%}"
    text = make_safe_line(str(cell))
    if cell_width(text) <= MAX_CELL:
        return text
    while cell_width(text) > MAX_CELL - 3:
        text = text[:-1]
    return text + "..."


def _padded(text: str, width: int, *, is_number: bool) -> str:
    room = " " * (width - cell_width(text))
    return room + text if is_number else text + room


def _harmless(cell: Cell) -> Cell:
    return "'" + cell if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def list_tables(figures: Figures, titles: Titles, names: Sequence[str] = TABLES) -> list[Table]:
    """Several tables."""
    return [make_table(figures, name, titles) for name in names]
