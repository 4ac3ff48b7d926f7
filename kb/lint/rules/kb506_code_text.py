"""KB506: commands, paths, keys and names between backticks are the same in source and translation, part by part.

Spans are compared as a set, since a sentence may repeat one; those with Japanese in them are words of the screen
and are not compared. Fenced blocks are compared line by line, comments aside.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from kb.diagnostics import Location
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Part, Reference
    from kb.pages.blocks import CodeBlock

ID = "KB506"
JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
COMMENT = re.compile(r"\s*(?:#|::|rem\s).*|\s+#\s.*", re.IGNORECASE)


def lint_pair(source: Page, translation: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding at the translation for each span or block that differs."""
    theirs = {part.key: part for part in source.parts}
    for part in translation.parts:
        other = theirs.get(part.key)
        if other is None:
            continue
        ours, expected = _spans(part), _spans(other)
        for text in sorted(expected.keys() - ours.keys()):
            yield finding(Location(translation.path, part.line), ID, text=text, part=part.key)
        for text in sorted(ours.keys() - expected.keys()):
            yield finding(translation.place(text, ours[text]), ID, variant="extra", text=text, part=part.key)
        for block, original in zip(part.codes, other.codes, strict=False):
            yield from _compare(translation, part, block, original)


def _spans(part: Part) -> dict[str, int]:
    return {span.text: span.line for span in part.spans if not JAPANESE.search(span.text)}


def _compare(page: Page, part: Part, block: CodeBlock, original: CodeBlock) -> Iterator[Diagnostic]:
    if block.language == "text" and JAPANESE.search(block.text + original.text):
        return  # What a screen shows in its own language.
    lines = zip_longest(block.text.split("\n"), original.text.split("\n"), fillvalue="")
    for offset, (ours, theirs) in enumerate(lines, 1):
        if COMMENT.sub("", ours).rstrip() != COMMENT.sub("", theirs).rstrip():
            yield finding(Location(page.path, block.line + offset), ID, variant="block", part=part.key,
                          text=ours or theirs)
            return
