"""Parts: what a query, or a phrase that a caller might say, consists of.

Where the lexicon knows a word, the word is one part and stands for its concept; the rest is pairs of characters and
stems. Stop words, and pairs that hold two words together or are particles and endings, are no parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kb.text.stems import stem
from kb.text.tokens import MAX_WORD, RUN, is_hiragana, is_seam

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.text.lexicon import Lexicon


class Part(NamedTuple):
    """One part of a folded text: the tokens of the index that it stands for, any of them, and its place.

    `kind` is `concept`, `pair` or `word`.
    """

    kind: str
    tokens: tuple[str, ...]
    start: int
    end: int


def cut_parts(lexicon: Lexicon, folded: str) -> list[Part]:
    """The parts of a folded text. A text of nothing but stop words and hiragana is cut without regard to either."""
    parts = list(_cut(lexicon, folded))
    return parts or list(_cut_plain(folded, 0, len(folded), seams=True))


def cut_inside(lexicon: Lexicon, folded: str, part: Part) -> list[Part]:
    """The parts of a part that stands for a concept, as if the lexicon did not know the whole word."""
    written = folded[part.start:part.end]
    inner = [Part("concept", (concept,), part.start, part.end)
             for concept in dict.fromkeys(lexicon.concepts(written))
             if concept not in part.tokens]
    return [*inner, *_cut_plain(folded, part.start, part.end)]


def phrase_tokens(lexicon: Lexicon, folded: str) -> list[str]:
    """The distinct tokens of the parts of a folded text, of a concept the first."""
    out: dict[str, None] = {}
    at = 0
    for found in lexicon.find(folded):
        _add_plain(out, folded[at:found.start], lexicon.stop_words)
        if found.concepts:
            out[found.concepts[0]] = None
        at = found.end
    _add_plain(out, folded[at:], lexicon.stop_words)
    return list(out) or [part.tokens[0] for part in _without_repeats(cut_parts(lexicon, folded))]


def _add_plain(out: dict[str, None], folded: str, stop_words: frozenset[str]) -> None:
    for run, word in RUN.findall(folded):
        if not run:
            if word not in stop_words and len(word) <= MAX_WORD:
                out[stem(word)] = None
        elif len(run) > 1:
            for pair in map(str.__add__, run, run[1:]):
                if not is_seam(pair):
                    out[pair] = None
        elif not is_hiragana(run):
            out[run] = None


def _without_repeats(parts: list[Part]) -> list[Part]:
    return list({part.tokens: part for part in parts}.values())


def _cut(lexicon: Lexicon, folded: str) -> Iterator[Part]:
    at = 0
    for found in lexicon.find(folded):
        yield from _cut_plain(folded, at, found.start, lexicon.stop_words)
        if found.concepts:
            yield Part("concept", found.concepts, found.start, found.end)
        at = found.end
    yield from _cut_plain(folded, at, len(folded), lexicon.stop_words)


def _cut_plain(
    folded: str, start: int, end: int, stop_words: frozenset[str] = frozenset(), *, seams: bool = False,
) -> Iterator[Part]:
    for match in RUN.finditer(folded, start, end):
        first, last = match.span()
        if match[1] is None:
            if last - first <= MAX_WORD and match[2] not in stop_words:
                yield Part("word", (stem(match[2]),), first, last)
        elif last - first == 1:
            if seams or not is_hiragana(match[1]):
                yield Part("pair", (match[1],), first, last)
        else:
            for at in range(first, last - 1):
                pair = folded[at:at + 2]
                if seams or not is_seam(pair):
                    yield Part("pair", (pair,), at, at + 2)
