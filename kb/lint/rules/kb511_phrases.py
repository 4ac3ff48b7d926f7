"""KB511: both languages have the same phrases, with the same placeholders.

Plural forms count as one phrase: a language that needs no `.one` has `.other` alone, or neither.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kb.diagnostics import Diagnostic, Location
    from kb.lint.rule import Page, Reference

ID = "KB511"
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
FORMS = re.compile(r"\.(?:one|other)\Z")


def lint_pair(source: Page, translation: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding where a phrase is missing, in either file, and where its placeholders differ."""
    if source.kind != "phrases" or not isinstance(source.content, dict) or not isinstance(translation.content, dict):
        return
    theirs, ours = _by_key(source.content), _by_key(translation.content)
    for page, table, other in ((translation, ours, theirs), (source, theirs, ours)):
        for key in sorted(other.keys() - table.keys()):
            yield finding(_place(page, key), ID, key=key)
    for key in sorted(ours.keys() & theirs.keys()):
        if ours[key] - {"n"} != theirs[key] - {"n"}:
            yield finding(_place(translation, key), ID, variant="placeholders", key=key,
                          ours=", ".join(sorted(ours[key])), theirs=", ".join(sorted(theirs[key])))


def _by_key(table: Mapping[str, str]) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for key, text in table.items():
        out.setdefault(FORMS.sub("", key), set()).update(PLACEHOLDER.findall(text))
    return out


def _place(page: Page, key: str) -> Location:
    """Where a key stands, or the deepest of its parents that there is."""
    line = 1
    for name in key.split(".")[1:]:
        line = page.place(f"{name}:", line).line
    return page.place(key.rpartition(".")[2] + ":", line)
