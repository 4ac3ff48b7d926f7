"""`naze coverage`: which articles exist, in which languages, with which sections; what to write or review next."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from assistant.cli.context import OPENING_SECONDS
from assistant.plain import heading
from assistant.sessions.opening import open_sessions
from kb.authoring.coverage import ArticleCover, Coverage, measure_coverage
from kb.pages.article import SECTIONS
from kb.phrases import LOCALES
from kb.text.safe import make_safe_line
from kb.text.wrap import cell_width

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from assistant.sessions.store import Gap
    from kb.phrases import Phrases

DEFAULT_GAPS = 20
OLDEST = 5
MOST_CODES = 3
LETTERS = {"meaning": "M", "questions": "Q", "causes": "C", "twins": "T", "prevention": "P", "reply": "R",
           "escalation": "E"}


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze coverage`."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=phrases.say("cli.option.json"))
    form.add_argument("--markdown", action="store_true", help=phrases.say("authoring.coverage.option.markdown"))
    parser.add_argument("--gaps", type=int, default=DEFAULT_GAPS, metavar="N",
                        help=phrases.say("authoring.coverage.option.gaps", default=DEFAULT_GAPS))


def run(arguments: Namespace, context: Context) -> int:
    """Always 0: what is missing is no mistake."""
    coverage = measure_coverage(context.knowledge, gaps=max(arguments.gaps, 0))
    store, _ = open_sessions(context.settings, at=time.time(), patience=OPENING_SECONDS)
    try:
        asked = store.list_gaps(limit=max(arguments.gaps, 0))
    finally:
        context.close_store(store)
    if arguments.json:
        context.output.record(_record(coverage, asked))
    else:
        lines = _markdown if arguments.markdown else _table
        for line in lines(coverage, asked, context.phrases):
            context.output.line(line)
    return 0


def _record(coverage: Coverage, asked: Sequence[Gap]) -> dict[str, object]:
    return {
        "articles": msgspec.to_builtins(coverage.articles),
        "stale": [each.slug for each in coverage.stale],
        "one_language": [each.slug for each in coverage.one_language],
        "oldest": [{"slug": each.slug, "reviewed": each.reviewed} for each in coverage.oldest(OLDEST)],
        "uncovered": [{"code": code, "symbol": symbol, "weight": weight}
                      for code, symbol, weight in coverage.uncovered],
        "asked": [{"text": gap.text, "lang": gap.locale, "times": gap.times} for gap in asked],
    }


def _rows(coverage: Coverage, phrases: Phrases) -> list[list[str]]:
    names = [phrases.say(f"authoring.coverage.column.{each}") for each in ("topic", "article", "codes")]
    rows = [[*names, *LOCALES, phrases.say("authoring.coverage.column.sections"),
             phrases.say("authoring.coverage.column.causes"), phrases.say("authoring.coverage.column.reviewed")]]
    for article in coverage.articles:
        more = len(article.codes) - MOST_CODES
        codes = ", ".join(article.codes[:MOST_CODES]) + (f" +{more}" if more > 0 else "")
        pages = [page for page in article.pages.values() if page is not None]
        rows.append([
            article.topic, article.slug, codes,
            *(phrases.say(f"authoring.coverage.state.{page.translation.value if page else 'missing'}")
              for page in article.pages.values()),
            " ".join("".join(LETTERS[name] if name in page.sections else "." for name in SECTIONS) for page in pages),
            str(pages[0].causes), article.reviewed,
        ])
    return rows


def _lists(coverage: Coverage, asked: Sequence[Gap], phrases: Phrases) -> Iterator[tuple[str, list[str]]]:
    def names(articles: Sequence[ArticleCover]) -> list[str]:
        return [f"{each.slug} ({', '.join(each.codes[:MOST_CODES])})" if each.codes else each.slug
                for each in articles]

    yield "stale", names(coverage.stale)
    yield "one_language", names(coverage.one_language)
    yield "oldest", [f"{each.reviewed} {each.slug}" for each in coverage.oldest(OLDEST)]
    yield "uncovered", [" ".join(filter(None, (code, symbol))) for code, symbol, _ in coverage.uncovered]
    yield "asked", [phrases.say("authoring.coverage.asked_line", text=make_safe_line(gap.text), n=gap.times)
                    for gap in asked]


def _summary(coverage: Coverage, phrases: Phrases) -> str:
    both = len(coverage.articles) - len(coverage.one_language)
    return phrases.say("authoring.coverage.head", articles=len(coverage.articles), both=both,
                       stale=len(coverage.stale))


def _key(phrases: Phrases, headings: Sequence[str]) -> str:
    return phrases.say("authoring.coverage.sections_key", letters=", ".join(headings))


def _table(coverage: Coverage, asked: Sequence[Gap], phrases: Phrases) -> Iterator[str]:
    rows = _rows(coverage, phrases)
    widths = [max(cell_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    yield _summary(coverage, phrases)
    yield _key(phrases, [f"{letter} {name}" for name, letter in LETTERS.items()])
    yield ""
    for number, row in enumerate(rows):
        line = "  ".join(cell + " " * (width - cell_width(cell)) for cell, width in zip(row, widths, strict=True))
        yield heading(line.rstrip()) if number == 0 else line.rstrip()
    for key, items in _lists(coverage, asked, phrases):
        yield ""
        yield heading(phrases.say(f"authoring.coverage.{key}"))
        for item in items or [phrases.say("authoring.coverage.none")]:
            yield f"- {item}"


def _markdown(coverage: Coverage, asked: Sequence[Gap], phrases: Phrases) -> Iterator[str]:
    yield f"# {phrases.say('authoring.coverage.title')}"
    yield ""
    yield _summary(coverage, phrases)
    yield ""
    yield _key(phrases, [f"{letter} {name}" for name, letter in LETTERS.items()])
    yield ""
    rows = _rows(coverage, phrases)
    for number, row in enumerate(rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
        if number == 0:
            yield "|" + "---|" * len(row)
    for key, items in _lists(coverage, asked, phrases):
        yield ""
        yield f"## {phrases.say(f'authoring.coverage.{key}')}"
        yield ""
        for item in items or [phrases.say("authoring.coverage.none")]:
            yield f"- {item}"
