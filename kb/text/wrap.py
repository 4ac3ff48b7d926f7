"""Line breaking for Japanese and English on a terminal, by cells and with kinsoku.

Japanese breaks between any two characters, but a line does not begin with closing marks, small kana or the long
vowel, and does not end with an opening bracket (the rules of JIS X 4051, without hanging punctuation).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from wcwidth import wcwidth

from kb.text.marks import OPENING

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_START = frozenset("、。，．・：；？！゛゜ヽヾゝゞ々ー）］｝〕〉》」』】〙〗〟’”％‰℃,.:;?!)]}»"
                     "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ‐–〜～…‥")
NO_END = frozenset("（［｛〔〈《「『【〘〖〝‘“([{«￥＄")


@lru_cache(maxsize=8192)
def _cell(character: str) -> int:
    return max(wcwidth(character), 0)


def cell_width(text: str) -> int:
    """The number of terminal cells of a line: characters of ambiguous width count as one, control characters (the
    style marks of `kb.text.marks`) as none."""
    return len(text) if text.isascii() and text.isprintable() else sum(map(_cell, text))


_unit_width = lru_cache(maxsize=65_536)(cell_width)


def wrap_text(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """The lines of a paragraph, at most `width` cells each.

    `first` begins the first line and `rest` the others. A word or number longer than a line is broken; nothing else
    is. An empty text is one line.
    """
    lines: list[str] = []
    indent = cell_width(rest)
    line, used, room = first, cell_width(first), max(width, cell_width(first) + 2, indent + 2)
    empty, pending = True, ""
    for unit in _units(text):
        if unit.isspace():
            pending = "" if empty else " "
            continue
        size = _unit_width(unit)
        if not empty and used + len(pending) + size > room:
            lines.append(line)
            line, used, empty, pending = rest, indent, True, ""
        if size <= room - used - len(pending):
            line += pending + unit
            used += len(pending) + size
            empty, pending = False, ""
            continue
        for part in _pieces(unit, room - used - len(pending), room - indent):
            if not empty and part is not unit and used + cell_width(part) > room:
                lines.append(line)
                line, used = rest, indent
            line += pending + part
            used += len(pending) + cell_width(part)
            empty, pending = False, ""
    return [*lines, line]


def _pieces(unit: str, room: int, full: int) -> Iterator[str]:
    """A unit that fits as it is, else in pieces that fill what is left of the line and then whole lines."""
    if cell_width(unit) <= max(room, full):
        yield unit
        return
    piece, used, limit = "", 0, room if room > 1 else full
    for character in unit:
        size = _cell(character)
        if piece and used + size > limit:
            yield piece
            piece, used, limit = "", 0, full
        piece += character
        used += size
    yield piece


def _units(text: str) -> Iterator[str]:
    """Runs that are not broken: words, spaces, and wide characters with the marks that cling to them."""
    unit = ""
    for character in text:
        if character.isspace():
            if unit:
                yield unit
            yield " "
            unit = ""
        elif not unit or _joins(unit[-1], character):
            unit += character
        else:
            yield unit
            unit = character
    if unit:
        yield unit


@lru_cache(maxsize=65_536)
def _joins(before: str, after: str) -> bool:
    if after in NO_START or before in NO_END or before in OPENING:
        return True
    narrow = _cell(before) == 1 and _cell(after) == 1
    return narrow or _cell(after) == 0
