"""`naze store`: where work is kept - what is there and what waits, a server prepared, one store copied into another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.cli.arguments import UsageError
from assistant.sessions.operations import tag_of
from assistant.sessions.sqlite_file import open_file
from assistant.sessions.sqlite_store import FILE_NAME, open_store
from assistant.sessions.store import StoreError
from assistant.sessions.telling import format_time
from assistant.settings import SettingsError
from assistant.team.address import parse_address
from assistant.team.problems import state_of
from kb.text.safe import make_safe_line
from kb.text.wrap import wrap_text

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from assistant.team.address import Address
    from assistant.team.team_store import TeamStore
    from kb.phrases import Phrases

ACTIONS = ("status", "init", "move", "send", "resend", "retry", "drop")
SENDING_SECONDS = 60.0
TRYING_SECONDS = 10.0


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze store`."""
    parser.add_argument("action", nargs="?", choices=ACTIONS, default="status", help=phrases.say("store.option.action"))
    parser.add_argument("url", nargs="?", default="", help=phrases.say("store.option.url"))
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--to", metavar="URL", default="", help=phrases.say("store.option.to"))
    way.add_argument("--from", metavar="URL", default="", dest="source", help=phrases.say("store.option.from"))
    parser.add_argument("--keep-days", metavar="N", type=float, help=phrases.say("store.option.keep_days"))
    parser.add_argument("--json", action="store_true", help=phrases.say("cli.option.json"))


def run(arguments: Namespace, context: Context) -> int:
    """0; 1 when the server cannot be reached, refuses, or something waits that should not."""
    try:
        match arguments.action:
            case "init":
                return _prepare(_address(arguments.url or context.settings.store, context), arguments, context)
            case "move":
                return _move(arguments, context)
        if not context.settings.store:
            return _show_local(arguments, context)
        return _work_on_team(arguments, context)
    except StoreError as error:
        _message(context, f"store.link.{state_of(error)}", problem=make_safe_line(str(error)))
        return 1


def _message(context: Context, key: str, **values: object) -> None:
    for line in wrap_text(context.phrases.say(key, **values), context.output.width):
        context.output.message(line)


def _address(url: str, context: Context) -> Address:
    if not url:
        raise UsageError(context.phrases.say("store.need_url"))
    try:
        return parse_address(url)
    except ValueError as error:
        raise SettingsError("bad_store") from error


def _show_local(arguments: Namespace, context: Context) -> int:
    if arguments.action != "status":
        _message(context, "store.said.no_team")
        return 1
    store = open_store(context.settings.data_folder)
    sessions = len(store.list_sessions(limit=-1))
    store.close()
    folder = str(context.settings.data_folder)
    if arguments.json:
        context.output.record({"store": "local", "folder": folder, "sessions": sessions})
    else:
        context.output.line(context.phrases.say("store.local", folder=make_safe_line(folder), n=sessions))
    return 0


def _work_on_team(arguments: Namespace, context: Context) -> int:
    from assistant.team.opening import open_team

    settings = context.settings
    store = open_team(settings.store, settings.data_folder, open_store(settings.data_folder))
    try:
        if arguments.action == "resend":
            return _copy(store.path, store.address, arguments, context)
        match arguments.action:
            case "retry":
                _message(context, "store.said.retried", n=store.retry_refused())
            case "drop":
                _message(context, "store.said.dropped", n=store.drop_refused())
        left = store.send(TRYING_SECONDS if arguments.action == "status" else SENDING_SECONDS)
        _show_team(store, arguments, context)
        return 1 if left or store.list_refused() or store.link.state != "up" else 0
    finally:
        context.close_store(store)


def _show_team(store: TeamStore, arguments: Namespace, context: Context) -> None:
    phrases, output, link = context.phrases, context.output, store.link
    waiting, refused, split = store.count_waiting(), store.list_refused(), store.list_split()
    if arguments.json:
        output.record({
            "store": "team", "server": store.address.shown, "state": link.state, "problem": link.problem or None,
            "role": link.role or None, "waiting": waiting,
            "refused": [{"operation": tag_of(each.operation), "at": each.at, "reason": each.reason}
                        for each in refused],
            "split": [{"session": each.id, "uid": each.uid, "origin": each.origin, "title": each.title}
                      for each in split],
            "weak": store.address.is_weak})
        return
    output.line(phrases.say("store.team", server=make_safe_line(store.address.shown)))
    output.line(phrases.say(f"store.link.{link.state}", problem=make_safe_line(link.problem)))
    if link.role:
        output.line(phrases.say("store.role", role=phrases.say(f"store.role_name.{link.role}")))
    output.line(phrases.say("store.waiting", n=waiting))
    for each in refused:
        reason = phrases.say("store.purged") if each.reason == "purged" else make_safe_line(each.reason)
        output.line(phrases.say("store.not_taken", what=phrases.say(f"store.operation.{tag_of(each.operation)}"),
                                time=format_time(each.at), reason=reason))
    if refused:
        _message(context, "store.said.not_taken")
    for session in split:
        output.line(phrases.say("store.split", session=session.id, title=make_safe_line(session.title),
                                origin=session.origin[:8]))


def _prepare(address: Address, arguments: Namespace, context: Context) -> int:
    from assistant.team.opening import require_extra

    require_extra()
    from assistant.team.connection import open_connection
    from assistant.team.schema import prepare_server, set_keep_days

    with open_connection(address, patient=True) as connection:
        steps = prepare_server(connection)
        if arguments.keep_days is not None:
            set_keep_days(connection, arguments.keep_days)
    shown = make_safe_line(address.shown)
    _message(context, "store.said.prepared" if steps else "store.said.prepared_before", server=shown)
    return 0


def _move(arguments: Namespace, context: Context) -> int:
    if not arguments.to and not arguments.source:
        raise UsageError(context.phrases.say("store.need_way"))
    address = _address(arguments.to or arguments.source, context)
    return _copy(context.settings.data_folder / FILE_NAME, address, arguments, context)


def _copy(path: Path, address: Address, arguments: Namespace, context: Context) -> int:
    """Copies a file to the server, or the other way when `--from` says so."""
    from assistant.team.opening import require_extra

    require_extra()
    from assistant.team.connection import open_connection
    from assistant.team.moving import copy_work
    from assistant.team.schema import check_version
    from assistant.team.shelves import FileShelf, ServerShelf

    file = open_file(path)
    try:
        with open_connection(address, patient=True) as connection:
            check_version(connection)
            here, there = FileShelf(file), ServerShelf(connection)
            counts = copy_work(there, here) if arguments.source else copy_work(here, there)
    finally:
        file.close()
    if arguments.json:
        context.output.record({kind: {"copied": copied, "known": known} for kind, (copied, known) in counts.items()})
    else:
        for kind, (copied, known) in counts.items():
            context.output.line(context.phrases.say(f"store.moved.{kind}", n=copied, known=known))
    return 0
