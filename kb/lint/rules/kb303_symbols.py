"""KB303: a word that looks like the symbol of an error is one.

Looked at are words such as `ERROR_…`, `STATUS_…`, `…_E_…` and `WSAE…`. Names of settings in capitals are left
alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.lint.rule import finding
from kb.lint.tokens import ERROR_SYMBOL, codes_of, find_symbols

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB303"


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each place of an unknown symbol."""
    for part in page.parts:
        for prose in part.prose:
            for symbol in find_symbols(prose.text):
                if not ERROR_SYMBOL.match(symbol.text) or codes_of(symbol.text, reference.registry):
                    continue
                near = reference.registry.nearest_symbols(symbol.text, 1)
                yield finding(page.place(symbol.text, prose.line), ID, variant="near" if near else "",
                              symbol=symbol.text, near=near[0].symbol if near else "")
