"""KB222: a command that changes something is followed, in the same section, by how to take it back.

The paragraph or list item begins with 元に戻すには or To undo. What changes something is data
(`patterns/changing.tsv`), and so is what needs no way back (`patterns/harmless.tsv`). Only commands in fenced blocks
count, and code spans of numbered steps that carry arguments: a command that a sentence merely mentions is no
instruction.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kb.lint.rule import finding
from kb.pages.blocks import CodeSpan, Steps, walk_blocks, walk_inlines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.patterns import Pattern, Patterns
    from kb.lint.rule import Page, Part, Reference

ID = "KB222"
LANGUAGES = ("powershell", "cmd")


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each changing command after which no way back stands."""
    undo = reference.undo[page.locale]
    for part in page.parts:
        last = max((prose.line for prose in part.prose if prose.text.startswith(undo)), default=0)
        for line, text in _commands(part):
            if line > last and _changes(text, reference.patterns):
                yield finding(page.place(text[:30], line), ID, text=text, undo=undo)


def _commands(part: Part) -> Iterator[tuple[int, str]]:
    for code in part.codes:
        if code.language in LANGUAGES:
            for offset, text in enumerate(code.text.split("\n"), 1):
                yield code.line + offset, text.strip()
    steps = [block for block in walk_blocks(part.blocks) if isinstance(block, Steps)]
    for line, inline in walk_inlines(steps):
        if isinstance(inline, CodeSpan) and " " in inline.text:
            yield line, inline.text.strip()


def _changes(text: str, patterns: Patterns) -> bool:
    if text.startswith(("#", "::", "rem ")) or not _any_of(patterns.changing).search(text):
        return False
    return not _any_of(patterns.harmless).search(text)


@lru_cache(4)
def _any_of(patterns: tuple[Pattern, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each.source})" for each in patterns), re.IGNORECASE)
