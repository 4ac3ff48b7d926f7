"""KB412: a node of a decision tree has choices, or is an outcome.

Fails: a heading whose last block is no list of links and that has no `.resolved`, `.escalate` or `.article`. A walk
that comes there cannot go on and has not ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Location
from kb.lint.rule import finding
from kb.pages.tree_parser import TreePage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB412"


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding at the heading of each loose end."""
    if isinstance(page.content, TreePage):
        for node in page.content.nodes:
            if not node.choices and node.outcome is None:
                yield finding(Location(page.path, node.line), ID, title=node.title)
