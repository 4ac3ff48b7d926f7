"""Search: the pages that a text is about, in either language, while it is typed or when it is whole.

Owns what is asked of the index, the joining of rows to pages, and what a score means. Reading the text belongs to
`kb.index.query`, scores to `kb.index.ranking`, what is shown of a page to `kb.index.snippets`.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kb.codes.code import BadCodeError, Code, parse_code
from kb.index.query import MAX_ROWS, Query, read_query
from kb.index.ranking import Ranked, rank_row
from kb.index.search_index import FIELDS, MEANING_IDS, PHRASES, load_lexicon
from kb.index.snippets import NO_SNIPPET, BodyLines, Snippet, Snippets
from kb.index.vocabulary import Vocabulary

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator


SURE = 0.72
"""From this score on a hit is the page that is meant ("this is it")."""
POSSIBLE = 0.32
"""From this score on it is one of several that may be meant; below, nothing is known of the matter."""
NEAREST = 0.1
"""Below this score a page is not even offered as near."""
CLEAR_LEAD = 0.08
"""How much more than the next one a sure hit scores."""

WEIGHTS = {"title": 4.0, "aliases": 4.0, "symptoms": 5.0, "messages": 5.0, "symbols": 3.0, "body": 1.0}
MOST_TEXT = 2.0
"""A row whose text answers the whole query this well counts in full; where a row does so better, it is the measure, so
that long pages that hold every word many times are still told apart."""
CANDIDATES = 40
MAX_HELD = 4_096
MAX_NEAREST = 3
MEANING_FACTOR = 0.92
"""A code of which a line is known counts less than an article."""
OTHER_LANGUAGE_FACTOR = 0.97
"""A page in another language than the query matches by concepts rather than by its words."""
OWN_LANGUAGE_LEAD = 0.04
"""A page counts as found in the other language when that text scores more than this above the user's own."""


class Hit(msgspec.Struct, frozen=True):
    """A page that was found; `slug` is empty for a code that has a meaning but no article.

    `title` is in the user's language where that page exists. `field` names what matched (`title`, `symptoms`,
    `messages`, `aliases`, `meaning`, `body`, `code`), `snippet` shows it in the language `matched_locale`.
    """

    slug: str
    codes: tuple[Code, ...]
    title: str
    locale: str
    score: float
    field: str
    snippet: Snippet
    matched_locale: str
    other_language: bool
    topic: str = ""
    status: str = ""


class SearchResult(msgspec.Struct, frozen=True):
    """What a search came to: hits, best first; `nearest` are pages that score too low to be hits.

    `tried` are the words that were searched, `missing` those that no page has, `corrected` what mistyped words were
    taken for.
    """

    text: str
    hits: tuple[Hit, ...]
    nearest: tuple[Hit, ...] = ()
    tried: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    @property
    def is_sure(self) -> bool:
        """Whether the first hit is the one that is meant."""
        if not self.hits or self.hits[0].score < SURE:
            return False
        return len(self.hits) == 1 or self.hits[0].score - self.hits[1].score >= CLEAR_LEAD


class _Row(msgspec.Struct):
    id: int
    kind: str
    slug: str
    locale: str
    ranked: Ranked
    codes: tuple[Code, ...] = ()


class _Page(NamedTuple):
    locale: str
    ids: dict[str, int]
    title: str
    topic: str
    status: str
    codes: tuple[Code, ...]


class Filters(NamedTuple):
    """Which pages are looked at; None does not restrict."""

    family: str | None = None
    topic: str | None = None
    status: str | None = None
    languages: Collection[str] | None = None


class Searcher:
    """The search over one index. It remembers word lists, so keep it as long as the index is open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._version = -1
        self._forget()

    def _forget(self) -> None:
        """Begins anew with what is remembered of the index."""
        self._vocabulary = Vocabulary(self._connection)
        self._lexicon = load_lexicon(self._connection)
        self._bodies = BodyLines(self._connection)
        self._find_page = lru_cache(maxsize=MAX_HELD)(self._load_page)
        self._find_owner = lru_cache(maxsize=MAX_HELD)(self._load_owner)

    def search(
        self, text: str, locale: str, *, limit: int = 10, filters: Filters | None = None, prefix: bool = False,
    ) -> SearchResult:
        """The pages that a text is about, best first, in an order that does not depend on chance. With `prefix`, the
        last word may be unfinished."""
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._version = version
            self._forget()  # Another connection changed the index.
        query = read_query(text, self._lexicon, self._vocabulary, prefix=prefix)
        rows = self._rank(query, _condition(filters or Filters()))
        snippets = Snippets(self._bodies, self._lexicon, query)
        best = self._join(rows, locale)
        hits: list[Hit] = []
        nearest: list[Hit] = []
        for row, own in best[:limit]:
            hit = self._make_hit(row, own, locale, snippets)
            if hit.score >= POSSIBLE:
                hits.append(hit)
            elif hit.score >= NEAREST:
                nearest.append(hit)
        return SearchResult(text, tuple(hits), tuple(nearest[:MAX_NEAREST]), *query.words(), query.corrected)

    def _rank(self, query: Query, condition: tuple[str, tuple[str, ...]]) -> list[_Row]:
        tokens = dict.fromkeys(token for group in query.groups for token in group.tokens)
        if not tokens:
            return []
        match = " OR ".join('"' + token.replace('"', '""') + '"' for token in tokens)
        found = self._match(match, condition, most=sum(group.rows for group in query.groups))
        worth = dict(found)
        pages = self._vocabulary.pages
        # What FTS5 gives a row that has each group once and of average length is about 1 for each idf.
        most = MOST_TEXT * sum(max(math.log((pages - group.pages + 0.5) / (group.pages + 0.5)), 1e-6)
                               for group in query.groups)
        most = max(most, *worth.values()) if worth else most
        rows = self._connection.execute(
            "SELECT id, kind, slug, locale, phrases FROM search_page"
            f" WHERE id IN ({', '.join('?' * len(worth))})", tuple(worth)).fetchall()
        known = query.known
        ranked = [_Row(page_id, kind, slug, locale,
                       rank_row(query, PHRASES.decode(phrases), worth[page_id] / most * known))
                  for page_id, kind, slug, locale, phrases in rows]
        for row in ranked:
            if query.lang and row.locale != query.lang:
                row.ranked = row.ranked._replace(score=row.ranked.score * OTHER_LANGUAGE_FACTOR)
        return ranked

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
        if min(most, self._vocabulary.pages) <= MAX_ROWS:
            return self._connection.execute(f"{inner} {order}", (match, *condition[1])).fetchall()
        found: list[tuple[int, float]] = []
        for fields in ("{title} : ", "{aliases symptoms messages} : ", ""):
            found += self._connection.execute(
                f"SELECT id, worth FROM ({inner} LIMIT {MAX_ROWS}) {order}",
                (f"{fields}({match})", *condition[1])).fetchall()
            if len(found) >= CANDIDATES:
                break
        return found

    def _join(self, rows: list[_Row], locale: str) -> list[tuple[_Row, _Row | None]]:
        """The best row of each page with the row of the user's language, best first. A meaning of a code that has an
        article speaks for the article."""
        groups: dict[str, list[_Row]] = {}
        for row in rows:
            if row.kind == "code":
                code, owner = self._find_owner(row.slug)
                row.codes = (code,)
                if owner:
                    row.kind, row.slug, row.id = "article", owner, 0
                else:
                    row.ranked = row.ranked._replace(score=row.ranked.score * MEANING_FACTOR)
            groups.setdefault(f"{row.kind}:{row.slug}", []).append(row)
        best = []
        for group in groups.values():
            group.sort(key=lambda row: (-row.ranked.score, row.locale != locale, row.id))
            own = next((row for row in group if row.locale == locale), None)
            best.append((group[0], own))
        best.sort(key=lambda pair: (-round(pair[0].ranked.score, 4), pair[0].kind, pair[0].slug))
        return best

    def _make_hit(self, row: _Row, own: _Row | None, locale: str, snippets: Snippets) -> Hit:
        score = round(row.ranked.score, 4)
        other = row.locale != locale and (own is None or own.ranked.score < score - OWN_LANGUAGE_LEAD)
        shown = row if other or own is None else own
        phrase = shown.ranked.phrase
        if row.kind == "code":
            title = self._meaning(row.codes[0], locale) or (phrase.text if phrase else "")
            snippet = snippets.of_phrase(phrase) if phrase else NO_SNIPPET
            return Hit("", row.codes, title, locale, score, "meaning", snippet, shown.locale, other)
        page = self._find_page(row.slug, locale)
        if page is None:
            return Hit(row.slug, (), row.slug, locale, score, "body", NO_SNIPPET, shown.locale, other)
        field = phrase.field if phrase is not None else "body"
        snippet = snippets.of_phrase(phrase) if phrase is not None and field != "title" else NO_SNIPPET
        if not snippet.spans:
            body = snippets.of_body(page.ids.get(shown.locale, page.ids[page.locale]))
            snippet, field = (body, "body" if phrase is None else field) if body.spans else (snippet, field)
        return Hit(row.slug, page.codes, page.title, page.locale, score, field, snippet, shown.locale, other,
                   page.topic, page.status)

    def hit_of_page(self, slug: str, locale: str, score: float, filters: Filters | None = None) -> Hit | None:
        """An article as a hit by one of its codes; None when there is no such article or the filters leave it out."""
        page = self._find_page(slug, locale)
        family, topic, status, languages = filters or Filters()
        if (page is None or topic not in (None, page.topic) or status not in (None, page.status)
                or (family is not None and family not in {code.family for code in page.codes})
                or (languages is not None and page.locale not in languages)):
            return None
        return Hit(slug, page.codes, page.title, page.locale, score, "code", NO_SNIPPET, page.locale, False,
                   page.topic, page.status)

    def hit_of_code(self, code: Code, locale: str, score: float, filters: Filters | None = None) -> Hit | None:
        """A code without an article as a hit; None when nothing is known of it or the filters leave it out."""
        family, topic, status, _ = filters or Filters()
        meaning = self._meaning(code, locale)
        if meaning is None or family not in (None, code.family) or topic is not None or status is not None:
            return None
        return Hit("", (code,), meaning, locale, score, "code", NO_SNIPPET, locale, False)

    def _load_owner(self, text: str) -> tuple[Code, str]:
        """The code of a row of a meaning, and the slug of the article that answers it, empty when there is none."""
        code = _code_of(text)
        row = self._connection.execute(
            "SELECT slug FROM page_code WHERE family = ? AND value = ? ORDER BY position, slug",
            (code.family, code.value)).fetchone()
        return code, row[0] if row is not None else ""

    def _load_page(self, slug: str, locale: str) -> _Page | None:
        pages = {page[0]: page[1:] for page in self._connection.execute(
            "SELECT locale, id, title, topic, status FROM page WHERE kind = 'article' AND slug = ?", (slug,))}
        if not pages:
            return None
        home = locale if locale in pages else next(iter(sorted(pages)))
        codes = tuple(Code(*pair) for pair in self._connection.execute(
            "SELECT family, value FROM page_code WHERE slug = ? ORDER BY position", (slug,)))
        _, title, topic, status = pages[home]
        return _Page(home, {each: page[0] for each, page in pages.items()}, title, topic, status, codes)

    def _meaning(self, code: Code, locale: str) -> str | None:
        row = self._connection.execute("SELECT text FROM meaning WHERE family = ? AND value = ? AND locale = ?",
                                       (code.family, code.value, locale)).fetchone()
        return row[0] if row else None


def _condition(filters: Filters) -> tuple[str, tuple[str, ...]]:
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
