"""Patterns: what insecure advice, changing commands, secrets and personal data look like.

Owns the tables in this folder, which are data: one regular expression a row, with words that are quicker to look
for. What follows from a match belongs to the rules.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent


class Pattern(NamedTuple):
    """One row: a name for messages, and the expression, which ignores case. A text without any of `words`, in lower
    case, cannot match; without words, any text may."""

    name: str
    words: tuple[str, ...]
    source: str

    @property
    def expression(self) -> re.Pattern[str]:
        """The expression, compiled when it is first asked for: most never are."""
        return _compile(self.source)

    def may_match(self, lowered: str) -> bool:
        """Whether a text in lower case is worth searching."""
        return not self.words or any(word in lowered for word in self.words)


class Patterns(NamedTuple):
    """The tables. `insecure` match advice that weakens security; `changing` match commands that change something, and
    `harmless` those among them that do not; `secrets` match what must not stand in pages; `allowed` match what only
    looks like a secret."""

    insecure: tuple[Pattern, ...]
    changing: tuple[Pattern, ...]
    harmless: tuple[Pattern, ...]
    secrets: tuple[Pattern, ...]
    allowed: tuple[Pattern, ...]


@cache
def load_patterns() -> Patterns:
    """The shipped tables, each in the order of its rows."""
    return Patterns(*(tuple(_load(name)) for name in Patterns._fields))


def _load(name: str) -> list[Pattern]:
    rows = [line.split("\t") for line in (FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()[1:] if line]
    return [Pattern(name, tuple(words.split("|")) if words else (), source) for name, words, source in rows]


@cache
def _compile(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)
