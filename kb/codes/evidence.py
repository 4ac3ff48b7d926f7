"""Evidence: whether a number in a text is meant as a code at all.

Owns the judgement of one number from the words directly around it and from its line. Which code it is then belongs
to `notation`. The words are data in `cues.tsv` and `foreign.tsv`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from kb.codes.folded import Folded
from kb.codes.spellings import Token
from kb.codes.words import ContextHit, ForeignWord, Rules, compile_after, find_context, word_before

FIRST_TELLING_NUMBER = 600
"""Below it a number in prose needs a word that makes it a code: counts, ages and steps live there."""
LONGEST_BARE = 80
"""A longer line is prose, however few of its words are known."""
FARTHEST_MAKER = 90
EDGE = 30
MOST_MAKERS = 8
_YEARS = range(1900, 2100)
_LATIN_WORD = re.compile(r"[a-z][a-z'’.-]*", re.ASCII)
_KANA_KANJI = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_PART_OF_A_NUMBER = re.compile(r"-\d")
_SENTENCE_END = re.compile(r"[。\n?]|\.\s")
_MARKED = re.compile(r"\s*(?:[※*]\s?\d{1,2}|no\.\s?\d{1,2}|\d{1,2}[).])\s*", re.ASCII)
_LIST_NUMBER = re.compile(r"\s*\(?\d{1,2}[.)、:]\s", re.ASCII)
_LIST_GAP = re.compile(r"\s*(?:[,、，/・&+~〜-]|と|や|及び|および|または|and|or|to)\s*(?:and\s+|or\s+)?")
_MORE_NUMBERS = re.compile(r"(?:\s*(?:[,、/・&]|と|や|and|or)\s*\d{1,6}){1,6}")
_NEVER_HEX = frozenset(("2fa", "3d", "2d", "4d", "5e", "1st", "2nd", "3rd"))
_OURS = re.compile(r"windows|win32|rasclient|rasdial|0x8007|hresult|ウィンドウズ")


class Verdict(NamedTuple):
    """What a number is: a code with a certainty between 0 and 1, or something else of a kind, of a maker."""

    certainty: float
    kind: str = ""
    maker: str = ""


class Scene:
    """A folded text with its context words and lines, against which numbers are judged."""

    def __init__(self, folded: Folded, rules: Rules) -> None:
        self.text, self.lower = folded.text, folded.lower
        self.rules = rules
        self.context: list[ContextHit] = find_context(rules, folded.text, folded.lower)
        self._starts = [hit.start for hit in self.context]
        self.stops = any(subject == "bugcheck" for hit in self.context for subject, _ in hit.subjects)
        self._makers = [(start, end, rules.maker_words[word]) for start, end, word in rules.makers.find(folded.lower)]
        self._here = (0, 0)
        self._cued = -1
        self._listed: tuple[int, ForeignWord] | None = None
        self._moods: dict[tuple[int, int], bool] = {}

    def line(self, at: int) -> tuple[int, int]:
        """The line in which a place of the text lies."""
        if not self._here[0] <= at < self._here[1]:
            end = self.lower.find("\n", at)
            self._here = (self.lower.rfind("\n", 0, at) + 1, len(self.lower) if end < 0 else end)
        return self._here

    def has_mood(self, line: tuple[int, int]) -> bool:
        """Whether the line speaks of something that goes wrong, or asks what it means."""
        if line not in self._moods:
            self._moods[line] = self.rules.mood.has(self.lower, *line)
        return self._moods[line]

    def is_bare(self, line: tuple[int, int]) -> bool:
        """Whether hardly anything but numbers and context words stands in the line."""
        if line[1] - line[0] > LONGEST_BARE:
            return False
        kept = list(self.lower[line[0]:line[1]])
        listed = [(hit.start, hit.end) for hit in self.context if line[0] <= hit.start < line[1]]
        for start, end in (*listed, *((start, end) for start, end, _ in self.rules.mood.find(self.lower, *line))):
            kept[start - line[0]:end - line[0]] = " " * (end - start)
        rest = "".join(kept)
        return len(_LATIN_WORD.findall(rest)) <= 1 and len(_KANA_KANJI.findall(rest)) <= 3

    def maker_of(self, token: Token, value: int) -> str:
        """The maker whose number this is by the words of its sentence; empty when it is nobody's."""
        best, distance = "", 1 << 30
        first = bisect_left(self._makers, (token.start - FARTHEST_MAKER,))
        for start, end, words in self._makers[first:first + MOST_MAKERS]:
            gap = max(start - token.end, token.start - end)
            between = self.lower[min(end, token.end):max(start, token.start)]
            if gap < 0 or gap > FARTHEST_MAKER or _SENTENCE_END.search(between):
                continue
            word = next((word for word in words if word.covers(value)), None)
            if word is not None and gap < distance and not _OURS.search(between):
                best, distance = word.maker, gap
        return best

    def judge(self, token: Token, known: bool) -> Verdict:
        """Whether the number is meant as a code. `known` says that some family has its value."""
        value = token.value or 0
        before = word_before(self.lower, token.start, self.rules.cues_before)
        foreign = self._foreign_before(token, value, known)
        if foreign is None and not before:
            foreign = self._continued(token, value)
        if foreign is not None and len(foreign.word) > len(before):
            self._listed = (token.end, foreign)
            return Verdict(0.0, foreign.kind, foreign.maker)
        after = self._foreign_after(token, value, before)
        if after is not None:
            return Verdict(0.0, after.kind, after.maker)
        maker = self.maker_of(token, value)
        short = token.form == "hex" and len(token.digits) <= 3
        if maker and (token.form == "decimal" or short or not known):
            return Verdict(0.0, "maker", maker)
        if token.form == "hex":
            return Verdict(1.0)
        if token.form == "bare":
            return self._judge_bare(token, before, known)
        return self._judge_decimal(token, value, before, known)

    def _foreign_before(self, token: Token, value: int, known: bool) -> ForeignWord | None:
        word = word_before(self.lower, token.start, self.rules.foreign_words)
        for row in self.rules.foreign_before.get(word, ()):
            if token.form == "hex" and row.kind not in ("address", "identifier", "action", "event") and known:
                continue
            if token.form == "bare" and known and row.kind not in ("address", "identifier"):
                continue
            if row.covers(value):
                return row
        return None

    def _continued(self, token: Token, value: int) -> ForeignWord | None:
        """The word before a list of numbers, for those that follow the first: `UDP 500 and 4500`."""
        if self._listed is None or token.form != "decimal":
            return None
        end, word = self._listed
        if end < token.start and word.covers(value) and _LIST_GAP.fullmatch(self.lower, end, token.start):
            return word
        return None

    def _foreign_after(self, token: Token, value: int, before: str) -> ForeignWord | None:
        if token.form != "decimal":
            return None
        listed = _MORE_NUMBERS.match(self.lower, token.end)
        for end in (token.end, listed.end()) if listed else (token.end,):
            if not self.rules.foreign_after_any.match(self.lower, end):
                continue
            for row in self.rules.foreign_after:
                counts = end == token.end or row.kind in ("event", "port") or value < FIRST_TELLING_NUMBER
                if counts and row.covers(value) and compile_after(row.word).match(self.lower, end):
                    return row
        return None

    def _judge_bare(self, token: Token, before: str, known: bool) -> Verdict:
        if len(token.digits) == 8:
            likely = known or (token.digits[0] in "08c" and not token.digits.isalpha())
            return Verdict(1.0) if likely else Verdict(0.0, "word")
        if not known and len(token.digits) < 4:
            return Verdict(0.0, "model")
        directly = word_before(self.lower, token.start, self.rules.before_words)
        stop = self.stops or directly in ("stop", "bugcheck", "bsod")
        cued = bool(before) or "prefixed" in token.notes
        line = self.line(token.start)
        if token.digits in _NEVER_HEX and directly not in ("stop", "bugcheck", "bsod") and not before:
            return Verdict(0.0, "model")
        if "letters" in token.notes:
            whole = self.lower[line[0]:line[1]].strip(" \t().,:;#") == token.digits
            upper = token.text.isupper()
            return Verdict(0.8) if known and upper and (stop or cued or whole) else Verdict(0.0, "word")
        if stop or cued or (len(token.digits) == 4 and self.rules.cues_after.match(self.lower, token.end)):
            return Verdict(0.9)
        whole = self.lower[line[0]:line[1]].strip(" \t().,:;#") == token.digits
        return Verdict(0.8) if whole or (len(token.digits) > 3 and self.is_bare(line)) else Verdict(0.0, "model")

    def _judge_decimal(self, token: Token, value: int, before: str, known: bool) -> Verdict:
        line = self.line(token.start)
        own = next((row for row in self.rules.foreign_alone if row.covers(value)), None)
        if own is not None and not known and not self._beside_family(token):
            return Verdict(0.0, own.kind)
        cued = bool(before) or "prefixed" in token.notes or self._beside_family(token)
        if 0 <= self._cued < token.start:
            cued = cued or _LIST_GAP.fullmatch(self.lower, self._cued, token.start) is not None
        if cued:
            self._cued = token.end
            return Verdict(1.0)
        if token.start - line[0] < 8 and _LIST_NUMBER.fullmatch(self.lower[line[0]:token.end + 2]):
            return Verdict(0.0, "list")
        if _PART_OF_A_NUMBER.match(self.lower, token.end):
            return Verdict(0.0, "number")
        follows = self.rules.cues_after.match(self.lower, token.end) is not None
        if follows and (value >= FIRST_TELLING_NUMBER or self.has_mood(line)):
            return Verdict(1.0)
        if _MARKED.fullmatch(self.lower[line[0]:line[1]] if line[1] - line[0] < 10 else ""):
            return Verdict(0.0, "list")
        if self.is_bare(line) and (len(token.digits) == 1 or not token.digits.startswith("0")):
            return Verdict(1.0)
        if abs(value) >= 0x10000000:
            return Verdict(1.0) if known else Verdict(0.0, "number")
        if token.digits.startswith("0"):
            return Verdict(0.0, "number")
        if value in _YEARS and not self.has_mood(line):
            return Verdict(0.0, "date")
        if value >= FIRST_TELLING_NUMBER:
            return Verdict(0.75) if known else Verdict(0.0, "number")
        if known and self.has_mood(line):
            weak = word_before(self.lower, token.start, self.rules.weak_before)
            edge = not self.lower[max(line[0], token.start - EDGE):token.start].strip() or \
                not self.lower[token.end:min(line[1], token.end + EDGE)].strip(" 。.?!")
            if edge or weak or self.rules.weak_after.match(self.lower, token.end):
                return Verdict(0.7)
        return Verdict(0.0, "number")

    def _beside_family(self, token: Token) -> bool:
        """Whether a word that names a family stands directly before or after the number."""
        first = bisect_left(self._starts, token.start - 40)
        last = bisect_left(self._starts, token.end + 2)
        return any(
            (0 <= token.start - hit.end <= 2 or 0 <= hit.start - token.end <= 1)
            and any(weight >= 3 for _, weight in hit.subjects) for hit in self.context[first:last])
