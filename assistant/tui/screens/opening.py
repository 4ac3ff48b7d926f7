"""The first start: the index is being built, and one sees how far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.widgets import Static

from assistant.tui.screens.base import NazeScreen

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from assistant.tui.library import Library

BAR_CELLS = 40


class OpeningScreen(NazeScreen[None]):
    """Progress of the first build. The words come from the files: there is no index yet."""

    CSS_PATH = "opening.tcss"

    def __init__(self, library: Library, locale: str) -> None:
        super().__init__()
        self._library = library
        self._words = library.early_phrases(locale)

    def compose(self) -> ComposeResult:
        """What happens, and how far it is."""
        with Vertical(id="box"):
            yield Static(self._words.say("tui.opening.title"), id="title", markup=False)
            yield Static(self._words.say("tui.opening.words"), id="words", markup=False)
            yield Static("", id="progress", markup=False)
            with Vertical(id="track"):
                yield Static("", id="bar", markup=False)

    def on_mount(self) -> None:
        """Looks at the progress ten times a second."""
        self.set_interval(0.1, self._look)

    def _look(self) -> None:
        done, total = self._library.progress
        if total:
            self.query_one("#progress", Static).update(self._words.say("tui.opening.progress", done=done, total=total))
            self.query_one("#bar").styles.width = f"{done * 100 // total}%"
