"""KB118: a message pattern keeps enough of the message to tell this error from others.

Fails: `"*エラー*"`, `"*809*"` passes for neither: three digits stand in many texts. Passes: `"*エラー 809*"`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB118"
LEAST = 4
COMMON = ("エラー", "エラーコード", "接続できません", "失敗しました", "error", "errorcode", "failed", "cannotconnect")


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each pattern that says too little."""
    line = page.key_place("messages").line
    for pattern in getattr(page.content, "messages", ()):
        rest = "".join(character for character in pattern if character.isalnum()).lower()
        if len(rest) < LEAST or rest in COMMON:
            yield finding(page.place(pattern, line), ID, pattern=pattern, least=str(LEAST))
