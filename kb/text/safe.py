"""Safe text: control characters of content, queries and pasted logs, made visible before they reach a screen.

A terminal acts on ESC, C1 controls and, in what it shows, on bidirectional overrides. None of them has a meaning in
our content, so they become caret notation (`^[`) or, where they are invisible, go away.
"""

from __future__ import annotations

import re

_TABLE: dict[int, str | None] = {
    **{code: "^" + chr(code + 0x40) for code in range(0x20) if chr(code) not in "\t\n"},
    0x7F: "^?",
    **{code: "^[" + chr(code - 0x40) for code in range(0x80, 0xA0)},
    **{code: None for code in (
        *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0x061C, *range(0xFFF9, 0xFFFC),
    )},
    **dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}"),
}


# Translating is slow, and hardly any text needs it.
_UNSAFE = re.compile(f"[{''.join(map(re.escape, map(chr, _TABLE)))}]")


def make_safe(text: str) -> str:
    """The text with control characters in caret notation, invisible format characters and bidirectional controls
    removed, lone surrogates replaced. Tabs and line feeds stay."""
    return text.translate(_TABLE) if _UNSAFE.search(text) else text


def make_safe_line(text: str) -> str:
    """The same on one line: tabs and line feeds become spaces."""
    return make_safe(text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ").replace("\r", " "))
