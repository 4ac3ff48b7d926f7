"""KB218: the slugs in `related`, `tree` and the neighbours' headings are those of pages that exist.

A page does not name itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Location
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import PageFacts, Reference

ID = "KB218"


def lint_content(facts: Sequence[PageFacts], reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each slug that nothing has."""
    articles = {page.slug for page in facts if page.kind == "article"}
    trees = {page.slug for page in facts if page.kind == "tree"}
    for page in facts:
        top = Location(page.path)
        named = [("related", slug, page.places.get("related", top)) for slug in page.related]
        named += [("{#…}", slug, Location(page.path, line)) for slug, line in page.twins]
        for key, slug, place in named:
            if slug == page.slug:
                yield finding(place, ID, variant="self", key=key)
            elif slug not in articles and not (key == "related" and slug in trees):
                yield finding(place, ID, key=key, slug=slug)
        if page.tree and page.tree not in trees:
            yield finding(page.places.get("tree", top), ID, variant="tree", key="tree", slug=page.tree)
