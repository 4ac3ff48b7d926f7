"""The to-do list of the content: what was searched and not found, and what was flagged, as values and as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.phrases import Phrases


class Gap(NamedTuple):
    """A search that found nothing, how often it was made, and in which language."""

    text: str
    times: int
    locale: str = ""


class Flag(NamedTuple):
    """A page that somebody flagged: `number` is its id, `title` the page's in the current language."""

    number: int
    key: str
    kind: str
    words: str
    title: str = ""


def format_todo(gaps: Sequence[Gap], flags: Sequence[Flag], phrases: Phrases) -> str:
    """The list as Markdown, one box to tick for each item."""
    lines = [f"# {phrases.say('tui.todo.title')}", "", f"## {phrases.say('tui.todo.gaps')}", ""]
    lines += [f"- [ ] `{' '.join(gap.text.replace('`', ' ').split())}` ({phrases.say('tui.todo.times', n=gap.times)})"
              for gap in gaps] or [phrases.say("tui.todo.none")]
    lines += ["", f"## {phrases.say('tui.todo.flags')}", ""]
    lines += [f"- [ ] {flag.title or flag.key} (`{flag.key}`): {phrases.say('tui.flag.' + flag.kind)}"
              + (f". {' '.join(flag.words.split())}" if flag.words else "") for flag in flags] or [
        phrases.say("tui.todo.none")]
    return "\n".join(lines) + "\n"
