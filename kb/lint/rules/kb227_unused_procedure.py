"""KB227: a shared procedure is included by some page of its language."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from kb.diagnostics import Level, Location
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import PageFacts, Reference

ID = "KB227"


def lint_content(facts: Sequence[PageFacts], reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each procedure that no link leads to."""
    used = {
        posixpath.normpath(posixpath.join(posixpath.dirname(page.path), link.href))
        for page in facts for link in page.links
    }
    for page in facts:
        if page.kind == "procedure" and page.path not in used:
            yield finding(Location(page.path), ID, Level.WARNING)
