"""KB415: a decision tree has an outcome of its own, or leads to another page.

Fails: a page of questions none of which ends anywhere: no `.resolved`, `.escalate` or `.article`, and no choice that
is another tree or an article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.lint.rule import finding
from kb.pages.tree_graph import is_exit
from kb.pages.tree_parser import TreePage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB415"


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """At most one finding, for the page."""
    if isinstance(page.content, TreePage) and page.content.nodes and not any(map(is_exit, page.content.nodes)):
        yield finding(page.key_place("title"), ID)
