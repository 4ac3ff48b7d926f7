"""The lexicon: words of the field, and what else people write for them, found in a folded text.

Made from the terms of both languages. A term, its variants, its reading in kana or romaji, and the same term of the
other language stand for one *concept*, so a text in one language finds what the other says. Reading `terms.yaml`
belongs to `kb.pages.words`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kb.text.fold import CJK, fold_text
from kb.text.romaji import is_kana, kana_to_romaji
from kb.text.tokens import is_seam

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MARK = "\ue000"
"""What the token of a concept begins with; a character for private use, which no folded text contains."""

MIN_KANA_READING = 4
MIN_ROMAJI = 4
MIN_NEAR = 3
_BORDER = re.compile(f"(?<=[{CJK}])(?=[a-z0-9])|(?<=[a-z0-9])(?=[{CJK}])|[ \\-]+")
_GAP, _WORD_END = "[ \\-]?", "(?:e?s)?(?![a-z0-9])"
_LATIN = re.compile("[a-z0-9]")
_LATIN_WORD = re.compile("[a-z0-9]+")
_NO_LETTER = re.compile(r"[\W_]+")


class LexiconTerm(NamedTuple):
    """A term as the lexicon needs it: `reading` is its kana, `name` what it is called in both languages alike (the
    English term), the term itself when there is none. A `general` term is said of many things outside the field."""

    term: str
    spellings: Sequence[str]
    reading: str = ""
    name: str = ""
    general: bool = False


class Found(NamedTuple):
    """A part of a folded text that stands for concepts, or for nothing worth searching when there are none."""

    start: int
    end: int
    concepts: tuple[str, ...]


class _Starts(NamedTuple):
    """What stands at the places where names begin: Latin words, pairs of Japanese characters, and what is neither,
    pairs that are seams and single characters."""

    words: frozenset[str]
    pairs: frozenset[str]
    others: re.Pattern[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> _Starts:
        starts = {start for name in names for start in _starts(name)}
        latin = {start for start in starts if _LATIN.match(start)}
        return cls(frozenset(start + ending for start in latin for ending in ("", "s", "es")),
                   frozenset(start for start in starts - latin if len(start) == 2 and not is_seam(start)),
                   re.compile("|".join(map(re.escape, sorted(
                       start for start in starts - latin if len(start) == 1 or is_seam(start)))) or "(?!)"))

    def places(self, folded: str, pairs: Iterable[str]) -> set[int]:
        """The places of a text where one of the names may begin."""
        words = self.words
        places = {match.start() for match in _LATIN_WORD.finditer(folded) if match[0] in words}
        if not folded.isascii():
            places.update([match.start() for match in self.others.finditer(folded)])
            for head in self.pairs.intersection(pairs):
                at = folded.find(head)
                while at >= 0:
                    places.add(at)
                    at = folded.find(head, at + 1)
        return places


class Lexicon:
    """The concepts of some terms. `stop_words` are words and phrases that say nothing about a page; the attribute holds
    the single Latin words of them, the others are found as words without a concept. `general` are the concepts of the
    general terms."""

    def __init__(self, terms: Iterable[LexiconTerm], stop_words: Iterable[str] = ()) -> None:
        names: dict[str, dict[str, None]] = {}
        readings: dict[str, dict[str, None]] = {}
        general: set[str] = set()
        for each in terms:
            concept = MARK + _squeeze(fold_text(each.name or each.term))
            if each.general:
                general.add(concept)
            spellings = [each.term, *each.spellings]
            if len(each.reading) >= MIN_KANA_READING:
                spellings.append(each.reading)
            for spelling in spellings:
                names.setdefault(fold_text(spelling).strip(), {})[concept] = None
            for kana in (each.reading, *spellings):
                roma = kana_to_romaji(kana) if is_kana(kana) else ""
                if len(roma) >= MIN_ROMAJI:
                    readings.setdefault(roma, {})[concept] = None
        self.general = frozenset(general)
        for word in stop_words:
            names.setdefault(fold_text(word).strip(), {})
        names.pop("", None)
        self.stop_words = frozenset(
            name for name, concepts in names.items() if not concepts and _LATIN_WORD.fullmatch(name))
        for word in self.stop_words:
            del names[word]
        self._concepts: dict[str, tuple[str, ...]] = {}
        for name, concepts in names.items():
            known = self._concepts.get(_squeeze(name), ())
            self._concepts[_squeeze(name)] = (*known, *(each for each in concepts if each not in known))
        self._names = list(names)
        self._pattern = re.compile(_trie_pattern(map(_atoms, names))) if names else re.compile("(?!)")
        self._starts = _Starts.of(names)
        self._speaking = _Starts.of(name for name, concepts in names.items() if concepts)
        self._readings = {roma: tuple(concepts) for roma, concepts in readings.items()}
        self._sorted_readings = sorted(self._readings)
        self._longest_reading = max(map(len, self._sorted_readings), default=0)
        self._concepts_of = lru_cache(maxsize=4096)(self._find_concepts)
        self._inside = lru_cache(maxsize=4096)(self._find_inside)

    def find(self, folded: str) -> Iterator[Found]:
        """The longest words of the lexicon in a folded text, in order, none overlapping another."""
        for match in self._matches(folded, self._starts.places(folded, _pairs(folded))):
            yield Found(match.start(), match.end(), self._concepts_of(match.group()))

    def concepts(self, folded: str, pairs: Iterable[str] | None = None) -> list[str]:
        """The concepts that a folded text speaks of, once for each mention, those of words inside words too. `pairs`
        are at least all pairs of Japanese characters in it that are no seams, for a caller who has them."""
        out: list[str] = []
        for match in self._matches(folded, self._speaking.places(folded, _pairs(folded) if pairs is None else pairs)):
            out += self._inside(match.group())
        return out

    def _matches(self, folded: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
        # Trying the pattern only where a name may begin is several times as quick as searching with it.
        end = 0
        for at in sorted(places):
            if at >= end:
                match = self._pattern.match(folded, at)
                if match is not None:
                    end = match.end()
                    yield match

    def read_romaji(self, roma: str, starts: Iterable[int] = (0,)) -> Iterator[Found]:
        """The longest readings at the given places of a text in the spelling of `normalize_romaji`, and after each
        other."""
        reached = 0
        for start in starts:
            at = max(start, reached) if start < reached else start
            while at < len(roma):
                size = next((size for size in range(min(self._longest_reading, len(roma) - at), MIN_ROMAJI - 1, -1)
                             if roma[at:at + size] in self._readings), 0)
                if not size:
                    break
                yield Found(at, at + size, self._readings[roma[at:at + size]])
                at += size
                reached = at

    def complete_romaji(self, roma: str, limit: int) -> list[tuple[str, tuple[str, ...]]]:
        """The first readings that begin so, with their concepts."""
        at = bisect_left(self._sorted_readings, roma)
        found = []
        for reading in self._sorted_readings[at:at + limit]:
            if reading.startswith(roma):
                found.append((reading, self._readings[reading]))
        return found

    def near_names(self, word: str, limit: int = 2, least: float = 78.0) -> list[tuple[str, float]]:
        """The words of the lexicon that a mistyped text contains, best first, with how alike they are, 0 to 1."""
        if len(word) < MIN_NEAR:
            return []
        from rapidfuzz import fuzz, process

        names = self._long_names
        found = process.extract(word, names, scorer=fuzz.partial_ratio, score_cutoff=least, limit=limit)
        return [(name, likeness / 100) for name, likeness, _ in found]

    @cached_property
    def _long_names(self) -> list[str]:
        return [name for name in self._names if len(name) > 2 and not name.isascii()]

    @property
    def readings(self) -> Sequence[str]:
        """All readings in romaji, sorted."""
        return self._sorted_readings

    def concepts_of_reading(self, roma: str) -> tuple[str, ...]:
        """The concepts that are read so."""
        return self._readings.get(roma, ())

    def _find_concepts(self, written: str) -> tuple[str, ...]:
        squeezed = _squeeze(written)
        for name in (squeezed, squeezed.removesuffix("s"), squeezed.removesuffix("es")):
            if name in self._concepts:
                return self._concepts[name]
        return ()

    def _find_inside(self, name: str) -> tuple[str, ...]:
        """The concepts of a word that was found, then those of shorter words in it."""
        out = dict.fromkeys(self._concepts_of(name))
        for other in self._names:
            if len(other) < len(name) and other in name and re.search(_bounded(other), name):
                out |= dict.fromkeys(self._concepts[_squeeze(other)])
        return tuple(out)


def _pairs(folded: str) -> Iterable[str]:
    return () if folded.isascii() else map(str.__add__, folded, folded[1:])


def _squeeze(folded: str) -> str:
    return _NO_LETTER.sub("", folded)


def _bounded(name: str) -> str:
    start = "(?<![a-z0-9])" if _LATIN.match(name[0]) else ""
    return start + re.escape(name) + (_WORD_END if _LATIN.match(name[-1]) else "")


def _starts(name: str) -> Iterator[str]:
    """What stands at the place where a name begins: its first Latin word, also joined with those after it, or its
    first two characters, or its only one."""
    if not _LATIN.match(name[0]):
        yield name[:2]
        return
    joined = ""
    for word in _LATIN_WORD.findall(name):
        joined += word
        yield joined


def _atoms(name: str) -> list[str]:
    """A folded name as pieces of a pattern: gaps may be written or not, Latin words end where they end."""
    atoms: list[str] = []
    at = 0
    for border in _BORDER.finditer(name):
        atoms += map(re.escape, name[at:border.start()])
        atoms.append(_GAP)
        at = border.end()
    atoms += map(re.escape, name[at:])
    return [*atoms, _WORD_END] if _LATIN.match(name[-1]) else atoms


def _trie_pattern(words: Iterable[list[str]]) -> str:
    """A pattern that matches any of the words, the longest first, with what they begin with in common shared."""
    root: dict[str, dict] = {}  # type: ignore[type-arg]
    for atoms in words:
        node = root
        for atom in atoms:
            node = node.setdefault(atom, {})
        node[""] = {}
    return _node_pattern(root)


def _node_pattern(node: dict[str, dict]) -> str:  # type: ignore[type-arg]
    ends = "" in node
    branches = [atom + _node_pattern(child) for atom, child in
                sorted(node.items(), key=lambda item: item[0] in (_WORD_END, _GAP)) if atom]
    if not branches:
        return ""
    inner = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return inner + "?" if ends else inner
