"""KB302: a value and a symbol that stand beside each other name the same code.

This is the mistake that the field is full of: `0x00003614 ERROR_IPSEC_IKE_QM_ACQUIRE_DROP`. Beside each other means
with nothing but spaces, brackets, commas, は, is or = between them. A wrong pair that a page quotes on purpose
stands between quotation marks, and passes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.lint.rule import finding
from kb.lint.tokens import codes_of, find_numbers, find_symbols, format_code, numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Prose, Reference

ID = "KB302"
BETWEEN = re.compile(r"[\s(（)）:：=＝/|]*(?:は|is|=)?[\s(（)）:：=＝/|]*\Z")
QUOTED = re.compile(r"「[^「」]*」|\"[^\"]*\"|“[^“”]*”")
LONGEST_GAP = 12


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each symbol whose neighbour is another code's value."""
    for part in page.parts:
        for prose in part.prose:
            yield from _lint(page, prose, reference)
        for code in part.codes:
            for offset, text in enumerate(code.text.split("\n"), 1):
                if "_" in text:
                    yield from _lint(page, prose_of(code.line + offset, text), reference)


def prose_of(line: int, text: str) -> Prose:
    """A line of code as prose."""
    from kb.lint.rule import Prose

    return Prose(line, text, text)


def _lint(page: Page, prose: Prose, reference: Reference) -> Iterator[Diagnostic]:
    symbols = list(find_symbols(prose.text))
    if not symbols:
        return
    numbers = list(find_numbers(prose.text))
    quoted = [match.span() for match in QUOTED.finditer(prose.text)]
    for symbol in symbols:
        if any(start <= symbol.start < end for start, end in quoted):
            continue
        codes = codes_of(symbol.text, reference.registry)
        true = {number for code in codes for number in numbers_of(code)}
        for number in numbers if codes else ():
            gap = prose.text[min(symbol.end, number.end):max(symbol.start, number.start)]
            if len(gap) <= LONGEST_GAP and BETWEEN.match(gap) and number.value not in true:
                yield finding(page.place(symbol.text, prose.line), ID, value=number.text, symbol=symbol.text,
                              true=", ".join(sorted({format_code(code) for code in codes})))
