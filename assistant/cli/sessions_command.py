"""`naze sessions`: what is saved - listed, resumed, exported, removed for good - and what was learnt from it."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

import msgspec

from assistant.cli.context import OPENING_SECONDS
from assistant.sessions.opening import open_sessions
from assistant.sessions.store import HANDLE_LENGTH
from assistant.sessions.telling import format_time
from kb.text.marks import DIM, END
from kb.text.safe import make_safe_line
from kb.text.wrap import wrap_text

if TYPE_CHECKING:
    from argparse import Namespace

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from assistant.sessions.store import Session, Store
    from kb.phrases import Phrases

ACTIONS = ("list", "resume", "purge", "export", "learned", "forget")
CONVERSATION = "conversation"
MOST_LISTED = 50


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze sessions`."""
    parser.add_argument("action", nargs="?", choices=ACTIONS, default="list",
                        help=phrases.say("sessions.option.action"))
    parser.add_argument("session", nargs="?", default="", help=phrases.say("sessions.option.session"))
    parser.add_argument("--all", action="store_true", help=phrases.say("sessions.option.all"))
    parser.add_argument("--open", action="store_true", help=phrases.say("sessions.option.open"))
    parser.add_argument("--markdown", action="store_true", help=phrases.say("sessions.option.markdown"))
    parser.add_argument("--json", action="store_true", help=phrases.say("cli.option.json"))


def run(arguments: Namespace, context: Context) -> int:
    """0, or 1 when the session is not there or the store cannot be opened."""
    store, problem = open_sessions(context.settings, at=time.time(), patience=OPENING_SECONDS)
    if problem:
        _say(context, "unsaved", problem=make_safe_line(problem))
        return 1
    try:
        match arguments.action:
            case "list":
                return _list(store, arguments, context)
            case "purge":
                return _purge(store, arguments, context)
            case "export":
                return _export(store, arguments, context)
            case "learned":
                return _show_learned(store, arguments, context)
            case "forget":
                _say(context, "forgotten", n=store.forget_cases(arguments.session))
                return 0
    finally:
        context.close_store(store)
    return _resume(arguments, context)


def _say(context: Context, key: str, **values: object) -> None:
    context.output.message(context.phrases.say(f"sessions.said.{key}", **values))


def _resume(arguments: Namespace, context: Context) -> int:
    from assistant.cli.walk_command import run as walk

    return walk(argparse.Namespace(words=[], resume=arguments.session, map=False, list=False, tier=1,
                                   no_save=False), context)


def _list(store: Store, arguments: Namespace, context: Context) -> int:
    sessions = store.list_sessions(status="open" if arguments.open else "",
                                   limit=1_000_000 if arguments.all else MOST_LISTED)
    if arguments.json:
        context.output.record([_record(each, store, with_steps=False) for each in sessions])
        return 0
    if not sessions:
        context.output.message(context.phrases.say("sessions.none"))
    for session in sessions:
        for line in _lines(session, context):
            context.output.line(line)
    return 0


def _lines(session: Session, context: Context) -> list[str]:
    phrases = context.phrases
    status = phrases.say(f"sessions.status.{session.status}")
    if session.outcome and phrases.has(f"walk.outcome.{session.outcome}"):
        status = phrases.say(f"walk.outcome.{session.outcome}")
    at = format_time(session.updated)
    if session.holder:
        status = phrases.say("sessions.held", holder=make_safe_line(session.holder))
    first = phrases.say("sessions.row", id=f"{session.handle:>4}", time=at, status=status, title="")
    title = make_safe_line(session.title)
    if session.author:
        title = phrases.say("sessions.by", title=title, author=make_safe_line(session.author))
    if session.origin:
        title = phrases.say("sessions.split", title=title, origin=session.origin[:HANDLE_LENGTH])
    lines = wrap_text(title, context.output.width, first=first, rest="      ")
    lines[0] = lines[0].replace(at, f"{DIM}{at}{END}", 1)
    return lines


def _record(session: Session, store: Store, *, with_steps: bool = True) -> dict[str, object]:
    record: dict[str, object] = {
        "session": session.id or None, "uid": session.uid, "kind": session.kind, "lang": session.locale,
        "title": session.title, "status": session.status, "outcome": session.outcome or None,
        "code": session.code or None, "page": session.page or None, "created": session.created,
        "updated": session.updated, "author": session.author or None, "holder": session.holder or None,
        "origin": session.origin or None,
    }
    if with_steps:
        record["state"] = msgspec.json.decode(session.state or "null")
        record["steps"] = [{"number": step.number, "at": step.at, "input": msgspec.json.decode(step.json)}
                           for step in store.steps_of(session.id)]
    return record


def _export(store: Store, arguments: Namespace, context: Context) -> int:
    if not arguments.session:
        for each in _all_here(store):
            context.output.record(_record(each, store), indent=None)
        return 0
    session = store.find_handle(arguments.session)
    if session is None:
        _say(context, "no_session", session=make_safe_line(arguments.session)[:20])
        return 1
    if arguments.markdown and session.kind == CONVERSATION:
        for locale in context.langs:
            context.output.line(_transcript(session, context, locale))
    else:
        context.output.record(_record(session, store))
    return 0


def _all_here(store: Store) -> list[Session]:
    """Every session that this machine has; what only the team's server has is not among them."""
    return [each for each in store.list_sessions(limit=1_000_000) if each.id]


def _transcript(session: Session, context: Context, locale: str) -> str:
    """A kept conversation as Markdown: said again by the engine, over the content as it is now."""
    from assistant.conversation.engine import Engine
    from assistant.conversation.saying import format_transcript
    from assistant.sessions.saved_talk import decode_talk, start_of

    state = decode_talk(session.state)
    engine, talk, turns = Engine(context.knowledge), start_of(state, locale), []
    for said in state.said:
        talk, replies = engine.respond(talk, said)
        turns.append((said, replies))
    return format_transcript(context.knowledge, turns, locale)


def _purge(store: Store, arguments: Namespace, context: Context) -> int:
    if arguments.all:
        _say(context, "purged_all", n=sum(store.purge(each.id) for each in _all_here(store)))
        return 0
    if not arguments.session:
        _say(context, "needs_all")
        return 1
    session = store.find_handle(arguments.session)
    is_gone = session is not None and store.purge(session.id)
    _say(context, "purged" if is_gone else "no_session", session=make_safe_line(arguments.session)[:20])
    return 0 if is_gone else 1


def _show_learned(store: Store, arguments: Namespace, context: Context) -> int:
    found = store.count_cases()
    if arguments.json:
        context.output.record([{"article": article, "cause": cause, "cases": times}
                               for article, cause, times in found])
        return 0
    if not found:
        context.output.message(context.phrases.say("sessions.no_cases"))
    for slug, name, times in found:
        article = context.knowledge.find_article(slug, context.locale)
        cause = next((each.title for each in article.causes if each.id == name), name) if article else name
        line = context.phrases.say("sessions.case", article=slug, cause=cause, times=times)
        for text in wrap_text(line, context.output.width, rest="  "):
            context.output.line(text)
    return 0
