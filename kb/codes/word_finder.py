"""Finding listed words in a text, many at once.

Owns the search alone: which words, and what they mean, belongs to `words`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


class WordFinder:
    """Finds words of two letters or more, from left to right, the longest first, none inside another.

    A word that begins or ends with a Latin letter or a digit is found only where no Latin letter stands beside it; a
    digit may follow a letter (`stop7b`, `rtx830`).
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._table: dict[str, list[str]] = {}
        for word in sorted(set(words), key=lambda word: (-len(word), word)):
            self._table.setdefault(word[:2], []).append(word)

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, str]]:
        """The words in a part of a text: start, end and word."""
        stop = len(text) if end is None else end
        table = self._table
        free = start
        for at in range(start, stop - 1):
            words = table.get(text[at:at + 2])
            if words is None or at < free:
                continue
            for word in words:
                if text.startswith(word, at, stop) and _is_whole(text, at, at + len(word), word):
                    yield at, at + len(word), word
                    free = at + len(word)
                    break

    def has(self, text: str, start: int = 0, end: int | None = None) -> bool:
        """Whether any of the words stands in a part of a text."""
        return next(self.find(text, start, end), None) is not None


class WordEnds:
    """Tells which listed word ends at a place of a text; of several, the longest."""

    def __init__(self, words: Iterable[str]) -> None:
        self._table: dict[str, list[str]] = {}
        for word in sorted(set(words), key=lambda word: (-len(word), word)):
            self._table.setdefault(word[-1], []).append(word)

    def find(self, text: str, end: int) -> str:
        """The longest word that ends there, as a whole word; empty when there is none."""
        for word in self._table.get(text[end - 1:end], ()):
            start = end - len(word)
            if start >= 0 and text.startswith(word, start) and not (
                    word[0] in _LATIN and start and text[start - 1] in _LATIN):
                return word
        return ""


def _is_whole(text: str, start: int, end: int, word: str) -> bool:
    if word[0] in _LATIN and start and text[start - 1] in _LATIN:
        return False
    after = text[end:end + 1]
    return word[-1] not in _LATIN or after not in _LATIN or (word[-1].isalpha() and after.isdigit())
