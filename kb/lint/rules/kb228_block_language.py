"""KB228: a fenced block says what it holds: `powershell`, `cmd`, or `text` for output and files.

Front ends offer commands to be copied, and the rules on commands look at the first two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Location
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB228"
LANGUAGES = ("powershell", "cmd", "text")


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each block of another language, or of none."""
    for part in page.parts:
        for code in part.codes:
            if code.language not in LANGUAGES:
                yield finding(Location(page.path, code.line), ID, language=code.language or "-",
                              known=", ".join(LANGUAGES))
