"""Folding: one spelling for what people write in several, and the way back to the text as it was given.

Owns widths, case, half-width kana, the long vowel at the end of a katakana word, minus signs, invisible characters and
spaces inside Japanese. The index and the query are folded by the same function. Spelling variants of whole words
belong to `kb.text.lexicon`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

CJK_WITHOUT_HIRAGANA = "々〆〇ァ-ヺー㐀-䶿一-鿿豈-﫿가-힣\U00020000-\U0003ffff"
CJK = "ぁ-ゖ" + CJK_WITHOUT_HIRAGANA
"""What is written without spaces, as the inside of a character class: kanji, kana, hangul."""

_MINUS = "\u2010-\u2015\u2212\u207b\u208b\ufe58\ufe63\uff0d\u2500\u2501"
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_VOICED = "\u3099\u309a\uff9e\uff9f\u309b\u309c"

# Everything but printable ASCII, line feeds and the kana and kanji that folding leaves as they are.
_SPECIAL = re.compile(
    f"ヴ[ァィェォ]?|[ぁ-ヺ][{_VOICED}]|[^\\n -~ぁ-ゔァ-ヺー一-鿿々、。「」・][{_VOICED}]?"
)
# Each branch begins with a character, so that the search can skip to it.
_TIDY = re.compile(
    "(?P<minus>ー(?<![ぁ-ヺー]ー)(?=[0-9]))"
    "|ー(?<=[ァ-ヺー]{2}ー)ー*(?! *[ァ-ヺー])"  # サーバー and サーバ, but not キー, nor the inside of エラー コード
    f"| (?<=[{CJK}] ) *(?=[{CJK}])"  # リモート サーバー and リモートサーバー
    "|'(?<=[a-z]')(?=[a-z])"  # can't and cant
)
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uff66-\uff9f]")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
_MINUS_CHAR = re.compile(f"[{_MINUS}]")
_INVISIBLE_CHAR = re.compile(f"[{_INVISIBLE}]")
_V_SOUNDS = {"ヴァ": "バ", "ヴィ": "ビ", "ヴェ": "ベ", "ヴォ": "ボ", "ヴ": "ブ"}
_QUOTES = {"‘": "'", "’": "'", "“": '"', "”": '"'}


class Folded(NamedTuple):
    """A folded text, and for each of its characters the place in the text as given where it came from.

    `positions` has one more entry than there are characters, the end of the text; it is None when nothing moved.
    """

    text: str
    positions: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the text as given that a part of the folded text came from."""
        if self.positions is None:
            return start, end
        if end <= start:
            return self.positions[start], self.positions[start]
        return self.positions[start], max(self.positions[end], self.positions[end - 1] + 1)


def fold(text: str) -> Folded:
    """The folded text. Control characters and lone surrogates become spaces; tabs too; line feeds stay."""
    if text.isascii() and not _CONTROL.search(text):
        return _tidy(text.lower(), None) if "'" in text else Folded(text.lower(), None)
    return _tidy(*_fold_characters(text))


def has_japanese(text: str) -> bool:
    """Whether some of a text is written in Japanese."""
    return _JAPANESE.search(text) is not None


def fold_text(text: str) -> str:
    """The folded text alone."""
    return fold(text).text


def _fold_characters(text: str) -> tuple[str, list[int] | None]:
    pieces: list[str] = []
    positions: list[int] = []
    at, moved = 0, False
    for match in _SPECIAL.finditer(text):
        start, end = match.span()
        if start > at:
            pieces.append(text[at:start].lower())
            positions.extend(range(at, start))
        piece = _fold_cluster(match.group())
        pieces.append(piece)
        moved = moved or len(piece) != end - start
        positions.extend([start] * len(piece) if len(piece) != end - start else range(start, end))
        at = end
    if at < len(text):
        pieces.append(text[at:].lower())
        positions.extend(range(at, len(text)))
    positions.append(len(text))
    return "".join(pieces), positions if moved else None


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    if cluster in _V_SOUNDS:
        return _V_SOUNDS[cluster]
    if cluster in _QUOTES:
        return _QUOTES[cluster]
    first = cluster[0]
    if _MINUS_CHAR.match(first):
        return "-"
    if _INVISIBLE_CHAR.match(first):
        return ""
    category = unicodedata.category(first)
    if category in ("Cc", "Cs", "Zl", "Zp", "Cn", "Co"):
        return " "
    if cluster[-1] in "\u309b\u309c" and len(cluster) == 2:
        cluster = first + chr(ord(cluster[-1]) - 2)  # the spacing mark after a kana is meant as the combining one
    return unicodedata.normalize("NFKC", cluster).lower()


def _tidy(text: str, positions: list[int] | None) -> Folded:
    pieces: list[str] = []
    kept: list[int] = []
    at = 0
    for match in _TIDY.finditer(text):
        start, end = match.span()
        pieces.append(text[at:start])
        kept.extend(positions[at:start] if positions is not None else range(at, start))
        at = end
        if match["minus"]:
            pieces.append("-")
            kept.append(positions[start] if positions is not None else start)
    if not pieces:
        return Folded(text, positions)
    pieces.append(text[at:])
    kept.extend(positions[at:] if positions is not None else range(at, len(text) + 1))
    return Folded("".join(pieces), kept)
