"""Code and Family: what identifies an error code, and how its family writes the value.

Owns the identity `family:value` and the table of shipped families. Which codes exist belongs to `registry`, reading
a text as a code to `notation`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

FAMILIES_FILE = Path(__file__).with_name("families.tsv")


class Code(msgspec.Struct, frozen=True, order=True):
    """A family and a value.

    The value is the unsigned number for numeric families (signed where the family's notation is `signed`), and the
    text as printed for families whose notation is `text`.
    """

    family: str
    value: int | str

    def __str__(self) -> str:
        return f"{self.family}:{format_value(self)}"


class Family(msgspec.Struct, frozen=True):
    """A numbering space: how its values are written, their width and range, and who owns it."""

    name: str
    notation: str
    bits: int = 32
    low: int = 0
    high: int = 0xFFFFFFFF
    owner: str = ""


class OwnFamily(NamedTuple):
    """A family of a team's own. `pattern` is how people write its codes, empty when only listed codes are read;
    `notation` how they are printed, with `{1}` for the first group of the pattern. With `listed`, a code that the
    family's table does not have does not exist."""

    name: str
    pattern: str = ""
    notation: str = ""
    listed: bool = False


class BadCodeError(ValueError):
    """A text that is not `family:value`; `reason` is `form` (no such form) or `value` (not the family's notation)."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{text!r} is not a code id ({reason})")
        self.text = text
        self.reason = reason


@cache
def load_families() -> dict[str, Family]:
    """The shipped families by name, from `families.tsv`."""
    rows = [line.split("\t") for line in FAMILIES_FILE.read_text("utf-8").splitlines()[1:] if line]
    return {name: Family(name, notation, int(bits), int(low), int(high), owner)
            for name, notation, bits, low, high, owner in rows}


def format_value(code: Code) -> str:
    """The value as the family prints it: `13801`, `0x80070005`, `0x7B`, `-1018`; as it stands where the family is
    not a shipped one."""
    if isinstance(code.value, str):
        return code.value
    family = load_families().get(code.family)
    match family.notation if family else "decimal":
        case "hex8":
            return f"0x{code.value:08X}"
        case "hex":
            return f"0x{code.value:X}"
        case _:
            return str(code.value)


def parse_code(text: str) -> Code:
    """The code that an id such as `win32:13801` names. Hex and decimal are both read; raises BadCodeError."""
    name, colon, value = text.strip().partition(":")
    if not colon or not name or not value:
        raise BadCodeError(text, "form")
    family = load_families().get(name)
    if family is None or family.notation == "text":
        return Code(name, value.strip())
    try:
        number = int(value, 16 if value.lower().startswith("0x") else 10)
    except ValueError as error:
        raise BadCodeError(text, "value") from error
    if not family.low <= number <= family.high:
        raise BadCodeError(text, "value")
    return Code(name, number)


def squeeze_symbol(text: str) -> str:
    """A symbol as it is indexed: lower case, without underscores and spaces (Markdown eats underscores)."""
    return text.lower().replace("_", "").replace(" ", "")
