"""KB417: a node of a decision tree has at most eight choices.

More cannot be read out to a caller. Ask for the group first, then within it.
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

ID = "KB417"
MOST = 8


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding at the heading of each node with too many choices."""
    if isinstance(page.content, TreePage):
        for node in page.content.nodes:
            if len(node.choices) > MOST:
                yield finding(Location(page.path, node.line), ID, title=node.title, n=str(len(node.choices)),
                              most=str(MOST))
