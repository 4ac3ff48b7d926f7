"""Reading: what somebody typed at a step -> what they want.

Owns numbers, letters, words of a choice, and the commands of a walk, whose words are content (`walk.words.*`).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from assistant.troubleshoot.walk import FAILED, HELPED, NO, SKIP, YES
from kb.text.fold import fold_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.troubleshoot.step import Option
    from kb.phrases import Phrases

KEYED = (YES, NO, HELPED, FAILED, SKIP)
WITH_TEXT = ("note", "problem", "environment")
ALONE = ("back", "resolve", "escalate", "paste", "commands", "trail", "map", "help", "quit")
NUMBER = re.compile(r"(\d{1,2})(?:番目?|\.|\))?\Z")
LETTER = re.compile(r"[A-Z]\Z")
MIN_WORDS = 2


class Said(NamedTuple):
    """What was said: `choose` with the key of an option, a command with its text, `ask` with a question, or `unknown`
    with the text as it was."""

    verb: str
    text: str = ""


def read_line(line: str, options: Sequence[Option], phrases: Phrases, *, can_skip: bool = False) -> Said | None:
    """What a line means at a step with these options; None for an empty line.

    Options are named by their number, by a capital letter (A is the first), or by words of their label that no other
    option has.
    """
    text = unicodedata.normalize("NFKC", line).strip()
    if not text:
        return None
    if text.startswith("?") and text[1:].strip():
        return Said("ask", text[1:].strip())
    if (match := NUMBER.match(text)) and 1 <= int(match[1]) <= len(options):
        return Said("choose", options[int(match[1]) - 1].key)
    if LETTER.match(text) and ord(text) - ord("A") < len(options):
        return Said("choose", options[ord(text) - ord("A")].key)
    exact = [option.key for option in options if fold_text(option.label).strip() == fold_text(text)]
    if len(exact) == 1:
        return Said("choose", exact[0])
    keys = {option.key for option in options}
    for key in KEYED:
        if _is_word(text, key, phrases) and (key in keys or (key == SKIP and can_skip)):
            return Said("choose", key)
    if command := _command(text, phrases):
        return command
    found = [option.key for option in options if _names(text, option.label)]
    return Said("choose", found[0]) if len(set(found)) == 1 else Said("unknown", text)


def _command(text: str, phrases: Phrases) -> Said | None:
    for verb in ALONE:
        if _is_word(text, verb, phrases):
            return Said(verb)
    first, _, rest = text.partition(" ")
    rest = rest.strip()
    if rest:
        if _is_word(first.rstrip(":"), "back", phrases) and rest.isdecimal():
            return Said("back", rest)
        for verb in WITH_TEXT:
            if _is_word(first.rstrip(":"), verb, phrases):
                return Said(verb, rest)
    return None


def _is_word(text: str, verb: str, phrases: Phrases) -> bool:
    return fold_text(text) in _words(phrases.say(f"walk.words.{verb}"))


def _words(listed: str) -> list[str]:
    return [fold_text(word).strip() for word in listed.split("|")]


def _names(text: str, label: str) -> bool:
    """Whether a text names a choice: it is a part of its label that begins and ends where words do."""
    folded, named = fold_text(text).strip(), fold_text(label).strip()
    if len(folded) < MIN_WORDS:
        return False
    if folded.isascii():
        return bool(re.search(rf"(?<![a-z0-9]){re.escape(folded)}(?![a-z0-9])", named))
    return folded in named
