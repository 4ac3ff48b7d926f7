"""KB301: every code that a page claims exists.

Passes: a code of a family that a collection declares in its `kb.yaml`, when it stands in the family's table
(`codes/<family>.tsv`) or the family has none and the code is written as its pattern says. Fails: `win32:99999`, and a
value that only marks the end of a range.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.codes.code import format_value
from kb.lint.rule import finding
from kb.lint.tokens import find_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.codes.code import Code
    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB301"


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each code of the front matter that neither the registry nor a collection knows."""
    facts = getattr(page.content, "facts", None)
    for code in facts.codes if facts is not None else ():
        if code.family in reference.families:
            if not _is_own(code, reference):
                yield finding(page.place(str(code.value), page.key_place("codes").line), ID, variant="own",
                              code=str(code), family=code.family)
            continue
        known = find_known(code, reference.registry)
        if known is None or known.kind == "marker":
            place = page.place(format_value(code), page.key_place("codes").line)
            yield finding(place, ID, variant="marker" if known is not None else "", code=str(code))


def _is_own(code: Code, reference: Reference) -> bool:
    """Whether a code of a collection's family is one that the collection knows."""
    if any(each.family == code.family for each in reference.own_codes):
        return code in reference.own_codes
    pattern = reference.families[code.family].pattern
    return not pattern or re.fullmatch(pattern, str(code.value), re.IGNORECASE) is not None
