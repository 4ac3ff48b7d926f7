"""KB216: a link goes to https, or to a page of the content by its relative path.

Fails: `http://…`, `file:…`, `/ipsec/…`, `mailto:…`, and an empty address.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB216"
FORM = re.compile(r"https://[^\s/]+\.\S+\Z|(?:\.\./)*(?:[\w.-]+/)*[\w.-]+\.md(?:#[a-z0-9-]+)?\Z|#[a-z0-9-]+\Z")


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each link of another form."""
    for part in page.parts:
        for link in part.links:
            if not FORM.match(link.text):
                yield finding(page.place(f"({link.text}", link.line), ID, href=link.text)
