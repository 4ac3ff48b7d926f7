"""The registry: which codes exist, what they are called, how often they are met.

Owns the reading of `tables/*.tsv` and `weights.tsv` and the tables of the index that hold them. Reading a text as a
code belongs to `notation`, computed forms to `decode`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kb.codes.code import Code, OwnFamily, format_value, load_families, squeeze_symbol

if TYPE_CHECKING:
    import sqlite3

TABLES_FOLDER = Path(__file__).with_name("tables")
WEIGHTS_FILE = Path(__file__).with_name("weights.tsv")
MARKER_RANK = 2
MOST_KNOWN = 16_384
_LOW_PREFIXES = ("error", "status", "e", "ntstatus", "hresult", "wsae", "wsa")

TABLES = """
CREATE TABLE code (
  family TEXT, value, component TEXT, kind TEXT, origins TEXT, PRIMARY KEY (family, value)
) WITHOUT ROWID;
CREATE TABLE symbol (
  squeezed TEXT, symbol TEXT, family TEXT, value, rank INTEGER, component TEXT,
  PRIMARY KEY (squeezed, family, value, symbol)
) WITHOUT ROWID;
CREATE TABLE own_family (name TEXT PRIMARY KEY, pattern TEXT, notation TEXT, listed INTEGER) WITHOUT ROWID;
CREATE TABLE code_weight (family TEXT, value, weight INTEGER, PRIMARY KEY (family, value)) WITHOUT ROWID;
"""
INDICES = """
CREATE INDEX code_by_value ON code (value);
CREATE INDEX symbol_by_code ON symbol (family, value);
"""


class TableRow(NamedTuple):
    """One line of a table: one symbol (or none, `-`) of one code."""

    family: str
    value: int | str
    symbol: str
    component: str
    kind: str
    rank: str
    origin: str


class CodeFacts(msgspec.Struct, frozen=True):
    """What the tables know of a code.

    Symbols stand canonical first, each with the component that it belongs to at the same place of `components`;
    names that only mark a range come in only when the code has no other. `kind` is `error`, `success`,
    `information` or `marker`.
    """

    code: Code
    symbols: tuple[str, ...]
    components: tuple[str, ...]
    component: str
    kind: str
    origins: tuple[str, ...]
    weight: int = 0


class SymbolHit(NamedTuple):
    """A symbol of the registry and how alike it is, 0 to 100, to what was looked for."""

    symbol: str
    code: Code
    likeness: float


def load_tables(folder: Path = TABLES_FOLDER) -> list[TableRow]:
    """The rows of all tables of a folder, by file name. Raises ValueError for a value that its family cannot have."""
    rows: list[TableRow] = []
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines()[1:]:
            family, value, symbol, component, kind, rank, origin = line.split("\t")
            rows.append(TableRow(family, _parse_value(family, value), symbol, component, kind, rank, origin))
    return rows


def load_weights(path: Path = WEIGHTS_FILE) -> list[tuple[str, int | str, int]]:
    """How often helpdesks meet a code, as (family, value, score); the higher the more often."""
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines()[1:])
    return [(family, _parse_value(family, value), int(score)) for family, value, score in rows]


def create_registry_tables(connection: sqlite3.Connection) -> None:
    """The registry's tables, empty."""
    connection.executescript(TABLES)


def fill_registry(
    connection: sqlite3.Connection, rows: Iterable[TableRow],
    weights: Iterable[tuple[str, int | str, int]] | None = None,
) -> None:
    """Writes the rows, and the weights (the shipped ones by default). A code takes component and kind from its
    canonical row; rows of the same code and symbol in several tables become one."""
    codes: dict[tuple[str, int | str], tuple[str, str, str]] = {}
    symbols: dict[tuple[str, str, int | str], tuple[str, int, str]] = {}
    for row in rows:
        key = (row.family, row.value)
        if key not in codes or row.rank == "canonical":
            codes[key] = (row.component, row.kind, row.origin)
        if row.symbol != "-":
            rank = MARKER_RANK if row.kind == "marker" else 0 if row.rank == "canonical" else 1
            known = symbols.get((row.symbol, *key))
            if known is None or rank < known[1]:
                symbols[row.symbol, *key] = (squeeze_symbol(row.symbol), rank, row.component)
    connection.executemany(
        "INSERT OR REPLACE INTO code VALUES (?,?,?,?,?)", [(*key, *facts) for key, facts in sorted(codes.items())]
    )
    connection.executemany(
        "INSERT OR REPLACE INTO symbol VALUES (?,?,?,?,?,?)",
        [(squeezed, symbol, family, value, rank, component)
         for (symbol, family, value), (squeezed, rank, component) in symbols.items()],
    )
    connection.executemany(
        "INSERT OR REPLACE INTO code_weight VALUES (?,?,?)", load_weights() if weights is None else weights
    )
    for statement in INDICES.strip().splitlines():
        connection.execute(statement)


def add_own_families(
    connection: sqlite3.Connection, families: Iterable[OwnFamily], symbols: Iterable[tuple[Code, str, str]],
) -> None:
    """Writes the families of collections, and the rows of their tables: a code, its symbol (empty when it has none)
    and the file."""
    connection.executemany("INSERT OR REPLACE INTO own_family VALUES (?, ?, ?, ?)", families)
    for code, symbol, origin in symbols:
        connection.execute("INSERT OR REPLACE INTO code VALUES (?, ?, ?, 'error', ?)",
                           (code.family, code.value, code.family, origin))
        if symbol:
            connection.execute("INSERT OR REPLACE INTO symbol VALUES (?, ?, ?, ?, 0, ?)",
                               (squeeze_symbol(symbol), symbol, code.family, code.value, code.family))


class Registry:
    """The codes that exist, read from an index. Answers are remembered, so one registry serves one thread."""

    def __init__(self, connection: sqlite3.Connection, articled: Callable[[Code], bool] | None = None) -> None:
        self._connection = connection
        self.articled: Callable[[Code], bool] = lru_cache(4096)(articled) if articled else _no_article
        self.find_value = lru_cache(8192)(self._find_value)
        self._known: dict[Code, CodeFacts] = {}
        self._weights: dict[tuple[str, int | str], int] | None = None
        self._own: dict[str, Code] | None = None
        self._families: tuple[OwnFamily, ...] | None = None
        self._symbols: list[tuple[str, str, str, int | str, int]] | None = None
        self._blob = ""
        self._starts: list[int] = []

    def find(self, code: Code) -> CodeFacts | None:
        """The facts of a code; None when no table has it."""
        known = self._known.get(code)
        if known is not None:
            return known
        row = self._connection.execute(
            "SELECT component, kind, origins FROM code WHERE family = ? AND value = ?", (code.family, code.value)
        ).fetchone()
        return None if row is None else self._facts(code, *row)

    def _find_value(self, value: int | str) -> tuple[CodeFacts, ...]:
        rows = self._connection.execute(
            "SELECT family, value, component, kind, origins FROM code WHERE value = ?", (value,)
        ).fetchall()
        return tuple(self._facts(Code(family, number), *rest) for family, number, *rest in rows)

    def _facts(self, code: Code, component: str, kind: str, origins: str) -> CodeFacts:
        names = self._connection.execute(
            "SELECT symbol, component, rank FROM symbol WHERE family = ? AND value = ? ORDER BY rank, symbol",
            (code.family, code.value),
        ).fetchall()
        shown = [name for name in names if name[2] != MARKER_RANK] or names
        if self._weights is None:
            self._weights = {(family, value): weight for family, value, weight in self._connection.execute(
                "SELECT family, value, weight FROM code_weight")}
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        facts = self._known[code] = CodeFacts(
            code, tuple(name[0] for name in shown), tuple(name[1] for name in shown), component, kind,
            tuple(origins.split(";")), self._weights.get((code.family, code.value), 0),
        )
        return facts

    def find_symbol(self, text: str) -> tuple[SymbolHit, ...]:
        """The codes whose symbol this is, whatever its case, underscores and spaces."""
        return self.find_symbols([squeeze_symbol(text)]).get(squeeze_symbol(text), ())

    def find_symbols(self, squeezed: Iterable[str]) -> dict[str, tuple[SymbolHit, ...]]:
        """Those of many squeezed symbols that exist, with their codes, shown names first."""
        names = list(squeezed)
        found: dict[str, list[SymbolHit]] = {}
        for start in range(0, len(names), 900):
            part = names[start:start + 900]
            for name, symbol, family, value in self._connection.execute(
                f"SELECT squeezed, symbol, family, value FROM symbol WHERE squeezed IN ({','.join('?' * len(part))}) "
                "ORDER BY rank, family, value", part,
            ):
                found.setdefault(name, []).append(SymbolHit(symbol, Code(family, value), 100.0))
        return {name: tuple(hits) for name, hits in found.items()}

    def nearest_symbols(self, text: str, limit: int = 3, least: float = 84.0) -> list[SymbolHit]:
        """The symbols that are most like a text with a typo, best first; none that is less alike than `least`."""
        from rapidfuzz import fuzz, process

        symbols = self._all_symbols()
        hits = process.extract(
            squeeze_symbol(text), [row[0] for row in symbols], scorer=fuzz.ratio, score_cutoff=least, limit=limit
        )
        return [SymbolHit(symbols[at][1], Code(symbols[at][2], symbols[at][3]), score) for _, score, at in hits]

    def find_fragment(self, text: str, limit: int = 5) -> list[SymbolHit]:
        """The symbols that contain a text of at least five letters: whole but for a prefix first, then as a
        beginning, then anywhere; the shorter symbol first."""
        piece = squeeze_symbol(text)
        if len(piece) < 5:
            return []
        symbols = self._all_symbols()
        found = []
        at = self._blob.find(piece)
        while at >= 0:
            index = bisect_right(self._starts, at) - 1
            squeezed, symbol, family, value, rank = symbols[index]
            ahead = self._blob[self._starts[index]:at]
            if rank != MARKER_RANK:
                whole = ahead in _LOW_PREFIXES and len(ahead) + len(piece) == len(squeezed)
                found.append((0 if whole else 2 if ahead else 1, len(squeezed), symbol, family, value, squeezed))
            at = self._blob.find(piece, self._starts[index] + len(squeezed)) if len(found) < 500 else -1
        found.sort(key=lambda row: row[:4])
        return [SymbolHit(symbol, Code(family, value), 100 * len(piece) / len(squeezed))
                for _, _, symbol, family, value, squeezed in found[:limit]]

    def own_codes(self) -> dict[str, Code]:
        """The codes of families that are not shipped, by their value in lower case."""
        if self._own is None:
            rows = self._connection.execute("SELECT family, value FROM code WHERE typeof(value) = 'text'")
            self._own = {str(value).lower(): Code(family, value) for family, value in rows
                         if family not in load_families()}
        return self._own

    def own_families(self) -> tuple[OwnFamily, ...]:
        """The families that collections declare."""
        if self._families is None:
            rows = self._connection.execute("SELECT name, pattern, notation, listed FROM own_family ORDER BY name")
            self._families = tuple(OwnFamily(name, pattern, notation, bool(listed))
                                   for name, pattern, notation, listed in rows)
        return self._families

    def all_codes(self) -> Iterator[Code]:
        """Every code, by family and value."""
        for family, value in self._connection.execute("SELECT family, value FROM code ORDER BY family, value"):
            yield Code(family, value)

    def _all_symbols(self) -> list[tuple[str, str, str, int | str, int]]:
        if self._symbols is None:
            self._symbols = self._connection.execute(
                "SELECT squeezed, symbol, family, value, rank FROM symbol ORDER BY squeezed, rank, family, value"
            ).fetchall()
            self._blob = "\n".join(row[0] for row in self._symbols)
            self._starts = list(accumulate((len(row[0]) + 1 for row in self._symbols[:-1]), initial=0))
        return self._symbols


def _no_article(code: Code) -> bool:
    return False


def _parse_value(family: str, text: str) -> int | str:
    known = load_families().get(family)
    if known is not None and known.notation == "text":
        return text
    value = int(text, 16) if text[:2] in ("0x", "0X") else int(text)
    if known is not None and not known.low <= value <= known.high:
        raise ValueError(f"{family} has no value {format_value(Code(family, value))}")
    return value
