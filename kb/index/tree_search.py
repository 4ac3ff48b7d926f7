"""Finding decision trees by words: there are few, so each question is held against the phrases of all.

Owns the table of their phrases and a likeness between 0 and 1. Articles are found by `kb.index.search`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kb.index.search_index import load_lexicon
from kb.text.fold import fold_text
from kb.text.parts import phrase_tokens

if TYPE_CHECKING:
    import sqlite3

    from kb.pages.tree import DecisionTree
    from kb.text.lexicon import Lexicon

TABLE = """
CREATE TABLE tree_phrase (slug TEXT NOT NULL, locale TEXT NOT NULL, tokens BLOB NOT NULL);
CREATE INDEX tree_phrase_by_slug ON tree_phrase (slug);
"""
LEAST_LIKENESS = 0.3
PAIR = re.compile("[々ァ-ヺー㐀-䶿一-鿿豈-﫿]{2}\\Z")
"""Two characters that can be part of a word of the field: kanji and katakana; hiragana holds particles and endings."""
MAX_TEXT = 2_000


class TreeHit(NamedTuple):
    """A tree that a text is about, and how sure that is, 0 to 1. `holds_all` says that one of its phrases holds every
    word of the text, so that nothing in the text speaks for another tree."""

    slug: str
    score: float
    holds_all: bool = False


def create_tree_table(connection: sqlite3.Connection) -> None:
    """The table, empty."""
    connection.executescript(TABLE)


def add_tree(connection: sqlite3.Connection, tree: DecisionTree) -> None:
    """Makes one tree in one locale findable by its title, aliases and symptoms."""
    lexicon = load_lexicon(connection)
    rows = [_tokens(lexicon, text) for text in (tree.title, *tree.aliases, *tree.symptoms)]
    connection.executemany("INSERT INTO tree_phrase VALUES (?, ?, ?)",
                           [(tree.slug, tree.locale, msgspec.json.encode(tokens)) for tokens in rows if tokens])


def remove_tree(connection: sqlite3.Connection, slug: str) -> None:
    """Takes a tree out again, in all locales."""
    connection.execute("DELETE FROM tree_phrase WHERE slug = ?", (slug,))


class TreeFinder:
    """The trees of one index, their phrases held as long as no other connection changes it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._version = -1
        self._rows: list[tuple[str, frozenset[str], float]] = []
        self._weights: dict[str, float] = {}

    def find(self, text: str, *, limit: int = 5) -> list[TreeHit]:
        """The trees that a text in either language is about, best first; a rare word tells more than a common one."""
        self._renew()
        wanted = _tokens(load_lexicon(self._connection), text[:MAX_TEXT])
        rare = math.log(1 + len(self._rows))
        weights = {token: self._weights.get(token, rare) for token in wanted}
        whole = sum(weights.values())
        best: dict[str, float] = {}
        whole_in: set[str] = set()
        for slug, tokens, weight in self._rows:
            shared = sum(weights[token] for token in wanted if token in tokens)
            if shared:
                best[slug] = max(best.get(slug, 0.0), (shared / whole) ** 0.6 * (shared / weight) ** 0.4)
                if tokens.issuperset(wanted):
                    whole_in.add(slug)
        hits = [TreeHit(slug, round(score, 4), slug in whole_in) for slug, score in best.items()
                if score >= LEAST_LIKENESS]
        return sorted(hits, key=lambda hit: (-hit.score, hit.slug))[:limit]

    def _renew(self) -> None:
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version == self._version:
            return
        self._version = version
        rows = [(slug, frozenset(msgspec.json.decode(tokens, type=list[str]))) for slug, tokens in
                self._connection.execute("SELECT slug, tokens FROM tree_phrase")]
        counts = Counter(token for _, tokens in rows for token in tokens)
        self._weights = {token: math.log(1 + len(rows) / (1 + count)) for token, count in counts.items()}
        self._rows = [(slug, tokens, sum(self._weights[token] for token in tokens)) for slug, tokens in rows]


def _tokens(lexicon: Lexicon, text: str) -> list[str]:
    """The parts of a text, and its pairs of characters, so that a word is found inside a longer one ("print" in
    "cannot print")."""
    folded = fold_text(text)
    pairs = [folded[i:i + 2] for i in range(len(folded) - 1)]
    return list(dict.fromkeys([*phrase_tokens(lexicon, folded), *filter(PAIR.match, pairs)]))
