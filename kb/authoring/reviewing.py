"""Reviewing: a translation that a person compared with its source gets the digest of that source.

Owns the change of one line of text. Which page is the source belongs to `kb.pages.pairing`, writing to `writing`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LINE = re.compile(r'^(translates:)[ \t]*("[^"\n]*"|[^#\n]*?)([ \t]*(?:#[^\n]*)?)$', re.MULTILINE)


class Review(NamedTuple):
    """What a review of one page comes to: the digests before and after, and the whole text to be written."""

    before: str
    after: str
    text: str


def set_digest(text: str, digest: str) -> Review | None:
    """The page with the digest of its source in its front matter, all else as it was; None without a `translates:`."""
    end = text.find("\n---", 3)
    match = LINE.search(text, 0, max(end, 0))
    if match is None:
        return None
    before = match[2].strip('"')
    return Review(before, digest, f'{text[:match.start()]}{match[1]} "{digest}"{match[3]}{text[match.end():]}')
