"""Tokens: what a folded text is cut into for the index and for a query.

Japanese becomes overlapping pairs of characters, everything else words and their stems. Which of them a query leaves
out belongs to `kb.index.query`, whole words of the field to `kb.text.lexicon`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kb.text.fold import CJK, CJK_WITHOUT_HIRAGANA
from kb.text.stems import stem

if TYPE_CHECKING:
    from collections.abc import Iterator

RUN = re.compile(f"([{CJK}]+)|([^\\W_{CJK}]+)")
"""A run of Japanese characters (group 1) or a word (group 2) of a folded text."""

# Kanji and katakana, with one hiragana after a kanji: what is left when seams and hiragana are taken out.
_BODY_RUN = re.compile(f"([{CJK_WITHOUT_HIRAGANA}]+(?:(?<![ァ-ヺー])[ぁ-ゖ])?)|([^\\W_{CJK}]+)")
_SCRIPT_RUN = re.compile("[ァ-ヺー]{3,}|[々〆㐀-䶿一-鿿豈-﫿]{2,}|[^\\W_ぁ-ゖァ-ヺー々〆〇㐀-鿿豈-﫿가-힣]+")
_HIRAGANA = re.compile("[ぁ-ゖー]+\\Z")
_KATAKANA = frozenset(map(chr, range(0x30A1, 0x30FB))) | {"ー"}
MAX_WORD = 64
OKURIGANA = 0.5


class Token(NamedTuple):
    """A token and its place in the folded text."""

    text: str
    start: int
    end: int


def cut_tokens(folded: str) -> Iterator[Token]:
    """The tokens of a folded text in order: pairs of characters, and stems.

    The last character of a Japanese run is a token too, so that a word of one character is found wherever it stands.
    """
    for match in RUN.finditer(folded):
        start, end = match.span()
        if match[1] is None:
            if end - start <= MAX_WORD:
                yield Token(stem(match[2]), start, end)
            continue
        for at in range(start, end - 1):
            yield Token(folded[at:at + 2], at, at + 2)
        yield Token(folded[end - 1], end - 1, end)


def index_tokens(folded: str) -> list[str]:
    """The tokens that the index keeps of a short text, in order, as `cut_tokens` gives them."""
    out: list[str] = []
    for run, word in RUN.findall(folded):
        if run:
            out += map(str.__add__, run, run[1:])
            out.append(run[-1])
        elif len(word) <= MAX_WORD:
            out.append(stem(word))
    return out


def index_body_tokens(folded: str, stop_words: frozenset[str]) -> list[str]:
    """The tokens that the index keeps of a long text: those that a query can ask for, which leaves out stop words,
    pairs of hiragana, and seams between words."""
    out: list[str] = []
    for run, word in _BODY_RUN.findall(folded):
        if run:
            out += map(str.__add__, run, run[1:])
            if run[-1] > "ゖ":
                out.append(run[-1])
        elif len(word) <= MAX_WORD and word not in stop_words:
            out.append(stem(word))
    return out


def surface_words(folded: str) -> set[str]:
    """The words that a typing mistake is held against: Latin words, katakana words and kanji compounds."""
    return {word for word in _SCRIPT_RUN.findall(folded) if 1 < len(word) <= MAX_WORD}


def worth_of_pair(pair: str) -> float:
    """How much a pair says beside a whole word: a katakana word has many pairs, a kanji word few, and a kanji with its
    ending is often a common verb."""
    if pair[0] in _KATAKANA and pair[-1] in _KATAKANA:
        return 0.45
    return OKURIGANA if _is_hiragana_char(pair[-1]) else 0.8


def is_hiragana(text: str) -> bool:
    """Whether a token is made of hiragana alone; such tokens hold particles and endings together."""
    return bool(_HIRAGANA.match(text))


def is_seam(pair: str) -> bool:
    """Whether a pair of characters joins two words rather than being part of one: it begins with a hiragana, as after
    a particle, or a katakana word ends in it. A kanji and its ending (張れ) is no seam."""
    return "ぁ" <= pair[0] <= "ゖ" or ("ぁ" <= pair[-1] <= "ゖ" and pair[0] in _KATAKANA)


def _is_hiragana_char(char: str) -> bool:
    return "ぁ" <= char <= "ゖ"
