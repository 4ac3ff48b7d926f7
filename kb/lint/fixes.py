"""Fixes: the mistakes of a page that can be mended without knowing what it says.

Owns what is safe: the width of letters, digits and kana, spaces beside Latin words, broken lines of Japanese
paragraphs, spaces at the end of lines. Code, addresses, front matter and tables are left as they are. Writing the
file belongs to the command, which also holds that a fix brings no new mistake.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from kb.lint.rules.kb214_soft_break import FENCE, broken_lines
from kb.lint.rules.kb215_width import JAPANESE, KANA, NARROW

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = re.compile(r"(`+[^`\n]+`+|\]\([^()\n]*\)|\{[^{}\n]*\}|https?://[^\s)）」]+)")
TOUCHING = re.compile(rf"(?<=[{JAPANESE}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[{JAPANESE}])")
ENDS_JAPANESE = re.compile(rf"[{JAPANESE}]\Z")
STARTS_JAPANESE = re.compile(rf"[{JAPANESE}]")
WIDE = "WF"


def fix_page(text: str, locale: str) -> str:
    """The page with what can safely be mended mended; the same text when there is nothing."""
    lines = text.split("\n")
    first = _body_line(lines)
    if locale == "ja":
        for number in reversed(broken_lines(lines, first)):
            lines[number - 2] = _join(lines[number - 2], lines.pop(number - 1))
    return "\n".join([*lines[:first - 1], *_fix_lines(lines[first - 1:], locale)])


def _body_line(lines: list[str]) -> int:
    if lines[0].rstrip() != "---":
        return 1
    end = next((number for number, line in enumerate(lines[1:], 2) if line.rstrip() == "---"), len(lines))
    return end + 1


def _join(before: str, after: str) -> str:
    after = after.lstrip().removeprefix("> ").lstrip()
    edges = [each for each in (before.rstrip()[-1:], after[:1]) if each]
    wide = [unicodedata.east_asian_width(each) in WIDE for each in edges]
    # Full-width punctuation brings its own space.
    is_tight = all(wide) or any(unicodedata.category(each)[0] == "P" for each, is_wide in zip(edges, wide, strict=True)
                                if is_wide)
    return before.rstrip() + ("" if is_tight else " ") + after


def _fix_lines(lines: list[str], locale: str) -> Iterator[str]:
    in_fence = False
    for line in lines:
        if FENCE.match(line):
            in_fence = not in_fence
        if in_fence or FENCE.match(line):
            yield line
        elif locale == "ja" and not line.lstrip().startswith("|"):
            yield _fix_japanese(line.rstrip())
        else:
            yield line.rstrip()


def _fix_japanese(line: str) -> str:
    parts = KEPT.split(line)
    for number, part in enumerate(parts):
        if number % 2 == 0:
            part = NARROW.sub(lambda match: unicodedata.normalize("NFKC", match[0]), part)
            part = KANA.sub(lambda match: unicodedata.normalize("NFKC", match[0]), part)
            parts[number] = TOUCHING.sub(" ", part)
    for number in range(1, len(parts), 2):
        if parts[number].startswith("`"):
            if ENDS_JAPANESE.search(parts[number - 1]):
                parts[number - 1] += " "
            if STARTS_JAPANESE.match(parts[number + 1]):
                parts[number + 1] = " " + parts[number + 1]
    return "".join(parts)
