"""KB114: facts are compared with their sources at least every 18 months, and never in the future.

An older page is a note: it may still be right. A review date that lies ahead is an error.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from kb.diagnostics import Level
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB114"
MONTHS = 18
ONE_DAY = datetime.timedelta(days=1)


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """At most one finding, at `reviewed:`."""
    facts = getattr(page.content, "facts", None)
    if facts is None or not facts.reviewed or facts.status == "archived":
        return
    day = datetime.date.fromisoformat(facts.reviewed)
    # A day of grace: authors and machines live in different time zones.
    if day > reference.today + ONE_DAY:
        yield finding(page.key_place("reviewed"), ID, variant="future", day=facts.reviewed)
    elif (reference.today - day).days > MONTHS * 30.44:
        yield finding(page.key_place("reviewed"), ID, Level.NOTE, day=facts.reviewed, months=str(MONTHS))
