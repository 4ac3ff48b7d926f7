"""Opening the console: the library begins to open while Textual is still being imported."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from assistant.tui.desk import Desk
from assistant.tui.library import Library

if TYPE_CHECKING:
    from assistant.settings import Settings

SWITCH_SECONDS = 0.001
"""How long the library's thread may keep the interpreter while a key waits to be drawn; Python's own is 5 ms."""


def run_console(settings: Settings, locale: str, *, query: str = "") -> int:
    """Runs the console until it is left, with a query in its line to begin with; the exit code of the program."""
    sys.setswitchinterval(SWITCH_SECONDS)
    library = Library(settings)
    desk = Desk(library, settings)
    desk.open_soon()
    library.open_soon()
    from assistant.tui.app import NazeApp

    app = NazeApp(settings, locale, library, desk)
    app.first_query = query
    app.run()
    return app.return_code or 0
