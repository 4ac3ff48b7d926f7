"""Cues: the words that tell what a person wants, from `cues.yaml` of both locales.

Owns how a cue is matched: Japanese cues anywhere in the folded text, Latin ones as whole words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kb.knowledge import KnowledgeBase

KANA = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uff66-\uff9f]")


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
        for table in tables.values():
            for group, names in table.items():
                entries = names.items() if isinstance(names, dict) else [("", names)]
                for name, words in entries:
                    if isinstance(words, list):
                        self._words.setdefault((group, name), []).extend(str(word).lower() for word in words)
        for (group, name), words in self._words.items():
            pattern = re.compile("|".join(map(_pattern, sorted(set(words), key=len, reverse=True))))
            self._patterns.setdefault(group, []).append((name, pattern))

    def find(self, group: str, text: str) -> list[Cue]:
        """All cues of a group in a folded text, in the order of the content's names."""
        return [
            Cue(group, name, match[0], match.start(), match.end())
            for name, pattern in self._patterns.get(group, ()) for match in pattern.finditer(text)
        ]

    def names(self, group: str) -> list[str]:
        """The names of a group, in the order of the content."""
        return [name for owner, name in self._words if owner == group]

    def is_only(self, group: str, text: str, rest: Iterable[str] = ()) -> str:
        """The name of the cue that makes up the whole text, but for what `rest` names and punctuation; else empty."""
        for cue in self.find(group, text):
            left = text[:cue.start] + text[cue.end:]
            for word in rest:
                left = left.replace(word, "")
            if not re.sub(r"[\s\W_]+", "", left):
                return cue.name
        return ""


def _pattern(word: str) -> str:
    escaped = re.escape(word)
    if KANA.search(word):
        return escaped
    return rf"(?<![a-z0-9]){escaped}(?![a-z0-9])"


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
