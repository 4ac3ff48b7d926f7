"""KB416: a decision tree asks at most twelve things one after another.

Counted on the longest way from the first node that does not come back to where it was. Longer trees lose people: cut
the page in two, with a choice that leads to the second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Level
from kb.lint.rule import finding
from kb.pages.tree_graph import measure_depth
from kb.pages.tree_parser import TreePage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB416"
MOST = 12


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """At most one finding, for the page."""
    if isinstance(page.content, TreePage):
        depth, end = measure_depth(page.content.nodes)
        if depth > MOST:
            yield finding(page.key_place("title"), ID, Level.WARNING, depth=str(depth), end=end, most=str(MOST))
