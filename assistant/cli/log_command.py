"""`naze log FILE|-`: every error code of a log, with lines, counts, meaning and the article to open."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.arguments import UsageError
from assistant.cli.identify_command import name_of
from assistant.plain import dim
from kb.codes.contract import format_hex
from kb.codes.decode import bare_forms
from kb.codes.log_scan import FoundCode, LogScan, scan_log
from kb.text.safe import make_safe_line
from kb.text.wrap import wrap_text

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from kb.phrases import Phrases

SHOWN_LINES = 5
MEGABYTE = 1_000_000


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze log`."""
    parser.add_argument("file", help=phrases.say("log.option.file"))
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=phrases.say("cli.option.json"))
    form.add_argument("--jsonl", action="store_true", help=phrases.say("log.option.jsonl"))


def run(arguments: Namespace, context: Context) -> int:
    """0 when a code was found, 1 when none was, 2 when the file cannot be read."""
    path = Path(arguments.file)
    phrases = context.phrases
    try:
        source = nullcontext(sys.stdin.buffer) if arguments.file == "-" else path.open("rb")
        size = 0 if arguments.file == "-" else path.stat().st_size
    except OSError as error:
        raise UsageError(phrases.say("log.cannot_read", file=make_safe_line(arguments.file),
                                     problem=error.strerror or type(error).__name__)) from error

    def show(bytes_read: int) -> None:
        if context.output.shows_status:
            part = min(100 * bytes_read // size, 100) if size else 0
            key = "log.reading" if size else "log.reading_stream"
            context.output.status(phrases.say(key, percent=part, megabytes=bytes_read // MEGABYTE))

    with source as stream:
        scan = scan_log(stream, context.knowledge.registry, show)
    if context.output.shows_status:
        context.output.status("")
    found = sorted(scan.found, key=lambda each: (-each.count, each.lines[0]))
    if arguments.json:
        context.output.record({"file": arguments.file, "lines": scan.lines, "bytes": scan.bytes_read,
                               "encoding": scan.encoding, "codes": [_record(context, each) for each in found]})
    elif arguments.jsonl:
        for each in found:
            context.output.record(_record(context, each), indent=None)
    else:
        for line in _lines(context, scan, found):
            context.output.line(line)
    return 0 if found else 1


def _lines(context: Context, scan: LogScan, found: list[FoundCode]) -> Iterator[str]:
    phrases, width = context.phrases, context.output.width
    for each in found:
        yield from wrap_text(name_of(context.knowledge, each.code, phrases), width, rest="  ")
        if meaning := context.knowledge.find_meaning(each.code, context.locale):
            yield from wrap_text(meaning, width, first="  ", rest="  ")
        shown = ", ".join(map(str, each.lines[:SHOWN_LINES])) + (" …" if each.count > SHOWN_LINES else "")
        yield from wrap_text(dim(phrases.say("log.where", n=each.count, lines=shown)), width, first="  ", rest="  ")
        if slug := _article(context, each):
            yield f"  {dim(phrases.say('log.article', article=slug))}"
    yield phrases.say("log.summary", codes=len(found), lines=scan.lines)


def _article(context: Context, found: FoundCode) -> str:
    codes = (found.code, *sorted(bare_forms(found.code), key=str))
    return next((slug for code in codes for slug in context.knowledge.slugs_of(code)), "")


def _record(context: Context, found: FoundCode) -> dict[str, object]:
    facts = context.knowledge.find_code(found.code)
    return {
        "code": str(found.code), "hex": format_hex(found.code), "symbols": list(facts.symbols) if facts else [],
        "count": found.count, "lines": found.lines, "text": make_safe_line(found.first.text),
        "meaning": context.knowledge.find_meaning(found.code, context.locale),
        "article": _article(context, found) or None,
    }
