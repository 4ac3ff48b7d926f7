"""Ordering: which cause to check next, so that the expected minutes to the end are fewest.

The setting is the one of Heckerman, Breese and Rommelse, "Decision-theoretic troubleshooting" (Communications of the
ACM 38(3), 1995): each cause has a chance, a cost to check and a cost to mend. Assumed are

- one cause at work, with the chances adding up to one (or to less, the rest being causes that the page lacks);
- a check that says truly whether it is this cause, and a fix that then helps;
- costs that depend neither on the order nor on what was done before, shared checks excepted.

Checking in the order i1, i2, … then costs, in expectation, the sum over k of (chance that none of i1 … i(k-1) is at
work) * check(ik) + chance(ik) * fix(ik). Exchanging two neighbours i and j changes it by chance(i) * check(j) -
chance(j) * check(i), so the order by chance / check is the cheapest. Each fix is paid once, when its cause is at work,
wherever it stands: under these assumptions its minutes do not change the best order. (Weighing them in, as chance /
(check + chance * fix), is a different order and costs more; `benchmarks/troubleshoot.py` shows how much.) They do
decide between causes that one check cannot tell apart: after it says yes, fixes are tried by chance / fix.

A check with one name is made once. Causes that share it are one item with the sum of their chances; a check that was
made before costs nothing and has removed its causes or put them first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Candidate(NamedTuple):
    """A cause with its chance (any scale), the minutes of its check and fix, and the name of its check if shared."""

    id: str
    chance: float
    check_minutes: float
    fix_minutes: float
    check: str = ""


def order_causes(candidates: Iterable[Candidate], known: Mapping[str, bool] | None = None) -> list[Candidate]:
    """The candidates in the order worth checking; page order among equals.

    `known` says what shared checks came to: causes of a check that said no are left out, those of one that said yes
    come first.
    """
    known = known or {}
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        if known.get(candidate.check, True):
            groups.setdefault(candidate.check or f"\0{candidate.id}", []).append(candidate)
    ranked = sorted(groups.items(), key=lambda item: -_worth(item[1], is_known=known.get(item[0], False)))
    return [candidate for _, group in ranked for candidate in order_fixes(group)]


def order_fixes(group: Sequence[Candidate]) -> list[Candidate]:
    """Causes that one check has found together, in the order worth mending: chance over the minutes of the fix."""
    return sorted(group, key=lambda each: -each.chance / max(each.fix_minutes, 0.01))


def _worth(group: Sequence[Candidate], *, is_known: bool) -> float:
    if is_known:
        return float("inf")
    return sum(each.chance for each in group) / max(max(each.check_minutes for each in group), 0.01)
