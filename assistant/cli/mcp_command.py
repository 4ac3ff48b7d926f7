"""`naze mcp`: the knowledge base for agents, over standard input and output."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from assistant.cli.context import OPENING_SECONDS
from assistant.cli.extras import has_extra

if TYPE_CHECKING:
    from argparse import Namespace

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from kb.phrases import Phrases

READS_INDEX = False
"""An agent waits for the first answer of a program it starts; the index is opened, or built, at the first call."""


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze mcp`."""
    parser.epilog = phrases.say("mcp.option.more")
    parser.add_argument("--no-save", action="store_true", help=phrases.say("walk.option.no_save"))


def run(arguments: Namespace, context: Context) -> int:
    """0 once the agent has gone, 2 without the extra."""
    if not has_extra(context, "mcp", "mcp"):
        return 2
    from assistant.mcp.current import CurrentKnowledge
    from assistant.mcp.server import AgentServer
    from assistant.mcp.tools import Tools
    from assistant.mcp.walks import Walks
    from assistant.sessions.opening import Opened, open_sessions
    from assistant.sessions.sqlite_store import open_memory_store

    opened = Opened(open_memory_store(), "-") if arguments.no_save else open_sessions(
        context.settings, at=time.time(), patience=OPENING_SECONDS)
    current = CurrentKnowledge(context.settings)
    is_chosen = context.lang_given or context.settings.lang_fixed
    tools = Tools(current, Walks(opened), context.locale, is_chosen=is_chosen)
    try:
        AgentServer(current, tools, context.phrases).run()
    finally:
        context.close_store(opened.store)
    return 0
