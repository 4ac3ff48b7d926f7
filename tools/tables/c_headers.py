"""Constants of C headers: `#define` lines and enumeration members.

Owns one folder of headers as one scope: names of the same file come first, then those of the others. What an
expression is worth belongs to `expressions`.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.tables.expressions import Macro, UnreadableError, evaluate
from tools.tables.found import NUMBER, Found

COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)(\([\w, \t]*\))?[ \t]+(\S.*?)[ \t]*$", re.MULTILINE)
ENUM = re.compile(r"\benum\b\s*(\w*)\s*(?::\s*\w+\s*)?\{([^{}]*)\}\s*(\w*)")
MEMBER = re.compile(r"^(\w+)\s*(?:=\s*(.+))?$", re.DOTALL)


class Header:
    """One file: its defines in order, its function-like macros, its enumerations."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        text = COMMENT.sub(" ", text.replace("\r\n", "\n").replace("\\\n", " "))
        self.defines: list[tuple[str, str]] = []
        self.macros: dict[str, Macro] = {}
        for symbol, parameters, body in DEFINE.findall(text):
            if parameters:
                words = [word.strip() for word in parameters.strip("()").split(",")]
                self.macros.setdefault(symbol, (words, body))
            else:
                self.defines.append((symbol, body))
        plain = re.sub(r"^[ \t]*#.*$", "", text, flags=re.MULTILINE)
        self.enums = [(after or before, body) for before, body, after in ENUM.findall(plain)]

    def names(self) -> dict[str, str]:
        """The first definition of each name."""
        found: dict[str, str] = {}
        for symbol, body in self.defines:
            found.setdefault(symbol, body)
        return found


def parse_headers(texts: Mapping[str, str]) -> list[Found]:
    """Every integer constant of the headers, given by file name, in the order of the file names."""
    headers = [Header(name, texts[name]) for name in sorted(texts)]
    all_names: dict[str, str] = {}
    all_macros: dict[str, Macro] = {}
    for header in headers:
        for symbol, body in header.names().items():
            all_names.setdefault(symbol, body)
        for symbol, macro in header.macros.items():
            all_macros.setdefault(symbol, macro)
    members: dict[str, str] = {}
    enums = {header.name: list(_read_enums(header, all_names, all_macros)) for header in headers}
    for rows in enums.values():
        for row in rows:
            members.setdefault(row.symbol, str(row.value))
    found: list[Found] = []
    for header in headers:
        own = {row.symbol: str(row.value) for row in enums[header.name]}
        names = ChainMap(header.names(), own, all_names, members)
        macros = ChainMap(header.macros, all_macros)
        found.extend(_read_defines(header, names, macros))
        found.extend(enums[header.name])
    return found


def _read_defines(header: Header, names: Mapping[str, str], macros: Mapping[str, Macro]) -> Iterator[Found]:
    for symbol, body in dict.fromkeys(header.defines):
        try:
            value, form = evaluate(body, names, macros)
        except UnreadableError:
            continue
        yield Found(symbol, value, form, header.name)


def _read_enums(header: Header, all_names: dict[str, str], all_macros: dict[str, Macro]) -> Iterator[Found]:
    macros = ChainMap(header.macros, all_macros)
    own = header.names()
    for group, body in header.enums:
        members: dict[str, str] = {}
        names = ChainMap(members, own, all_names)
        following: int | None = 0
        for part in _split_members(body):
            match = MEMBER.match(part)
            if match is None:
                following = None
                continue
            symbol, expression = match.groups()
            if expression is not None:
                try:
                    following = evaluate(expression, names, macros)[0]
                except UnreadableError:
                    following = None
            if following is None:
                continue
            members[symbol] = str(following)
            yield Found(symbol, following, NUMBER, header.name, group)
            following += 1


def _split_members(body: str) -> Iterator[str]:
    """The members of an enumeration; a comma inside brackets divides nothing."""
    level, start = 0, 0
    for at, letter in enumerate(body):
        level += (letter == "(") - (letter == ")")
        if letter == "," and level == 0:
            yield body[start:at].strip()
            start = at + 1
    if body[start:].strip():
        yield body[start:].strip()


def load_headers(folder: Path) -> list[Found]:
    """The constants of all `*.h` directly or deeper under a folder; file names are lower-cased.

    Of two files with one name the one nearer to the folder is read.
    """
    texts: dict[str, str] = {}
    for path in sorted(folder.rglob("*.h"), key=lambda path: (len(path.parts), str(path))):
        texts.setdefault(path.name.lower(), path.read_text("utf-8", errors="replace"))
    return parse_headers(texts)


