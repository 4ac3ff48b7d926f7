"""Help: every action with its keys, from the one list of bindings, and how the console is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from assistant.tui.bindings import ACTIONS, key_name
from assistant.tui.screens.base import NazeDialog
from assistant.tui.sheets.sheet import Row, Run, Sheet
from assistant.tui.sheets.sheet_writer import SheetWriter
from assistant.tui.widgets.sheet_view import SheetView
from kb.text.wrap import cell_width, wrap_text

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from kb.phrases import Phrases

KEY_CELLS = 22
SCOPE_ORDER = ("app", "home", "list", "page", "chat", "walk", "todo", "quiz")


class HelpScreen(NazeDialog[None]):
    """The help, over the screen that asked for it."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar = [("escape", "close", ""), ("enter", "close", ""), ("f1", "close", "")]

    def compose(self) -> ComposeResult:
        """One sheet."""
        yield SheetView(id="help")

    def on_mount(self) -> None:
        """Shows the help."""
        self.query_one(SheetView).focus()
        self.call_after_refresh(self.query_one(SheetView).show, self._source)

    async def _source(self, width: int) -> Sheet:
        return write_help(self.naze.phrases, width)

    def action_close(self) -> None:
        """Back to the screen."""
        self.dismiss(None)


def write_help(phrases: Phrases, width: int) -> Sheet:
    """The help as a sheet: how to use the console, then the actions by where they work."""
    writer = SheetWriter(width, phrases)
    writer.text(phrases.say("tui.help.title"), style="title")
    writer.gap()
    for number in range(1, 5):
        writer.text(phrases.say(f"tui.help.intro{number}"))
    for scope in SCOPE_ORDER:
        actions = [action for action in ACTIONS if action.scope == scope]
        if actions:
            writer.heading(phrases.say(f"tui.help.scope.{scope}"), scope)
        for action in actions:
            keys = ", ".join(map(key_name, action.keys))
            cells = min(KEY_CELLS, width // 3)
            lines = wrap_text(phrases.say(f"tui.action.{action.name}"), width - cells - 1)
            for place, line in enumerate(lines):
                shown = keys if place == 0 else ""
                space = " " * max(cells - cell_width(shown), 1)
                writer.rows.append(Row((Run(" "), Run(shown, "mark"), Run(space + line))))
    return writer.sheet()
