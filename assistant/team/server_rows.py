"""Rows on the server: the full text of the newest version there, for clients without a copy of the knowledge.

Owns the one query of a search. The words of the version, its pages by name and its codes are a small file that is
fetched once; reading the query and scoring are those of `kb.index.search`, so that the answers are the same.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from assistant.team.connection import translated
from assistant.team.following import fetch_file, find_newest
from assistant.team.problems import NothingPublishedError
from assistant.team.publishing import quote_lexeme, version_lexeme
from kb.index.published import MOST_WORTH, SMALL, STEPS, open_bytes, unpack_file
from kb.index.query import MAX_ROWS
from kb.index.search import Searcher
from kb.index.search_index import PHRASES
from kb.index.search_rows import CANDIDATES, Filters, FoundRow, IndexRows
from kb.index.snippets import small_lines
from kb.knowledge import KnowledgeBase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.team.connection import Connection
    from kb.index.snippets import Lines
    from kb.index.vocabulary import Vocabulary

LOOK_SECONDS = 15.0
"""A searcher that is kept asks no more often than that for a newer version."""
RARE_ROWS = 600
"""Ranked are the rows with any of the rarest tokens, so many at most: what all rows have tells none from another."""

# The index over tokens finds rows; what the tokens are worth there stands in the vector as their positions.
QUERY = """
SELECT id, kind, slug, locale, phrases, worth FROM (
  SELECT id AS row_id, (
    SELECT sum(found.positions[1] * wanted.idf)
    FROM unnest(ts_filter(setweight(tokens, 'A', %(tokens)s::text[]), '{a}')) found
    JOIN unnest(%(tokens)s::text[], %(idfs)s::double precision[]) wanted (token, idf) ON found.lexeme = wanted.token
  ) AS worth
  FROM (SELECT id, tokens FROM publication_row WHERE tokens @@ %(query)s::tsquery{condition} LIMIT %(most)s) candidate
  ORDER BY worth DESC, row_id LIMIT %(candidates)s
) best JOIN publication_row ON publication = %(number)s AND id = row_id
"""


class ServerRows(IndexRows):
    """See `kb.index.search_rows.SearchRows`. Methods raise StoreError."""

    def __init__(self, server: Connection) -> None:
        self._server = server
        self._number = 0
        self._looked = 0.0
        self._words: Vocabulary | None = None
        self.find_state()

    def find_state(self) -> int:
        """See `SearchRows`: the number of the version. A newer one is followed from here on."""
        now = time.monotonic()
        if not self._number or now - self._looked >= LOOK_SECONDS:
            version = find_newest(self._server)
            if version is None:
                raise NothingPublishedError("")
            if version.number != self._number:
                super().__init__(open_bytes(unpack_file(fetch_file(self._server, version.number, SMALL))))
                self._number = version.number
            self._looked = now
        return self._number

    def load_vocabulary(self) -> Vocabulary:
        """See `SearchRows`."""
        self._words = super().load_vocabulary()
        return self._words

    def find_rows(self, tokens: Sequence[str], filters: Filters, *, most: int) -> list[FoundRow]:
        """See `SearchRows`."""
        words = self._words or self.load_vocabulary()
        counts = words.count_pages(tokens)
        if not counts:
            return []
        idfs = [max(math.log((words.pages - count + 0.5) / (count + 0.5)), 1e-6) for count in counts.values()]
        condition, values = _condition_of(filters)
        asked = [*counts] if condition else _rarest(counts)
        rows: list[tuple[int, str, str, str, bytes, float]] = []
        for label in ("",) if min(most, words.pages) <= MAX_ROWS else ("B", "C", ""):
            rows = self._ask(_query_of(self._number, asked, label), condition, {
                "tokens": [*counts], "idfs": idfs, "number": self._number, "most": MAX_ROWS,
                "candidates": CANDIDATES, **values})
            if len(rows) >= CANDIDATES:
                break
        return [FoundRow(*row[:4], PHRASES.decode(row[4]), row[5] * MOST_WORTH / STEPS) for row in rows]

    def _ask(
        self, query: str, condition: str, values: dict[str, object],
    ) -> list[tuple[int, str, str, str, bytes, float]]:
        with translated():
            cursor = self._server.cursor(binary=True)
            return cursor.execute(QUERY.format(a="{a}", condition=condition).encode(),
                                  {**values, "query": query}).fetchall()

    def load_bodies(self, page_ids: Sequence[int]) -> Iterable[tuple[int, Lines]]:
        """See `SearchRows`."""
        with translated():
            rows = self._server.execute(
                "SELECT id, body FROM publication_row WHERE publication = %s AND id = ANY(%s)",
                (self._number, list(page_ids))).fetchall()
        return [(row_id, small_lines(body.split("\n"))) for row_id, body in rows]


class ServerKnowledge(KnowledgeBase):
    """The knowledge of the newest version, with the search on the server. It has no articles to read."""

    def __init__(self, server: Connection) -> None:
        rows = ServerRows(server)
        super().__init__(rows.connection)
        self.searcher = Searcher(rows)


def _rarest(counts: dict[str, int]) -> list[str]:
    """The rarest tokens, as many as have enough rows together and no more than can be ranked in time."""
    asked: list[str] = []
    rows = 0
    for token in sorted(counts, key=lambda token: counts[token]):
        if rows >= CANDIDATES and rows + counts[token] > RARE_ROWS:
            break
        asked.append(token)
        rows += counts[token]
    return asked


def _query_of(number: int, tokens: Sequence[str], label: str) -> str:
    """The query for rows of a version with any of the tokens, in a place with this label."""
    mark = f":{label}" if label else ""
    return f"{quote_lexeme(version_lexeme(number))} & ({' | '.join(quote_lexeme(token) + mark for token in tokens)})"


def _condition_of(filters: Filters) -> tuple[str, dict[str, object]]:
    """The condition on rows, and its values. Meanings have no topic and no status."""
    family, topic, status, languages = filters
    values = {"topic": topic, "status": status, "family": family,
              "languages": list(languages) if languages is not None else None}
    conditions = {"topic": "topic = %(topic)s", "status": "status = %(status)s", "family": "%(family)s = ANY(families)",
                  "languages": "locale = ANY(%(languages)s)"}
    used: dict[str, object] = {name: value for name, value in values.items() if value is not None}
    return "".join(f" AND {conditions[name]}" for name in used), used
