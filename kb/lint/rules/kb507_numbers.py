"""KB507: codes, symbols, ports, protocol numbers, addresses and larger numbers are the same in source and
translation.

Translation is known to corrupt exactly these. They are compared part by part, as sets. Numbers below 100 are left
out unless they are a port or a protocol: they are often words in one language and digits in the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Location
from kb.lint.rule import finding
from kb.lint.tokens import fixed_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Part, Reference

ID = "KB507"


def lint_pair(source: Page, translation: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding at the translation for each number or name that only one of the two has."""
    theirs = {part.key: _tokens(part) for part in source.parts}
    for part in translation.parts:
        if part.key not in theirs:
            continue
        ours, expected = _tokens(part), theirs[part.key]
        for text in sorted(expected - ours):
            yield finding(Location(translation.path, part.line), ID, text=text, part=part.key)
        for text in sorted(ours - expected):
            line = next((prose.line for prose in part.prose if text in fixed_tokens(prose.text)), part.line)
            yield finding(translation.place(text, line), ID, variant="extra", text=text, part=part.key)


def _tokens(part: Part) -> set[str]:
    return fixed_tokens("\n".join(prose.text for prose in part.prose))
