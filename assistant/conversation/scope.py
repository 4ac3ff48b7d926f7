"""Scope: whether words alone are about something that the knowledge base is for.

Owns how signs are weighed. Finding the signs belongs to search, to the terms and to `outside`; what follows from the
verdict is decided in `word_steps`.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from assistant.conversation.outside import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.conversation.cues import Cues
    from assistant.conversation.outside import Mention, Outside

MOST_TERMS, MOST_OUTSIDE = 3, 2
"""More terms, or more other things, than these tell nothing further."""
MOST_EVIDENCE = 20.0
NEXT_TO_IT, LATER = 2, 6
"""A thing works when the word for it follows within so many characters (Zoom 中は平気); a negation within so many after
that turns it round."""


class Signs(NamedTuple):
    """What speaks for and against, or what each is worth: `terms` and `general_terms` of the field (`terms.yaml`), the
    likeness `score` and the `evidence` of the best pages (`Hit`), `trouble` when something goes wrong, `outside`
    products and matters of others, `equipment` of the trades, `programs` of the office, `circumstances`, and `foils`,
    things that are said to work or are only a way to the network (tethering)."""

    terms: float
    general_terms: float
    score: float
    evidence: float
    trouble: float
    outside: float
    equipment: float
    programs: float
    circumstances: float
    foils: float


WEIGHTS = Signs(
    terms=2.8, general_terms=1.1, score=7.5, evidence=0.5, trouble=2.6, outside=-4.7, equipment=-3.5, programs=-1.2,
    circumstances=-0.2, foils=4.2)
"""What each sign is worth, in the units of a logistic regression over the labelled questions of `benchmarks`."""
NEEDED = 10.6
"""Words belong to the field when their signs are worth this together: with the weights above, of the questions that
belong about one in fifty is lost."""


def weigh(signs: Signs) -> float:
    """What the signs are worth together, less what is needed: not negative when the words belong to the field."""
    held = Signs(
        terms=min(signs.terms, MOST_TERMS), general_terms=min(signs.general_terms, MOST_TERMS), score=signs.score,
        evidence=min(signs.evidence, MOST_EVIDENCE), trouble=signs.trouble,
        outside=min(signs.outside, MOST_OUTSIDE), equipment=min(signs.equipment, MOST_OUTSIDE),
        programs=min(signs.programs, 1),
        circumstances=min(signs.circumstances, MOST_OUTSIDE), foils=min(signs.foils, 1))
    return fsum(value * weight for value, weight in zip(held, WEIGHTS, strict=True)) - NEEDED


class Mentions(NamedTuple):
    """What of others a text names: products and matters it may be about, equipment of the trades, office programs, mere
    circumstances, and things that are said to work (foils), which are not the trouble."""

    outside: tuple[Mention, ...]
    equipment: tuple[Mention, ...]
    programs: tuple[Mention, ...]
    circumstances: tuple[Mention, ...]
    foils: tuple[Mention, ...]


def find_mentions(outside: Outside, cues: Cues, folded: str) -> Mentions:
    """The mentions in a folded text, sorted by what they are mentioned for."""
    found = outside.find(folded)
    things = (Kind.PRODUCT, Kind.EQUIPMENT, Kind.PROGRAM)
    foils = tuple(each for each in found if each.kind in things and _works(cues, folded[each.end:]))
    rest = [each for each in found if each not in foils]
    return Mentions(
        outside=tuple(each for each in rest if each.kind in (Kind.PRODUCT, Kind.MATTER)),
        equipment=tuple(each for each in rest if each.kind is Kind.EQUIPMENT),
        programs=tuple(each for each in rest if each.kind is Kind.PROGRAM),
        circumstances=tuple(each for each in rest if each.kind is Kind.CIRCUMSTANCE),
        foils=foils)


def _works(cues: Cues, rest: str) -> bool:
    """Whether the text after the name of a thing says that it works ("YouTube works", YouTube は見られる)."""
    start = len(rest) - len(rest.lstrip())
    said = [cue for cue in cues.find("works", rest) if start <= cue.start <= start + NEXT_TO_IT]
    return any(not cues.find("goes_wrong", rest[cue.start:cue.end + LATER]) for cue in said)


def distinct(mentions: Sequence[Mention]) -> int:
    """How many different things are mentioned."""
    return len({mention.word for mention in mentions})
