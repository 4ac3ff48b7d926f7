"""Grapheme clusters: where one visible character ends, for deleting and moving.

Owns the cases that people type: combining marks (a decomposed dakuten), variation selectors, joined emoji, skin tones
and pairs of regional indicators. It is not the whole of UAX 29: Hangul arrives composed, and Indic clusters may split.
"""

from __future__ import annotations

import unicodedata

JOINER = "\N{ZERO WIDTH JOINER}"


def previous_boundary(text: str, end: int) -> int:
    """Where the visible character before `end` begins; 0 at the start."""
    start = end - 1
    while start > 0 and not _is_boundary(text, start):
        start -= 1
    return max(start, 0)


def next_boundary(text: str, start: int) -> int:
    """Where the visible character after `start` ends; the length of the text at its end."""
    end = start + 1
    while end < len(text) and not _is_boundary(text, end):
        end += 1
    return min(end, len(text))


def _is_boundary(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if _extends(after) or before == JOINER:
        return False
    if _is_indicator(before) and _is_indicator(after):
        first = place
        while first > 0 and _is_indicator(text[first - 1]):
            first -= 1
        return (place - first) % 2 == 0
    return True


def _extends(character: str) -> bool:
    return (unicodedata.combining(character) != 0 or unicodedata.category(character) in ("Mn", "Me", "Mc")
            or character in (JOINER, "\N{VARIATION SELECTOR-15}", "\N{VARIATION SELECTOR-16}")
            or 0x1F3FB <= ord(character) <= 0x1F3FF or character in "ﾞﾟ")


def _is_indicator(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF
