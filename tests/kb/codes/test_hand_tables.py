"""The hand-kept tables: every row says where it was seen, in the notation of its family, once."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

TABLES = Path(__file__).parents[3] / "kb" / "codes" / "tables"
HEADER = ("family", "value", "symbol", "component", "kind", "rank", "origin")
KINDS = {"error", "success", "information", "marker"}
RANKS = {"canonical", "alias"}

DECIMAL = re.compile(r"0|[1-9][0-9]*")
WIDE_HEX = re.compile(r"0x[0-9A-F]{8}")
SHORT_HEX = re.compile(r"0x(?:0|[1-9A-F][0-9A-F]*)")
NOTATION = {
    "win32": DECIMAL,
    "msi": DECIMAL,
    "aadsts": DECIMAL,
    "hresult": WIDE_HEX,
    "ntstatus": WIDE_HEX,
    "print": WIDE_HEX,
    "rdp": SHORT_HEX,
    "rdpext": SHORT_HEX,
    "office": re.compile(r"[1-9][0-9]{4}-[0-9]+"),
}
URL = re.compile(r"https?://[^\s/]+\.[^\s/]+(?:/\S*)?")
REPOSITORY_PATH = re.compile(r"[A-Za-z0-9][\w-]*/[\w.-]+:[^\s:]+[^\s:/]")
SYMBOL = re.compile(r"-|[A-Za-z][A-Za-z0-9_]*")
COMPONENT = re.compile(r"[a-z][a-z0-9]*")


class Row(NamedTuple):
    """One line of a table, as text."""

    family: str
    value: str
    symbol: str
    component: str
    kind: str
    rank: str
    origin: str


def table_paths() -> list[Path]:
    """Every hand table, in the order of their names."""
    return sorted(TABLES.glob("hand-*.tsv"))


def load_rows(path: Path) -> list[Row]:
    """All rows of one table below its header."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return [Row(*line.split("\t")) for line in lines]


def get_number(row: Row) -> tuple[int, ...]:
    """The value as a number to sort by; `30010-45` sorts by its two parts."""
    if row.family == "office":
        return tuple(int(part) for part in row.value.split("-"))
    return (int(row.value, 16 if row.value.startswith("0x") else 10),)


def test_there_are_tables() -> None:
    assert sum(len(load_rows(path)) for path in table_paths()) >= 900


@pytest.mark.parametrize("path", table_paths(), ids=lambda path: path.stem)
class TestTable:
    def test_is_plain_utf8_with_the_header(self, path: Path) -> None:
        data = path.read_bytes()
        assert data.endswith(b"\n")
        assert b"\r" not in data
        lines = data.decode("utf-8").split("\n")[:-1]
        assert tuple(lines[0].split("\t")) == HEADER
        assert [line for line in lines if len(line.split("\t")) != len(HEADER)] == []
        assert [line for line in lines if any(field != field.strip() for field in line.split("\t"))] == []

    def test_origin_is_a_url_or_a_path_in_a_repository(self, path: Path) -> None:
        origins = {row.origin for row in load_rows(path)}
        assert origins
        assert [
            text for text in origins if not (URL.fullmatch(text) or REPOSITORY_PATH.fullmatch(text))
        ] == []

    def test_values_are_in_the_notation_of_their_family(self, path: Path) -> None:
        rows = load_rows(path)
        assert {row.family for row in rows} <= NOTATION.keys()
        assert [row for row in rows if not NOTATION[row.family].fullmatch(row.value)] == []

    def test_vocabularies(self, path: Path) -> None:
        rows = load_rows(path)
        assert {row.kind for row in rows} <= KINDS
        assert {row.rank for row in rows} <= RANKS
        assert [row for row in rows if not SYMBOL.fullmatch(row.symbol)] == []
        assert [row for row in rows if not COMPONENT.fullmatch(row.component)] == []
        assert [row for row in rows if row.symbol == "-" and row.rank != "canonical"] == []

    def test_is_sorted(self, path: Path) -> None:
        rows = load_rows(path)
        assert rows == sorted(
            rows, key=lambda row: (row.family, get_number(row), row.rank != "canonical", row.symbol)
        )


def test_a_value_has_one_canonical_row() -> None:
    rows = [row for path in table_paths() for row in load_rows(path)]
    canonical = Counter((row.family, row.value) for row in rows if row.rank == "canonical")
    assert [key for key, count in canonical.items() if count > 1] == []


def test_a_value_of_the_generated_tables_is_not_given_a_second_canonical_name() -> None:
    generated = {
        (row.family, row.value)
        for path in TABLES.glob("*.tsv")
        if not path.name.startswith("hand-")
        for row in load_rows(path)
        if row.rank == "canonical"
    }
    assert generated
    hand = [(path.name, row) for path in table_paths() for row in load_rows(path)]
    canonical = {(row.family, row.value) for _, row in hand if row.rank == "canonical"}
    assert canonical & generated == set()
    named = canonical | generated
    assert [(name, row) for name, row in hand if (row.family, row.value) not in named] == []


def test_no_row_is_said_twice() -> None:
    rows = [row for path in table_paths() for row in load_rows(path)]
    said = Counter((row.family, row.value, row.symbol) for row in rows)
    assert [key for key, count in said.items() if count > 1] == []
    values: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row.symbol != "-":
            values.setdefault((row.family, row.symbol), set()).add(row.value)
    two_values = {key: found for key, found in values.items() if len(found) > 1}
    # One name of the sign-in service stands on two numbers of its published list.
    assert two_values == {("aadsts", "InvalidRequest"): {"90023", "9002313"}}


def test_the_notations_and_origins_refuse_what_is_wrong() -> None:
    assert not NOTATION["hresult"].fullmatch("0x800f081f")
    assert not NOTATION["hresult"].fullmatch("0x80F081F")
    assert not NOTATION["msi"].fullmatch("0x65B")
    assert not NOTATION["rdp"].fullmatch("0x0204")
    assert not URL.fullmatch("winerror.h")
    assert not REPOSITORY_PATH.fullmatch("winerror.h@zig")
    assert not REPOSITORY_PATH.fullmatch("owner/repo:")
