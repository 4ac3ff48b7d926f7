"""`naze mcp`: the knowledge base for agents, over standard input and output."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from assistant.cli.extras import has_extra

if TYPE_CHECKING:
    from argparse import Namespace

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from kb.phrases import Phrases


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

    opened = Opened(open_memory_store(), "-") if arguments.no_save else open_sessions(context.settings, at=time.time())
    current = CurrentKnowledge(context.settings)
    try:
        AgentServer(current, Tools(current, Walks(opened), context.locale), context.phrases).run()
    finally:
        opened.store.close()
    return 0
