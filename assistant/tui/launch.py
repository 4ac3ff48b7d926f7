"""Opening the console: the library begins to open while Textual is still being imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.tui.desk import Desk
from assistant.tui.library import Library

if TYPE_CHECKING:
    from assistant.settings import Settings


def run_console(settings: Settings, locale: str) -> int:
    """Runs the console until it is left; the exit code of the program."""
    library = Library(settings)
    desk = Desk(library, settings.data_folder)
    desk.open_soon()
    library.open_soon()
    from assistant.tui.app import NazeApp

    app = NazeApp(settings, locale, library, desk)
    app.run()
    return app.return_code or 0
