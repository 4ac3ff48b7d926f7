"""The word lists that reading a text needs: context, cues and what is no code. All of it is data.

Owns their loading and the question which listed word stands where. What follows from it belongs to `evidence` and
`ranking`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from kb.codes.data_rows import load_rows
from kb.codes.word_finder import WordEnds, WordFinder

_SEPARATORS = " \t\u3000:=#.([{<'\"「『【の,*|"
_PARTICLES = "はをがのも"
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


class Range(NamedTuple):
    """Which numbers a row of data is about; both ends belong to it."""

    low: int
    high: int


class ForeignWord(NamedTuple):
    """A word that tells that a number is no code of ours: what it is instead, and for which numbers."""

    kind: str
    ranges: tuple[Range, ...]
    maker: str
    word: str

    def covers(self, value: int) -> bool:
        """Whether the word is about this number."""
        return not self.ranges or any(low <= value <= high for low, high in self.ranges)


@cache
def compile_after(word: str) -> re.Pattern[str]:
    """The pattern of a word that stands after a number."""
    return re.compile(rf"\s?(?:{word})", re.ASCII)


class Base(NamedTuple):
    """The score, 0 to 100, of a value in a family and a spelling before the words around it count."""

    low: int
    high: int
    score: int


class ContextHit(NamedTuple):
    """A word that speaks for a family or component: where it stands and how strongly."""

    start: int
    end: int
    word: str
    subjects: tuple[tuple[str, int], ...]


class Rules(NamedTuple):
    """All word lists and ranges, ready for use."""

    context: WordFinder
    cased: WordFinder
    subjects: dict[str, tuple[tuple[str, int], ...]]
    before_subjects: dict[str, tuple[tuple[str, int], ...]]
    before_words: WordEnds
    cues_before: WordEnds
    cues_after: re.Pattern[str]
    weak_before: WordEnds
    weak_after: re.Pattern[str]
    mood: WordFinder
    common: frozenset[str]
    foreign_before: dict[str, tuple[ForeignWord, ...]]
    foreign_words: WordEnds
    foreign_after: tuple[ForeignWord, ...]
    foreign_after_any: re.Pattern[str]
    foreign_alone: tuple[ForeignWord, ...]
    makers: WordFinder
    maker_words: dict[str, tuple[ForeignWord, ...]]
    bases: dict[tuple[str, str], tuple[Base, ...]]
    families: frozenset[str]
    wrong_pairs: dict[tuple[int, str], str]


def one_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first; a Latin word matches only as a whole word."""
    return "|".join(_bounded(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@cache
def load_rules() -> Rules:
    """The shipped rules."""
    from kb.codes.misattributions import load_wrong_pairs

    context = load_rows("context.tsv")
    near = _by_word((word, subject, weight) for subject, place, weight, word in context if place != "before")
    before = _by_word((word, subject, weight) for subject, place, weight, word in context if place == "before")
    cues: dict[str, list[str]] = {}
    for place, word in load_rows("cues.tsv"):
        cues.setdefault(place, []).append(word)
    foreign = [ForeignWord(kind, parse_ranges(numbers), "" if maker == "-" else maker, word)
               for kind, place, numbers, maker, word in load_rows("foreign.tsv") if place == "after"]
    own = [ForeignWord(kind, parse_ranges(numbers), "", "") for kind, place, numbers, _, _ in load_rows("foreign.tsv")
           if place == "self"]
    foreign_before: dict[str, list[ForeignWord]] = {}
    maker_words: dict[str, list[ForeignWord]] = {}
    for kind, place, numbers, maker, word in load_rows("foreign.tsv"):
        if place in ("before", "near"):
            table = foreign_before if place == "before" else maker_words
            table.setdefault(word, []).append(
                ForeignWord(kind, parse_ranges(numbers), "" if maker == "-" else maker, word))
    bases: dict[tuple[str, str], list[Base]] = {}
    for family, spelling, low, high, score in load_rows("rules.tsv"):
        bases.setdefault((family, spelling), []).append(Base(int(low), int(high), int(score)))
    return Rules(
        WordFinder(word for word in near if word == word.lower()),
        WordFinder(word for word in near if word != word.lower()),
        near, before, WordEnds(before),
        WordEnds(cues["before"]), re.compile(rf"[\s」』）)\]\"'】]*(?:{one_of(cues['after'])})"),
        WordEnds(cues["weak-before"]), re.compile(rf"\s*(?:{one_of(cues['weak-after'])}|$)"),
        WordFinder(cues["mood"]), frozenset(cues["common"]),
        {word: tuple(rows) for word, rows in foreign_before.items()}, WordEnds(foreign_before),
        tuple(foreign),
        re.compile(rf"\s?(?:{'|'.join(row.word for row in foreign)})", re.ASCII), tuple(own),
        WordFinder(maker_words), {word: tuple(rows) for word, rows in maker_words.items()},
        {key: tuple(sorted(rows, key=lambda row: row.high - row.low)) for key, rows in bases.items()},
        frozenset(family for family, _ in bases), load_wrong_pairs(),
    )


def parse_ranges(text: str) -> tuple[Range, ...]:
    """`1-3,8` as ranges; `*` is no restriction. A minus sign before a number belongs to it."""
    if text == "*":
        return ()
    ranges = []
    for part in text.split(","):
        match = re.fullmatch(r"(-?\d+)(?:-(-?\d+))?", part)
        if match is None:
            raise ValueError(f"{part!r} is not a range of numbers")
        ranges.append(Range(int(match[1]), int(match[2] or match[1])))
    return tuple(ranges)


def word_before(lower: str, start: int, words: WordEnds) -> str:
    """The longest listed word that ends where a number starts, apart from separators and a particle, or nothing."""
    end = start
    while end > 0 and lower[end - 1] in _SEPARATORS:
        end -= 1
    found = words.find(lower, end)
    if end != start:
        found = max(found, words.find(lower, start), key=len)
    if not found and end and lower[end - 1] in _PARTICLES:
        found = words.find(lower, end - 1)
    return found



def find_context(rules: Rules, text: str, lower: str) -> list[ContextHit]:
    """The context words of a text, in its order."""
    return sorted(ContextHit(start, end, word, rules.subjects[word])
                  for finder, searched in ((rules.context, lower), (rules.cased, text))
                  for start, end, word in finder.find(searched))


def _bounded(word: str) -> str:
    pattern = re.escape(word)
    if word[0].lower() in _LATIN:
        pattern = r"(?<![a-zA-Z0-9_])" + pattern
    if word[-1].lower() in _LATIN:
        pattern += r"(?![a-zA-Z_])" if word[-1].isalpha() else r"(?![a-zA-Z0-9_])"
    return pattern


def _by_word(rows: Iterable[Sequence[str]]) -> dict[str, tuple[tuple[str, int], ...]]:
    table: dict[str, list[tuple[str, int]]] = {}
    for word, subject, weight in rows:
        table.setdefault(word, []).append((subject, int(weight)))
    return {word: tuple(subjects) for word, subjects in table.items()}
