"""The registry: what the tables hold is found by value, symbol, fragment and likeness."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kb.codes.code import Code, load_families, squeeze_symbol
from kb.codes.registry import (
    Registry,
    TableRow,
    create_registry_tables,
    fill_registry,
    load_tables,
    load_weights,
)

ROWS = [
    TableRow("win32", 5, "ERROR_ACCESS_DENIED", "system", "error", "canonical", "a.h;b.h"),
    TableRow("win32", 12000, "INTERNET_ERROR_BASE", "wininet", "marker", "canonical", "a.h"),
    TableRow("win32", 12001, "ERROR_B", "winhttp", "error", "alias", "a.h"),
    TableRow("win32", 12001, "ERROR_A_LAST", "wininet", "marker", "alias", "a.h"),
    TableRow("win32", 12001, "ERROR_A", "wininet", "error", "canonical", "a.h"),
    TableRow("bugcheck", 5, "INVALID_PROCESS_ATTACH_ATTEMPT", "kernel", "error", "canonical", "a.h"),
    TableRow("print", 283, "-", "print", "error", "canonical", "https://example.org"),
    TableRow("office", "30088-26", "-", "office", "error", "canonical", "https://example.org"),
]


@pytest.fixture
def small() -> Registry:
    connection = sqlite3.connect(":memory:")
    create_registry_tables(connection)
    fill_registry(connection, ROWS, [("win32", 5, 25)])
    return Registry(connection, articled=lambda code: code == Code("win32", 5))


def test_a_code_has_its_facts(small: Registry) -> None:
    facts = small.find(Code("win32", 5))
    assert facts is not None
    assert (facts.symbols, facts.component, facts.kind, facts.origins, facts.weight) == (
        ("ERROR_ACCESS_DENIED",), "system", "error", ("a.h", "b.h"), 25)
    assert small.find(Code("win32", 6)) is None


def test_the_canonical_symbol_comes_first_and_markers_are_left_out(small: Registry) -> None:
    facts = small.find(Code("win32", 12001))
    assert facts is not None
    assert facts.symbols == ("ERROR_A", "ERROR_B")
    assert facts.components == ("wininet", "winhttp")
    assert (facts.component, facts.kind) == ("wininet", "error")


def test_a_code_that_has_only_a_marker_shows_it(small: Registry) -> None:
    facts = small.find(Code("win32", 12000))
    assert facts is not None
    assert (facts.symbols, facts.kind) == (("INTERNET_ERROR_BASE",), "marker")


def test_a_value_is_found_in_every_family(small: Registry) -> None:
    assert {str(facts.code) for facts in small.find_value(5)} == {"win32:5", "bugcheck:0x5"}
    assert {str(facts.code) for facts in small.find_value("30088-26")} == {"office:30088-26"}
    assert small.find_value(99) == ()


def test_a_code_without_symbol_exists(small: Registry) -> None:
    facts = small.find(Code("print", 283))
    assert facts is not None
    assert facts.symbols == ()


@pytest.mark.parametrize("text", ["ERROR_ACCESS_DENIED", "error_access_denied", "ERRORACCESSDENIED", "Error Access Denied"])
def test_a_symbol_is_found_however_it_is_written(small: Registry, text: str) -> None:
    assert [hit.code for hit in small.find_symbol(text)] == [Code("win32", 5)]


def test_the_nearest_symbol_is_found_and_nothing_far_away(small: Registry) -> None:
    assert [hit.symbol for hit in small.nearest_symbols("EROR_ACESS_DENIED")] == ["ERROR_ACCESS_DENIED"]
    assert small.nearest_symbols("COMPLETELY_OTHER_THING") == []


def test_a_fragment_prefers_the_symbol_that_it_is_all_of_but_the_prefix(registry: Registry) -> None:
    symbols = [hit.symbol for hit in registry.find_fragment("ACCESS_DENIED", 3)]
    assert set(symbols) == {"E_ACCESSDENIED", "ERROR_ACCESS_DENIED", "STATUS_ACCESS_DENIED"}


def test_a_fragment_of_fewer_than_five_letters_finds_nothing(small: Registry) -> None:
    assert small.find_fragment("E_A") == []


def test_the_callers_articles_are_asked(small: Registry) -> None:
    assert small.articled(Code("win32", 5))
    assert not small.articled(Code("win32", 12001))


def test_a_value_outside_its_family_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(
        "family\tvalue\tsymbol\tcomponent\tkind\trank\torigin\nras\t5\tX\tras\terror\tcanonical\ta.h\n", "utf-8")
    with pytest.raises(ValueError, match="ras has no value 5"):
        load_tables(tmp_path)


def test_the_shipped_tables_are_as_large_as_promised(connection: sqlite3.Connection) -> None:
    symbols = connection.execute("SELECT count(*) FROM symbol WHERE rank < 2").fetchone()[0]
    codes = connection.execute("SELECT count(*) FROM code WHERE kind <> 'marker'").fetchone()[0]
    assert symbols >= 18_000
    assert codes >= 16_500


def test_every_family_of_the_tables_is_a_shipped_one(connection: sqlite3.Connection) -> None:
    used = {row[0] for row in connection.execute("SELECT DISTINCT family FROM code")}
    assert used <= set(load_families())


def test_every_symbol_is_indexed_squeezed(connection: sqlite3.Connection) -> None:
    wrong = [row for row in connection.execute("SELECT squeezed, symbol FROM symbol") if row[0] != squeeze_symbol(row[1])]
    assert wrong == []


def test_weights_are_unique_and_positive() -> None:
    weights = load_weights()
    assert len({(family, value) for family, value, _ in weights}) == len(weights)
    assert all(score > 0 for _, _, score in weights)


def test_a_plain_look_up_does_without_rapidfuzz_yaml_and_markdown() -> None:
    script = (
        "import sqlite3, sys\n"
        "from kb.codes.notation import identify\n"
        "from kb.codes.registry import Registry, TableRow, create_registry_tables, fill_registry\n"
        "connection = sqlite3.connect(':memory:')\n"
        "create_registry_tables(connection)\n"
        "fill_registry(connection, [TableRow('ras', 809, 'ERROR_VPN_TIMEOUT', 'ras', 'error', 'canonical', 'a.h')])\n"
        "assert identify('VPN 809', Registry(connection)).readings\n"
        "print(sorted({'rapidfuzz', 'yaml', 'markdown_it', 'textual'} & set(sys.modules)))\n")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
