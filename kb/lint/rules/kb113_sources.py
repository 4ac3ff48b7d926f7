"""KB113: a page that is validated names the public pages that state its facts.

Passes: `status: draft` without sources. Fails: `status: validated` with `sources: []`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB113"


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """At most one finding, at `sources:`."""
    facts = getattr(page.content, "facts", None)
    if facts is not None and facts.status == "validated" and not facts.sources:
        yield finding(page.key_place("sources"), ID, status=facts.status)
