"""Charts of figures in a terminal, drawn by plotext (`naze[charts]`) and written in ASCII.

Owns which numbers are drawn and how large. Box and block characters are two cells wide on many Japanese terminals, so
none of them stays.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import plotext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.stats.figures import CodeFigure, Day

ASCII = str.maketrans({
    "█": "#", "│": "|", "─": "-", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "|", "┤": "|", "┬": "+", "┴": "+",
    "┼": "+",
})
MOST_CODES = 12
TICKS = 5
ROWS_OF_DAYS = 12


def draw_codes(codes: Sequence[CodeFigure], width: int) -> list[str]:
    """The codes asked for most, a bar for each by its sessions."""
    shown = list(codes[:MOST_CODES])[::-1]
    if not shown:
        return []
    most = max(each.sessions for each in shown)
    figure = _new_figure(width, 2 * len(shown) + 3)
    figure.draw(figure.bar([each.code for each in shown], [each.sessions for each in shown], orientation="horizontal",
                           width=0.4))
    _scale(figure, "x", most)
    return _lines(figure)


def draw_days(days: Sequence[Day], width: int) -> list[str]:
    """A bar for each day by its sessions."""
    most = max((day.sessions for day in days), default=0)
    if not most:
        return []
    figure = _new_figure(width, ROWS_OF_DAYS)
    figure.draw(figure.bar(list(range(1, len(days) + 1)), [day.sessions for day in days], width=0.6))
    _scale(figure, "y", most)
    between = math.ceil(len(days) / TICKS)
    figure.ruler("x").ticks(list(range(1, len(days) + 1, between)), [day.date[5:] for day in days[::between]])
    return _lines(figure)


def _new_figure(width: int, height: int) -> Any:
    figure = plotext.figure
    figure.clear()
    figure.plot_size(width, height)
    return figure


def _scale(figure: Any, axis: str, most: int) -> None:
    """From nothing to the most, with whole numbers on the way."""
    step = max(math.ceil(most / (TICKS - 1)), 1)
    ruler = figure.ruler(axis)
    ruler.lim(0, most)
    ruler.ticks(list(range(0, most + 1, step)))


def _lines(figure: Any) -> list[str]:
    return [line.rstrip() for line in plotext.uncolorize(str(figure.build())).translate(ASCII).splitlines()
            if line.strip()]
