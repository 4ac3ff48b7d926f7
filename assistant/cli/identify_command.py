"""`naze identify`: how a text is read as codes, each reading with its reason."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from assistant.cli.batch import read_records
from assistant.plain import dim, heading
from kb.codes.code import Code, format_value
from kb.codes.contract import (
    format_component,
    format_conflict,
    format_family,
    format_foreign,
    format_unknown,
    format_why,
    identification_record,
)
from kb.codes.notation import identify
from kb.text.safe import make_safe_line
from kb.text.wrap import wrap_text

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from kb.codes.identification import Identification
    from kb.knowledge import KnowledgeBase
    from kb.phrases import Phrases


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze identify`."""
    parser.add_argument("words", nargs="*", help=phrases.say("identify.option.words"))
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=phrases.say("cli.option.json"))
    form.add_argument("--jsonl", action="store_true", help=phrases.say("cli.option.jsonl"))


def run(arguments: Namespace, context: Context) -> int:
    """0 when a code was read, 1 when none was; a batch is 0 however its lines came out."""
    knowledge, phrases = context.knowledge, context.phrases
    if arguments.jsonl:
        for record in read_records(sys.stdin.buffer, context):
            found = identify(record.text("q"), knowledge.registry)
            context.output.record(record.extra | identification_record(found, knowledge.registry, phrases), indent=None)
        return 0
    text = " ".join(arguments.words) or sys.stdin.read()
    found = identify(text, knowledge.registry)
    if arguments.json:
        context.output.record(identification_record(found, knowledge.registry, phrases, full=True))
    else:
        for line in _lines(knowledge, found, phrases, context.output.width):
            context.output.line(line)
    return 0 if found.readings else 1


def _lines(knowledge: KnowledgeBase, found: Identification, phrases: Phrases, width: int) -> Iterator[str]:
    if found.conflict is not None:
        yield from wrap_text(make_safe_line(format_conflict(found.conflict, knowledge.registry, phrases)), width)
        yield ""
    for group in found.groups:
        yield heading(make_safe_line(group.text))
        for reading in group.readings:
            yield from wrap_text(name_of(knowledge, reading.code, phrases), width, first="  - ", rest="    ")
            if meaning := knowledge.find_meaning(reading.code, phrases.locale):
                yield from wrap_text(meaning, width, first="    ", rest="    ")
            yield from wrap_text(dim(f"{reading.score:.2f}  {format_why(reading, phrases)}"), width,
                                 first="    ", rest="    ")
    for foreign in found.foreign:
        yield from wrap_text(make_safe_line(format_foreign(foreign, phrases)), width)
    for unknown in found.unknown:
        yield from wrap_text(make_safe_line(format_unknown(unknown, phrases)), width)
    if not (found.groups or found.foreign or found.unknown):
        yield phrases.say("identify.nothing")


def name_of(knowledge: KnowledgeBase, code: Code, phrases: Phrases) -> str:
    """A code with its symbol, its family and its component, on one line."""
    facts = knowledge.find_code(code)
    symbol = facts.symbols[0] if facts is not None and facts.symbols else ""
    owner = format_family(code.family, phrases)
    if facts is not None:
        owner = f"{owner}, {format_component(facts.component, phrases)}"
    return " ".join(filter(None, [format_value(code), symbol, f"({owner})"]))
