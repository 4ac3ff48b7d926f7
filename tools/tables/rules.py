"""What a constant is to the registry: its family, its component, its kind.

Owns the reading of `rules.tsv` (which constants of which headers are codes), `components.tsv` (who owns which part of
a numbering space) and the words that make a name a marker, a success or an information.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import msgspec

from tools.tables.found import HRESULT, NTSTATUS, NUMBER, WIN32, Found

RULES_FILE = Path(__file__).with_name("rules.tsv")
COMPONENTS_FILE = Path(__file__).with_name("components.tsv")
SIGNED_FAMILIES = ("esent",)
DEFAULT_COMPONENT = {"win32": "system", "hresult": "system", "ntstatus": "system"}
# Typed so, and yet no status: event log entries of drivers, and flags that one source types as HRESULT.
NOT_STATUS_HEADERS = ("ntiologc.h", "ntiologc.rs")
# One component's own names for a wrapped Win32 error (0x8007xxxx). The wrapped form is computed from the Win32
# code, and no such name may stand for it.
PRIVATE_WRAP = re.compile(r"(DI|DP|DPN|DPNH|DV|DS|DD|STI)ERR_\w+|(STRSAFE|INTSAFE)_E_\w+|E_PROP_\w+|PEER_E_DISK_FULL")
NOT_STATUS = re.compile(r"WDS\w+_CATEGORY|\w+_EVENT_ID|STATUS_SEVERITY_\w+")

MARKER = re.compile(r"""(FACILITY|FACILTIY|SEVERITY|STATUS_SEVERITY)_\w+
    | \w+(?<!_NOT_AT)(?<!_DIFFERENT)(?<!_IMAGE)(?<!_VTYPE)_BASE | \w+_ERROR_MASK | \w+(?<!_INNERMOST)_(FIRST|LAST)
    | \w+_STATUS(_EXTENDED)?_(BEGIN|END) | WLAN_REASON_CODE_\w+_END | ONEX_REASON_START | \w+_RANGE_SIZE
    | ISS_E_ISOSTORE_(START|END) | JET_errClientSpace(Begin|End)
    | WSABASEERR | RASBASE | RASBASEEND | ROUTEBASE | ROUTEBASEEND | MAX_NERR | ERROR_LAST_DHCP_\w+""", re.VERBOSE)
SUCCESS = re.compile(r"\w*(?<!NO)(?<!NOT)_SUCCESS|ERROR_SUCCESS_\w+|NO_?ERROR|NERR_Success|JET_errSuccess"
                     r"|LDAP_COMPARE_(TRUE|FALSE)")
INFORMATION = re.compile(r"PENDING|(ERROR|WSA)_IO_PENDING|(NDIS_)?STATUS_PENDING|TDI_PENDING"
                         r"|ERROR_ASYNC_REQUEST_PENDING"
                         r"|(STATUS_|WAIT_|WSA_WAIT_)(WAIT|ABANDONED|OBJECT|EVENT|IO_COMPLETION)(_\w+)?|WAIT_TIMEOUT"
                         r"|STATUS_((USER|KERNEL)_APC|ALERTED|TIMEOUT)|STILL_ACTIVE|DNS_(INFO|REQUEST|STATUS)_\w+"
                         r"|WARNING_\w+|JET_wrn\w+|LDAP_SASL_BIND_IN_PROGRESS|\w+_I_\w+")


class Rule(msgspec.Struct, frozen=True):
    """Constants of these headers with such a name and value are codes of the family.

    `group` is `*` for any, `-` for constants outside of enumerations and types.
    """

    headers: tuple[str, ...]
    group: str
    symbol: re.Pattern[str]
    low: int
    high: int
    family: str
    component: str

    def holds(self, found: Found, value: int) -> bool:
        """Whether the constant falls under the rule; `value` is signed or not as the family wants it."""
        return (self.low <= value <= self.high and self.group in ("*", found.group or "-")
                and any(fnmatchcase(found.header, pattern) for pattern in self.headers)
                and self.symbol.fullmatch(found.symbol) is not None)


class Named(msgspec.Struct, frozen=True):
    """A constant as the registry keys it, and the component that its rule states (`` where it states none)."""

    family: str
    symbol: str
    value: int
    component: str


@cache
def load_rules() -> tuple[Rule, ...]:
    """The rules in their order; the first that holds decides."""
    rules = []
    for line in RULES_FILE.read_text("utf-8").splitlines()[1:]:
        headers, group, symbol, low, high, family, component = line.split("\t")
        rules.append(Rule(tuple(headers.split()), group, re.compile(symbol), int(low, 0), int(high, 0), family,
                          "" if component == "-" else component))
    return tuple(rules)


def find_named(found: Found) -> Named | None:
    """What the constant is to the registry; None where it is no code."""
    value = found.value & 0xFFFFFFFF
    if not -0x80000000 <= found.value <= 0xFFFFFFFF or NOT_STATUS.fullmatch(found.symbol):
        return None
    for rule in load_rules():
        signed = found.value if rule.family in SIGNED_FAMILIES else value
        if found.form in (NUMBER, WIN32) and rule.holds(found, signed):
            return Named(rule.family, found.symbol, signed, rule.component)
    if found.header in NOT_STATUS_HEADERS:
        return None
    if found.form == HRESULT:
        small = 0 < value <= 0xFFFF and found.symbol != "S_FALSE"
        private = value >> 16 == 0x8007 and PRIVATE_WRAP.fullmatch(found.symbol)
        return None if small or private else Named("hresult", found.symbol, value, "")
    if found.form == NTSTATUS:
        return Named("ntstatus", found.symbol, value, "")
    if found.form == WIN32:
        return Named("win32" if value <= 0xFFFF else "hresult", found.symbol, value, "")
    return None


def find_kind(family: str, symbol: str, value: int) -> str:
    """The kind of a code: `marker`, `success`, `information` or `error`."""
    if MARKER.fullmatch(symbol):
        return "marker"
    severity = value >> 30 if family in ("hresult", "ntstatus") else None
    if severity in (2, 3):
        return "error"
    if severity == 1 or INFORMATION.fullmatch(symbol):
        return "information"
    return "success" if severity == 0 or SUCCESS.fullmatch(symbol) or value == 0 else "error"


@cache
def load_components() -> tuple[tuple[tuple[str, re.Pattern[str], str], ...], dict[tuple[str, int], str],
                               tuple[tuple[str, int, int, str], ...]]:
    """The component rules: by symbol, by facility, by range of values."""
    symbols, facilities, ranges = [], {}, []
    for line in COMPONENTS_FILE.read_text("utf-8").splitlines()[1:]:
        family, by, key, component = line.split("\t")
        if by == "symbol":
            symbols.append((family, re.compile(key), component))
        elif by == "facility":
            facilities[family, int(key)] = component
        else:
            low, _, high = key.partition("-")
            ranges.append((family, int(low), int(high), component))
    return tuple(symbols), facilities, tuple(ranges)


def get_component(family: str, symbol: str, value: int, stated: Iterable[str]) -> str:
    """The component: as the rules state it, else by name, by range, by facility, else the family's own."""
    named = sorted(word for word in stated if word)
    if named:
        return named[0]
    symbols, facilities, ranges = load_components()
    for name, pattern, component in symbols:
        if name == family and pattern.fullmatch(symbol):
            return component
    for name, low, high, component in ranges:
        if name == family and low <= value <= high:
            return component
    facility = value >> 16 & (0x7FF if family == "hresult" else 0xFFF)
    return facilities.get((family, facility), DEFAULT_COMPONENT.get(family, family))
