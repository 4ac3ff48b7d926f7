"""KB413: from every node of a decision tree a walk can come to an outcome, another tree or an article.

Fails: questions whose choices lead only to each other, so that a walk goes in circles. Loose ends are KB412.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Location
from kb.lint.rule import finding
from kb.pages.tree_graph import find_trapped
from kb.pages.tree_parser import TreePage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB413"


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding at the heading of each node without a way out."""
    if isinstance(page.content, TreePage):
        for node in find_trapped(page.content.nodes):
            yield finding(Location(page.path, node.line), ID, title=node.title)
