"""KB217: a link to a page leads to a page that exists in the same language, and to an id that it has.

Links to procedures that are included count, and so do the choices of decision trees.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import PageFacts, Reference

ID = "KB217"


def lint_content(facts: Sequence[PageFacts], reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each link whose page or id is missing."""
    ids = {page.path: set(page.ids) for page in facts}
    for page in facts:
        for link in page.links:
            path, _, name = link.href.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path)) if path else page.path
            if target not in ids:
                yield finding(link.location, ID, href=link.href)
            elif name and name not in ids[target]:
                yield finding(link.location, ID, variant="id", href=link.href, id=name)
