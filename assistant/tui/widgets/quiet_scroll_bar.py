"""A scroll bar of plain cells: block characters are two cells wide on many Japanese terminals."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBarRender

if TYPE_CHECKING:
    from rich.color import Color


class QuietScrollBarRender(ScrollBarRender):
    """Draws thumb and track with spaces and background colours alone."""

    @classmethod
    def render_bar(
        cls, size: int = 25, virtual_size: float = 50, window_size: float = 20, position: float = 0,
        thickness: int = 1, vertical: bool = True, back_color: Color | None = None, bar_color: Color | None = None,
    ) -> Segments:
        """The bar, one segment for each cell of its length."""
        start = end = 0
        if window_size and size and virtual_size > window_size:
            length = max(1, ceil(window_size * size / virtual_size))
            start = round((size - length) * min(max(position / (virtual_size - window_size), 0), 1))
            end = start + length
        blank = " " * (thickness if vertical else 1)
        cells = []
        for cell in range(int(size)):
            action = "grab" if start <= cell < end else "scroll_up" if cell < start else "scroll_down"
            colour = bar_color if start <= cell < end else back_color
            cells.append(Segment(blank, Style(bgcolor=colour, meta={"@mouse.down": action})))
        if vertical:
            return Segments(cells, new_lines=True)
        return Segments([*cells, Segment.line()] * thickness, new_lines=False)
