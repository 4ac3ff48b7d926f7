"""KB504: a page exists in both languages.

A warning for the shipped content. For a team's own collection one language is fine, and the finding is a note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Level, Location
from kb.lint.rule import finding
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import PageFacts, Reference

ID = "KB504"
KINDS = ("article", "tree", "procedure", "phrases", "meanings")


def lint_content(facts: Sequence[PageFacts], reference: Reference) -> Iterator[Diagnostic]:
    """A finding at each page that stands alone."""
    paths = {(page.root, page.path) for page in facts}
    for page in facts:
        below = page.path.partition("/")[2]
        for locale in LOCALES:
            if page.kind in KINDS and (page.root, f"{locale}/{below}") not in paths:
                level = Level.NOTE if page.root else Level.WARNING
                yield finding(Location(page.path), ID, level, path=f"{locale}/{below}")
