"""A sheet over the screen, to be read and closed: the help, the map of a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from assistant.tui.screens.base import NazeDialog
from assistant.tui.widgets.sheet_view import SheetView

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from assistant.tui.widgets.sheet_view import Source


class SheetDialog(NazeDialog[None]):
    """One sheet."""

    CSS_PATH = "sheet_dialog.tcss"
    BINDINGS: ClassVar = [("escape", "close", ""), ("enter", "close", ""), ("f1", "close", "")]

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._source = source

    def compose(self) -> ComposeResult:
        """The view."""
        yield SheetView(id="sheet")

    def on_mount(self) -> None:
        """Shows it."""
        self.query_one(SheetView).focus()
        self.call_after_refresh(self.query_one(SheetView).show, self._source)

    def action_close(self) -> None:
        """Back to the screen."""
        self.dismiss(None)
