"""Front matter: the YAML head of a page, as nodes that know their place.

YAML is composed to nodes and never constructed, so `1_000`, `no`, `0x1F` and `1.10` stay the text that the author
wrote, a key given twice is seen, and every value knows its line and column. What a key means belongs to the readers
of `kb.pages.fields`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import yaml

from kb.diagnostics import Diagnostic, Location

if TYPE_CHECKING:
    from collections.abc import Iterator

Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_NODES = 20_000


class Mapping(NamedTuple):
    """A YAML mapping: its entries in order and where it stands."""

    entries: tuple[tuple[Scalar, Value], ...]
    line: int
    column: int

    def get(self, name: str) -> Value | None:
        """The value of a key, or None."""
        return next((value for key, value in self.entries if key.text == name), None)


class Sequence(NamedTuple):
    """A YAML list and where it stands."""

    items: tuple[Value, ...]
    line: int
    column: int


class Scalar(NamedTuple):
    """A YAML scalar as the text that was written, without its quotes, and where it stands."""

    text: str
    line: int
    column: int
    quoted: bool = False


Value = Mapping | Sequence | Scalar


class FrontMatter(NamedTuple):
    """The head of a page (None when it is missing or broken), the body, and the body's first line in the file."""

    head: Mapping | None
    body: str
    body_line: int


def parse_front_matter(text: str, path: str) -> tuple[FrontMatter, list[Diagnostic]]:
    """Splits a page into head and body.

    Finds KB101 (no front matter, or no end of it), KB102 (not YAML, or not a mapping) and KB103 (a key twice).
    """
    lines = text.split("\n")
    if not lines or lines[0].rstrip() != "---":
        return FrontMatter(None, text, 1), [Diagnostic(Location(path), "KB101")]
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        return FrontMatter(None, "", len(lines)), [Diagnostic(Location(path), "KB101", variant="unclosed")]
    head, diagnostics = parse_yaml("\n".join(lines[1:end]) + "\n", path, first_line=2)
    return FrontMatter(head, "\n".join(lines[end + 1:]), end + 2), diagnostics


def parse_yaml(text: str, path: str, *, first_line: int = 1) -> tuple[Mapping | None, list[Diagnostic]]:
    """A YAML text whose top is a mapping; `first_line` is where it begins in its file. Finds KB102 and KB103."""
    diagnostics: list[Diagnostic] = []
    try:
        node = yaml.compose(text, Loader=Loader)
        if not isinstance(node, yaml.MappingNode):
            return None, [Diagnostic(Location(path, first_line), "KB102", variant="mapping")]
        value = _Converter(path, first_line - 1, diagnostics).convert(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Location(path, first_line + (mark.line if mark else 0), 1 + (mark.column if mark else 0))
        return None, [Diagnostic(place, "KB102", values=(("problem", error.problem or error.context or ""),))]
    except (yaml.YAMLError, RecursionError) as error:
        return None, [Diagnostic(Location(path, first_line), "KB102", values=(("problem", str(error)[:200]),))]
    assert isinstance(value, Mapping)
    return value, diagnostics


class _Converter:
    """Turns YAML nodes into our values; an alias is expanded at most `MAX_NODES` values deep in all."""

    def __init__(self, path: str, line_offset: int, diagnostics: list[Diagnostic]) -> None:
        self._path = path
        self._offset = line_offset + 1
        self._diagnostics = diagnostics
        self._count = 0

    def convert(self, node: yaml.Node) -> Value:
        self._count += 1
        if self._count > MAX_NODES:
            raise yaml.YAMLError("too many values")
        line = node.start_mark.line + self._offset
        column = node.start_mark.column + 1
        match node:
            case yaml.MappingNode():
                return Mapping(tuple(self._entries(node)), line, column)
            case yaml.SequenceNode():
                return Sequence(tuple(self.convert(item) for item in node.value), line, column)
            case _:
                return Scalar(str(node.value), line, column, quoted=bool(getattr(node, "style", None)))

    def _entries(self, node: yaml.MappingNode) -> Iterator[tuple[Scalar, Value]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = self.convert(key_node)
            value = self.convert(value_node)
            if not isinstance(key, Scalar):
                place = Location(self._path, key.line, key.column)
                self._diagnostics.append(Diagnostic(place, "KB102", variant="key"))
            elif key.text in seen:
                place = Location(self._path, key.line, key.column)
                self._diagnostics.append(Diagnostic(place, "KB103", values=(("key", key.text),)))
            else:
                seen.add(key.text)
                yield key, value
