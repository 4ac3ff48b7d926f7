"""Writing a few words over the screen: a comment, a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.widgets import Static

from assistant.tui.screens.base import NazeDialog
from assistant.tui.widgets.query_input import QueryInput

if TYPE_CHECKING:
    from textual.app import ComposeResult


class WriteScreen(NazeDialog[str | None]):
    """One line to write in; its result is what was written, or None."""

    CSS_PATH = "write.tcss"
    BINDINGS: ClassVar = [("escape", "dismiss_nothing", "")]

    def __init__(self, title: str, hint: str) -> None:
        super().__init__()
        self._title = title
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Title, line, hint."""
        with Vertical(id="box"):
            yield Static(self._title, id="title", markup=False)
            yield QueryInput(id="words")
            yield Static(self._hint, id="hint", markup=False)

    def on_mount(self) -> None:
        """Begins in the line."""
        query = self.query_one(QueryInput)
        query.paste_mark = self.naze.say("tui.home.pasted")
        query.focus()

    @on(QueryInput.KeyPressed)
    def _key(self, event: QueryInput.KeyPressed) -> None:
        event.stop()
        if event.name == "enter":
            self.dismiss(self.query_one(QueryInput).full_text.strip())
        elif event.name == "escape":
            self.dismiss(None)

    def action_dismiss_nothing(self) -> None:
        """Ends without words."""
        self.dismiss(None)
