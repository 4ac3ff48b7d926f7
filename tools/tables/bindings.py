"""Constants of bindings in other languages that were generated from the same headers.

Owns one reader per language: Go, Rust (winapi), Python lists (pywin32), Python projections of the Windows metadata,
Zig's enumerations. C belongs to `c_headers`.
"""

from __future__ import annotations

import re
from pathlib import Path

from tools.tables.expressions import UnreadableError, evaluate
from tools.tables.found import HRESULT, NTSTATUS, NUMBER, WIN32, Found

GO = re.compile(r"^\s*(\w+)\s+(syscall\.Errno|Errno|Handle|NTStatus)\s*=\s*(0x[0-9A-Fa-f]+|\d+)\s*$", re.MULTILINE)
GO_FORMS = {"syscall.Errno": WIN32, "Errno": WIN32, "Handle": HRESULT, "NTStatus": NTSTATUS}
RUST = re.compile(r"^\s*pub const (\w+)\s*:\s*(\w+)\s*=\s*([^;]+);", re.MULTILINE)
RUST_FORMS = {"HRESULT": HRESULT, "NTSTATUS": NTSTATUS, "SCODE": HRESULT, "DWORD": NUMBER, "NET_API_STATUS": NUMBER,
              "ULONG": NUMBER, "c_long": NUMBER, "c_int": NUMBER, "LONG": NUMBER, "UINT": NUMBER, "RPC_STATUS": WIN32}
PYTHON = re.compile(r"^(\w+)\s*=\s*(.+?)\s*(?:#.*)?$", re.MULTILINE)
METADATA = re.compile(r"^([A-Za-z_]\w*): ([\w.]+) = (-?\d+)$", re.MULTILINE)
METADATA_FORMS = {"HRESULT": HRESULT, "NTSTATUS": NTSTATUS, "WIN32_ERROR": WIN32}
ZIG_STATUS = re.compile(r"(RPC|DBG|STATUS|EPT)_")
ZIG_WIN32 = re.compile(r"(DNS_(ERROR|INFO|WARNING|STATUS)|WSA|RPC_[SX]|EPT_S|OR|WAIT|SEC_E|CERT_E|CRYPT_E|WARNING)_?")
ZIG_MEMBER = re.compile(r"^\s*(\w+) = (0x[0-9A-Fa-f]+|\d+),", re.MULTILINE)


def parse_go(text: str, header: str) -> list[Found]:
    """Typed constants of x/sys/windows: Errno is Win32, Handle an HRESULT, NTStatus an NTSTATUS."""
    return [Found(symbol, int(value, 0), GO_FORMS[kind], header) for symbol, kind, value in GO.findall(text)]


def parse_rust(text: str, header: str) -> list[Found]:
    """`pub const NAME: TYPE = value;` of the types that hold status values; sums and names are evaluated."""
    text = re.sub(r"//[^\n]*", "", text)
    rows = [(symbol, kind, re.sub(r"\bas\s+\w+", "", value)) for symbol, kind, value in RUST.findall(text)]
    names = {symbol: value for symbol, _, value in rows}
    found = []
    for symbol, kind, value in rows:
        if kind not in RUST_FORMS:
            continue
        try:
            number, _ = evaluate(value.replace("_", "") if value[:2] == "0x" else value, names, {})
        except UnreadableError:
            continue
        found.append(Found(symbol, number, RUST_FORMS[kind], header))
    return found


def parse_python(text: str, header: str) -> list[Found]:
    """`NAME = value` lines. A list of plain numbers states no type."""
    rows = PYTHON.findall(text)
    names = dict(rows)
    found = []
    for symbol, value in rows:
        try:
            number, _ = evaluate(value, names, {})
        except UnreadableError:
            continue
        found.append(Found(symbol, number, NUMBER, header))
    return found


def parse_metadata(text: str, module: str) -> list[Found]:
    """`NAME: Type = number` lines of a metadata projection; the last word of the type is the group."""
    found = []
    for symbol, kind, value in METADATA.findall(text):
        group = kind.rpartition(".")[2]
        found.append(Found(symbol, int(value), METADATA_FORMS.get(group, NUMBER), module,
                           "" if group in ("UInt32", "Int32") else group))
    return found


def load_metadata(folder: Path) -> list[Found]:
    """The constants of every module below the folder of a metadata projection, such as `Win32.Foundation`."""
    found = []
    for path in sorted(folder.rglob("__init__.py")):
        parts = path.relative_to(folder).parts[:-1]
        found.extend(parse_metadata(path.read_text("utf-8"), ".".join(parts)))
    return found


def parse_zig(text: str, header: str) -> list[Found]:
    """Members of the Win32 or NTSTATUS enumeration of Zig's library.

    These drop the usual prefix, and it is put back here by a guess.
    """
    status = "ntstatus" in header
    whole, prefix, form = ((ZIG_STATUS, "STATUS_", NTSTATUS) if status else (ZIG_WIN32, "ERROR_", WIN32))
    return [Found(symbol if whole.match(symbol) else f"{prefix}{symbol}", int(value, 0), form, header)
            for symbol, value in ZIG_MEMBER.findall(text)]
