"""KB224: of the articles that answer a code, exactly one has it first.

That one opens when the code is typed; the others are offered beside it. Archived articles do not count.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kb.diagnostics import Level, Location
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kb.codes.code import Code
    from kb.diagnostics import Diagnostic
    from kb.lint.rule import PageFacts, Reference

ID = "KB224"


def lint_content(facts: Sequence[PageFacts], reference: Reference) -> Iterator[Diagnostic]:
    """A finding at each article but the first that claims the same code in the same way."""
    claims: dict[Code, dict[str, tuple[int, PageFacts]]] = defaultdict(dict)
    for page in facts:
        if page.kind == "article" and page.is_source and page.status != "archived":
            for position, code in enumerate(page.codes):
                claims[code].setdefault(page.slug, (position, page))
    for code, pages in claims.items():
        mains = [page for position, page in pages.values() if position == 0]
        if len(pages) > 1 and len(mains) != 1:
            first, *rest = mains or [page for _, page in pages.values()]
            for page in rest:
                yield finding(page.places.get("codes", Location(page.path)), ID, Level.WARNING,
                              "" if mains else "nobody", code=str(code), other=first.path)
