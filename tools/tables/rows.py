"""Row: one line of a table, how its value is written, and the files of tables.

Owns the format of `kb/codes/tables/*.tsv`. What a row says belongs to `merge`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

COLUMNS = ("family", "value", "symbol", "component", "kind", "rank", "origin")
KINDS = ("error", "success", "information", "marker")
RANKS = ("canonical", "alias")
HEX8, HEX = ("hresult", "ntstatus", "print"), ("bugcheck", "rdp")
# Hand-made tables lie beside the generated ones and are never written by this package.
HAND_PREFIX = "hand-"


class Row(msgspec.Struct, frozen=True):
    """One name of one code. `value` is unsigned, except in `esent`."""

    family: str
    value: int
    symbol: str
    component: str
    kind: str
    rank: str
    origin: str

    def order(self) -> tuple[str, int, bool, str]:
        """Sort key: family, unsigned value, canonical first, symbol."""
        return self.family, self.value & 0xFFFFFFFF, self.rank != "canonical", self.symbol


def format_value(family: str, value: int) -> str:
    """The value in the notation of its family."""
    if family in HEX8:
        return f"0x{value:08X}"
    return f"0x{value:X}" if family in HEX else str(value)


def format_table(rows: Iterable[Row]) -> str:
    """The text of a table: the header line, then the rows in order."""
    lines = ["\t".join(COLUMNS)]
    for row in sorted(rows, key=Row.order):
        value = format_value(row.family, row.value)
        lines.append("\t".join((row.family, value, row.symbol, row.component, row.kind, row.rank, row.origin)))
    return "\n".join(lines) + "\n"


def parse_table(text: str) -> list[Row]:
    """The rows of a table; raises ValueError where a line has not seven columns or a value is no number."""
    rows = []
    for line in text.splitlines()[1:]:
        family, value, *rest = line.split("\t")
        symbol, component, kind, rank, origin = rest
        rows.append(Row(family, int(value, 0), symbol, component, kind, rank, origin))
    return rows


def load_tables(folder: Path) -> list[Row]:
    """The rows of all generated tables, by file name."""
    return [row for path in find_tables(folder) for row in parse_table(path.read_text("utf-8"))]


def find_tables(folder: Path) -> list[Path]:
    """The generated tables of a folder, by name."""
    return [path for path in sorted(folder.glob("*.tsv")) if not path.name.startswith(HAND_PREFIX)]


def count_rows(rows: Iterable[Row]) -> tuple[int, int]:
    """Symbols and distinct codes, markers not counted."""
    shown = [row for row in rows if row.kind != "marker"]
    return len({(row.family, row.symbol) for row in shown}), len({(row.family, row.value) for row in shown})
