"""Style marks: which parts of a plain text are strong, code or dim, until a front end decides how to show it.

They are control characters, which content, queries and logs cannot contain (`kb.text.safe`).
"""

from __future__ import annotations

STRONG, CODE, DIM, HEADING, END = "\x01", "\x02", "\x03", "\x05", "\x06"
OPENING = frozenset((STRONG, CODE, DIM, HEADING))

_NONE: dict[int, str | None] = dict.fromkeys(map(ord, (STRONG, CODE, DIM, HEADING, END)))
_ANSI: dict[int, str | None] = {
    ord(STRONG): "\x1b[1m", ord(CODE): "\x1b[36m", ord(DIM): "\x1b[2m", ord(HEADING): "\x1b[1;34m", ord(END): "\x1b[0m",
}


def drop_marks(text: str) -> str:
    """The text without style."""
    return text.translate(_NONE)


def marks_to_ansi(text: str) -> str:
    """The text with the style as terminal sequences."""
    return text.translate(_ANSI)
