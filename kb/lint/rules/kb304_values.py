"""KB304: an eight-digit hexadecimal number that begins with 8, C, D or E is a code of the registry.

Looked at are prose and patterns, not code blocks. A value that is no error code is exempted with its reason.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.codes.code import Code
from kb.diagnostics import Level
from kb.lint.rule import finding
from kb.lint.tokens import find_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.codes.registry import Registry
    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB304"
VALUE = re.compile(r"(?<![\w\\])0x[89A-Ea-e][0-9A-Fa-f]{7}(?![\w*])")
QUOTED = re.compile(r"「[^「」]*」|\"[^\"]*\"|“[^“”]*”")


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each place of an unknown value."""
    for part in page.parts:
        for prose in part.prose:
            if "0x" not in prose.text:
                continue
            for match in VALUE.finditer(QUOTED.sub("", prose.text)):
                if not _is_known(int(match[0], 16), reference.registry):
                    yield finding(page.place(match[0], prose.line), ID, Level.WARNING, value=match[0])


def _is_known(value: int, registry: Registry) -> bool:
    if registry.find_value(value):
        return True
    return any(find_known(Code(family, value), registry) is not None for family in ("hresult", "ntstatus"))
