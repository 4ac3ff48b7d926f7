"""Ranking: how likely each reading is, from its spelling, the words around it, and how often the code is met.

The numbers and words are data in `rules.tsv`, `context.tsv` and `weights.tsv`; this module only adds them up.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from kb.codes.code import Code
from kb.codes.identification import Reason
from kb.codes.registry import CodeFacts
from kb.codes.words import ContextHit, Rules, word_before

STRENGTH = {0: 0.0, 1: 0.12, 2: 0.25, 3: 0.36, 4: 0.65}
BEHIND_ANOTHER = 0.35
FARTHEST_WORD = 300
AS_COMPONENT = 0.7
ARTICLE = 0.03
SYMBOL_WORDS = 0.3
_SYMBOL_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_TEXT_WORD = re.compile(r"(?<![a-z0-9_])[a-z]{3,}(?![a-z0-9_])", re.ASCII)


class Support(NamedTuple):
    """What the words around a span say for families and components: strength, and the words themselves."""

    strengths: dict[str, float]
    words: dict[str, tuple[str, ...]]


def find_support(
    rules: Rules, lower: str, context: Sequence[ContextHit], span: tuple[int, int], others: Sequence[int],
    line: tuple[int, int],
) -> Support:
    """The support of the context words for a span. `others` are the beginnings of all spans of the text, in order.

    Where there are others, far words and those of other lines do not count, and words behind another code count less.
    """
    strengths: dict[str, float] = {}
    words: dict[str, list[str]] = {}
    for hit in _near(context, span[0]) if others else context:
        factor = 1.0
        if others:
            if not line[0] <= hit.start < line[1] or abs(hit.start - span[0]) > FARTHEST_WORD:
                continue
            between = bisect_left(others, max(hit.start, span[0])) - bisect_right(others, min(hit.start, span[0]))
            if between > 0:
                factor = BEHIND_ANOTHER
        for subject, weight in hit.subjects:
            strengths[subject] = max(strengths.get(subject, 0.0), STRENGTH[weight] * factor)
            words.setdefault(subject, []).append(hit.word)
    directly = word_before(lower, span[0], rules.before_words)
    for subject, weight in rules.before_subjects.get(directly, ()):
        strengths[subject] = max(strengths.get(subject, 0.0), STRENGTH[weight])
        words.setdefault(subject, []).append(directly)
    return Support(strengths, {subject: tuple(dict.fromkeys(found)) for subject, found in words.items()})


def _near(context: Sequence[ContextHit], place: int) -> Sequence[ContextHit]:
    first = bisect_left(context, place - FARTHEST_WORD, key=lambda hit: hit.start)
    return context[first:bisect_right(context, place + FARTHEST_WORD, key=lambda hit: hit.start)]


def find_base(rules: Rules, code: Code, spelling: str) -> float:
    """The score of a code in a spelling before anything else counts; 0 when its family is not spelled so."""
    family = code.family if code.family in rules.families else "*"
    value = code.value if isinstance(code.value, int) else 0
    for row in rules.bases.get((family, spelling), ()):
        if row.low <= value <= row.high:
            return row.score / 100
    return 0.0


def add_support(
    base: float, code: Code, spelling: str, facts: CodeFacts | None, support: Support, text_words: frozenset[str],
    common: frozenset[str],
) -> tuple[float, tuple[Reason, ...]]:
    """The score with the words around it, and the reasons that they are."""
    reasons: list[Reason] = []
    score = base
    subjects = {code.family, f"{code.family}/{spelling}"}
    components = {*facts.components, facts.component} - subjects if facts is not None else set()
    own = max((
        *(support.strengths.get(subject, 0.0) for subject in subjects),
        *(support.strengths.get(component, 0.0) * AS_COMPONENT for component in components)), default=0.0)
    subjects |= components
    rival = max((strength for subject, strength in support.strengths.items() if subject not in subjects), default=0.0)
    if own:
        score += own
        words = [word for subject in sorted(subjects) for word in support.words.get(subject, ())]
        reasons.append(Reason("codes.why.context", (("words", ", ".join(dict.fromkeys(words))),)))
    if rival >= STRENGTH[3] > own:
        score *= 0.85
    if facts is not None:
        shared = find_shared_words(facts, text_words, common)
        if shared:
            score += SYMBOL_WORDS
            reasons.append(
                Reason("codes.why.symbol_words", (("words", ", ".join(shared)), ("symbol", facts.symbols[0]))))
        if facts.weight:
            score += min(facts.weight, 30) / 500
        if facts.kind == "information":
            score *= 0.9
        if facts.kind == "marker":
            score *= 0.2
            reasons.append(Reason("codes.why.marker"))
    return score, tuple(reasons)


def find_shared_words(facts: CodeFacts, text_words: frozenset[str], common: frozenset[str]) -> tuple[str, ...]:
    """The telling words of a symbol that also stand in the text by themselves."""
    if not text_words:
        return ()
    for symbol in facts.symbols:
        parts = [part.lower() for part in _SYMBOL_PART.findall(symbol)]
        shared = [part for part in parts if len(part) >= 4 and part not in common and part in text_words]
        if len(shared) >= 2 or (shared and len(shared[0]) >= 6):
            return tuple(dict.fromkeys(shared))
    return ()


def find_text_words(lower: str) -> frozenset[str]:
    """The Latin words of a text that stand by themselves, not as parts of a symbol."""
    return frozenset(_TEXT_WORD.findall(lower))
