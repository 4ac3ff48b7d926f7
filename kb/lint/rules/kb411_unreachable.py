"""KB411: every node of a decision tree can be reached from its first node.

Fails: a node that no choice leads to, and nodes that only lead to each other. Such a node is text that nobody sees:
link to it, or remove it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Location
from kb.lint.rule import finding
from kb.pages.tree_graph import find_unreachable
from kb.pages.tree_parser import TreePage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB411"


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding at the heading of each node that no walk comes to."""
    if isinstance(page.content, TreePage):
        for node in find_unreachable(page.content.nodes):
            yield finding(Location(page.path, node.line), ID, title=node.title, id=node.id)
