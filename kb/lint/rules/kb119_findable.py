"""KB119: a page can be found: it answers a code, or names the symptoms that callers report.

Fails: `codes: []` without `symptoms`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.lint.rule import finding
from kb.pages.article_parser import ArticlePage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB119"


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """At most one finding, at `codes:`."""
    content = page.content
    if isinstance(content, ArticlePage) and content.facts is not None \
            and not content.facts.codes and not content.symptoms:
        yield finding(page.key_place("codes"), ID)
