"""KB307: every code with a meaning of its own exists in the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.codes.code import parse_code
from kb.lint.rule import finding
from kb.lint.tokens import find_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB307"


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each line of a table of meanings whose code is unknown."""
    if page.kind != "meanings" or not isinstance(page.content, dict):
        return
    for name in page.content:
        code = parse_code(name)
        if code.family not in reference.families and find_known(code, reference.registry) is None:
            yield finding(page.place(f"{name}\t"), ID, code=name)
