"""KB220: sentences and the nutshell are short enough to be read while a caller waits.

Japanese: a sentence has at most 130 characters, the nutshell 320. English: 45 words, and 700 characters. A sentence
ends at 。！？, or at . ! ? before a space.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.diagnostics import Level
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB220"
MOST_CHARACTERS = 130
MOST_WORDS = 45
MOST_LEAD = {"ja": 320, "en": 700}
ENDS = {"ja": re.compile(r"(?<=[。！？])"), "en": re.compile(r"(?<=[.!?:;])\s+")}


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each long sentence, and for a long nutshell."""
    for part in page.parts:
        if part.key == "lead":
            size = sum(len(prose.text) for prose in part.prose)
            if size > MOST_LEAD[page.locale]:
                yield finding(page.place("", part.line), ID, Level.WARNING, "lead", n=str(size),
                              most=str(MOST_LEAD[page.locale]))
        for prose in part.prose:
            if len(prose.words) <= MOST_CHARACTERS or prose.is_heading:
                continue
            for sentence in ENDS[page.locale].split(prose.words):
                yield from _judge(page, prose.line, sentence)


def _judge(page: Page, line: int, sentence: str) -> Iterator[Diagnostic]:
    place = page.place(sentence.split("\N{OBJECT REPLACEMENT CHARACTER}")[0][:12], line)
    if page.locale == "ja":
        if len(sentence) > MOST_CHARACTERS:
            yield finding(place, ID, Level.WARNING, n=str(len(sentence)), most=str(MOST_CHARACTERS))
    elif (words := len(sentence.split())) > MOST_WORDS:
        yield finding(place, ID, Level.WARNING, "words", n=str(words), most=str(MOST_WORDS))
