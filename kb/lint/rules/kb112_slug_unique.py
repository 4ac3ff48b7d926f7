"""KB112: a slug is unique over all topics of a collection, and the pages of one article lie in the same topic.

Fails: `ja/articles/ipsec/timeout.md` beside `en/articles/ras/timeout.md`. A later collection may use the slug
again: its page takes the place of the earlier one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Location
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import PageFacts, Reference

ID = "KB112"


def lint_content(facts: Sequence[PageFacts], reference: Reference) -> Iterator[Diagnostic]:
    """One finding for each page whose slug another topic has already."""
    first: dict[tuple[int, str], PageFacts] = {}
    for page in facts:
        if page.kind != "article":
            continue
        other = first.setdefault((page.root, page.slug), page)
        if other.topic != page.topic:
            yield finding(page.places.get("title") or _top(page), ID, slug=page.slug, other=other.path)


def _top(page: PageFacts) -> Location:
    return Location(page.path)
