"""Publishing on the command line, and what is said of the copy of published knowledge.

Owns the words. What is published, and how, belongs to `assistant.team`.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from assistant.cli.arguments import UsageError
from assistant.opening import index_cache, reads_published
from assistant.sessions.store import StoreError
from assistant.settings import SettingsError
from kb.text.safe import make_safe_line
from kb.text.wrap import wrap_text

if TYPE_CHECKING:
    from assistant.cli.context import Context
    from assistant.team.published_cache import Version

TIME = "%Y-%m-%d %H:%M"


def publish_content(url: str, context: Context) -> int:
    """0 when the server has the knowledge of this computer now, 1 when it could not be published."""
    if not url:
        raise UsageError(context.phrases.say("published.need_server"))
    from assistant.team.address import parse_address
    from assistant.team.opening import publish_knowledge, require_extra

    try:
        parse_address(url)
    except ValueError as error:
        raise SettingsError("bad_store") from error
    require_extra()
    try:
        done = publish_knowledge(url, lambda: context.own_knowledge)
    except StoreError as error:
        say_problem(error, context)
        return 1
    key = "published.done" if done.is_new else "published.same"
    context.output.line(context.phrases.say(key, number=done.number, articles=done.articles, trees=done.trees))
    return 0


def say_problem(error: StoreError, context: Context) -> None:
    """Why the server did not do it, and what to do."""
    from assistant.team.problems import state_of

    words = context.phrases.say(f"published.problem.{state_of(error)}", problem=make_safe_line(str(error)))
    for line in wrap_text(words, context.output.width):
        context.output.message(line)


def find_copy(context: Context) -> Version | None:
    """The published version that is used here; None when none is."""
    from assistant.team.published_cache import PublishedCache

    cache = index_cache(context.settings, asks=False)
    return cache.find_version() if isinstance(cache, PublishedCache) else None


def format_copy(copy: Version | None, context: Context) -> str:
    """What knowledge a computer of a team uses, in words."""
    say = context.phrases.say
    if not reads_published(context.settings):
        return say("published.own")
    if copy is None:
        return say("published.none")
    return say("published.copy", number=copy.number, author=make_safe_line(copy.author),
               time=time.strftime(TIME, time.localtime(copy.at)))
