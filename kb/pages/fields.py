"""Fields: a front matter mapping read by a table of keys.

Owns unknown keys, missing keys and wrong types, for every kind of page. Which keys a page has is the table that the
page's parser gives.
"""

from __future__ import annotations

import datetime
import difflib
import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from kb.codes.code import BadCodeError, Code, parse_code
from kb.diagnostics import Diagnostic, Level, Location
from kb.pages.frontmatter import Mapping, Scalar, Sequence, Value

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
RULE = re.compile(r"KB\d{3}\Z", re.ASCII)
DIGEST = re.compile(r"[0-9a-f]{12}\Z")


class BadValueError(Exception):
    """A value that is not of the wanted type; `expected` names the phrase `lint.expected.<expected>`."""

    def __init__(self, value: Value, expected: str, **values: str) -> None:
        super().__init__(expected)
        self.value = value
        self.expected = expected
        self.values = values


class Field(NamedTuple):
    """One key of a table: how its value is read, and whether it must be there."""

    read: Callable[[Value], Any]
    required: bool = False


def read_fields(mapping: Mapping, fields: dict[str, Field], path: str) -> tuple[dict[str, Any], list[Diagnostic]]:
    """The typed values by key, only of keys that are there and right.

    Finds KB104 (unknown key), KB105 (missing key) and KB106 (wrong type or form).
    """
    values: dict[str, Any] = {}
    diagnostics: list[Diagnostic] = []
    for key, value in mapping.entries:
        place = Location(path, key.line, key.column)
        field = fields.get(key.text)
        if field is None:
            near = difflib.get_close_matches(key.text, fields, 1)
            known = near[0] if near else ", ".join(fields)
            diagnostics.append(Diagnostic(place, "KB104", variant="near" if near else "",
                                          values=(("key", key.text[:80]), ("known", known))))
            continue
        try:
            values[key.text] = field.read(value)
        except BadValueError as bad:
            where = Location(path, bad.value.line, bad.value.column)
            words = (("key", key.text), ("expected", bad.expected), *bad.values.items())
            diagnostics.append(Diagnostic(where, "KB106", variant=bad.expected, values=words))
    for name, field in fields.items():
        if field.required and mapping.get(name) is None:
            place = Location(path, mapping.line, mapping.column)
            diagnostics.append(Diagnostic(place, "KB105", Level.ERROR, values=(("key", name),)))
    return values, diagnostics


def read_text(value: Value) -> str:
    """A line of text that is not empty."""
    if not isinstance(value, Scalar) or not value.text.strip():
        raise BadValueError(value, "text")
    return value.text.strip()


def read_flag(value: Value) -> bool:
    """`true` or `false`."""
    if not isinstance(value, Scalar) or value.quoted or value.text not in ("true", "false"):
        raise BadValueError(value, "flag")
    return value.text == "true"


def read_rule(value: Value) -> str:
    """The id of a rule of the linter, `KB222`."""
    if not isinstance(value, Scalar) or not RULE.match(value.text):
        raise BadValueError(value, "rule")
    return value.text


def read_digest(value: Value) -> str:
    """A digest of twelve hexadecimal digits, or the empty text before the first review."""
    if not isinstance(value, Scalar) or (value.text and not DIGEST.match(value.text)):
        raise BadValueError(value, "digest")
    return value.text


def read_slug(value: Value) -> str:
    """A slug: lower-case letters, digits and single hyphens."""
    if not isinstance(value, Scalar) or not SLUG.match(value.text):
        raise BadValueError(value, "slug")
    return value.text


def read_code(value: Value) -> Code:
    """A code id, `win32:13801`."""
    if not isinstance(value, Scalar):
        raise BadValueError(value, "code")
    try:
        return parse_code(value.text)
    except BadCodeError as error:
        raise BadValueError(value, "code", text=value.text[:80]) from error


def read_date(value: Value) -> str:
    """A day as `2026-11-23`."""
    if not isinstance(value, Scalar):
        raise BadValueError(value, "date")
    try:
        return datetime.date.fromisoformat(value.text).isoformat()
    except ValueError as error:
        raise BadValueError(value, "date") from error


def read_url(value: Value) -> str:
    """An https address."""
    if not isinstance(value, Scalar) or not value.text.startswith("https://") or " " in value.text:
        raise BadValueError(value, "url")
    return value.text


def number_between(low: int, high: int) -> Callable[[Value], int]:
    """A reader of whole numbers from `low` to `high`."""

    def read(value: Value) -> int:
        if not isinstance(value, Scalar) or value.quoted or not value.text.isdecimal():
            raise BadValueError(value, "number", low=str(low), high=str(high))
        number = int(value.text)
        if not low <= number <= high:
            raise BadValueError(value, "number", low=str(low), high=str(high))
        return number

    return read


def one_of(*choices: str) -> Callable[[Value], str]:
    """A reader of one of some words."""

    def read(value: Value) -> str:
        if not isinstance(value, Scalar) or value.text not in choices:
            raise BadValueError(value, "choice", choices=", ".join(choices))
        return value.text

    return read


def list_of(read_item: Callable[[Value], T]) -> Callable[[Value], tuple[T, ...]]:
    """A reader of lists."""

    def read(value: Value) -> tuple[T, ...]:
        if not isinstance(value, Sequence):
            raise BadValueError(value, "list")
        return tuple(read_item(item) for item in value.items)

    return read


def mapping_of(read_item: Callable[[Value], T], read_key: Callable[[Value], str]) -> Callable[[Value], dict[str, T]]:
    """A reader of mappings whose keys are free names."""

    def read(value: Value) -> dict[str, T]:
        if not isinstance(value, Mapping):
            raise BadValueError(value, "mapping")
        return {read_key(key): read_item(item) for key, item in value.entries}

    return read


def raw_mapping(value: Value) -> Mapping:
    """A mapping that its owner reads by a table of its own."""
    if not isinstance(value, Mapping):
        raise BadValueError(value, "mapping")
    return value
