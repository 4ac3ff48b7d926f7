"""KB226: pages use the approved form of a term, and none of the forms that `terms.yaml` forbids.

A form in Latin letters is met as a whole word, one in kana only where no kana of the same kind goes on: `サーバ` is
met in `サーバを` and not in `サーバー`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kb.diagnostics import Level
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference
    from kb.pages.words import Term

ID = "KB226"
KATAKANA = "\u30a1-\u30fa\u30fc"


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each forbidden form."""
    terms = reference.terms.get(page.locale)
    expression, better = _expression(terms.terms) if terms is not None else (None, {})
    if expression is None:
        return
    for part in page.parts:
        for prose in part.prose:
            for match in expression.finditer(prose.words):
                yield finding(page.place(match[0], prose.line), ID, Level.WARNING, text=match[0],
                              better=better[match[0].lower()])


@lru_cache(8)
def _expression(terms: tuple[Term, ...]) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    better = {form.lower(): term.term for term in terms for form in term.forbidden}
    forms = sorted(better, key=len, reverse=True)
    return (re.compile("|".join(map(_bounded, forms)), re.IGNORECASE) if forms else None), better


def _bounded(form: str) -> str:
    before = after = ""
    if re.match(rf"[{KATAKANA}]", form):
        before = rf"(?<![{KATAKANA}])"
    elif re.match(r"\w", form, re.ASCII):
        before = r"(?<![A-Za-z0-9])"
    if re.search(rf"[{KATAKANA}]\Z", form):
        after = rf"(?![{KATAKANA}])"
    elif re.search(r"\w\Z", form, re.ASCII):
        after = r"(?![A-Za-z0-9])"
    return before + re.escape(form) + after
