"""Found: one constant as one source states it.

Owns the value that every reader returns. What the constant means to the registry belongs to `rules`.
"""

from __future__ import annotations

import msgspec

# How the source writes the value, where it says so: the type, the cast or the macro around it.
HRESULT, NTSTATUS, WIN32, NUMBER = "hresult", "ntstatus", "win32", "number"


class Found(msgspec.Struct, frozen=True, order=True):
    """A name and its number in one header.

    `value` is the number as written, negative where it is written so. `form` is `hresult`, `ntstatus` or `win32` where
    the source types it so, otherwise `number`. `header` is the file (or module) name, `group` the enumeration or type
    it belongs to, if any.
    """

    symbol: str
    value: int
    form: str
    header: str
    group: str = ""
