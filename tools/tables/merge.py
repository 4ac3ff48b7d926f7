"""Many sources, one row per name: votes on the value, the canonical name of each value.

Owns the majority rule and the conflicts. Reading the sources belongs to `sources`, the meaning of a name to `rules`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from tools.tables.found import Found
from tools.tables.rows import Row
from tools.tables.rules import find_kind, find_named, get_component
from tools.tables.sources import SOURCES

# The name to show where the votes of the sources do not say which of several is the usual one.
PREFERRED = {
    "win32": ("ERROR_SUCCESS", "ERROR_IO_PENDING"),
    "hresult": ("S_OK", "S_FALSE", "E_NOTIMPL", "E_NOINTERFACE", "E_POINTER", "E_ABORT", "E_FAIL", "E_UNEXPECTED",
                "E_ACCESSDENIED", "E_HANDLE", "E_OUTOFMEMORY", "E_INVALIDARG"),
    "ntstatus": ("STATUS_SUCCESS", "STATUS_PENDING", "STATUS_WAIT_0"),
    "ras": ("PENDING",),
}
HOME_PREFIX = {"win32": "ERROR_", "ntstatus": "STATUS_", "ras": "ERROR_"}
# Several components use one number: those that a helpdesk meets give the name, those of graphics and games do not.
USUAL = re.compile(r"(WBEM|COR|HTTP|VSS|SCHED|CLASS|REGDB|CO|RPC|STG|DISP|CERT|CRYPT|SEC|WU|EVENT|ERROR_INTERNET)_\w+")
UNUSUAL = re.compile(r"(ERROR_WINHTTP|NDIS|TDI|UIA|DXVA2|REC|BG_E_HTTP|MTS|E_MTS|DMO|VFW|TF|TS|XAPO)_\w+")


class Voice(msgspec.Struct, frozen=True):
    """One source's word on a name."""

    source: str
    value: int
    header: str
    component: str


class Conflict(msgspec.Struct, frozen=True):
    """A name on which lineages disagree: the value taken, and who says what."""

    family: str
    symbol: str
    taken: int
    said: tuple[tuple[int, tuple[str, ...]], ...]


LINEAGE = {source.name: source.lineage for source in SOURCES}
AUTHORITY = {name: place for place, name in enumerate(dict.fromkeys(source.lineage for source in SOURCES))}
WITNESSES = {source.name for source in SOURCES if source.witness}
PLACE = {source.name: place for place, source in enumerate(SOURCES)}


def collect_voices(found: Mapping[str, Iterable[Found]]) -> dict[tuple[str, str], list[Voice]]:
    """What the sources, by name, say of each (family, symbol): one voice per source and value, first header first."""
    voices: dict[tuple[str, str], list[Voice]] = defaultdict(list)
    for source in sorted(found, key=PLACE.__getitem__):
        seen: set[tuple[str, str, int]] = set()
        for constant in sorted(set(found[source])):
            named = find_named(constant)
            if named is None or (key := (named.family, named.symbol, named.value)) in seen:
                continue
            seen.add(key)
            voices[key[:2]].append(Voice(source, named.value, constant.header, named.component))
    return voices


def elect_value(voices: Sequence[Voice]) -> tuple[int, bool]:
    """The value that most lineages hold, and whether they disagree; the higher authority decides a tie."""
    held: dict[int, set[str]] = defaultdict(set)
    spoken: dict[str, str] = {}
    for voice in voices:
        lineage = LINEAGE[voice.source]
        if spoken.setdefault(lineage, voice.source) == voice.source:
            held[voice.value].add(lineage)
    best = max(held, key=lambda value: (len(held[value]), -min(AUTHORITY[name] for name in held[value]), -value))
    return best, len({voice.value for voice in voices}) > 1


def merge_voices(voices: Mapping[tuple[str, str], Sequence[Voice]]) -> tuple[list[Row], list[Conflict]]:
    """The rows, one canonical per (family, value), and the conflicts."""
    conflicts = []
    names: dict[tuple[str, int], list[tuple[str, list[Voice]]]] = defaultdict(list)
    for (family, symbol), said in sorted(voices.items()):
        if all(voice.source in WITNESSES for voice in said):
            continue
        value, disputed = elect_value(said)
        names[family, value].append((symbol, [voice for voice in said if voice.value == value]))
        if disputed:
            by_value = {other: tuple(f"{voice.header}@{voice.source}" for voice in said if voice.value == other)
                        for other in sorted({voice.value for voice in said})}
            conflicts.append(Conflict(family, symbol, value, tuple(by_value.items())))
    rows = []
    for (family, value), candidates in names.items():
        ranked = sorted((_rank_name(family, value, symbol, said), symbol) for symbol, said in candidates)
        shown = ranked[0][1]
        for symbol, said in candidates:
            origin = ";".join(f"{voice.header}@{voice.source}" for voice in said)
            component = get_component(family, symbol, value, {voice.component for voice in said})
            rows.append(Row(family, value, symbol, component, find_kind(family, symbol, value),
                            "canonical" if symbol == shown else "alias", origin))
    return sorted(rows, key=Row.order), conflicts


def _rank_name(family: str, value: int, symbol: str, said: Sequence[Voice]) -> tuple[bool | int, ...]:
    """Sort key, best first: no marker, preferred, in capitals, usual, many lineages, the family's prefix, short."""
    usual = 2 * bool(UNUSUAL.fullmatch(symbol)) - bool(USUAL.fullmatch(symbol))
    return (find_kind(family, symbol, value) == "marker", symbol not in PREFERRED.get(family, ()),
            family == "hresult" and not symbol.isupper(), usual, -len({LINEAGE[voice.source] for voice in said}),
            not symbol.startswith(HOME_PREFIX.get(family, "")), len(symbol))
