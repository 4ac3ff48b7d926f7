"""Telling: what happened to earlier work, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.text.safe import make_safe_line

if TYPE_CHECKING:
    from assistant.sessions.store import News
    from kb.phrases import Phrases


def format_news(news: News, phrases: Phrases) -> str:
    """One sentence or two, safe for the screen."""
    values: dict[str, object] = {
        name: make_safe_line(value) if isinstance(value, str) else value for name, value in news.values.items()}
    if "what" in values:
        values["what"] = phrases.say(f"store.operation.{values['what']}")
    if values.get("reason") == "purged":
        values["reason"] = phrases.say("store.purged")
    return phrases.say(f"store.news.{news.key}", **values)
