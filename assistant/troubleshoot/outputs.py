"""Outputs: a pasted result of a command, recognised by the patterns of the page.

Patterns are literal text with `*` for any text, as in messages. They are held against each line, with width and case
folded and spaces squeezed, so `Stopped*IKEEXT` fits a row of a table but not two rows that happen to follow each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kb.text.fold import fold_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_PASTE = 200_000


class Recognised(NamedTuple):
    """The option that an output means, and the pattern that said so."""

    key: str
    pattern: str


def recognise(outputs: Mapping[str, Iterable[str]], pasted: str) -> Recognised | None:
    """What a pasted output means; None when nothing fits, or when it fits patterns of two options."""
    lines = [" ".join(line.split()) for line in fold_text(pasted[:MAX_PASTE]).splitlines()]
    fits = [
        Recognised(key, pattern) for key, patterns in outputs.items() for pattern in patterns
        if (parts := _literals(pattern)) and any(_stands_in(parts, line) for line in lines)
    ]
    return fits[0] if len({fit.key for fit in fits}) == 1 else None


def _literals(pattern: str) -> list[str]:
    return [part for part in (" ".join(fold_text(each).split()) for each in pattern.split("*")) if part]


def _stands_in(parts: Iterable[str], line: str) -> bool:
    """Whether the parts stand in the line one after another."""
    at = 0
    for part in parts:
        found = line.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True
