"""Diagnostics: an author's mistake as a value.

Owns where a mistake is, which rule found it and how bad it is. The words belong to the content (phrases
`lint.KBnnn.message` and `lint.KBnnn.hint`); the rules belong to the parsers and to `kb.lint`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kb.phrases import Phrases


class Level(StrEnum):
    """How bad a mistake is: an error leaves the page out or fails the check, a warning fails it under `--strict`."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Location(msgspec.Struct, frozen=True, order=True):
    """A place in a content file: a path relative to its collection, and a 1-based line and column."""

    path: str
    line: int = 1
    column: int = 1


class Diagnostic(msgspec.Struct, frozen=True, order=True):
    """One finding.

    `values` fill the placeholders of the rule's message and hint; `variant` picks one of several messages of a rule.
    """

    location: Location
    rule: str
    level: Level = Level.ERROR
    variant: str = ""
    values: tuple[tuple[str, str], ...] = ()


def format_diagnostic(diagnostic: Diagnostic, phrases: Phrases) -> str:
    """`path:line:col: level[KB203] message`, then the hint on an indented second line, in the phrases' locale."""
    place = diagnostic.location
    head = f"{place.path}:{place.line}:{place.column}: {diagnostic.level}[{diagnostic.rule}]"
    return f"{head} {message_of(diagnostic, phrases)}\n  {hint_of(diagnostic, phrases)}"


def message_of(diagnostic: Diagnostic, phrases: Phrases) -> str:
    """What is wrong, as one sentence."""
    return _words(diagnostic, phrases, "message")


def hint_of(diagnostic: Diagnostic, phrases: Phrases) -> str:
    """What the author can do about it, as one sentence."""
    return _words(diagnostic, phrases, "hint")


def _words(diagnostic: Diagnostic, phrases: Phrases, part: str) -> str:
    base = f"lint.{diagnostic.rule}"
    key = f"{base}.{diagnostic.variant}.{part}" if diagnostic.variant else f"{base}.{part}"
    if not phrases.has(key):
        key = f"{base}.{part}"
    return phrases.say(key, **dict(diagnostic.values))


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The same findings without repeats, by path, line, column and rule."""
    return tuple(sorted(set(diagnostics)))
