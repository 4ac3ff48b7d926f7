"""The vocabulary of an index: how many pages have a token, how a started word may end, what a mistyped one may be.

Owns the look-ups; what they are used for belongs to `kb.index.query`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kb.text.romaji import normalize_romaji

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

LAST = "\U0010ffff"
MIN_FUZZY = 4
MAX_WORDS = 30_000
"""A mistyped word is held against so many words, the most frequent."""
LEAST_LIKE = 0.8
"""Words less alike than this are not taken for one another."""


class Near(NamedTuple):
    """A word of the vocabulary that may be meant, its stem, and how alike it is, 0 to 1."""

    word: str
    stem: str
    likeness: float


class Vocabulary:
    """The words of one index. Lists for mistyped words are read at the first of them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @cached_property
    def pages(self) -> int:
        """The rows of the index."""
        row = self._connection.execute("SELECT value FROM search_state WHERE key = 'pages'").fetchone()
        return max(row[0], 1) if row else 1

    def count_pages(self, tokens: Iterable[str]) -> dict[str, int]:
        """How many rows have each of the tokens; tokens that none has are left out."""
        names = list(dict.fromkeys(tokens))
        found: dict[str, int] = {}
        for start in range(0, len(names), 500):
            part = names[start:start + 500]
            found.update(self._connection.execute(
                f"SELECT term, pages FROM search_term WHERE term IN ({', '.join('?' * len(part))})", part))
        return found

    def complete_word(self, beginning: str, limit: int) -> list[tuple[str, str]]:
        """The most frequent words that begin so, with their stems."""
        if len(beginning) <= 2:
            return self._connection.execute(
                f"SELECT word, stem FROM search_word WHERE substr(word, 1, {len(beginning)}) = ?"
                " ORDER BY pages DESC LIMIT ?", (beginning, limit)).fetchall()
        return self._connection.execute(
            "SELECT word, stem FROM search_word WHERE word >= ? AND word < ? ORDER BY pages DESC, word LIMIT ?",
            (beginning, beginning + LAST, limit)).fetchall()

    def complete_character(self, beginning: str, limit: int) -> list[str]:
        """The most frequent tokens that begin with this Japanese character."""
        return [row[0] for row in self._connection.execute(
            "SELECT term FROM search_term WHERE term > '\u3000' AND substr(term, 1, 1) = ?"
            " ORDER BY pages DESC LIMIT ?", (beginning, limit))]

    def find_romaji(self, roma: str, limit: int = 3, *, prefix: bool = False) -> list[str]:
        """The katakana words of the pages that are read so, or begin so."""
        high = roma + LAST if prefix else roma
        return [row[0] for row in self._connection.execute(
            "SELECT word FROM search_word WHERE romaji != '' AND romaji BETWEEN ? AND ? ORDER BY pages DESC, word"
            " LIMIT ?", (roma, high, limit))]

    def has_word(self, word: str) -> bool:
        """Whether a page has the word as it stands."""
        return self._connection.execute("SELECT 1 FROM search_word WHERE word = ?", (word,)).fetchone() is not None

    def near_words(self, word: str, limit: int = 3) -> list[Near]:
        """The words most like a mistyped one, best first."""
        if len(word) < (MIN_FUZZY if word.isascii() else MIN_FUZZY - 1):
            return []
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        words = self._words[0 if word.isascii() else 1]
        least = min(LEAST_LIKE, 1 - 1 / len(word)) - 0.001  # one mistake is always allowed
        found = process.extract(word, words[0], scorer=OSA.normalized_similarity, score_cutoff=least, limit=limit)
        return [Near(text, words[1][at], likeness) for text, likeness, at in found]

    def near_romaji(self, word: str, limit: int = 2) -> list[str]:
        """The katakana words whose reading is most like a mistyped one in romaji."""
        roma = normalize_romaji(word)
        if len(roma) < MIN_FUZZY:
            return []
        from rapidfuzz import fuzz, process

        found = process.extract(roma, self._romaji[0], scorer=fuzz.ratio, score_cutoff=85.0, limit=limit)
        return [self._romaji[1][at] for _, _, at in found]

    @cached_property
    def _words(self) -> tuple[tuple[list[str], list[str]], tuple[list[str], list[str]]]:
        latin: tuple[list[str], list[str]] = [], []
        other: tuple[list[str], list[str]] = [], []
        for word, stem in self._connection.execute(
                "SELECT word, stem FROM search_word ORDER BY pages DESC LIMIT ?", (MAX_WORDS,)):
            words, stems = latin if word.isascii() else other
            if not word[0].isdigit() and len(word) > 1:
                words.append(word)
                stems.append(stem)
        return latin, other

    @cached_property
    def _romaji(self) -> tuple[list[str], list[str]]:
        rows = self._connection.execute(
            "SELECT romaji, word FROM search_word WHERE romaji != '' ORDER BY pages DESC LIMIT ?",
            (MAX_WORDS,)).fetchall()
        return [row[0] for row in rows], [row[1] for row in rows]
