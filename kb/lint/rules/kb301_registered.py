"""KB301: every code that a page claims exists.

Passes: a code of a family that a collection declares in its `kb.yaml`. Fails: `win32:99999`, and a value that only
marks the end of a range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.codes.code import format_value
from kb.lint.rule import finding
from kb.lint.tokens import find_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB301"


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each code of the front matter that the registry does not know."""
    facts = getattr(page.content, "facts", None)
    for code in facts.codes if facts is not None else ():
        if code.family in reference.families:
            continue
        known = find_known(code, reference.registry)
        if known is None or known.kind == "marker":
            place = page.place(format_value(code), page.key_place("codes").line)
            yield finding(place, ID, variant="marker" if known is not None else "", code=str(code))
