"""Learning: what a team has seen shifts the chances of the causes, openly and without touching the content.

The page's likelihoods are a prior worth `PRIOR_CASES` cases, since authors estimate "of ten callers"; each finished
walk adds one case to the cause that it found. With n(i) cases of cause i among n, the chance of i is
(PRIOR_CASES * p(i) + n(i)) / (PRIOR_CASES + n), the mean of a Dirichlet distribution. Keeping the counts belongs to
`assistant.sessions`; forgetting them there gives back the page's own order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

from assistant.troubleshoot.ordering import Candidate
from kb.pages.article import LIKELIHOOD_WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.troubleshoot.walk import Walk
    from kb.pages.article import Article

PRIOR_CASES = 10.0


class Case(msgspec.Struct, frozen=True):
    """What a finished walk taught: the code it began from, the article and cause it ended with, and what it took."""

    code: str
    article: str
    cause: str
    outcome: str
    seconds: float
    tier: int


class Odds(NamedTuple):
    """The chance of a cause now; `seen` of `cases` finished walks of this team had it."""

    chance: float
    seen: int = 0
    cases: int = 0


class Experience(Protocol):
    """Where the counts of a team come from."""

    def count_causes(self, article: str, code: str) -> Mapping[str, int]:
        """How often each cause of an article was found, for a code; for all codes when it is empty."""


def odds_of(article: Article, counts: Mapping[str, int] | None = None) -> dict[str, Odds]:
    """The chance of each cause of an article. The chances add up to one."""
    counts = counts or {}
    weights = {cause.id: LIKELIHOOD_WEIGHTS[cause.facts.likelihood - 1] for cause in article.causes}
    whole, cases = sum(weights.values()), sum(counts.get(name, 0) for name in weights)
    return {
        name: Odds((PRIOR_CASES * weight / whole + counts.get(name, 0)) / (PRIOR_CASES + cases),
                   counts.get(name, 0), cases)
        for name, weight in weights.items()
    }


def candidates_of(article: Article, odds: Mapping[str, Odds]) -> list[Candidate]:
    """The causes of an article as candidates, in page order."""
    return [
        Candidate(cause.id, odds[cause.id].chance, cause.facts.check_minutes, cause.facts.fix_minutes,
                  cause.facts.check)
        for cause in article.causes
    ]


def case_of(walk: Walk) -> Case | None:
    """What a finished walk teaches; None for one that has not ended or found no cause."""
    end = walk.end
    if end is None or not end.cause:
        return None
    return Case(walk.code, end.frame.slug, end.cause, end.outcome, walk.seconds, end.tier)
