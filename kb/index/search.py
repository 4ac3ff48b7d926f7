"""Search: the pages that a text is about, in either language, while it is typed or when it is whole.

Owns the joining of rows to pages, and what a score means. Reading the text belongs to `kb.index.query`, the rows to
`kb.index.search_rows`, scores to `kb.index.ranking`, what is shown of a page to `kb.index.snippets`.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from kb.codes.code import Code
from kb.index.query import Query, read_query
from kb.index.ranking import Ranked, rank_row
from kb.index.search_rows import Filters
from kb.index.snippets import NO_SNIPPET, BodyLines, Snippet, Snippets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.index.search_rows import SearchRows


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
    `messages`, `aliases`, `meaning`, `body`, `code`), `snippet` shows it in the language `matched_locale`. `evidence`
    is how much of the text several of the page's phrases hold, however much else the text says.
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
    evidence: float = 0.0


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


class Searcher:
    """The search over the rows of one index. It remembers word lists, so keep it as long as the index is open."""

    def __init__(self, rows: SearchRows) -> None:
        self._rows = rows
        self._state = -1
        self._forget()

    def _forget(self) -> None:
        """Begins anew with what is remembered of the index."""
        self._vocabulary = self._rows.load_vocabulary()
        self._lexicon = self._rows.load_lexicon()
        self._bodies = BodyLines(self._rows.load_bodies)
        self._find_page = lru_cache(maxsize=MAX_HELD)(self._rows.find_page)
        self._find_owner = lru_cache(maxsize=MAX_HELD)(self._rows.find_owner)

    def search(
        self, text: str, locale: str, *, limit: int = 10, filters: Filters | None = None, prefix: bool = False,
    ) -> SearchResult:
        """The pages that a text is about, best first, in an order that does not depend on chance. With `prefix`, the
        last word may be unfinished."""
        state = self._rows.find_state()
        if state != self._state:
            self._state = state
            self._forget()
        query = read_query(text, self._lexicon, self._vocabulary, prefix=prefix)
        best = self._join(self._rank(query, filters or Filters()), locale)[:limit]
        snippets = Snippets(self._bodies, self._lexicon, query)
        self._bodies.hold(filter(None, (self._body_of(_shown(row, own, locale), locale) for row, own in best)))
        hits: list[Hit] = []
        nearest: list[Hit] = []
        for row, own in best:
            hit = self._make_hit(row, own, locale, snippets)
            if hit.score >= POSSIBLE:
                hits.append(hit)
            elif hit.score >= NEAREST:
                nearest.append(hit)
        return SearchResult(text, tuple(hits), tuple(nearest[:MAX_NEAREST]), *query.words(), query.corrected)

    def _rank(self, query: Query, filters: Filters) -> list[_Row]:
        tokens = list(dict.fromkeys(token for group in query.groups for token in group.tokens))
        if not tokens:
            return []
        found = self._rows.find_rows(tokens, filters, most=sum(group.rows for group in query.groups))
        pages = self._vocabulary.pages
        # What FTS5 gives a row that has each group once and of average length is about 1 for each idf.
        most = MOST_TEXT * sum(max(math.log((pages - group.pages + 0.5) / (group.pages + 0.5)), 1e-6)
                               for group in query.groups)
        most = max(most, *(row.worth for row in found)) if found else most
        known = query.known
        ranked = [_Row(page_id, kind, slug, locale, rank_row(query, phrases, worth / most * known))
                  for page_id, kind, slug, locale, phrases, worth in found]
        for row in ranked:
            if query.lang and row.locale != query.lang:
                row.ranked = row.ranked._replace(score=row.ranked.score * OTHER_LANGUAGE_FACTOR)
        return ranked

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
        shown = _shown(row, own, locale)
        other = shown is row and row.locale != locale
        phrase = shown.ranked.phrase
        if row.kind == "code":
            title = self._rows.find_meaning(row.codes[0], locale) or (phrase.text if phrase else "")
            snippet = snippets.of_phrase(phrase) if phrase else NO_SNIPPET
            return Hit("", row.codes, title, locale, score, "meaning", snippet, shown.locale, other,
                       evidence=row.ranked.evidence)
        page = self._find_page(row.slug, locale)
        if page is None:
            return Hit(row.slug, (), row.slug, locale, score, "body", NO_SNIPPET, shown.locale, other)
        field = phrase.field if phrase is not None else "body"
        snippet = snippets.of_phrase(phrase) if phrase is not None and field != "title" else NO_SNIPPET
        if not snippet.spans:
            body = snippets.of_body(page.ids.get(shown.locale, page.ids[page.locale]))
            snippet, field = (body, "body" if phrase is None else field) if body.spans else (snippet, field)
        return Hit(row.slug, page.codes, page.title, page.locale, score, field, snippet, shown.locale, other,
                   page.topic, page.status, row.ranked.evidence)

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
        meaning = self._rows.find_meaning(code, locale)
        if meaning is None or family not in (None, code.family) or topic is not None or status is not None:
            return None
        return Hit("", (code,), meaning, locale, score, "code", NO_SNIPPET, locale, False)

    def _body_of(self, row: _Row, locale: str) -> int:
        """The row whose body shows why a row was found; 0 when one of its phrases shows it."""
        if row.kind == "code" or (row.ranked.phrase is not None and row.ranked.phrase.field != "title"):
            return 0
        page = self._find_page(row.slug, locale)
        return page.ids.get(row.locale, page.ids[page.locale]) if page is not None else 0


def _shown(row: _Row, own: _Row | None, locale: str) -> _Row:
    """The row that is shown of a page: that of the user's language, unless another says far more."""
    if row.locale != locale and (own is None or own.ranked.score < round(row.ranked.score, 4) - OWN_LANGUAGE_LEAD):
        return row
    return row if own is None else own
