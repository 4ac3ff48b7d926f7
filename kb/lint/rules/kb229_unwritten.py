"""KB229: nothing is left to be written.

`naze new` marks every text that a person still has to write with TODO: (未記入：in Japanese). A warning in a draft, an
error in a page that is validated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Level, Location
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB229"
MARKS = ("TODO:", "未記入：")


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each mark."""
    facts = getattr(page.content, "facts", None)
    level = Level.ERROR if facts is not None and facts.status == "validated" else Level.WARNING
    for number, line in enumerate(page.lines, 1) if page.kind in ("article", "tree", "procedure") else ():
        for mark in MARKS:
            if mark in line:
                yield finding(Location(page.path, number, line.index(mark) + 1), ID, level, text=line.strip())
