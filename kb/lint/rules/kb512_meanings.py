"""KB512: a code with a meaning in one language has one in the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Location
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB512"


def lint_pair(source: Page, translation: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each code that one of the two tables lacks."""
    if source.kind != "meanings" or not isinstance(source.content, dict) or not isinstance(translation.content, dict):
        return
    for page, other in ((translation, source.content), (source, translation.content)):
        assert isinstance(page.content, dict)
        for name in sorted(other.keys() - page.content.keys()):
            yield finding(Location(page.path), ID, code=name)
