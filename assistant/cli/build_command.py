"""`naze build`: the index anew, whatever state it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.opening import index_cache

if TYPE_CHECKING:
    from argparse import Namespace

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from kb.phrases import Phrases


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """`naze build` takes no arguments of its own."""


def run(arguments: Namespace, context: Context) -> int:
    """0 when every page is in the index, 1 when some were left out."""
    index_cache(context.settings).discard()
    fresh = type(context)(context.settings, context.output, lang=context.lang, lang_given=context.lang_given)
    pages = len(fresh.knowledge.all_slugs())
    broken = {each.location.path for each in fresh.knowledge.diagnostics if each.level == "error"}
    context.output.message(fresh.phrases.say("build.done", pages=pages, broken=len(broken)))
    return 1 if broken else 0
