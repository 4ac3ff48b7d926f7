"""KB305: the title of an article names its main code, by number or by symbol.

That is what a list of results shows, and what a person compares with the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.codes.code import format_value
from kb.codes.decode import format_notations
from kb.diagnostics import Level
from kb.lint.rule import finding
from kb.pages.article_parser import ArticlePage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB305"


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """At most one finding, at `title:`, of a source."""
    content = page.content
    if not isinstance(content, ArticlePage) or content.facts is None or not content.facts.codes:
        return
    code = content.facts.codes[0]
    known = reference.registry.find(code)
    names = {format_value(code), *(each.text for each in format_notations(code)), *(known.symbols if known else ())}
    title = content.title.lower()
    if not any(name.lower() in title for name in names):
        yield finding(page.key_place("title"), ID, Level.WARNING, code=str(code))
