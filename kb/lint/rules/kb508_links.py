"""KB508: source and translation link to the same pages, part by part.

Addresses at https may differ in their language, so only the links between pages are compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Location
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Part, Reference

ID = "KB508"


def lint_pair(source: Page, translation: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding at the translation for each link that only one of the two has."""
    theirs = {part.key: _links(part) for part in source.parts}
    for part in translation.parts:
        ours, expected = _links(part), theirs.get(part.key)
        if expected is None:
            continue
        for text in sorted(expected.keys() - ours.keys()):
            yield finding(Location(translation.path, part.line), ID, text=text, part=part.key)
        for text in sorted(ours.keys() - expected.keys()):
            yield finding(translation.place(text, ours[text]), ID, variant="extra", text=text, part=part.key)


def _links(part: Part) -> dict[str, int]:
    return {link.text: link.line for link in part.links if not link.text.startswith("https:")}
