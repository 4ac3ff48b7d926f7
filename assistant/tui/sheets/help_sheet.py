"""Help: every action with its keys, from the one list of bindings, and how the console is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.tui.bindings import ACTIONS, key_name
from assistant.tui.sheets.sheet import Row, Run, Sheet
from assistant.tui.sheets.sheet_writer import SheetWriter
from kb.text.wrap import cell_width, wrap_text

if TYPE_CHECKING:
    from kb.phrases import Phrases

KEY_CELLS = 22
SCOPE_ORDER = ("app", "home", "list", "page", "chat", "walk", "todo", "quiz")


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
