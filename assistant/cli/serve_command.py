"""`naze serve`: the console in a browser, on this machine or behind a proxy that asks who somebody is."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from typing import TYPE_CHECKING

from assistant.cli.arguments import UsageError
from assistant.cli.extras import has_extra

if TYPE_CHECKING:
    from argparse import Namespace

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from assistant.web.access import Access
    from kb.phrases import Phrases

HOST, PORT, CONSOLES = "127.0.0.1", 8809, 8
MOST_CONSOLES = 200


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze serve`."""
    parser.epilog = phrases.say("serve.option.more")
    parser.add_argument("--host", default=HOST, metavar="ADDRESS", help=phrases.say("serve.option.host", host=HOST))
    parser.add_argument("--port", type=int, default=PORT, help=phrases.say("serve.option.port", port=PORT))
    parser.add_argument("--behind-proxy", default="", metavar="URL", help=phrases.say("serve.option.behind_proxy"))
    parser.add_argument("--consoles", type=int, default=CONSOLES, metavar="N",
                        help=phrases.say("serve.option.consoles", n=CONSOLES))


def run(arguments: Namespace, context: Context) -> int:
    """0 once it was ended, 1 when the address cannot be listened at, 2 without the extra or for an address that is
    open to others without a proxy."""
    if not has_extra(context, "web", "textual_serve", "aiohttp"):
        return 2
    phrases = context.phrases
    if not 1 <= arguments.consoles <= MOST_CONSOLES:
        raise UsageError(phrases.say("serve.bad_consoles", most=MOST_CONSOLES))
    access = _access(arguments, phrases)
    if context.lang_given:
        os.environ["NAZE_LANG"] = context.locale  # The consoles answer in the language that was asked for.
    try:
        listening = socket.create_server(
            (arguments.host, arguments.port), family=socket.AF_INET6 if ":" in arguments.host else socket.AF_INET)
    except (OSError, OverflowError) as error:
        context.output.message(phrases.say("serve.cannot_listen", host=arguments.host, port=arguments.port,
                                           problem=getattr(error, "strerror", None) or str(error)))
        return 1
    from assistant.web.server import ConsoleServer, Limits

    name = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    address = access.origin or f"http://{name}:{listening.getsockname()[1]}"
    context.output.line(phrases.say("serve.serving", address=address + "/"))
    context.output.flush()
    server = ConsoleServer(access, Limits(arguments.consoles), phrases)
    with contextlib.redirect_stdout(sys.stderr):  # A console that fails is written about there.
        server.run(listening)
    return 0


def _access(arguments: Namespace, phrases: Phrases) -> Access:
    """Who may come in. Raises UsageError for what would let anybody in."""
    from assistant.web import access

    if not arguments.behind_proxy:
        if not access.is_loopback(arguments.host):
            raise UsageError(phrases.say("serve.not_alone", host=arguments.host))
        return access.Access(access.Access().names | {arguments.host.lower()})
    try:
        origin = access.origin_of(arguments.behind_proxy)
    except access.BadUrlError as error:
        raise UsageError(phrases.say("serve.bad_url", url=arguments.behind_proxy)) from error
    secret = os.environ.pop(access.SECRET_VARIABLE, "")
    if len(secret) < access.MIN_SECRET:
        raise UsageError(phrases.say("serve.no_secret", variable=access.SECRET_VARIABLE, least=access.MIN_SECRET,
                                     header=access.PROXY_HEADER))
    return access.Access(origin=origin, secret=secret)
