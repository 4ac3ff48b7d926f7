"""Telling: what happened to earlier work, and who is at work on what, in words."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from kb.text.safe import make_safe_line

if TYPE_CHECKING:
    from assistant.sessions.store import News, Session
    from kb.phrases import Phrases


def format_time(at: float) -> str:
    """A time to the minute."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))


def format_who(session: Session, phrases: Phrases) -> str:
    """When a session was worked on last, and by whom where that can be somebody else."""
    people = phrases.say("sessions.held", holder=session.holder) if session.holder else session.author
    return "  ".join(filter(None, (format_time(session.updated), make_safe_line(people))))


def format_news(news: News, phrases: Phrases) -> str:
    """One sentence or two, safe for the screen."""
    values: dict[str, object] = {
        name: make_safe_line(value) if isinstance(value, str) else value for name, value in news.values.items()}
    if "what" in values:
        values["what"] = phrases.say(f"store.operation.{values['what']}")
    if values.get("reason") == "purged":
        values["reason"] = phrases.say("store.purged")
    return phrases.say(f"store.news.{news.key}", **values)
