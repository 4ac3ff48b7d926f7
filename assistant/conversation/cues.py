"""Cues: the words that tell what a person wants, from `cues.yaml` of both locales.

Owns how a cue is matched: Japanese cues anywhere in the folded text, Latin ones as whole words. A `*` in a cue stands
for a few words of the same sentence. Where cues name things (`WHOLE`), katakana is matched as whole words too: a date
(デート) is no part of an update (アップデート).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kb.knowledge import KnowledgeBase

WHOLE = ("refuse",)
"""Groups that name things rather than ways to speak."""
GAP = r"[^.?!\n。？！]{0,24}?"
KATAKANA = "\u30a1-\u30fa\u30fc"
KANA = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uff66-\uff9f]")


LEAST_SLIPPED, LEAST_SWAPPED = 5, 4
UNTYPED = ("statement", "compare")


def is_slip(word: str, cue: str) -> bool:
    """Whether a word is a cue with one letter lost, doubled, changed, or swapped with the next."""
    if word == cue or not -1 <= len(word) - len(cue) <= 1:
        return False
    if len(cue) >= LEAST_SWAPPED and len(word) == len(cue) and sorted(word) == sorted(cue):
        at = next(number for number, pair in enumerate(zip(word, cue, strict=True)) if pair[0] != pair[1])
        return word[at:at + 2] == cue[at + 1:at - 1 if at else None:-1] and word[at + 2:] == cue[at + 2:]
    if len(word) == len(cue) + 1 and any(word[:at] + word[at + 1:] == cue and word[at] == word[at - 1]
                                         for at in range(1, len(word))):
        return True
    if len(cue) < LEAST_SLIPPED:
        return False
    at = next((number for number, pair in enumerate(zip(word, cue, strict=False)) if pair[0] != pair[1]),
              min(len(word), len(cue)))
    return word[at + 1:] in (cue[at:], cue[at + 1:]) or word[at:] == cue[at + 1:]


class Cue(NamedTuple):
    """A cue that was found: its group, its name in it, the word, and where it stands."""

    group: str
    name: str
    word: str
    start: int
    end: int


class Cues:
    """The cues of all locales, ready to be matched against a folded text."""

    def __init__(self, tables: Mapping[str, Mapping[str, object]], fold: object = None) -> None:
        self._patterns: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        self._words: dict[tuple[str, str], list[str]] = {}
        self._by_letter: dict[str, dict[str, list[tuple[str, str]]]] = {}
        for table in tables.values():
            for group, names in table.items():
                entries = names.items() if isinstance(names, dict) else [("", names)]
                for name, words in entries:
                    if isinstance(words, list):
                        self._words.setdefault((group, name), []).extend(str(word).lower() for word in words)
        # Words of any cue are spelled as they are meant.
        self._spelled = {part for words in self._words.values() for word in words if word.isascii()
                         for part in word.split()}
        for (group, name), words in self._words.items():
            ordered = sorted(set(words), key=len, reverse=True)
            pattern = re.compile("|".join(_pattern(word, whole=group in WHOLE) for word in ordered))
            self._patterns.setdefault(group, []).append((name, pattern))

    def find(self, group: str, text: str) -> list[Cue]:
        """All cues of a group in a folded text, in the order of the content's names."""
        return [
            Cue(group, name, match[0], match.start(), match.end())
            for name, pattern in self._patterns.get(group, ()) for match in pattern.finditer(text)
        ]

    def nearly(self, group: str, text: str) -> str:
        """The name of a one-word cue in Latin letters that a word of the text is with one slip of the finger; empty
        when none is. Short words are too much like each other for that, but for doubled letters (whyy)."""
        for word in re.findall(r"[a-z]{4,}", text):
            if word in self._spelled:
                continue
            for name, cue in self._typed(group).get(word[0], ()):
                if is_slip(word, cue):
                    return name
        return ""

    def _typed(self, group: str) -> dict[str, list[tuple[str, str]]]:
        """The one-word cues of a group by their first letter, which a slip of the finger seldom hits."""
        if group not in self._by_letter:
            table: dict[str, list[tuple[str, str]]] = {}
            for (owner, name), cues in self._words.items():
                for cue in cues if owner == group and name not in UNTYPED else ():
                    if cue.isascii() and cue.isalpha():
                        table.setdefault(cue[0], []).append((name, cue))
            self._by_letter[group] = table
        return self._by_letter[group]

    def names(self, group: str) -> list[str]:
        """The names of a group, in the order of the content."""
        return [name for owner, name in self._words if owner == group]

    def is_only(self, group: str, text: str, rest: Iterable[str] = ()) -> str:
        """The name of the cue that makes up the whole text, but for other cues of the group before it ("more briefly"),
        for what `rest` names, and punctuation; else empty."""
        found = sorted(self.find(group, text), key=lambda cue: (cue.end, cue.end - cue.start), reverse=True)
        left = text
        for cue in found:
            left = left[:cue.start] + " " * (cue.end - cue.start) + left[cue.end:]
        for word in rest:
            left = left.replace(word, "")
        return found[0].name if found and not re.sub(r"[\s\W_]+", "", left) else ""


def _pattern(word: str, *, whole: bool) -> str:
    escaped = GAP.join(re.escape(part.strip()) for part in word.split("*"))
    if not KANA.search(word):
        return rf"(?<![a-z0-9]){escaped}{'s?' if whole else ''}(?![a-z0-9])"
    if whole and re.fullmatch(rf"[{KATAKANA}]+", word):
        return rf"(?<![{KATAKANA}]){escaped}(?![{KATAKANA}])"
    return escaped


def load_cues(knowledge: KnowledgeBase) -> Cues:
    """The cues of the knowledge base's content."""
    return Cues({locale: knowledge.words(locale, "cues") for locale in LOCALES})


def detect_language(text: str, default: str, cues: Cues | None = None) -> str:
    """`ja` when the text has kana or kanji or Japanese words in Latin letters, `en` when it has other words in Latin
    letters, else the default.

    Codes, symbols and half-width commands say nothing of the language, so they do not count as words.
    """
    if KANA.search(text) or (cues is not None and cues.find("romaji", text.lower())):
        return "ja"
    words = re.findall(r"(?<![\w\\/._-])[A-Za-z][a-z']+(?![\w\\/._-])", text)
    return "en" if words else default
