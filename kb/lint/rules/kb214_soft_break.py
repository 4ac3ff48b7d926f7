"""KB214: a Japanese paragraph stands on one line.

A line break inside a paragraph is a space to most viewers, and Japanese has none between words. `naze check --fix`
joins the lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.diagnostics import Level, Location
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB214"
START = re.compile(r"\s*(?:[-*+]\s|\d+[.)]\s|#|>|\||```|~~~|\Z)")
FENCE = re.compile(r"\s*(?:>\s*)?(```|~~~)")


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding at each line that continues the paragraph of the line before."""
    if page.locale == "ja" and page.parts:
        for number in broken_lines(page.lines, page.body_line):
            yield finding(Location(page.path, number), ID, Level.WARNING)


def broken_lines(lines: Sequence[str], first: int) -> list[int]:
    """The numbers of the lines, from `first` on, that continue a paragraph."""
    found: list[int] = []
    in_fence = in_text = was_quoted = False
    for number, line in enumerate(lines[first - 1:], first):
        if FENCE.match(line):
            in_fence, in_text = not in_fence, False
            continue
        quoted = line.lstrip().startswith(">") and not line.lstrip().startswith("> [!")
        text = line.lstrip().removeprefix(">") if quoted else line
        starts = bool(START.match(text))
        if in_fence:
            continue
        if in_text and not starts and (not quoted or was_quoted):
            found.append(number)
        head = text.lstrip()
        in_text = bool(head) and not head.startswith(("#", "|", ">")) and not line.lstrip().startswith("> [!")
        was_quoted = quoted
    return found
