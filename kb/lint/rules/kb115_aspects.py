"""KB115: the aspects of a page, and their values, are those that `terms.yaml` lists.

An aspect that is not listed would never be asked for, so it would separate nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB115"


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each unknown aspect and each unknown value."""
    facts = getattr(page.content, "facts", None)
    listed = reference.terms[page.locale].aspects
    line = page.key_place("aspects").line
    for name, values in (facts.aspects if facts is not None else {}).items():
        if name not in listed:
            yield finding(page.place(f"{name}:", line), ID, name=name, known=", ".join(listed))
            continue
        known = listed[name].values
        at = page.place(f"{name}:", line).line
        for value in values:
            if value not in known:
                yield finding(page.place(value, at), ID, variant="value", name=name, value=value,
                              known=", ".join(known))
