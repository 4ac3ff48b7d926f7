"""KB111: the file name of a page is a slug: lower-case letters, digits and single hyphens.

Fails: `IKE_Auth.md`. A file that lies where nothing reads it is reported under the same id when the folder is
listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Location
from kb.lint.rule import finding
from kb.pages.fields import SLUG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB111"


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """At most one finding, for the file name."""
    if page.kind in ("article", "tree", "procedure") and not SLUG.match(page.slug):
        yield finding(Location(page.path), ID, variant="slug", slug=page.slug)
