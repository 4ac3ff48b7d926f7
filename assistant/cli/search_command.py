"""`naze search`: pages by words, messages, symptoms and codes, as a table with snippets or as JSON."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from assistant.cli.arguments import UsageError
from assistant.cli.batch import read_records
from assistant.cli.publishing import say_problem
from assistant.plain import dim
from assistant.search_records import is_sure, search_record, short_hit_record
from assistant.sessions.store import StoreError
from kb.codes.code import format_value
from kb.index.find import find_pages
from kb.index.search_rows import Filters
from kb.phrases import LOCALES
from kb.text.marks import END, STRONG
from kb.text.safe import make_safe_line
from kb.text.wrap import wrap_text

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from kb.index.find import Findings
    from kb.index.search import Hit
    from kb.index.snippets import Snippet
    from kb.phrases import Phrases

WITHOUT_INDEX = {"--server"}
DEFAULT_LIMIT = 10
SHOWN_TEXT = 60
SHOWN_CODES = 4
INDENT = " " * 6


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze search`."""
    parser.epilog = phrases.say("search.option.lang_note")
    parser.add_argument("words", nargs="*", help=phrases.say("search.option.words"))
    parser.add_argument("--family", metavar="NAME", help=phrases.say("search.option.family"))
    parser.add_argument("--topic", metavar="NAME", help=phrases.say("search.option.topic"))
    parser.add_argument("--status", choices=("draft", "validated", "archived"),
                        help=phrases.say("search.option.status"))
    parser.add_argument("--limit", type=int, default=DEFAULT_LIMIT, metavar="N",
                        help=phrases.say("search.option.limit", n=DEFAULT_LIMIT))
    parser.add_argument("--server", action="store_true", help=phrases.say("published.option.server"))
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=phrases.say("cli.option.json"))
    form.add_argument("--jsonl", action="store_true", help=phrases.say("cli.option.jsonl"))


def run(arguments: Namespace, context: Context) -> int:
    """0 when a page was found, 1 when none was; a batch is 0 however its lines came out. A server that does not answer
    is 1."""
    try:
        if arguments.server:
            context.ask_server()
        return _search(arguments, context)
    except StoreError as error:
        say_problem(error, context)
        return 1


def _search(arguments: Namespace, context: Context) -> int:
    languages = (arguments.lang,) if arguments.lang in LOCALES else None
    filters = Filters(arguments.family, arguments.topic, arguments.status, languages)
    limit = max(arguments.limit, 1)
    if arguments.jsonl:
        return _run_batch(context, filters, limit)
    text = " ".join(arguments.words)
    if not text.strip():
        raise UsageError(context.phrases.say("search.empty"))
    context.follow(text)
    found = find_pages(context.knowledge, text, context.locale, limit=limit, filters=filters)
    if arguments.json:
        context.output.record(search_record(text, found))
    elif found.hits or found.trees:
        for line in _lines(found, context, context.output.width):
            context.output.line(line)
    else:
        for line in _nothing_lines(text, found, context.phrases, context.output.width):
            context.output.message(line)
    if not found.hits and not found.identification.readings and filters == Filters():
        context.note_gap(text)
    return 0 if found.hits or found.trees else 1


def _run_batch(context: Context, filters: Filters, limit: int) -> int:
    for record in read_records(sys.stdin.buffer, context):
        text, lang = record.text("q"), record.text("lang")
        locale = lang if lang in LOCALES else context.locale
        found = find_pages(context.knowledge, text, locale, limit=limit, filters=filters)
        context.output.record(
            record.extra | {"q": text, "hits": [short_hit_record(hit) for hit in found.hits]}, indent=None)
    return 0


def _lines(found: Findings, context: Context, width: int) -> Iterator[str]:
    phrases = context.phrases
    for word, meant in dict(reversed(found.by_words.corrected)).items():
        yield from wrap_text(dim(phrases.say("search.corrected", word=make_safe_line(word), meant=meant)), width)
    if found.hits:
        yield phrases.say("search.found.sure" if is_sure(found.hits) else "search.found.several")
    for number, hit in enumerate(found.hits, 1):
        yield from _hit_lines(number, hit, phrases, width)
    for slug in (hit.slug for hit in found.trees):
        tree = context.knowledge.find_tree(slug, phrases.locale)
        if tree is not None:
            yield from wrap_text(phrases.say("search.tree", title=make_safe_line(tree.title), slug=slug), width)


def _hit_lines(number: int, hit: Hit, phrases: Phrases, width: int) -> Iterator[str]:
    yield from wrap_text(f"{hit.score:.2f}  {STRONG}{make_safe_line(hit.title)}{END}", width,
                         first=f"{number:3}. ", rest=INDENT + "     ")
    codes = " ".join(format_value(code) for code in hit.codes[:SHOWN_CODES])
    facts = [codes, hit.slug or phrases.say("search.no_article")]
    if hit.other_language:
        facts.append(phrases.say(f"search.other_language.{hit.matched_locale}"))
    yield from wrap_text(dim("  ".join(filter(None, facts))), width, first=INDENT, rest=INDENT)
    if hit.snippet.text and hit.snippet.text != hit.title:
        field = phrases.say(f"search.field.{hit.field}")
        yield from wrap_text(f"{field}: {_highlighted(hit.snippet)}", width, first=INDENT, rest=INDENT)


def _highlighted(snippet: Snippet) -> str:
    """The snippet with its matches marked strong."""
    out, at = "", 0
    for start, end in snippet.spans:
        out += make_safe_line(snippet.text[at:start]) + STRONG + make_safe_line(snippet.text[start:end]) + END
        at = end
    return out + make_safe_line(snippet.text[at:])


def _nothing_lines(text: str, found: Findings, phrases: Phrases, width: int) -> Iterator[str]:
    shown = make_safe_line(text)
    shown = shown if len(shown) <= SHOWN_TEXT else shown[:SHOWN_TEXT] + "…"
    words = found.by_words
    between = phrases.say("search.between")
    yield from wrap_text(phrases.say("search.nothing.intro", text=shown), width)
    for key, some in (("tried", words.tried), ("missing", words.missing)):
        if some:
            listed = make_safe_line(between.join(some[:DEFAULT_LIMIT]))
            yield from wrap_text(phrases.say(f"search.nothing.{key}", words=listed), width)
    if words.nearest:
        yield phrases.say("search.nothing.nearest")
        for number, hit in enumerate(words.nearest, 1):
            yield from _hit_lines(number, hit, phrases, width)
    yield from wrap_text(phrases.say("search.nothing.hint"), width)
