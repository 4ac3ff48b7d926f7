"""`naze note`: the ticket text of a walk, on stdout or in a file."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from assistant.notes import Form, format_note, make_note, note_record
from assistant.sessions.opening import open_sessions
from assistant.troubleshoot.stepper import Walker
from assistant.troubleshoot.walk import decode_walk
from kb.text.safe import make_safe_line

if TYPE_CHECKING:
    from argparse import Namespace

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from assistant.sessions.store import Session
    from kb.phrases import Phrases

JSON = "json"


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze note`."""
    parser.add_argument("session", nargs="?", help=phrases.say("note.option.session"))
    parser.add_argument("--form", choices=(*map(str, Form), JSON), default=str(Form.MARKDOWN),
                        help=phrases.say("note.option.form"))
    parser.add_argument("--json", action="store_const", const=JSON, dest="form", help=phrases.say("cli.option.json"))
    parser.add_argument("--save", metavar="FILE", type=Path, help=phrases.say("note.option.save"))


def run(arguments: Namespace, context: Context) -> int:
    """0 when the note was written, 1 when there is no such walk or the file cannot be written."""
    store = open_sessions(context.settings, at=time.time()).store
    try:
        if arguments.session is not None:
            session = store.find_handle(arguments.session)
            problem = "no_session"
        else:
            session = next((each for each in store.list_sessions() if each.id and each.kind == "walk"), None)
            problem = "no_sessions"
    finally:
        store.close()
    if session is None or session.kind != "walk":
        problem = problem if session is None else "no_walk"
        shown = make_safe_line(arguments.session or "")[:40]
        context.output.message(context.phrases.say(f"note.said.{problem}", session=shown))
        return 1
    try:
        text = _text(session, arguments.form, context)
    except (msgspec.DecodeError, msgspec.ValidationError):
        context.output.message(context.phrases.say("walk.said.unreadable", session=session.id))
        return 1
    if arguments.save is None:
        context.output.line(text.rstrip("\n"))
        return 0
    try:
        arguments.save.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        context.output.message(context.phrases.say(
            "note.said.not_saved", file=str(arguments.save), problem=error.strerror or type(error).__name__))
        return 1
    context.output.message(context.phrases.say("note.said.saved", file=str(arguments.save)))
    return 0


def _text(session: Session, form: str, context: Context) -> str:
    """The note in the chosen languages; without a choice, in the language of the session."""
    walk = decode_walk(session.state)
    langs = context.langs if context.lang_given else (session.locale,)
    walker = Walker(context.knowledge)
    notes = [make_note(context.knowledge, walker, walk, lang, session=session.id) for lang in langs]
    if form == JSON:
        records = [note_record(note) for note in notes]
        return json.dumps(records[0] if len(records) == 1 else records, ensure_ascii=False, indent=2) + "\n"
    between = "\n---\n\n" if form == Form.MARKDOWN else "\n" + "-" * 40 + "\n\n"
    return between.join(format_note(note, context.knowledge.phrases(note.locale), Form(form)) for note in notes)
