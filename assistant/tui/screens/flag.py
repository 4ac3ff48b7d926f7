"""Flagging a page, or commenting on it: first what, then in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.tui.desk import COMMENT, FLAGS
from assistant.tui.screens.pick import Pick, PickScreen
from assistant.tui.screens.write import WriteScreen

if TYPE_CHECKING:
    from assistant.tui.console import Console
    from assistant.tui.pages import Page


async def flag_page(console: Console, page: Page) -> bool:
    """Asks for kind and words and keeps them; False when nothing was kept. A comment needs words, a flag does not."""
    kinds = (*FLAGS, COMMENT)
    picks = [Pick(console.say(f"tui.flag.{kind}"), console.say(f"tui.flag.{kind}_words")) for kind in kinds]
    number = await console.push_screen_wait(PickScreen(console.say("tui.flag.title"), picks))
    if number is None:
        return False
    kind = kinds[number]
    words = await console.push_screen_wait(WriteScreen(console.say(f"tui.flag.{kind}"), console.say("tui.flag.hint")))
    if words is None or (kind == COMMENT and not words):
        return False
    if kind == COMMENT:
        await console.desk.comment(page.key, words)
    else:
        await console.desk.flag(page.key, kind, words, console.locale)
    console.say_briefly(f"tui.say.{'commented' if kind == COMMENT else 'flagged'}")
    return True
