"""Folding a query without losing the way back: every folded character knows where it came from.

Owns widths, half-width kana, minus signs and invisible characters as far as codes need it. Folding for the search
belongs to `kb.text`.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

_MINUS = frozenset(
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u207b\u208b\ufe58\ufe63\uff0d\u2500")
_INVISIBLE = frozenset("\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f") | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_KANA_MARKS = "\uff9e\uff9f\u3099\u309a"
_LONG_VOWELS = "\u30fc\uff70"


class Folded(NamedTuple):
    """A folded text, the same in lower case, and for every character its place in the text as given.

    `places` has one more entry than there are characters, the end of the text; it is None when nothing moved.
    """

    text: str
    lower: str
    places: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the text as given that a part of the folded text came from."""
        if self.places is None:
            return start, end
        if end <= start:
            return self.places[start], self.places[start]
        return self.places[start], max(self.places[end], self.places[end - 1] + 1)


def fold_code_text(text: str) -> Folded:
    """The text in NFKC with ASCII minus signs and without invisible characters. Circled and enclosed digits stay as
    they are: they number a list. A long vowel mark before a number, where no kana precedes it, is a minus sign."""
    if text.isascii():
        return Folded(text, text.lower(), None)
    out: list[str] = []
    places: list[int] = []
    size = len(text)
    at = 0
    while at < size:
        char = text[at]
        width = 1
        if char < "\x80":
            piece = char
        elif char in _INVISIBLE:
            at += 1
            continue
        elif char in _MINUS or (char in _LONG_VOWELS and _stands_for_minus(text, at)):
            piece = "-"
        elif "\u2460" <= char <= "\u24ff" or "\u2776" <= char <= "\u2793":
            piece = char
        else:
            if text[at + 1:at + 2] and text[at + 1] in _KANA_MARKS:
                width = 2
            piece = unicodedata.normalize("NFKC", text[at:at + width])
        out.append(piece)
        places.extend([at] * len(piece))
        at += width
    places.append(size)
    folded = "".join(out)
    lower = folded.lower()
    if len(lower) != len(folded):
        lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in folded)
    return Folded(folded, lower, tuple(places))


def _stands_for_minus(text: str, at: int) -> bool:
    before = text[max(at - 1, 0):at]
    kana = bool(before) and ("\u3040" <= before <= "\u30ff" or "\uff66" <= before <= "\uff9f")
    return text[at + 1:at + 2].isdecimal() and not kana
