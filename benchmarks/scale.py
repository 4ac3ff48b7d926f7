"""Scale: 1,000, 10,000 and 100,000 generated pages: build, size, queries, keystrokes, one changed page, memory.

The pages are made by a seed from sentences of the shipped articles with invented names between them, half of them
Japanese and half English, each with a title, five phrases and some 700 characters of text. They are made and prepared
by one process for each processor while one writes; making them is counted. Reading Markdown has a cost of its own,
which the benchmark `index` shows. Run with sizes as arguments to measure those alone.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import sqlite3
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from benchmarks.measuring import milliseconds, percentile, print_table
from benchmarks.search import load_queries
from kb.codes.code import Code
from kb.index.schema import create_tables
from kb.index.search import Searcher
from kb.index.search_index import (
    CodeWords,
    SearchRow,
    add_article,
    add_prepared,
    finish_search,
    load_lexicon,
    prepare_article,
    remove_article,
)
from kb.index.search_rows import IndexRows
from kb.pages.article import Article, Cause, CauseFacts, Question, Translation
from kb.pages.blocks import Paragraph, Text, plain_blocks
from kb.pages.files import shipped_root
from kb.pages.loading import group_articles, list_content, load_article, load_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kb.pages.loading import Words
    from kb.text.lexicon import Lexicon

SIZES = (1_000, 10_000, 100_000)
SEED = 809
PART = 250
QUERIES = 150


class Sources(NamedTuple):
    """What generated pages are made of, by locale: titles, phrases and sentences; and the words of the content."""

    titles: dict[str, list[str]]
    phrases: dict[str, list[str]]
    sentences: dict[str, list[str]]
    words: Words


def load_sources() -> Sources:
    """Sentences and phrases of the shipped articles."""
    root = shipped_root()
    files, _ = list_content([root])
    words, _ = load_words([root], files)
    titles: dict[str, list[str]] = {"ja": [], "en": []}
    phrases: dict[str, list[str]] = {"ja": [], "en": []}
    sentences: dict[str, list[str]] = {"ja": [], "en": []}
    for group in group_articles(files).values():
        articles, _ = load_article([root], group, words, ["naze"])
        for locale, article in articles.items():
            titles[locale].append(article.title)
            phrases[locale] += article.symptoms
            for blocks in (article.lead, article.meaning, article.reply, article.escalation,
                           *(cause.description for cause in article.causes)):
                sentences[locale] += _sentences(plain_blocks(blocks), locale)
    for locale, table in words.meanings.items():
        phrases[locale] += table.values()
    return Sources(titles, phrases, sentences, words)


def _sentences(text: str, locale: str) -> Iterator[str]:
    end = "。" if locale == "ja" else ". "
    for line in text.split("\n"):
        yield from (part.strip() + end.strip() for part in line.split(end) if len(part) > 10)


_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeio"
_KANA = "アイウエオカキクケコサシスセソタチツテトナニノハヒフホマミムメモラリルレロガギグゲゴザジズダデドバビブボ"


def _name(chance: random.Random, locale: str) -> str:
    if locale == "ja":
        return "".join(chance.choice(_KANA) for _ in range(chance.randint(3, 6)))
    return "".join(chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(chance.randint(2, 4)))


def make_article(number: int, locale: str, sources: Sources) -> Article:
    """The generated page of a number; always the same for the same number."""
    chance = random.Random(SEED * 1_000_003 + number)
    name, other = _name(chance, locale), _name(chance, locale)

    def text(count: int) -> tuple[Paragraph, ...]:
        said = chance.sample(sources.sentences[locale], min(count, len(sources.sentences[locale])))
        said[chance.randrange(len(said))] += f" {name} {other} {number}"
        return (Paragraph(1, (Text(" ".join(said)),)),)

    value = 100_000 + number
    return Article(
        slug=f"page-{number}", topic=chance.choice(("ipsec", "ras", "update")), path=f"{locale}/articles/x/{number}.md",
        locale=locale, collection="generated", source_locale=locale, translation=Translation.SOURCE, digest="",
        kind="article", title=f"{value} {name}: {chance.choice(sources.phrases[locale])}", aliases=(f"{name} {other}",),
        symptoms=tuple(f"{each} {other}" for each in chance.sample(sources.phrases[locale], 3)),
        messages=(f"*{name}*{other}*",), codes=(Code("win32", value),), aspects={}, status="validated",
        reviewed="2026-01-01", sources=(), related=(), tree="", lead=text(1), meaning=text(3),
        questions=(Question(chance.choice(sources.phrases[locale]), 1, text(1)),),
        causes=tuple(Cause(f"cause-{each}", chance.choice(sources.phrases[locale]), 1, CauseFacts(3, 5, 5),
                           text(1), (), text(1)) for each in range(1)),
        twins=(), prevention=(), reply=(), escalation=())


class Figures(NamedTuple):
    """What one size came to: times in seconds, sizes in bytes. `busy` is the processor time of the build, all processes
    together, which other work on the machine does not lengthen much."""

    pages: int
    build: float
    busy: float
    file: int
    query: tuple[float, float]
    key: tuple[float, float]
    update: float
    memory: int


def measure(pages: int, folder: str) -> Figures:
    """Builds an index of so many pages in a file and asks it."""
    sources = load_sources()
    path = Path(folder) / f"scale-{pages}.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;")
    start = time.perf_counter()
    create_tables(connection)
    connection.execute("BEGIN")
    for locale, terms in sources.words.terms.items():
        connection.execute("INSERT INTO words VALUES (?, 'terms', ?)", (locale, msgspec.json.encode(terms)))
    context = multiprocessing.get_context("spawn")
    with context.Pool(os.cpu_count(), _start_worker) as pool:
        parts = [range(first, min(first + PART, pages)) for first in range(0, pages, PART)]
        for part in pool.imap(_prepare_part, parts):
            for number, article, data, row in part:
                _write(connection, number + 1, article, data)
                add_prepared(connection, number + 1, article, row)
        pool.close()
        pool.join()
    finish_search(connection)
    connection.execute("COMMIT")
    build = time.perf_counter() - start
    busy = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA cache_size = -2000")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    query, key = _ask(connection, pages, sources)
    update = _update(connection, pages, sources)
    connection.close()
    return Figures(pages, build, busy, path.stat().st_size, query, key, update, memory)


_worker: tuple[Sources, Lexicon] | None = None


def _start_worker() -> None:
    global _worker
    sources = load_sources()
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE words (locale, kind, json)")
    for locale, terms in sources.words.terms.items():
        connection.execute("INSERT INTO words VALUES (?, 'terms', ?)", (locale, msgspec.json.encode(terms)))
    _worker = sources, load_lexicon(connection)


def _prepare_part(numbers: range) -> list[tuple[int, Article, bytes, SearchRow]]:
    assert _worker is not None
    sources, lexicon = _worker
    out = []
    for number in numbers:
        article = make_article(number, "ja" if number % 2 else "en", sources)
        row = prepare_article(lexicon, article, CodeWords((), ()))
        head = msgspec.structs.replace(article, lead=(), meaning=(), questions=(), causes=(), reply=())
        out.append((number, head, msgspec.json.encode(article), row))
    return out


def _write(connection: sqlite3.Connection, page_id: int, article: Article, data: bytes) -> None:
    connection.execute("INSERT INTO page (id, kind, slug, locale, topic, title, status, json)"
                       " VALUES (?, 'article', ?, ?, ?, ?, ?, ?)",
                       (page_id, article.slug, article.locale, article.topic, article.title, article.status,
                        data))
    connection.executemany("INSERT INTO page_code VALUES (?, ?, ?, ?)",
                           [(code.family, code.value, article.slug, at) for at, code in enumerate(article.codes)])


def _ask(
    connection: sqlite3.Connection, pages: int, sources: Sources,
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Times of whole queries and of every keystroke of some of them: the labelled queries, and the symptoms of some
    generated pages."""
    chance = random.Random(SEED)
    texts = [(query.text, query.lang) for query in load_queries()]
    for number in chance.sample(range(pages), 60):
        article = make_article(number, "ja" if number % 2 else "en", sources)
        texts.append((chance.choice(article.symptoms), article.locale))
    chance.shuffle(texts)
    searcher = Searcher(IndexRows(connection))
    searcher.search(texts[0][0], texts[0][1])
    whole = [_time(searcher, text, lang, prefix=False) for text, lang in texts[:QUERIES]]
    keys = [_time(searcher, text[:end], lang, prefix=True)
            for text, lang in texts[:40] for end in range(1, min(len(text), 30) + 1)]
    return _spread(whole), _spread(keys)


def _time(searcher: Searcher, text: str, lang: str, *, prefix: bool) -> float:
    start = time.perf_counter()
    searcher.search(text, lang, prefix=prefix)
    return time.perf_counter() - start


def _spread(times: Sequence[float]) -> tuple[float, float]:
    return percentile(times, 0.5), percentile(times, 0.95)


def _update(connection: sqlite3.Connection, pages: int, sources: Sources) -> float:
    """The time that one changed page takes, the slowest of five."""
    slowest = 0.0
    for number in range(0, pages, max(pages // 5, 1)):
        locale = "ja" if number % 2 else "en"
        old, new = make_article(number, locale, sources), make_article(number + pages, locale, sources)
        new = msgspec.structs.replace(new, slug=old.slug)
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        remove_article(connection, number + 1, old)
        connection.execute("DELETE FROM page WHERE id = ?", (number + 1,))
        connection.execute("DELETE FROM page_code WHERE slug = ?", (old.slug,))
        _write(connection, number + 1, new, msgspec.json.encode(new))
        add_article(connection, number + 1, new)
        finish_search(connection)
        connection.execute("COMMIT")
        slowest = max(slowest, time.perf_counter() - start)
    return slowest


def main(sizes: Sequence[int] = SIZES) -> None:
    """Prints a line for each size; each runs in a process of its own, so that memory is its own."""
    rows = []
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            with ProcessPoolExecutor(1, mp_context=context) as pool:
                each = pool.submit(measure, size, folder).result()
            rows.append((f"{each.pages:,}", f"{each.build:.1f} s", f"{each.busy:.1f} s", f"{each.file / 1e6:.1f} MB",
                         *map(milliseconds, each.query), *map(milliseconds, each.key), milliseconds(each.update),
                         f"{each.memory / 1e6:.0f} MB"))
    header = ("pages", "build", "processor time", "file", "query p50", "query p95", "keystroke p50", "keystroke p95",
              "one page", "peak memory")
    print_table("Scale (generated pages)", header, rows)


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or SIZES)
