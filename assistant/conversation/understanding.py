"""Understanding: what one input asks, as far as its own words tell.

Owns language, facet, commands, small talk and what is to be refused, all from cues; codes come from
`kb.codes.notation`. What the input means within a session is decided by `engine`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from assistant.conversation.cues import detect_language
from assistant.conversation.values import Facet
from kb.codes.notation import identify
from kb.text.safe import make_safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.conversation.cues import Cue, Cues
    from kb.codes.identification import Identification
    from kb.codes.registry import Registry

GOES_ON = re.compile("[\u3041-\u3093](?:で|に|が|を|は|と)\\Z|[\u30a1-\u30f6ー\u4e00-\u9fff](?:で|に|が|を|と)\\Z")
"""A word with a particle is the beginning of a sentence (印刷で 0x11b): something was done, and the code came."""
SENTENCE_END = re.compile(r"[。？?！!\n]|\.(?=\s|$)")
LOG_SIGNS = re.compile(
    r"coid=\{|\\[a-z0-9._-]+ (?:dialed|は)|\d{4}[-/]\d{1,2}[-/]\d{1,2}[ t]\d|code returned on failure|失敗時に返され")
MAX_INPUT = 20_000
GLUED = re.compile(r"\b[eE]r*[rRoO]*[sS]?[:#]?(\d{3,5})\b")
"""A number that was typed onto the word for error, whichever of its letters were hit."""
EXPLICIT = re.compile(r"違い|区別|見分け|比較|比べ|differen|compar|versus|\bvs\b|apart|same")
"""Words that compare even when only one code, or none, is named."""
YES_NO_START = re.compile(
    r"^(?:(?:so|and|but|ok|hi|hello|error|code|well|with)\W+|\W)*"
    r"(?:is|are|was|were|does|do|did|could|can|might|may|would|has|have|will)\s+(?!you\b|i\b|we\b|someone\b|anyone\b)")

MEANS = re.compile(r"\bmeans?\b")
QUESTION_WORDS = re.compile(
    r"\b(?:how|what|which|where|who|when|why|can i|can we|should i|should we|do i|do we|may i|shall i)\b"
    r"|何|なに|どこ|どれ|どの|どう|どん|なぜ|なんで|いつ|誰|だれ|どちら|どっち|いくつ")
YES_NO_CLAUSE = re.compile(
    r"(?:[.,;:!]\s+|\bso\s+|\band\s+)(?:is|are|was|were|does|did|has|have|had|can|could|might|may|would|will)\s+"
    r"(?!you\b|i\b|we\b|someone\b|anyone\b|there\b)[^.?!]*\?\s*$")
ASKS_WHAT = re.compile(
    r"(?:何|なに|なん|どこ|どれ|どの|どう|どん|なぜ|なんで|いつ|誰|だれ|どちら|どっち|いくつ)[^。？?！!、\n]{0,12}$")
"""A question word before the ending asks for more than yes or no (何ですか, どこを直せばいいでしょうか)."""
ASKS_WHICH = re.compile(r"\b(?:what|which|who|whose|why|how|where|when)(?:'s)?\W*$")
KATAKANA = frozenset(map(chr, range(0x30A1, 0x30FB))) | {"ー"}
FACETS = {
    "prevention": Facet.PREVENTION, "reply": Facet.ESCALATE, "escalation": Facet.ESCALATE, "fix": Facet.FIX,
    "how": Facet.FIX, "why": Facet.CAUSE,
    "check": Facet.CHECK, "cause": Facet.CAUSE, "meaning": Facet.MEANING, "compare": Facet.MEANING,
}
SETTLES = {"prevention": 30, "reply": 12, "escalation": 8, "why": 10, "how": -12}
"""Cues that say what is asked wherever they stand, and by how much they outweigh others: "why" is short and says much,
"how do I" is long and says little."""
LONG_CUE, IN_THE_END, LATER_CUE = 14, 20, 10
"""A cue is worth its cells, up to so many; so much more in the last sentence that has one; and so much more at its very
end than at its beginning."""


class Understanding(NamedTuple):
    """What an input says.

    `asked` is the name of the strongest facet cue, or empty; `ordinal` says which of two things is meant. `rest` is the
    folded text without cues, references and codes: what is left to search for.
    """

    text: str
    folded: str
    lang: str
    codes: Identification
    asked: str
    facet: Facet | None
    command: str
    smalltalk: str
    refusal: str
    is_reverse: bool
    is_yes_no: bool
    asks_whether: bool
    is_log: bool
    refers: bool
    ordinal: str
    tells_trouble: bool
    goes_wrong: bool
    rest: str

    @property
    def is_code_alone(self) -> bool:
        """Whether nothing but a code, with a word of context at most, was typed."""
        return (bool(self.codes.readings) and not self.tells_trouble and not self.goes_wrong
                and not GOES_ON.search(self.rest) and len(re.findall(r"\w+", self.rest)) <= 1 and len(self.rest) <= 12)


def understand(text: str, cues: Cues, registry: Registry, lang: str) -> Understanding:
    """What an input asks; `lang` is the language to assume for a text that shows none."""
    text = make_safe(text[:MAX_INPUT]).strip()
    folded = fold_for_cues(text)
    codes = identify(text, registry)
    if not codes.readings and (parted := GLUED.sub(r"error \1", text)) != text:
        text, folded, codes = parted, fold_for_cues(parted), identify(parted, registry)
    refusals = cues.find("refuse", folded)
    asked = _asked(cues, folded)
    compares = asked == "compare"
    facet = FACETS.get(_asked(cues, folded, but="compare") if compares else asked)
    if compares and not codes.readings and not EXPLICIT.search(folded):
        asked = _asked(cues, folded, but="compare")  # "The key is different" compares nothing.
    rest = _rest(cues, folded, text, codes)
    is_yes_no = _is_yes_no(cues, folded)
    references = [cue for cue in cues.find("references", folded)]
    command = cues.is_only("commands", folded, rest=(*_POLITE, *(cue.word for cue in references)))
    return Understanding(
        text=text,
        folded=folded,
        lang=detect_language(text, lang, cues),
        codes=codes,
        asked=asked,
        facet=facet,
        command=command,
        smalltalk=_smalltalk(cues, folded, codes, asked),
        refusal=refusals[0].name if refusals else "",
        is_reverse=bool(cues.find("reverse", folded)) and not codes.readings,
        is_yes_no=is_yes_no,
        asks_whether=_asks_whether(cues, folded, facet, is_yes_no=is_yes_no),
        is_log=bool(LOG_SIGNS.search(folded)) or text.count("\n") >= 3,
        refers=bool(references),
        ordinal=next((cue.name for cue in cues.find("ordinals", folded)), ""),
        tells_trouble=bool(cues.find("trouble", folded)),
        goes_wrong=bool(cues.find("goes_wrong", rest)),
        rest=rest,
    )


def without(text: str, cues: Iterable[Cue]) -> str:
    """A folded text with the words of some cues blanked."""
    for cue in cues:
        text = text[:cue.start] + " " * (cue.end - cue.start) + text[cue.end:]
    return text


def fold_for_cues(text: str) -> str:
    """NFKC in lower case, apostrophes made plain: the form in which cues are written."""
    import unicodedata

    return unicodedata.normalize("NFKC", text).lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


_POLITE = (
    "お願いします", "おねがいします", "ください", "下さい", "教えて", "説明して", "して", "を", "は", "で", "に",
    "please", "can you", "could you", "give me", "i need", "the", "me", "a", "it", "that", "some", "show",
    "tell", "you",
)


def _asked(cues: Cues, folded: str, but: str = "") -> str:
    """The name of the cue that says what is asked, leaving `but` out."""
    cued = _longest(cues.find("facets", folded))
    found = [cue for cue in cued if cue.name not in (but, "statement")]
    # A statement that is a cue itself (何ですか) asks only when nothing else does (原因は何ですか).
    vague = {(cue.start, cue.end) for cue in cued if cue.name == "statement"}
    found = [cue for cue in found if (cue.start, cue.end) not in vague] or found
    if not found:
        return cues.nearly("facets", folded) if not but else ""
    if any(cue.name == "compare" for cue in found):
        return "compare"
    ends = [match.end() for match in SENTENCE_END.finditer(folded)]
    sentence = {cue: sum(end <= cue.start for end in ends) for cue in found}
    last, length = max(sentence.values()), max(cue.end for cue in found)

    def weight(cue: Cue) -> float:
        """Long phrases say more than short ones, what is asked in the end more than what was told before."""
        return (min(_cells(cue.word), LONG_CUE) + (IN_THE_END if sentence[cue] == last else 0)
                + SETTLES.get(cue.name, 0) + LATER_CUE * cue.end / length)

    return max(found, key=lambda cue: (weight(cue), cue.end)).name


def _cells(word: str) -> int:
    """The width of a word in a terminal, which is about what it says."""
    return sum(1 if char.isascii() else 2 for char in word)


def _longest(found: list[Cue]) -> list[Cue]:
    """The cues without those that lie inside a longer one."""
    return [
        cue for cue in found
        if not any(other.start <= cue.start and cue.end <= other.end and len(other.word) > len(cue.word)
                   and (other.name != "how" or cue.name == "how") for other in found)
    ]


def _smalltalk(cues: Cues, folded: str, codes: Identification, asked: str) -> str:
    """Small talk that is all there is; a greeting before a question is only politeness."""
    found = cues.find("smalltalk", folded)
    if not found or codes.readings or asked:
        return ""
    left = folded
    for cue in sorted(found, key=lambda cue: -len(cue.word)):
        left = left.replace(cue.word, "")
    short = len(re.sub(r"[\s\W_]+", "", left)) <= 12 or (
        left.isascii() and not re.search(r"\d", left) and len(re.findall(r"\w+", left)) <= 4)
    return found[0].name if short else ""


def _is_yes_no(cues: Cues, folded: str) -> bool:
    if YES_NO_START.search(folded) or YES_NO_CLAUSE.search(folded):
        return True
    for cue in cues.find("yes_no", folded):
        tail = folded[cue.end:].strip(" 。?？!！")
        head = folded[:cue.start].strip(" 、,")
        if ASKS_WHAT.search(head) or ASKS_WHICH.search(head):
            continue
        if not tail or (cue.word.isascii() and len(head) <= 24):
            return True
    return False


def _asks_whether(cues: Cues, folded: str, facet: Facet | None, *, is_yes_no: bool) -> bool:
    """Whether something is supposed, and asked about: "is it the key?", "does it mean a wrong key?", 鍵の間違い？"""
    if facet is Facet.MEANING:
        return bool(YES_NO_START.search(folded) and MEANS.search(folded))
    return facet is None and (is_yes_no or (
        folded.endswith("?") and not QUESTION_WORDS.search(folded) and not cues.find("romaji", folded)))


def _rest(cues: Cues, folded: str, text: str, codes: Identification) -> str:
    """What is left of the text besides codes, facet cues and references."""
    left = list(fold_for_cues(text)) if len(folded) == len(text) else list(folded)
    if len(left) == len(text):
        for group in codes.groups:
            left[group.span[0]:group.span[1]] = " " * (group.span[1] - group.span[0])
    for name in ("facets", "references", "fillers", "reverse"):
        for cue in _longest(cues.find(name, folded)):
            if cue.name == "statement":
                continue
            end = cue.end
            while end < len(left) and cue.word[-1:] in KATAKANA and left[end] in KATAKANA:
                end += 1  # A cue may be the beginning of a word (エスカレーション).
            left[cue.start:end] = " " * (end - cue.start)
    return re.sub(r"\s+", " ", "".join(left)).strip(" 。、？?！!,.:：")
