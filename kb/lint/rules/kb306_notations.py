"""KB306: a decimal number and the hexadecimal one in brackets behind it, or the other way round, are the same
value.

Passes: `13810（0x35F2）`, `5（0x80070005）`, `-2147024891 (0x80070005)`. Fails: `13810（0x3614）`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.codes.decode import to_signed
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB306"
HEX_BEHIND = re.compile(r"(?<![\w.,-])(-?\d{1,10})\s?[（(]\s?(0x[0-9A-Fa-f]+)\s?[）)]")
DECIMAL_BEHIND = re.compile(r"(?<!\w)(0x[0-9A-Fa-f]+)\s?[（(]\s?(-?\d{1,10})\s?[）)]")


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each pair of numbers that differ."""
    for part in page.parts:
        for prose in part.prose:
            if "0x" not in prose.text:
                continue
            pairs = [(match[1], match[2]) for match in HEX_BEHIND.finditer(prose.text)]
            pairs += [(match[2], match[1]) for match in DECIMAL_BEHIND.finditer(prose.text)]
            for decimal, hexadecimal in pairs:
                if not _agree(int(decimal), int(hexadecimal, 16)):
                    yield finding(page.place(hexadecimal, prose.line), ID, decimal=decimal, hexadecimal=hexadecimal,
                                  right=f"0x{int(decimal) & 0xFFFFFFFF:X}")


def _agree(decimal: int, hexadecimal: int) -> bool:
    is_wrapped = hexadecimal >> 16 in (0x8007, 0xC007) and decimal == hexadecimal & 0xFFFF
    return is_wrapped or decimal in (hexadecimal, to_signed(hexadecimal))
