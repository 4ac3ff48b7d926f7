"""KB219: a paragraph stands on one page only.

A text that fits two articles says nothing special about either; steps that several articles share are a procedure,
which articles include. Short paragraphs are not compared (40 characters in Japanese, 80 in English).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Level
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kb.diagnostics import Diagnostic, Location
    from kb.lint.rule import PageFacts, Reference

ID = "KB219"


def lint_content(facts: Sequence[PageFacts], reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each paragraph that an earlier page, or the same one, has too."""
    first: dict[str, Location] = {}
    for page in facts:
        for paragraph in page.paragraphs:
            other = first.setdefault(paragraph.digest, paragraph.location)
            if other != paragraph.location:
                yield finding(paragraph.location, ID, Level.WARNING, other=other.path, line=str(other.line))
