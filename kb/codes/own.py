"""Own families: the codes of a team's programs, whose values are texts as those programs print them.

Owns which patterns a collection may give, and reading such codes in a text. Where a family is declared belongs to
`kb.pages.collection`, the merge with other readings to `notation`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from kb.codes.code import Code, OwnFamily
from kb.codes.identification import Foreign, Group, Reading, Reason, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kb.codes.folded import Folded
    from kb.codes.identification import Span
    from kb.codes.registry import Registry

T = TypeVar("T", Group, Foreign, Unknown)

OWN_SCORE = 0.97
PATTERN_SCORE = 0.9
"""A code that its pattern alone shows to be one of the family."""
MAX_PATTERN = 80
MAX_REPEATS = 4
_LISTED = re.compile(r"[a-z0-9](?:[\w.#:/-]*[a-z0-9])?")
# Characters, classes and groups, each at most optional or repeated a fixed number of times: such an expression cannot
# take long whatever it is held against, which is not true of all that a collection might say.
_SAFE_PATTERN = re.compile(
    r"(?:[A-Za-z0-9 _:/#-]|\\[d.\-]|\[[A-Za-z0-9 _.:/#-]+\]|[()]|(?<![(){}?])(?:\?|\{\d(?:,\d)?\}))+")
_PLACE = re.compile(r"\{(\d)\}")


def is_safe_pattern(pattern: str) -> bool:
    """Whether a pattern is of the simple kind that collections may use: characters, `\\d`, classes and groups, each
    of them optional (`?`) or repeated a fixed number of times (`{4}`, `{1,6}`)."""
    if not 0 < len(pattern) <= MAX_PATTERN or not _SAFE_PATTERN.fullmatch(pattern):
        return False
    try:
        compiled = re.compile(pattern)
    except re.error:
        return False
    return sum(map(pattern.count, "?{")) <= MAX_REPEATS and compiled.fullmatch("") is None


def is_notation_of(pattern: str, notation: str) -> bool:
    """Whether a notation only names groups that the pattern has."""
    groups = re.compile(pattern).groups
    return all(1 <= int(number) <= groups for number in _PLACE.findall(notation))


def find_own_codes(folded: Folded, text: str, registry: Registry) -> tuple[list[Group], list[Unknown]]:
    """The own codes in a text, each as one group, and those that a family's table does not have."""
    known = registry.own_codes()
    groups: dict[Span, Group] = {}
    unknown: list[Unknown] = []
    for match in _LISTED.finditer(folded.lower) if known else ():
        code = known.get(match[0]) or known.get(match[0].partition(":")[2])
        if code is not None:
            _add(groups, code, folded.span(*match.span()), text, OWN_SCORE)
    for family in registry.own_families():
        for match in _expression(family.pattern).finditer(folded.lower) if family.pattern else ():
            span = folded.span(*match.span())
            if any(start < span[1] and span[0] < end for start, end in groups):
                continue
            printed = _print(family, match)
            code = known.get(f"{family.name}:{printed}".lower()) or known.get(printed.lower())
            if code is not None:
                _add(groups, code, span, text, OWN_SCORE)
            elif family.listed:
                unknown.append(Unknown(span, text[span[0]:span[1]], None, "own"))
            else:
                _add(groups, Code(family.name, printed), span, text, PATTERN_SCORE)
    return list(groups.values()), unknown


def give_way(items: Iterable[T], groups: Sequence[Group], unknown: Sequence[Unknown]) -> list[T]:
    """What was read otherwise and does not lie where an own code stands. A number alone may be both, so there all
    codes are kept."""
    taken = [group.span for group in groups if not group.text.isdigit()]
    taken += [each.span for each in unknown if not each.text.isdigit()]
    numbers = [each.span for each in groups if each.text.isdigit()]
    return [item for item in items if not any(
        item.span[0] < end and start < item.span[1]
        for start, end in (taken if isinstance(item, Group) else taken + numbers))]


def _add(groups: dict[Span, Group], code: Code, span: Span, text: str, score: float) -> None:
    shown = text[span[0]:span[1]]
    reading = Reading(code, (Reason("codes.why.own", (("text", shown),)),), score, span, "own")
    groups.setdefault(span, Group(span, shown, (reading,)))


@lru_cache(maxsize=64)
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]|[-.])(?:{pattern})(?![^\W_]|[-.]\w)", re.IGNORECASE)


def _print(family: OwnFamily, match: re.Match[str]) -> str:
    """The code as the family's program prints it."""
    if not family.notation:
        return match[0].upper()
    return _PLACE.sub(lambda place: (match[int(place[1])] or "").upper(), family.notation)
