"""The query: a text as groups of tokens that the index is asked for, each with what it is worth.

Owns what is left out, how mistyped and started words are read, and romaji. Ranking what was found belongs to
`kb.index.ranking`.
"""

from __future__ import annotations

import math
import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kb.text.fold import CJK, fold
from kb.text.parts import Part, cut_inside, cut_parts
from kb.text.romaji import normalize_romaji
from kb.text.tokens import is_hiragana, worth_of_pair

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kb.index.vocabulary import Vocabulary
    from kb.text.lexicon import Lexicon

MAX_TEXT = 4_000
"""Characters of a query that are read; of a longer text the beginning and the end."""

MAX_GROUPS = 24
MAX_ROWS = 4_000
"""How many rows the full text ranks; ranking costs about a microsecond for each."""
COMMON = 0.2
MANY_PAGES = 2_000
"""From this many rows on, tokens that more than `COMMON` of them have are left out beside rarer ones."""

MAX_CORRECTED = 4
MAX_COMPLETIONS = 8
CORRECTED_FACTOR = 0.9
CONCEPT_SHARE = 1.3
UNKNOWN_WEIGHT = 0.7


_JAPANESE = re.compile(f"[{CJK}]")


class Group(NamedTuple):
    """Tokens any of which answers one part of the query: with the factor that a match counts, what the part is worth,
    in how many rows its most frequent token is, how many rows its tokens have at most, and its place in the folded
    query."""

    tokens: dict[str, float]
    weight: float
    pages: int
    rows: int
    start: int
    end: int

    @property
    def worth(self) -> float:
        """What the part is worth when its best token matches."""
        return self.weight * max(self.tokens.values())


class Query(msgspec.Struct, frozen=True, dict=True):
    """A read query. `lang` is its language, empty when one cannot tell. `unknown` are the places that no page
    has and nothing was found for, with their worth; `corrected` says what mistyped words were taken for."""

    folded: str
    groups: tuple[Group, ...]
    unknown: tuple[tuple[int, int, float], ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    lang: str = ""

    @cached_property
    def groups_of(self) -> dict[str, list[tuple[int, float]]]:
        """The groups that a token answers, by number, each with the factor that it counts."""
        out: dict[str, list[tuple[int, float]]] = {}
        for number, group in enumerate(self.groups):
            for token, factor in group.tokens.items():
                out.setdefault(token, []).append((number, factor))
        return out

    @property
    def known(self) -> float:
        """How much of the query the index can answer, 0 to 1."""
        held = sum(group.worth for group in self.groups)
        return held / self.weight if held else 0.0

    @cached_property
    def weight(self) -> float:
        """What the whole query is worth."""
        return sum(group.weight for group in self.groups) + sum(each[2] for each in self.unknown)

    def words(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words that were searched, and those that no page has, as they stand in the folded query."""
        missing = _joined(_widen(self.folded, start, end) for start, end, _ in self.unknown)
        tried = _joined((group.start, group.end) for group in self.groups)
        kept = [(start, end) for start, end in tried if not any(low <= start and end <= high for low, high in missing)]
        return self._texts(kept), self._texts(missing)

    def _texts(self, spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.folded[start:end] for start, end in spans))


def read_query(text: str, lexicon: Lexicon, vocabulary: Vocabulary, *, prefix: bool = False) -> Query:
    """The query in a text; with `prefix`, its last word may be unfinished."""
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT // 2] + "\n" + text[-MAX_TEXT // 2:]
    folded = fold(text).text
    return _Reader(folded, lexicon, vocabulary, prefix=prefix and not folded[-1:].isspace()).read()


class _Reader:
    def __init__(self, folded: str, lexicon: Lexicon, vocabulary: Vocabulary, *, prefix: bool) -> None:
        self._folded = folded
        self._lexicon = lexicon
        self._vocabulary = vocabulary
        self._prefix = prefix
        self._counts: dict[str, int] = {}
        self._corrected: list[tuple[str, str]] = []

    def read(self) -> Query:
        parts = _without_repeats(cut_parts(self._lexicon, self._folded))
        self._count(token for part in parts for token in part.tokens)
        parts = self._open_unknown(parts)
        groups: list[Group] = []
        unknown: list[Part] = []
        romaji = self._read_romaji(parts)
        last = max(parts, key=lambda part: part.end, default=None) if self._prefix else None
        for part in parts:
            tokens = dict.fromkeys(part.tokens, 1.0)
            if part.kind == "concept":
                tokens |= dict.fromkeys(self._as_written(part), 1.0)
            if part is last and part.end == len(self._folded):
                tokens = self._complete(part) | tokens
            elif len(parts) == 1 and part.kind == "pair" and part.end - part.start == 1:
                tokens |= dict.fromkeys(self._vocabulary.complete_character(part.tokens[0], MAX_COMPLETIONS), 1.0)
            for each, factor in romaji.get(part.start, ()):
                tokens.setdefault(each, factor)
            group = self._group(tokens, part.start, part.end, share=_share(part))
            if group is not None:
                groups.append(group)
            elif not (self._is_bare(part) or any(start <= part.start < end for start, end in self._romaji_spans)):
                unknown.append(part)
        more, left = self._correct(unknown)
        groups += more
        lost = math.log(1 + self._vocabulary.pages) * UNKNOWN_WEIGHT
        return Query(self._folded, tuple(self._keep(groups)),
                     tuple((part.start, part.end, lost * _share(part)) for part in left), tuple(self._corrected),
                     self._language(parts))

    def _language(self, parts: Sequence[Part]) -> str:
        """Japanese when there is any; English when there are words that are no terms, which both languages share."""
        if self._romaji_spans or _JAPANESE.search(self._folded):
            return "ja"
        words = (self._folded[part.start:part.end] for part in parts if part.kind == "word")
        return "en" if any(word.isalpha() for word in words) else ""

    def _open_unknown(self, parts: list[Part]) -> list[Part]:
        """The parts, with concepts that no page speaks of given as what they are written with."""
        out: list[Part] = []
        for part in parts:
            if part.kind == "concept" and not any(self._counts[token] for token in part.tokens):
                out += cut_inside(self._lexicon, self._folded, part)
            else:
                out.append(part)
        if len(out) != len(parts):
            self._count(token for part in out for token in part.tokens)
        return out

    def _count(self, tokens: Iterable[str]) -> None:
        wanted = [token for token in dict.fromkeys(tokens) if token not in self._counts]
        found = self._vocabulary.count_pages(wanted)
        self._counts |= {token: found.get(token, 0) for token in wanted}

    def _group(
        self, tokens: dict[str, float], start: int, end: int, *, factor: float = 1.0,
        share: float = 1.0,
    ) -> Group | None:
        self._count(tokens)
        held = {token: worth * factor for token, worth in tokens.items() if self._counts[token]}
        if not held:
            return None
        pages = max(self._counts[token] for token in held)
        total = self._vocabulary.pages
        weight = math.log(1 + (max(total - pages, 0) + 0.5) / (pages + 0.5))
        rows = sum(self._counts[token] for token in held)
        return Group(held, max(weight, 0.05) * share, pages, rows, start, end)

    def _is_bare(self, part: Part) -> bool:
        """Whether a part is one character that is left of a longer word."""
        return part.kind == "pair" and part.end - part.start == 1 < len(self._folded)

    def _as_written(self, part: Part) -> list[str]:
        """A concept's own pair or stem, so that a word of two characters is found inside longer ones too."""
        written = self._folded[part.start:part.end]
        if len(written) == 2 and not written.isascii() and not is_hiragana(written):
            return [written]
        return []

    def _complete(self, part: Part) -> dict[str, float]:
        """What an unfinished last part may become."""
        written = self._folded[part.start:part.end]
        tokens: dict[str, float] = {}
        if written.isascii():
            for word, stem in self._vocabulary.complete_word(written, MAX_COMPLETIONS):
                for token in self._tokens_of(word, stem):
                    tokens.setdefault(token, 0.9)
            roma = normalize_romaji(written) or normalize_romaji(written.rstrip("bcdfghjklmpqrstvwxyz"))
            if len(roma) > 2:
                for _, concepts in self._lexicon.complete_romaji(roma, 4):
                    tokens |= dict.fromkeys(concepts, 0.8)
        elif len(written) == 1:
            tokens = dict.fromkeys(self._vocabulary.complete_character(written, MAX_COMPLETIONS), 0.9)
        return tokens

    def _read_romaji(self, parts: Sequence[Part]) -> dict[int, list[tuple[str, float]]]:
        """What words in Latin letters say when they are romaji, by the place of the first word."""
        self._romaji_spans: list[tuple[int, int]] = []
        out: dict[int, list[tuple[str, float]]] = {}
        for row in _rows_of_words(parts, self._folded):
            written = [(part, normalize_romaji(self._folded[part.start:part.end])) for part in row]
            text, starts = "", {}
            for part, roma in written:
                starts[len(text)] = part
                text += roma
            for found in self._lexicon.read_romaji(text, starts):
                at = max(start for start in starts if start <= found.start)
                end = max(part.end for start, part in starts.items() if start < found.end)
                out.setdefault(starts[at].start, []).extend((each, 0.95) for each in found.concepts)
                self._romaji_spans.append((starts[at].start, end))
            for part, roma in written:
                if len(roma) < 4 or part.start in out or self._counts[part.tokens[0]]:
                    continue
                words = self._vocabulary.find_romaji(roma) or (
                    self._vocabulary.find_romaji(roma, prefix=True)
                    if self._prefix and part.end == len(self._folded) else [])
                for word in words:
                    out.setdefault(part.start, []).extend(
                        (token, 0.9) for each in cut_parts(self._lexicon, word) for token in each.tokens)
        return out

    def _correct(self, unknown: list[Part]) -> tuple[list[Group], list[Part]]:
        """Groups for what mistyped words may be, and the parts that stay unknown."""
        groups: list[Group] = []
        left: list[Part] = []
        tried = 0
        for start, end, parts in self._stretches(unknown):
            found: list[Group] = []
            word = self._folded[start:end]
            if tried < MAX_CORRECTED and not any(char.isdigit() for char in word):
                tried += 1
                found = list(self._near_groups(word, start, end))
            groups += found
            left += [] if found else parts
        return groups, left

    def _stretches(self, unknown: list[Part]) -> Iterator[tuple[int, int, list[Part]]]:
        """The words that unknown parts stand in: the Latin word, or the run of characters around unknown pairs."""
        pending = list(unknown)
        while pending:
            first = pending.pop(0)
            if first.kind != "pair":
                yield first.start, first.end, [first]
                continue
            start, end, inside = first.start, first.end, [first]
            while pending and pending[0].kind == "pair" and pending[0].start <= end:
                inside.append(pending.pop(0))
                end = inside[-1].end
            yield *_widen(self._folded, start, end), inside

    def _near_groups(self, word: str, start: int, end: int) -> Iterator[Group]:
        """The neighbours of a mistyped word: one group of them for a Latin word, their parts for a Japanese one."""
        near = self._vocabulary.near_words(word)
        if word.isascii():
            tokens: dict[str, float] = {}
            for each in near:
                self._corrected.append((word, each.word))
                factor = each.likeness ** 2 * CORRECTED_FACTOR
                for token in self._tokens_of(each.word, each.stem):
                    tokens.setdefault(token, factor)
            for kana in self._vocabulary.near_romaji(word):
                tokens |= {token: CORRECTED_FACTOR for part in cut_parts(self._lexicon, kana) for token in part.tokens}
            group = self._group(tokens, start, end)
            if group is not None:
                yield group
            return
        names = [(each.word, each.likeness) for each in near] or self._lexicon.near_names(word)
        for name, likeness in names[:2]:
            self._corrected.append((word, name))
            for part in cut_parts(self._lexicon, name):
                group = self._group(dict.fromkeys(part.tokens, 1.0), start, end, factor=likeness * CORRECTED_FACTOR,
                                    share=_share(part))
                if group is not None:
                    yield group

    def _tokens_of(self, word: str, stem: str) -> Iterator[str]:
        """The tokens that a word of the vocabulary has in the index: its concept, and its stem."""
        for part in cut_parts(self._lexicon, word):
            yield from part.tokens
        yield stem

    def _keep(self, groups: list[Group]) -> list[Group]:
        """The rarest groups: in a large index, how many rows they match together is bounded, so no query is slow."""
        total = self._vocabulary.pages
        kept: list[Group] = []
        matched = 0
        seen: set[str] = set()
        for group in sorted(groups, key=lambda group: (group.pages, group.start)):
            if seen.issuperset(group.tokens):
                continue
            common = total > MANY_PAGES and group.pages > total * COMMON
            matched += group.rows
            if kept and (len(kept) >= MAX_GROUPS or common or min(matched, total) > MAX_ROWS):
                break
            kept.append(group)
            seen |= set(group.tokens)
        return kept


def _without_repeats(parts: list[Part]) -> list[Part]:
    seen: dict[tuple[str, ...], Part] = {}
    for part in parts:
        seen.setdefault(part.tokens, part)
    return list(seen.values())


def _rows_of_words(parts: Sequence[Part], folded: str) -> Iterator[list[Part]]:
    """Neighbouring words that may be romaji."""
    row: list[Part] = []
    for part in parts:
        if part.kind == "word" and normalize_romaji(folded[part.start:part.end]):
            row.append(part)
        elif row:
            yield row
            row = []
    if row:
        yield row


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    """A place in a text with the characters of the same script around it."""
    while start > 0 and _script(text[start - 1]) == _script(text[start]) != "":
        start -= 1
    while end < len(text) and _script(text[end]) == _script(text[end - 1]) != "":
        end += 1
    return start, end


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap made one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _script(char: str) -> str:
    if "ァ" <= char <= "ヺ" or char == "ー":
        return "katakana"
    if "一" <= char <= "鿿" or char in "々〆":
        return "kanji"
    return ""


def _share(part: Part) -> float:
    """A pair is one of several in a word, and counts less than a word; a word of the field counts more."""
    if part.kind == "concept":
        return CONCEPT_SHARE
    return worth_of_pair(part.tokens[0]) if part.kind == "pair" else 1.0
