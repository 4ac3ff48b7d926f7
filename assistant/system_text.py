"""What Windows itself says of a code, asked from the system at run time. Elsewhere there is nothing to ask.

The text is the system's, in its language, and is shown beside ours as such; none of it is kept in the content.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kb.text.safe import make_safe_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb.codes.code import Code

ASKED = ("win32", "hresult")
UNKNOWN = "<no description>"
"""What Python gives for a number of which the system knows nothing."""


def find_system_text(code: Code, ask: Callable[[int], str] | None = None) -> str | None:
    """The system's message for a Win32 error or an HRESULT, on one line; None for other codes, for numbers without a
    message, and on other systems. `ask` stands in for the system."""
    if ask is None and sys.platform == "win32":
        from ctypes import FormatError

        ask = FormatError
    if ask is None or code.family not in ASKED or not isinstance(code.value, int):
        return None
    # FormatMessage takes the number as a signed one.
    text = make_safe_line(ask(code.value - 0x100000000 if code.value >= 0x80000000 else code.value)).strip()
    return text if text and text != UNKNOWN else None
