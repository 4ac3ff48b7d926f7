"""Outside: the things and matters that the knowledge base is not about, from `outside.yaml` of both locales.

Owns how they are found in a text. Whether a text is about one of them or only mentions it is decided by `scope`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from assistant.conversation.cues import KANA, ONLY_KATAKANA
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kb.knowledge import KnowledgeBase

HEAD = 2
"""Words with Japanese characters are looked up by so many of their first characters."""
JOINED = 6
"""Names of so many characters are known without their spaces too."""
TOKEN = re.compile(r"[a-z0-9](?:[a-z0-9.+#&!/-]|'(?!s\b))*")
MARKS = ".!/-"
"""What ends a sentence or joins words rather than belonging to the word before."""


class Kind(StrEnum):
    """The groups of `outside.yaml`."""

    PRODUCT = "products"
    EQUIPMENT = "equipment"
    MATTER = "matters"
    PROGRAM = "programs"
    CIRCUMSTANCE = "circumstances"


class Mention(NamedTuple):
    """A thing that was found, and where it stands in the folded text."""

    kind: Kind
    word: str
    start: int
    end: int


class Outside:
    """The words of all locales, ready to be found. Latin words are found whole, with or without the -s of a plural or
    possessive; words of katakana alone too (インク is not in リンク); other Japanese words anywhere. Groups that
    `Kind` does not list are not used."""

    def __init__(self, tables: Mapping[str, Mapping[str, object]]) -> None:
        self._latin: dict[str, Kind] = {}
        self._others: dict[str, list[tuple[str, Kind]]] = {}
        for table in tables.values():
            for kind in Kind:
                for word in _words(table.get(kind)):
                    if KANA.search(word):
                        self._others.setdefault(word[:HEAD], []).append((word, kind))
                    else:
                        self._latin[word] = kind
                        if len(word) >= JOINED:
                            self._latin.setdefault(word.replace(" ", ""), kind)  # "au pay" is written auPAY as well.
        self._longest = max((word.count(" ") + 1 for word in self._latin), default=0)
        for found in self._others.values():
            found.sort(key=lambda pair: -len(pair[0]))

    def find(self, folded: str) -> list[Mention]:
        """All mentions in a text folded by `fold_for_cues`, in order, the longest at each place."""
        found = [*self._find_latin(folded), *self._find_others(folded)]
        found.sort(key=lambda mention: (mention.start, -mention.end))
        out: list[Mention] = []
        for mention in found:
            if not out or mention.start >= out[-1].end:
                out.append(mention)
        return out

    def _find_latin(self, folded: str) -> Iterator[Mention]:
        tokens = list(TOKEN.finditer(folded))
        at = 0
        while at < len(tokens):
            mention = next(filter(None, (self._latin_at(folded, tokens[at:at + count])
                                         for count in range(self._longest, 0, -1))), None)
            if mention is not None:
                yield mention
            at = next((number for number in range(at + 1, len(tokens))
                       if mention is None or tokens[number].start() >= mention.end), len(tokens))

    def _latin_at(self, folded: str, tokens: list[re.Match[str]]) -> Mention | None:
        start, end = tokens[0].start(), tokens[-1].end()
        written = folded[start:end]
        if not written.isascii() and KANA.search(written):
            return None
        for word in dict.fromkeys((written, written.rstrip(MARKS))):
            spaced = re.sub(r"\s+", " ", word)
            for form in (spaced, spaced.removesuffix("s"), spaced.removesuffix("es")):
                if form in self._latin:
                    return Mention(self._latin[form], form, start, start + len(word))
        return None

    def _find_others(self, folded: str) -> Iterator[Mention]:
        end = 0
        for at in range(len(folded) - 1):
            if at < end:
                continue
            for word, kind in self._others.get(folded[at:at + HEAD], ()):
                if folded.startswith(word, at) and _stands_alone(folded, at, word):
                    end = at + len(word)
                    yield Mention(kind, word, at, end)
                    break


def _words(group: object) -> Iterator[str]:
    """The words of a group: lists by category."""
    if isinstance(group, dict):
        for words in group.values():
            if isinstance(words, list):
                yield from (str(word).lower() for word in words)


def _stands_alone(folded: str, at: int, word: str) -> bool:
    """Whether a word does not go on into another one, where that would be another word."""
    before, after = folded[at - 1:at] if at else "", folded[at + len(word):at + len(word) + 1]
    if ONLY_KATAKANA.fullmatch(word):
        return not ONLY_KATAKANA.match(before) and not ONLY_KATAKANA.match(after)
    return not (word[0].isascii() and before.isascii() and before.isalnum())


def load_outside(knowledge: KnowledgeBase) -> Outside:
    """The words of the knowledge base's content."""
    return Outside({locale: knowledge.words(locale, "outside") for locale in LOCALES})
