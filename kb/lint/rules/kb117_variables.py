"""KB117: a variable such as `{{gateway}}` is defined in the `kb.yaml` of a collection.

An undefined one would stand on the page as braces. A title takes none: the digest of a page would change with the
variable.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.diagnostics import Location
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB117"
VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
PAGES = ("article", "tree", "procedure", "phrases")


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each place of an undefined variable."""
    if page.kind not in PAGES:
        return
    for number, line in enumerate(page.lines, 1):
        if "{{" in line:
            for match in VARIABLE.finditer(line):
                if line.startswith("title:") and page.kind != "phrases":
                    yield finding(Location(page.path, number, match.start() + 1), ID, variant="title", name=match[1])
                elif match[1] not in reference.variables:
                    yield finding(Location(page.path, number, match.start() + 1), ID, name=match[1])
