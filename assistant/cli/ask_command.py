"""`naze ask`: one question, a conversation line by line, or a batch.

The line-by-line form prints nothing but lines, one after the other, so a screen reader can follow it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from assistant.cli.batch import Record, read_records
from assistant.cli.line_editing import LineEditing
from assistant.conversation.engine import Engine
from assistant.conversation.records import reply_record
from assistant.conversation.saying import format_reply, format_transcript
from assistant.conversation.values import Kind, Reply, Session
from assistant.plain import heading
from assistant.sessions.opening import open_sessions
from assistant.sessions.saved_talk import SavedTalk
from assistant.sessions.store import StoreError

if TYPE_CHECKING:
    from argparse import Namespace

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from kb.phrases import Phrases

Turn = tuple[str, tuple[Reply, ...]]
LEAVE = ("exit", "quit", "終了", "/q")


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze ask`."""
    parser.add_argument("words", nargs="*", help=phrases.say("ask.option.words"))
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=phrases.say("cli.option.json"))
    form.add_argument("--jsonl", action="store_true", help=phrases.say("cli.option.jsonl"))
    parser.add_argument("--export", metavar="FILE", type=Path, help=phrases.say("ask.option.export"))


def run(arguments: Namespace, context: Context) -> int:
    """0 when the (last) question was answered or asked back, 1 when it was refused; a chat and a batch are 0."""
    engine = Engine(context.knowledge)
    session = Session(lang=context.locale, fixed_lang=context.lang_given)
    if arguments.jsonl:
        return _batch(engine, context)
    if not arguments.words:
        return _chat(engine, session, context, arguments.export)
    question = " ".join(arguments.words)
    session, replies = engine.respond(session, question)
    _note_gaps(session, context)
    if arguments.json:
        context.output.record(reply_record(context.knowledge, replies[-1]))
    else:
        _print(context, replies)
    if arguments.export is not None:
        _export(arguments.export, [(question, replies)], context)
    return 1 if replies[-1].kind is Kind.REFUSE else 0


def _print(context: Context, replies: tuple[Reply, ...]) -> None:
    for reply in replies:
        for line in format_reply(context.knowledge, reply, width=context.output.width):
            context.output.line(line)
    context.output.flush()


def _chat(engine: Engine, session: Session, context: Context, export: Path | None) -> int:
    is_person = sys.stdin.isatty()
    editing = LineEditing(context.knowledge, context.locale, context.settings.data_folder) if is_person else None
    store, _ = open_sessions(context.settings, at=time.time())
    saved = SavedTalk(store, session.lang, fixed_lang=session.fixed_lang)
    try:
        turns = _talk(engine, session, context, saved, is_person=is_person)
    finally:
        context.close_store(store)
        if editing is not None:
            editing.close()
    if export is not None:
        _export(export, turns, context)
    return 0


def _talk(engine: Engine, session: Session, context: Context, saved: SavedTalk, *, is_person: bool) -> list[Turn]:
    """The turns until somebody leaves. What cannot be saved is said once, and the conversation goes on."""
    phrases = context.phrases
    is_saved = True
    if is_person:
        context.output.line(phrases.say("conversation.greeting"))
        context.output.flush()
    turns: list[Turn] = []
    while True:
        try:
            line = input(f"{phrases.say('conversation.role.beginner')}> " if is_person else "")
        except (EOFError, KeyboardInterrupt):
            break
        question = _numbered(line.strip(), session)
        if not question:
            continue
        if question.lower() in LEAVE:
            break
        session, replies = engine.respond(session, question)
        context.output.line(heading(f"{phrases.say('conversation.role.expert')}:"))
        _print(context, replies)
        context.output.line()
        turns.append((question, replies))
        code = session.topic.code
        try:
            if is_saved:
                saved.keep(question, at=time.time(), article=session.topic.article, code=str(code) if code else "")
        except (StoreError, KeyError) as problem:
            is_saved = False
            context.output.message(phrases.say("ask.unsaved", problem=str(problem)))
    _note_gaps(session, context)
    return turns


def _note_gaps(session: Session, context: Context) -> None:
    for gap in session.gaps:
        context.note_gap(gap)


def _numbered(line: str, session: Session) -> str:
    """What `[1]` stands for: a question that the last reply offered."""
    if line.startswith("[") and line.endswith("]") and line[1:-1].isdecimal() and session.last:
        offered = session.last[-1].next
        number = int(line[1:-1])
        if 1 <= number <= len(offered):
            return offered[number - 1].input
    return line


def _export(path: Path, turns: list[Turn], context: Context) -> None:
    text = "\n\n".join(format_transcript(context.knowledge, turns, locale) for locale in context.langs)
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text + "\n", "utf-8", newline="\n")
    temporary.replace(path)
    context.output.message(context.phrases.say("ask.exported", file=str(path)))


def _batch(engine: Engine, context: Context) -> int:
    for record in read_records(sys.stdin.buffer, context):
        session = Session(lang=context.locale)
        lang = record.text("lang")
        if lang in ("ja", "en"):
            session = Session(lang=lang, fixed_lang=True)
        for earlier in record.texts("context"):
            session, _ = engine.respond(session, earlier)
        if lang not in ("ja", "en"):
            session = msgspec.structs.replace(session, fixed_lang=False)
        _, replies = engine.respond(session, record.text("q"))
        context.output.record(_batch_record(record, context, replies[-1]), indent=None)
    return 0


def _batch_record(record: Record, context: Context, reply: Reply) -> dict[str, object]:
    return {**record.extra, **reply_record(context.knowledge, reply)}
