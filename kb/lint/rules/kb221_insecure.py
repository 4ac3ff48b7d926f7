"""KB221: advice that weakens security stands in a section with a warning that says what it costs.

What weakens security is data (`patterns/insecure.tsv`): switching off the firewall, network level authentication,
certificate checks or signing, SMB 1, `AllowEncryptionOracle`, `RpcAuthnLevelPrivacyEnabled`, weak encryption, guest
logon … A warning counts in the same section; for a cause, anywhere in that cause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Part, Reference

ID = "KB221"


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each paragraph or command line with such advice and no warning."""
    whole = "\n".join(text for part in page.parts for _, text in _texts(part))
    lowered = whole.lower()
    patterns = [pattern for pattern in reference.patterns.insecure
                if pattern.may_match(lowered) and pattern.expression.search(whole)]
    if not patterns:
        return
    warned = {_section(part) for part in page.parts if "W[" in part.shape}
    for part in page.parts:
        if _section(part) in warned or part.key == "title":
            continue
        for line, text in _texts(part):
            for pattern in patterns:
                if match := pattern.expression.search(text):
                    yield finding(page.place(match[0][:20], line), ID, name=pattern.name, text=match[0])


def _section(part: Part) -> str:
    return "/".join(part.key.split("/")[:2])


def _texts(part: Part) -> Iterator[tuple[int, str]]:
    for prose in part.prose:
        yield prose.line, prose.text
    for code in part.codes:
        for offset, text in enumerate(code.text.split("\n"), 1):
            yield code.line + offset, text
