"""KB213: bold text renders, in every viewer.

CommonMark does not take `**` for a mark when it touches punctuation on the inside and a letter on the outside,
which in Japanese happens at every bracket: `**「設定」**を` stays as it stands. So bold never stands directly beside
`「」（）。、`. Passes: `**設定** を開きます。`
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.diagnostics import Level, Location
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB213"
BRACKETS = "「」『』（）【】。、"
BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
CODE = re.compile(r"(`+).*?\1")


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each pair of marks that shows, or that stands beside a bracket."""
    lines = {prose.line for part in page.parts for prose in part.prose if "**" in prose.words}
    for line in sorted(lines):
        yield finding(page.place("**", line), ID)
    if page.locale != "ja":
        return
    for number, text in enumerate(page.lines[page.body_line - 1:], page.body_line):
        if "**" not in text or number in lines:
            continue
        plain = CODE.sub(lambda match: "x" * len(match[0]), text)
        for match in BOLD.finditer(plain):
            around = plain[max(match.start() - 1, 0):match.start()], match[1][0], match[1][-1], plain[match.end():][:1]
            beside = next((each for each in around if each and each in BRACKETS), "")
            if beside:
                yield finding(Location(page.path, number, match.start() + 1), ID, Level.WARNING, "beside",
                              character=beside)
