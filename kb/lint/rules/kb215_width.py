"""KB215: Japanese pages use half-width digits and Latin letters, full-width punctuation between Japanese, no half-width
kana, and a space between Japanese and Latin words.

Passes: `IPsec の UDP 500（IKE）を開きます。` Fails: `ＩＰｓｅｃ`, `５００`, `ﾎﾟｰﾄ`, `開きます.`, `ポート(UDP)`,
`IPsecの`. Code spans are left alone. `naze check --fix` corrects all of them but the punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from kb.diagnostics import Level
from kb.lint.rule import CODE_MARK, finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB215"
JAPANESE = "\u3041-\u309f\u30a0-\u30fa\u30fc-\u30ff\u3400-\u9fff々〆"
NARROW = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
KANA = re.compile("[\uff61-\uff9f]+")
PUNCTUATION = re.compile(
    rf"(?<=[{JAPANESE}])[,.!?:;]|(?<=[{JAPANESE}])\((?=.*\))|(?<=[{JAPANESE}])\)")
SPACE = re.compile(rf"[{JAPANESE}][A-Za-z0-9]|[A-Za-z0-9%][{JAPANESE}]|[{JAPANESE}]{CODE_MARK}|{CODE_MARK}[{JAPANESE}]")
WIDE = str.maketrans(",.!?:;()", "、。！？：；（）")


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each run of characters of the wrong width, and each missing space."""
    if page.locale != "ja":
        return
    for part in page.parts:
        for prose in part.prose:
            words = prose.words
            if words.isascii():
                continue
            for match in NARROW.finditer(words):
                yield finding(page.place(match[0], prose.line), ID, variant="narrow", text=match[0],
                              better=unicodedata.normalize("NFKC", match[0]))
            for match in KANA.finditer(words):
                yield finding(page.place(match[0], prose.line), ID, variant="kana", text=match[0],
                              better=unicodedata.normalize("NFKC", match[0]))
            for match in PUNCTUATION.finditer(words):
                around = words[max(match.start() - 3, 0):match.end()]
                yield finding(page.place(around.split(CODE_MARK)[-1], prose.line), ID, Level.WARNING, text=match[0],
                              better=match[0].translate(WIDE))
            for match in SPACE.finditer(words):
                shown = match[0].replace(CODE_MARK, "`")
                yield finding(page.place(shown, prose.line), ID, Level.WARNING, "space", text=shown,
                              better=f"{shown[0]} {shown[1]}")
