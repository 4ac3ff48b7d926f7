"""KB509: a part of a translation is about as long as its source.

English takes 1.2 to 4.2 characters for one of Japanese; outside of that a sentence was probably lost or added.
Parts of less than 60 Japanese characters are not measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Level, Location
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Part, Reference

ID = "KB509"
LEAST = 60
LOW, HIGH = 1.2, 4.2


def lint_pair(source: Page, translation: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding at each part whose length is out of proportion."""
    theirs = {part.key: _size(part) for part in source.parts}
    for part in translation.parts:
        size, other = _size(part), theirs.get(part.key, 0)
        japanese, english = (other, size) if source.locale == "ja" else (size, other)
        if max(japanese, english / 2) < LEAST or not other:
            continue
        if not LOW <= english / max(japanese, 1) <= HIGH:
            yield finding(Location(translation.path, part.line), ID, Level.WARNING, part=part.key, source=str(other),
                          translation=str(size))


def _size(part: Part) -> int:
    return sum(len(prose.words) for prose in part.prose if not prose.is_heading)
