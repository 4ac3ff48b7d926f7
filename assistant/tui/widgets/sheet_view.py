"""Showing a sheet: rows scroll, targets are walked through and chosen, headings are jumped to.

Owns place and highlight. What a chosen target does belongs to the screen, which gets `TargetChosen`. A sheet is
written for a width, so the view is given a source that writes it, and asks again when its width changes; the place in
the text is kept by the heading that it stands under.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from assistant.tui.bindings import bindings_of
from assistant.tui.sheets.sheet import NO_TARGET, Act, Anchor, Row, Sheet, Target
from assistant.tui.styles import load_style

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual import events
    from textual.binding import BindingType

    Source = Callable[[int], Awaitable[Sheet]]

STYLES = ("title", "heading2", "heading3", "heading4", "strong", "code", "command", "dim", "link", "mark",
          "note-label", "warning-label", "person", "naze")
GROUNDS = ("card", "heading", "code", "note", "warning", "person", "current")
MAX_TEXT_WIDTH = 96


class Place:
    """Where a reader is: a heading and how many rows below it the view begins."""

    def __init__(self, anchor: str = "", below: int = 0) -> None:
        self.anchor = anchor
        self.below = below


class SheetView(ScrollView, can_focus=True, inherit_bindings=False):
    """One sheet, scrolled."""

    DEFAULT_CSS = load_style(__file__)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("page")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"sheet--{name}" for name in STYLES), *(f"sheet--on-{name}" for name in GROUNDS), "sheet--target"}
    fills_target = False

    current: reactive[int] = reactive(NO_TARGET)
    # Another sheet leaves the view where it is: only its scroll bar changes, and the screen is not laid out anew.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    class TargetChosen(Message):
        """A target was chosen by key or mouse."""

        def __init__(self, view: SheetView, number: int, target: Target) -> None:
            super().__init__()
            self.view = view
            self.number = number
            self.target = target

        @property
        def control(self) -> SheetView:
            """The view that the target is in."""
            return self.view

    class SheetShown(Message):
        """A sheet was laid out and is on the screen."""

        def __init__(self, view: SheetView) -> None:
            super().__init__()
            self.view = view

        @property
        def control(self) -> SheetView:
            """The view that shows it."""
            return self.view

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.sheet = Sheet()
        self._source: Source | None = None
        self._written = 0
        self._strips: dict[tuple[int, int], Strip] = {}
        self._looks: dict[str, Style] = {}
        self.driven = False
        self.ready = asyncio.Event()
        self.ready.set()

    @property
    def text_width(self) -> int:
        """The room for text in cells."""
        return min(self.scrollable_content_region.width, MAX_TEXT_WIDTH)

    async def show(self, source: Source | None, place: Place | None = None) -> None:
        """Writes and shows a sheet, at a place of it; without a source, nothing."""
        self._source = source
        if self.text_width <= 0:
            self._written = 0  # Not laid out yet: it will be written when it is.
            return
        self.ready.clear()
        width = self._written = self.text_width
        sheet = await source(width) if source is not None else Sheet(width)
        if self._source is source:
            self._put(sheet, place or Place())
            self.ready.set()

    def place(self) -> Place:
        """Where the reader is."""
        top = round(self.scroll_y)
        anchor = self.sheet.anchor_at(top)
        return Place(anchor.id, top - anchor.row) if anchor is not None else Place("", top)

    def go_to(self, place: Place) -> None:
        """Scrolls to a place; to the top where the sheet does not have it."""
        row = next((anchor.row for anchor in self.sheet.anchors if anchor.id == place.anchor), 0)
        self.scroll_to(y=row + place.below, animate=False, force=True)

    async def rewrite(self) -> None:
        """Writes the sheet anew, for another width, language or content, and stays at the same place."""
        if self._source is not None:
            await self.show(self._source, self.place())

    def _put(self, sheet: Sheet, place: Place) -> None:
        self.sheet = sheet
        self._forget()
        self.virtual_size = Size(sheet.width, len(sheet.rows))
        self._refresh_scrollbars()
        self._scroll_update(self.virtual_size)
        self.set_reactive(SheetView.current, self.first_target)
        self.refresh()
        self.go_to(place)
        self.post_message(self.SheetShown(self))

    @property
    def first_target(self) -> int:
        """The target that is current in a new sheet."""
        return NO_TARGET

    def on_resize(self) -> None:
        """A changed width asks for other rows."""
        self._forget()
        if self._source is not None and self.text_width not in (0, self._written):
            self.run_worker(self.rewrite(), group=f"rewrite-{self.id}", exclusive=True)

    def notify_style_update(self) -> None:
        """Forgets rows that were drawn in other colours."""
        super().notify_style_update()
        self._forget()

    def on_focus(self) -> None:
        """The current target shows only with the focus."""
        self._forget()

    def on_blur(self) -> None:
        """The current target shows only with the focus."""
        self._forget()

    def watch_current(self) -> None:
        """Draws the highlight anew and keeps it in sight."""
        self._forget()
        if 0 <= self.current < len(self.sheet.targets):
            target = self.sheet.targets[self.current]
            top, height = round(self.scroll_y), self.scrollable_content_region.height
            if target.first < top:
                self.scroll_to(y=target.first, animate=False)
            elif target.last >= top + height:
                self.scroll_to(y=max(target.last - height + 1, min(target.first, target.last - height + 1)),
                               animate=False)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of the sheet, as wide as the view."""
        number = y + round(self.scroll_y)
        width = self.size.width
        key = (number, width)
        strip = self._strips.get(key)
        if strip is None:
            row = self.sheet.rows[number] if number < len(self.sheet.rows) else Row()
            strip = self._strips[key] = self._draw(row, number, width)
        return strip

    def _draw(self, row: Row, number: int, width: int) -> Strip:
        base = self._looks.get("") or self._looks.setdefault("", self.rich_style)
        target = self.sheet.targets[self.current] if 0 <= self.current < len(self.sheet.targets) else None
        ground_name = row.ground
        if self.fills_target and target is not None and target.first <= number <= target.last:
            ground_name = "current"
        ground = base + self._component(f"on-{ground_name}") if ground_name else base
        shows_target = (self.has_focus or self.driven) and not self.fills_target
        if shows_target and ground_name == "code" and any(run.target == self.current != NO_TARGET for run in row.runs):
            ground = base + self._component("target")
        segments: list[Segment] = []
        used = 0
        for run in row.runs:
            style = (ground if used >= row.left else base) + (self._component(run.style) if run.style else Style())
            if run.target != NO_TARGET:
                if run.target == self.current and shows_target:
                    style += self._component("target")
                style += Style(meta={"target": run.target})
            segment = Segment(run.text, style)
            segments.append(segment)
            used += segment.cell_length
        if used < row.left:
            segments.append(Segment(" " * (row.left - used), base))
            used = row.left
        right = min(width, self.sheet.width or width) if not self.fills_target else width
        if ground_name and used < right:
            segments.append(Segment(" " * (right - used), ground))
            used = right
        return Strip(segments, used).adjust_cell_length(width, base)

    def refresh_highlight(self) -> None:
        """Shows the current target although the focus is elsewhere, because a line below drives this view."""
        self.driven = True
        self._forget()
        self.refresh()

    def _component(self, name: str) -> Style:
        look = self._looks.get(name)
        if look is None:
            look = self._looks[name] = self.get_component_rich_style(f"sheet--{name}", partial=True)
        return look

    def _forget(self) -> None:
        """Forgets drawn rows and the styles that they were drawn in."""
        self._strips.clear()
        self._looks.clear()

    def on_click(self, event: events.Click) -> None:
        """Chooses the target under the mouse."""
        number = event.style.meta.get("target", NO_TARGET)
        if isinstance(number, int) and 0 <= number < len(self.sheet.targets):
            self.current = number
            self.action_choose()

    def action_choose(self) -> None:
        """Chooses the current target."""
        if 0 <= self.current < len(self.sheet.targets):
            self.post_message(self.TargetChosen(self, self.current, self.sheet.targets[self.current]))

    def action_next_target(self) -> None:
        """The next target; the first one in sight when none is current."""
        self._move_target(1)

    def action_previous_target(self) -> None:
        """The target before the current one."""
        self._move_target(-1)

    def _move_target(self, step: int) -> None:
        targets = self.sheet.targets
        if not targets:
            return
        top = round(self.scroll_y)
        bottom = top + self.scrollable_content_region.height
        if 0 <= self.current < len(targets) and targets[self.current].last >= top \
                and targets[self.current].first < bottom:
            self.current = max(0, min(self.current + step, len(targets) - 1))
            return
        after = [number for number, target in enumerate(targets) if target.first >= top]
        before = [number for number, target in enumerate(targets) if target.last < bottom]
        self.current = (after or [len(targets) - 1])[0] if step > 0 else (before or [0])[-1]

    def action_next_heading(self) -> None:
        """Goes to the next heading."""
        top = round(self.scroll_y)
        self._go_to_anchor(next((anchor for anchor in self.sheet.anchors if anchor.row > top), None))

    def action_previous_heading(self) -> None:
        """Goes to the heading before."""
        top = round(self.scroll_y)
        self._go_to_anchor(next((anchor for anchor in reversed(self.sheet.anchors) if anchor.row < top), None))

    def _go_to_anchor(self, anchor: Anchor | None) -> None:
        if anchor is not None:
            self.scroll_to(y=anchor.row, animate=False)

    def copyable(self) -> list[Target]:
        """Everything on the sheet that is there to be copied, in reading order."""
        return [target for target in self.sheet.targets if target.act is Act.COPY]

    def action_scroll_up(self) -> None:
        """One row up, at once."""
        self.scroll_relative(y=-1, animate=False)

    def action_scroll_down(self) -> None:
        """One row down, at once."""
        self.scroll_relative(y=1, animate=False)

    def action_page_up(self) -> None:
        """A view's height up, less two rows to read on from."""
        self.scroll_relative(y=-max(self.scrollable_content_region.height - 2, 1), animate=False)

    def action_page_down(self) -> None:
        """A view's height down, less two rows to read on from."""
        self.scroll_relative(y=max(self.scrollable_content_region.height - 2, 1), animate=False)

    def action_scroll_home(self) -> None:
        """To the top."""
        self.scroll_to(y=0, animate=False)

    def action_scroll_end(self) -> None:
        """To the end."""
        self.scroll_to(y=self.max_scroll_y, animate=False)
