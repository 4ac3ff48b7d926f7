"""KB505: source and translation have the same parts, and the same paragraphs, steps, bullets, tables and blocks in
them.

A step that was dropped, a paragraph that was forgotten, a table with a row less: each shows here. Messages spell
the shape: `P S3[P, P C(cmd), P]` is a paragraph and three steps, the second with a block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Location
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB505"


def lint_pair(source: Page, translation: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding at the translation for each part that is missing, new, or of another shape."""
    theirs = {part.key: part for part in source.parts}
    ours = {part.key: part for part in translation.parts}
    for key, part in theirs.items():
        if key not in ours:
            if part.shape or part.title:
                yield finding(Location(translation.path), ID, variant="missing", part=key)
        elif part.shape != ours[key].shape:
            at, left, right = _first_difference(part.shape, ours[key].shape)
            line = ours[key].line
            yield finding(Location(translation.path, line), ID, part=f"{key} ({at})", source=left, translation=right)
    for key, part in ours.items():
        if key not in theirs:
            yield finding(Location(translation.path, part.line), ID, variant="extra", part=key)


def _first_difference(left: str, right: str) -> tuple[str, str, str]:
    theirs, ours = left.split(" "), right.split(" ")
    at = next((i for i, (a, b) in enumerate(zip(theirs, ours, strict=False)) if a != b), min(len(theirs), len(ours)))
    return f"#{at + 1}", " ".join(theirs[at:at + 4]) or "-", " ".join(ours[at:at + 4]) or "-"
