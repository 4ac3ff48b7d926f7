"""What a 32-bit code says by itself: severity, facility, owner bits, and the code that it wraps.

Computed, never stored. Which codes exist belongs to `registry`; facility names are data in `facilities.tsv`.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import msgspec

from kb.codes.code import Code, format_value
from kb.codes.data_rows import load_rows

FACILITY_WIN32 = 7
FACILITY_ITF = 4
NT_BIT = 0x10000000
CUSTOMER_BIT = 0x20000000
_HRESULT_SEVERITIES = ("success", "error")
_NTSTATUS_SEVERITIES = ("success", "information", "warning", "error")


class Wrapped(NamedTuple):
    """A code inside another: how it is wrapped (`hresult_win32`, `hresult_ras`, `hresult_nt`, `ntstatus_win32`)."""

    form: str
    code: Code


class Decoded(msgspec.Struct, frozen=True):
    """The parts of a 32-bit code.

    `facility_name` is empty where the list of facilities has none, and where the customer bit says that the number
    is another maker's.
    """

    severity: str
    facility: int
    facility_name: str
    number: int
    customer: bool
    nt: bool


class Notation(NamedTuple):
    """One way to write a value: `form` is `decimal`, `hex`, `hresult`, `signed` or `unsigned`."""

    form: str
    text: str


@cache
def load_facilities() -> dict[tuple[str, int], str]:
    """Short names of facilities, by family (`hresult` or `ntstatus`) and number."""
    return {(family, int(number)): name for family, number, name in load_rows("facilities.tsv")}


def decode(code: Code) -> Decoded | None:
    """The parts of an HRESULT or NTSTATUS; None for other families, whose numbers have no parts."""
    value = code.value
    if not isinstance(value, int) or code.family not in ("hresult", "ntstatus"):
        return None
    if code.family == "hresult":
        facility = value >> 16 & 0xFFF
        severity = _HRESULT_SEVERITIES[value >> 31]
        nt = bool(value & NT_BIT)
    else:
        facility = value >> 16 & 0xFFF
        severity = _NTSTATUS_SEVERITIES[value >> 30]
        nt = False
    customer = bool(value & CUSTOMER_BIT)
    name = "" if customer else load_facilities().get((code.family, facility), "")
    return Decoded(severity, facility, name, value & 0xFFFF, customer, nt)


@cache
def unwrap(code: Code) -> tuple[Wrapped, ...]:
    """The codes that an HRESULT or NTSTATUS may wrap, whether they exist or not."""
    value = code.value
    if not isinstance(value, int):
        return ()
    low = value & 0xFFFF
    if code.family == "hresult":
        if value >> 16 == 0x8007:
            ras = (Wrapped("hresult_ras", Code("ras", low)),) if 600 <= low <= 999 else ()
            return (*ras, Wrapped("hresult_win32", Code("win32", low)))
        if value & NT_BIT and value >> 30 >= 2:
            return (Wrapped("hresult_nt", Code("ntstatus", value & ~NT_BIT)),)
    elif code.family == "ntstatus" and value >> 16 == 0xC007:
        return (Wrapped("ntstatus_win32", Code("win32", low)),)
    return ()


def wrap(code: Code) -> Code | None:
    """The HRESULT by which other programs show a Win32, RAS or NTSTATUS error; None where there is none."""
    if not isinstance(code.value, int):
        return None
    if code.family in ("win32", "ras") and 0 < code.value <= 0xFFFF:
        return Code("hresult", 0x80070000 | code.value)
    if code.family == "ntstatus" and code.value >> 30 >= 2:
        return Code("hresult", code.value | NT_BIT)
    return None


def bare_forms(code: Code) -> frozenset[Code]:
    """The code with everything that it wraps, to compare codes across their wrappings. A print dialog's number counts
    as the Win32 error of that number."""
    same = {code, *(wrapped.code for wrapped in unwrap(code))}
    if code.family == "print":
        same.add(Code("win32", code.value))
    return frozenset(same)


def to_signed(value: int) -> int:
    """An unsigned 32-bit value as a signed one."""
    return value - 0x100000000 if value >= 0x80000000 else value


def format_notations(code: Code) -> tuple[Notation, ...]:
    """The ways in which programs print the code, the family's own first."""
    value = code.value
    if not isinstance(value, int):
        return (Notation("text", value),)
    if value < 0:
        return Notation("signed", str(value)), Notation("hex", f"0x{value & 0xFFFFFFFF:08X}")
    if code.family in ("hresult", "ntstatus") and value >= 0x80000000:
        return (Notation("hex", f"0x{value:08X}"), Notation("signed", str(to_signed(value))),
                Notation("unsigned", str(value)))
    own = format_value(code)
    hexadecimal = own if own.startswith("0x") else f"0x{value:X}"
    forms = [Notation("hex", hexadecimal), Notation("decimal", str(value))]
    if not own.startswith("0x"):
        forms.reverse()
    wrapped = wrap(code) if code.family in ("win32", "ras") else None
    if wrapped is not None and isinstance(wrapped.value, int):
        forms += [Notation("hresult", f"0x{wrapped.value:08X}"), Notation("signed", str(to_signed(wrapped.value))),
                  Notation("unsigned", str(wrapped.value))]
    return tuple(forms)
