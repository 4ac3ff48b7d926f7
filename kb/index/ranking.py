"""Ranking: how well a row that was found answers a query, as a number between 0 and 1 that means something.

Three things count: the phrase of the page that is most like the query, how much of the query all its phrases hold
together, and how the full text ranks it. A message pattern that fits the query decides alone.
"""

from __future__ import annotations

from functools import lru_cache
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from kb.text.fold import fold_text
from kb.text.lexicon import MARK
from kb.text.tokens import worth_of_pair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.index.query import Query
    from kb.index.search_index import Phrase

PHRASE_SHARE, HELD_SHARE, TEXT_SHARE = 0.5, 0.3, 0.2
BODY_SHARE = 0.65
"""What a page scores whose body says everything and whose phrases say nothing."""
FIELD_FACTORS = {"title": 0.95, "aliases": 1.0, "symptoms": 1.0, "messages": 1.0, "meaning": 0.95}
CONCEPT_SIZE = 1.3
GAP_SIZE = 1.5
"""What a `*` inside a message pattern counts: text that is there and that nobody knows."""
PATTERN_SCORE = 0.5
"""What a message pattern that fits scores at least; one with `LONG_PATTERN` cells of literal text (a wide character
counts as two) scores 1."""
LONG_PATTERN = 48
MIN_PATTERN_CELLS = 12
MISSING_COST = 0.2


class Ranked(NamedTuple):
    """The score of a row, its phrase that is most like the query (None when the body alone matched), and how much of
    the query its phrases hold together, as the worth of several parts; 0 for a single one, which may be chance."""

    score: float
    phrase: Phrase | None
    evidence: float = 0.0


def rank_row(query: Query, phrases: Sequence[Phrase], text_share: float) -> Ranked:
    """The score of one row; `text_share` is its rank in the full text, 0 to 1."""
    groups = query.groups_of
    held: set[int] = set()
    best, best_phrase = 0.0, None
    whole = query.weight
    for phrase in phrases:
        tokens, size = _tokens(phrase.tokens)
        matched = tokens & groups.keys()
        if not matched:
            continue
        found: dict[int, float] = {}
        for token in matched:
            for number, factor in groups[token]:
                if factor > found.get(number, 0.0):
                    found[number] = factor
        held.update(found)
        # Exact sums: the order of a set must not decide between two phrases.
        worth = fsum([query.groups[number].weight * factor for number, factor in found.items()])
        covered = fsum(map(_size, matched)) / (size + GAP_SIZE * phrase.text.count("*", 1, -1))
        likeness = (worth / whole) ** 0.55 * min(covered, 1.0) ** 0.45 * FIELD_FACTORS.get(phrase.field, 1.0)
        if likeness > best:
            best, best_phrase = likeness, phrase
    evidence = fsum([query.groups[number].worth for number in held])
    together = evidence / whole
    score = max(PHRASE_SHARE * best + HELD_SHARE * together + TEXT_SHARE * text_share, BODY_SHARE * text_share)
    pattern, literal = _best_pattern(query.folded, phrases)
    if pattern is not None:
        score = max(score, PATTERN_SCORE + (1 - PATTERN_SCORE) * min(literal / LONG_PATTERN, 1.0)) + 0.02 * score
        best_phrase = pattern
    return Ranked(min(score, 1.0), best_phrase, evidence if len(held) > 1 else 0.0)


def _best_pattern(folded: str, phrases: Sequence[Phrase]) -> tuple[Phrase | None, float]:
    """The message pattern of which most stands in a folded query, and the cells of its literal text. A part of a
    pattern that is missing, as in a message that was cut off, takes some away."""
    best, longest = None, MIN_PATTERN_CELLS - 1.0
    for phrase in phrases:
        if phrase.field == "messages":
            cells, at = 0.0, 0
            for part, size in _literals(phrase.text):
                found = folded.find(part, at)
                cells += size if found >= 0 else -size * MISSING_COST
                at = max(at, found + len(part)) if found >= 0 else at
            if cells > longest:
                best, longest = phrase, cells
    return best, longest if best is not None else 0.0


@lru_cache(maxsize=4096)
def _literals(pattern: str) -> tuple[tuple[str, int], ...]:
    """The literal texts of a pattern in order, each with its cells."""
    parts = filter(None, (fold_text(part).strip() for part in pattern.split("*")))
    return tuple((part, sum(1 if char.isascii() else 2 for char in part)) for part in parts)


@lru_cache(maxsize=8192)
def _tokens(text: str) -> tuple[frozenset[str], float]:
    """The tokens of a phrase, and what they are worth together."""
    tokens = frozenset(text.split())
    return tokens, fsum(map(_size, tokens))


@lru_cache(maxsize=65536)
def _size(token: str) -> float:
    if token.startswith(MARK):
        return CONCEPT_SIZE
    return 1.0 if token.isascii() else worth_of_pair(token)
