"""Cues: the words that tell what a person wants, from `cues.yaml` of both locales.

Owns how a cue is matched: Japanese cues anywhere in the folded text, Latin ones as whole words. A `*` in a cue stands
for a few words of the same clause, `(a|b)` for one of the words in it. Where cues name things (`WHOLE`), katakana is
matched as whole words too: a date (デート) is no part of an update (アップデート).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kb.knowledge import KnowledgeBase

WHOLE = ("refuse",)
"""Groups that name things rather than ways to speak."""
HEAD = 2
ALTERNATIVES = re.compile(r"[()]")
MAX_HELD = 256
LATIN, LATIN_WORD = re.compile("[a-z0-9]"), re.compile("[a-z0-9]+")
GAP = r"[^.?!,\n。？！、]{0,24}?"
KATAKANA = "\u30a1-\u30fa\u30fc"
ONLY_KATAKANA = re.compile(f"[{KATAKANA}]+")
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


class _Entry(NamedTuple):
    """A cue as it is looked for."""

    name: str
    word: str
    whole: bool

    def end_at(self, text: str, start: int) -> int:
        """Where the cue ends that begins at a place of the text; -1 when it does not."""
        if "*" in self.word:
            match = _pattern(self.word).match(text, start)
            end = match.end() if match else -1
        else:
            end = start + len(self.word) if text.startswith(self.word, start) else -1
        if end < 0:
            return -1
        before, after = text[start - 1:start] if start else "", text[end:end + 1]
        if not KANA.search(self.word):
            if self.whole and after == "s":
                end, after = end + 1, text[end + 1:end + 2]
            return -1 if LATIN.match(before) or LATIN.match(after) else end
        if self.whole and ONLY_KATAKANA.fullmatch(self.word) and (
                ONLY_KATAKANA.match(before) or ONLY_KATAKANA.match(after)):
            return -1
        return end


class Cues:
    """The cues of all locales, ready to be matched against a folded text."""

    def __init__(self, tables: Mapping[str, Mapping[str, object]]) -> None:
        self._words: dict[tuple[str, str], list[str]] = {}
        self._by_letter: dict[str, dict[str, list[tuple[str, str]]]] = {}
        for table in tables.values():
            for group, names in table.items():
                entries = names.items() if isinstance(names, dict) else [("", names)]
                for name, words in entries:
                    if isinstance(words, list):
                        self._words.setdefault((group, name), []).extend(
                            each for word in words for each in _spell_out(str(word).lower()))
        # Words of any cue are spelled as they are meant.
        self._spelled = {part for words in self._words.values() for word in words if word.isascii()
                         for part in word.split()}
        self._names: dict[str, list[str]] = {}
        self._heads: dict[str, dict[str, list[_Entry]]] = {}
        for (group, name), words in self._words.items():
            self._names.setdefault(group, []).append(name)
            heads = self._heads.setdefault(group, {})
            for word in dict.fromkeys(words):
                heads.setdefault(_head(word), []).append(_Entry(name, word, group in WHOLE))
        for heads in self._heads.values():
            for found in heads.values():
                found.sort(key=lambda entry: -len(entry.word))
        self._found = lru_cache(maxsize=MAX_HELD)(self._find)

    def find(self, group: str, text: str) -> list[Cue]:
        """All cues of a group in a folded text, in the order of the content's names; of one name, the longest at each
        place, none overlapping another."""
        return list(self._found(group, text))

    def _find(self, group: str, text: str) -> tuple[Cue, ...]:
        heads = self._heads.get(group, {})
        ends = dict.fromkeys(self._names.get(group, ()), 0)
        out: dict[str, list[Cue]] = {name: [] for name in ends}
        for start, keys in _places(text):
            for key in keys:
                for entry in heads.get(key, ()):
                    if start >= ends[entry.name] and (end := entry.end_at(text, start)) > start:
                        out[entry.name].append(Cue(group, entry.name, text[start:end], start, end))
                        ends[entry.name] = end
        return tuple(cue for found in out.values() for cue in found)

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


def _spell_out(cue: str) -> Iterator[str]:
    """A cue with alternatives, `tell (him|her)`, as one cue for each of them."""
    parts = [part.split("|") for part in ALTERNATIVES.split(cue)]
    for chosen in product(*parts):
        yield " ".join("".join(chosen).split())


def _head(word: str) -> str:
    """What a cue is looked up by: its first Latin word, or its first characters; nothing when it begins with a gap."""
    first = word.split("*")[0].strip()
    latin = LATIN_WORD.match(first)
    return latin[0] if latin else first[:HEAD]


def _places(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The places of a text where a cue may begin, each with what it may begin with."""
    at = 0
    while at < len(text):
        latin = LATIN_WORD.match(text, at)
        if latin:
            yield at, (latin[0], "")
            at = latin.end()
        else:
            yield at, (text[at:at + HEAD], text[at], "")
            at += 1


@cache
def _pattern(word: str) -> re.Pattern[str]:
    """A cue with gaps."""
    return re.compile(GAP.join(re.escape(part.strip()) for part in word.split("*")))


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
