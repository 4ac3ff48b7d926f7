"""A list to choose from: a sheet whose targets are walked through with the arrows, one of them always current."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from assistant.tui.bindings import bindings_of
from assistant.tui.sheets.sheet import NO_TARGET
from assistant.tui.widgets.sheet_view import SheetView

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType


class ChoiceList(SheetView, inherit_bindings=False):
    """The targets of a sheet as a list."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("list")]
    fills_target = True

    class ChoiceMoved(Message):
        """Another choice became the current one."""

        def __init__(self, view: ChoiceList, number: int) -> None:
            super().__init__()
            self.view = view
            self.number = number

        @property
        def control(self) -> ChoiceList:
            """The list."""
            return self.view

    @property
    def text_width(self) -> int:
        """The room for text in cells, however wide."""
        return self.scrollable_content_region.width

    @property
    def first_target(self) -> int:
        """The first choice is current from the start."""
        return 0 if self.sheet.targets else NO_TARGET

    def watch_current(self) -> None:
        """Says so, too."""
        super().watch_current()
        if 0 <= self.current < len(self.sheet.targets):
            if self.current == 0:
                self.scroll_to(y=0, animate=False)
            self.post_message(self.ChoiceMoved(self, self.current))

    def on_click(self, event: events.Click) -> None:
        """Chooses what lies under the mouse, anywhere on its rows."""
        row = event.y + round(self.scroll_y)
        for number, target in enumerate(self.sheet.targets):
            if target.first <= row <= target.last:
                self.current = number
                self.action_choose()

    def action_move_up(self) -> None:
        """The choice before."""
        self._move(-1)

    def action_move_down(self) -> None:
        """The next choice."""
        self._move(1)

    def action_page_up(self) -> None:
        """Some choices up."""
        self._move(-5)

    def action_page_down(self) -> None:
        """Some choices down."""
        self._move(5)

    def _move(self, step: int) -> None:
        if self.sheet.targets:
            self.current = max(0, min(self.current + step, len(self.sheet.targets) - 1))
