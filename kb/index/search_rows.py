"""The rows that a search ranks: what it asks of the place where the index lies, and how SQLite answers.

Owns the full-text match, the filters and the look-ups of pages. Reading the query and scoring are the same wherever the
rows lie and belong to `kb.index.search`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from kb.codes.code import BadCodeError, Code, parse_code
from kb.index.query import MAX_ROWS
from kb.index.search_index import FIELDS, MEANING_IDS, PHRASES, load_lexicon
from kb.index.snippets import load_body_lines
from kb.index.vocabulary import Vocabulary

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Sequence

    from kb.index.search_index import Phrase
    from kb.index.snippets import Lines
    from kb.text.lexicon import Lexicon

WEIGHTS = {"title": 4.0, "aliases": 4.0, "symptoms": 5.0, "messages": 5.0, "symbols": 3.0, "body": 1.0}
CANDIDATES = 40


class Filters(NamedTuple):
    """Which pages are looked at; None does not restrict."""

    family: str | None = None
    topic: str | None = None
    status: str | None = None
    languages: Collection[str] | None = None


class FoundRow(NamedTuple):
    """A row that the full text found, and what it is worth there (the bm25 of FTS5, positive)."""

    id: int
    kind: str
    slug: str
    locale: str
    phrases: tuple[Phrase, ...]
    worth: float


class PageFacts(NamedTuple):
    """What a hit says of its page. `locale` is the language of `title`, `ids` are the rows of the page by language."""

    locale: str
    ids: dict[str, int]
    title: str
    topic: str
    status: str
    codes: tuple[Code, ...]


class SearchRows(Protocol):
    """One index, wherever it lies."""

    def find_state(self) -> int:
        """A number that changes whenever the index does."""

    def load_vocabulary(self) -> Vocabulary:
        """The words of the index as it is now."""

    def load_lexicon(self) -> Lexicon:
        """The terms of the index as it is now."""

    def find_rows(self, tokens: Sequence[str], filters: Filters, *, most: int) -> list[FoundRow]:
        """The `CANDIDATES` rows with any of the tokens that are worth most, in no order. `most` is how many rows the
        tokens have at most."""

    def load_bodies(self, page_ids: Sequence[int]) -> Iterable[tuple[int, Lines]]:
        """The lines of pages, by the ids of their rows."""

    def find_owner(self, text: str) -> tuple[Code, str]:
        """The code of a row of a meaning, and the slug of the article that answers it, empty when there is none."""

    def find_page(self, slug: str, locale: str) -> PageFacts | None:
        """An article, titled in the locale when it has that language."""

    def find_meaning(self, code: Code, locale: str) -> str | None:
        """The meaning of a code in one line, in the locale."""


class IndexRows:
    """The rows of an index in SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._pages = 0

    def find_state(self) -> int:
        """See `SearchRows`: it counts what other connections changed."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def load_vocabulary(self) -> Vocabulary:
        """See `SearchRows`."""
        vocabulary = Vocabulary(self.connection)
        self._pages = vocabulary.pages
        return vocabulary

    def load_lexicon(self) -> Lexicon:
        """See `SearchRows`."""
        return load_lexicon(self.connection)

    def find_rows(self, tokens: Sequence[str], filters: Filters, *, most: int) -> list[FoundRow]:
        """See `SearchRows`."""
        match = " OR ".join('"' + token.replace('"', '""') + '"' for token in tokens)
        worth = dict(self._match(match, condition_of(filters), most=most))
        return [
            FoundRow(page_id, kind, slug, locale, PHRASES.decode(phrases), worth[page_id])
            for page_id, kind, slug, locale, phrases in self.connection.execute(
                "SELECT id, kind, slug, locale, phrases FROM search_page"
                f" WHERE id IN ({', '.join('?' * len(worth))})", tuple(worth))]

    def _match(
        self, match: str, condition: tuple[str, tuple[str, ...]], *, most: int,
    ) -> list[tuple[int, float]]:
        """The ids of the rows that rank best in the full text, and what they are worth.

        Of more rows than can be ranked in time, those count that match in what names the page, and of these the
        first: a word that is everywhere tells no page from another.
        """
        weights = ", ".join(str(WEIGHTS[field]) for field in FIELDS)
        inner = f"SELECT rowid AS id, -bm25(search, {weights}) AS worth FROM search WHERE search MATCH ?{condition[0]}"
        order = f"ORDER BY worth DESC, id LIMIT {CANDIDATES}"
        if min(most, self._pages) <= MAX_ROWS:
            return self.connection.execute(f"{inner} {order}", (match, *condition[1])).fetchall()
        found: list[tuple[int, float]] = []
        for fields in ("{title} : ", "{aliases symptoms messages} : ", ""):
            found += self.connection.execute(
                f"SELECT id, worth FROM ({inner} LIMIT {MAX_ROWS}) {order}",
                (f"{fields}({match})", *condition[1])).fetchall()
            if len(found) >= CANDIDATES:
                break
        return found

    def load_bodies(self, page_ids: Sequence[int]) -> Iterable[tuple[int, Lines]]:
        """See `SearchRows`."""
        return [(page_id, load_body_lines(self.connection, page_id)) for page_id in page_ids]

    def find_owner(self, text: str) -> tuple[Code, str]:
        """See `SearchRows`."""
        code = _code_of(text)
        row = self.connection.execute(
            "SELECT slug FROM page_code WHERE family = ? AND value = ? ORDER BY position, slug",
            (code.family, code.value)).fetchone()
        return code, row[0] if row is not None else ""

    def find_page(self, slug: str, locale: str) -> PageFacts | None:
        """See `SearchRows`."""
        pages = {page[0]: page[1:] for page in self.connection.execute(
            "SELECT locale, id, title, topic, status FROM page WHERE kind = 'article' AND slug = ?", (slug,))}
        if not pages:
            return None
        home = locale if locale in pages else next(iter(sorted(pages)))
        codes = tuple(Code(*pair) for pair in self.connection.execute(
            "SELECT family, value FROM page_code WHERE slug = ? ORDER BY position", (slug,)))
        _, title, topic, status = pages[home]
        return PageFacts(home, {each: page[0] for each, page in pages.items()}, title, topic, status, codes)

    def find_meaning(self, code: Code, locale: str) -> str | None:
        """See `SearchRows`."""
        row = self.connection.execute("SELECT text FROM meaning WHERE family = ? AND value = ? AND locale = ?",
                                      (code.family, code.value, locale)).fetchone()
        return row[0] if row else None


def condition_of(filters: Filters) -> tuple[str, tuple[str, ...]]:
    """The condition on rows, and its values. Meanings have no topic and no status."""
    family, topic, status, languages = filters
    pages, meanings = ["kind = 'article'"], [f"id >= {MEANING_IDS}"]
    values: list[str] = []
    if topic is not None or status is not None:
        meanings.append("0")
        for column, value in (("topic", topic), ("status", status)):
            if value is not None:
                pages.append(f"id IN (SELECT id FROM page WHERE {column} = ?)")
                values.append(value)
    if family is not None:
        pages.append("slug IN (SELECT slug FROM page_code WHERE family = ?)")
        values.append(family)
        meanings.append("substr(slug, 1, instr(slug, ':') - 1) = ?")
        values.append(family)
    condition = f"({' AND '.join(pages)} OR {' AND '.join(meanings)})"
    if languages is not None:
        condition += f" AND locale IN ({', '.join('?' * len(languages))})"
        values += languages
    elif not values:
        return "", ()
    return f" AND rowid IN (SELECT id FROM search_page WHERE {condition})", tuple(values)


def _code_of(text: str) -> Code:
    try:
        return parse_code(text)
    except BadCodeError:
        family, _, value = text.partition(":")
        return Code(family, value)
