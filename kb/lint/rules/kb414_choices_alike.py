"""KB414: the choices of a node differ in their words and in where they lead.

Fails: two choices with one label, which nobody can tell apart, or two that lead to the same place, of which one answer
would be lost: join them into one. Width and case do not make labels differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Location
from kb.lint.rule import finding
from kb.pages.tree_parser import TreePage
from kb.text.fold import fold_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference
    from kb.pages.tree import Target

ID = "KB414"


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding at the second of two choices that are alike."""
    if not isinstance(page.content, TreePage):
        return
    for node in page.content.nodes:
        labels: set[str] = set()
        targets: set[Target] = set()
        for choice in node.choices:
            label = fold_text(choice.label).strip()
            if label in labels:
                yield finding(Location(page.path, choice.line), ID, label=choice.label)
            elif choice.target in targets:
                yield finding(Location(page.path, choice.line), ID, variant="target", label=choice.label,
                              target=choice.target.name)
            labels.add(label)
            targets.add(choice.target)
