"""Arguments of tools: what a tool takes, as a table; its schema for agents, and reading what an agent sent.

Owns the bounds. What a field is for is worded in `mcp.tool.*` of the phrases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kb.phrases import LOCALES
from kb.text.safe import make_safe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb.phrases import Phrases

TEXT, TEXTS, NUMBER, FLAG = "text", "texts", "number", "flag"
MAX_TEXTS = 20


class ToolError(Exception):
    """A call that cannot be answered: `key` names the phrase `mcp.error.<key>`, and `values` fill it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values


class Field(NamedTuple):
    """One argument. `most` is the greatest number of characters, or the greatest number; `least` the smallest."""

    kind: str = TEXT
    most: int = 2_000
    least: int = 1
    required: bool = False
    known: tuple[str, ...] = ()


LANG = Field(most=2, known=LOCALES)


def schema_of(tool: str, fields: Mapping[str, Field], phrases: Phrases) -> dict[str, object]:
    """The JSON schema of a tool's arguments."""
    return {
        "type": "object",
        "properties": {name: _property(field) | {"description": phrases.say(
            "mcp.tool.lang" if field is LANG else f"mcp.tool.{tool}.{name}")} for name, field in fields.items()},
        "required": [name for name, field in fields.items() if field.required],
        "additionalProperties": False,
    }


def _property(field: Field) -> dict[str, object]:
    match field.kind:
        case "flag":
            return {"type": "boolean"}
        case "number":
            return {"type": "integer", "minimum": field.least, "maximum": field.most}
        case "texts":
            return {"type": "array", "maxItems": MAX_TEXTS, "items": {"type": "string", "maxLength": field.most}}
    return {"type": "string", "maxLength": field.most} | ({"enum": list(field.known)} if field.known else {})


class Arguments(NamedTuple):
    """Arguments that were read; what was not sent is empty, 0 or False."""

    values: Mapping[str, object]

    def text(self, name: str) -> str:
        """A text."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Several texts."""
        value = self.values.get(name)
        return value if isinstance(value, tuple) else ()

    def number(self, name: str, default: int = 0) -> int:
        """A number."""
        value = self.values.get(name)
        return value if isinstance(value, int) else default

    def flag(self, name: str) -> bool:
        """Whether a flag is set."""
        return self.values.get(name) is True


def read_arguments(sent: Mapping[str, object], fields: Mapping[str, Field]) -> Arguments:
    """What was sent, as the tool takes it, without control characters. Raises ToolError."""
    for name in sent:
        if name not in fields:
            raise ToolError("unknown_argument", name=name[:80], known=", ".join(fields))
    values = {name: _read(name, sent[name], field) for name, field in fields.items() if sent.get(name) is not None}
    for name, field in fields.items():
        if field.required and not values.get(name):
            raise ToolError("missing_argument", name=name)
    return Arguments(values)


def _read(name: str, value: object, field: Field) -> object:
    match field.kind, value:
        case "flag", bool():
            return value
        case "number", int() if not isinstance(value, bool) and field.least <= value <= field.most:
            return value
        case "number", _:
            raise ToolError("bad_number", name=name, least=field.least, most=field.most)
        case "texts", list() if len(value) <= MAX_TEXTS and all(isinstance(each, str) for each in value):
            return tuple(_text(name, each, field) for each in value)
        case "text", str():
            return _text(name, value, field)
    raise ToolError("bad_type", name=name, type=_property(field)["type"])


def _text(name: str, value: str, field: Field) -> str:
    text = make_safe(value).strip()
    if len(text) > field.most:
        raise ToolError("too_long", name=name, most=field.most)
    if field.known and text not in field.known:
        raise ToolError("unknown_value", name=name, known=", ".join(field.known))
    return text
