"""What a text was read as: readings with their reasons, what is no code, and what contradicts itself.

Values only. Making them belongs to `notation`, saying them in a language to `contract`.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from kb.codes.code import Code

Span = tuple[int, int]


class Reason(NamedTuple):
    """One reason: the key of a phrase and the values of its placeholders."""

    key: str
    values: tuple[tuple[str, str], ...] = ()


class Reading(msgspec.Struct, frozen=True):
    """One way to understand a part of the text as a code.

    `score` is between 0 and 1; `span` are offsets into the text as it was given; `spelling` names the form in which
    the code stands there (`decimal`, `hex`, `signed`, `symbol` …).
    """

    code: Code
    why: tuple[Reason, ...]
    score: float
    span: Span
    spelling: str


class Group(msgspec.Struct, frozen=True):
    """A part of the text and all its readings, best first."""

    span: Span
    text: str
    readings: tuple[Reading, ...]


class Foreign(msgspec.Struct, frozen=True):
    """A part of the text that looks like a code and is none: an event ID, a port, a version, another maker's number.

    `maker` is set where the number belongs to a maker that the data names.
    """

    kind: str
    span: Span
    text: str
    maker: str = ""


class Unknown(msgspec.Struct, frozen=True):
    """A well-formed code that no table has. `value` is its unsigned number, None for a symbol."""

    span: Span
    text: str
    value: int | None
    spelling: str


class Conflict(msgspec.Struct, frozen=True):
    """A value and a symbol that the text puts together and that are not the same code.

    `value_code` is None when the value is not assigned, `symbol_code` when the symbol does not exist. `known` says
    that this wrong pair is in circulation.
    """

    value_text: str
    value_code: Code | None
    symbol_text: str
    symbol_code: Code | None
    known: bool
    value_span: Span
    symbol_span: Span


class Identification(msgspec.Struct, frozen=True):
    """All that was read in a text. `readings` are those of all groups, best first, each code once."""

    text: str
    readings: tuple[Reading, ...] = ()
    groups: tuple[Group, ...] = ()
    conflict: Conflict | None = None
    foreign: tuple[Foreign, ...] = ()
    unknown: tuple[Unknown, ...] = ()
