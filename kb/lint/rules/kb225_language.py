"""KB225: a Japanese page is Japanese, and an English page is English.

Fails: five or more lower-case English words in a row in Japanese prose, a Japanese paragraph without any kana, and
any kana or kanji in English prose. Text between 「」 or quotation marks is a quotation and passes; so do code spans.
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

ID = "KB225"
JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff、。]+")
ENGLISH = re.compile(r"(?:\b[a-z]{2,}\b[ ,]+){4,}\b[a-z]{2,}\b")
QUOTED = re.compile(r"「[^「」]*」|『[^『』]*』|\"[^\"]*\"|“[^“”]*”")
WORDS = re.compile(r"[A-Za-z]{2,}")
LEAST_WORDS = 6


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each stretch of the other language."""
    for part in page.parts:
        for prose in part.prose:
            words = prose.words
            if page.locale == "en":
                if not words.isascii() and (match := JAPANESE.search(QUOTED.sub("", words))):
                    yield finding(page.place(match[0], prose.line), ID, variant="japanese", text=match[0])
                continue
            words = QUOTED.sub("", words)
            match = ENGLISH.search(words)
            if match:
                yield finding(page.place(match[0], prose.line), ID, text=match[0])
            elif not JAPANESE.search(words) and len(WORDS.findall(words)) >= LEAST_WORDS and not prose.is_heading:
                yield finding(page.place(words[:20], prose.line), ID, Level.WARNING, text=words[:60])
