"""What an empty line shows: how to begin, and the pages that were read last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.tui.sheets.sheet import Act, Row, Run, Sheet
from assistant.tui.sheets.sheet_writer import SheetWriter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.phrases import Phrases

EXAMPLES = ("code", "symbol", "message", "symptom", "log")


def write_welcome(phrases: Phrases, width: int, recent: Sequence[tuple[str, str]]) -> Sheet:
    """`recent` are the keys and titles of pages, the latest first."""
    writer = SheetWriter(width, phrases)
    writer.text(phrases.say("tui.welcome.title"), style="title")
    writer.gap()
    writer.text(phrases.say("tui.welcome.words"))
    writer.gap()
    for name in EXAMPLES:
        example = phrases.say(f"tui.welcome.example.{name}")
        start = len(writer.rows)
        writer.target(Act.ASK, example, example, indent="     ", first="   ",
                      note=phrases.say(f"tui.welcome.kind.{name}"))
        writer.rows[start] = writer.rows[start]._replace(left=0)
    if recent:
        writer.heading(phrases.say("tui.welcome.recent"), "recent")
        for key, title in recent:
            writer.target(Act.ARTICLE, key, title, indent="   ", first=" - ")
    writer.gap()
    writer.rows.append(Row((Run(""),)))
    return writer.sheet()
