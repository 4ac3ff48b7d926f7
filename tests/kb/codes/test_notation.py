"""Reading texts as codes: every spelling, alone and in prose, and what is no code.

The cases are data: `readings.tsv` (text, best code, codes that must also be among the readings) and `no_codes.txt`.
"""

import re
import sqlite3
import statistics
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.codes.code import Code, format_value, parse_code
from kb.codes.identification import Identification
from kb.codes.notation import identify
from kb.codes.registry import Registry

HERE = Path(__file__).parent
READINGS = [line.split("\t") for line in (HERE / "readings.tsv").read_text("utf-8").splitlines()[1:]]
NO_CODES = [line for line in (HERE / "no_codes.txt").read_text("utf-8").splitlines() if line and not line.startswith("# ")]


def codes_of(identification: Identification) -> list[str]:
    return [str(reading.code) for reading in identification.readings]


@pytest.mark.parametrize(("text", "first", "also"), READINGS, ids=[row[0] for row in READINGS])
def test_a_text_is_read_as_its_code_first(registry: Registry, text: str, first: str, also: str) -> None:
    identification = identify(text, registry)
    codes = codes_of(identification)
    assert codes[:1] == [first]
    assert set(also.split(";")) - {""} <= set(codes)
    assert identification.conflict is None


@pytest.mark.parametrize("text", NO_CODES)
def test_what_is_no_code_is_not_read_as_one(registry: Registry, text: str) -> None:
    identification = identify(text, registry)
    assert codes_of(identification) == []
    assert identification.unknown == ()


@pytest.mark.parametrize(("text", "kind", "part"), [
    ("イベント ID 20227", "event", "20227"), ("UDP 500 と 4500", "port", "4500"), ("KB5034441", "kb", "KB5034441"),
    ("HTTP 404", "http", "404"), ("ルーター 851", "maker", "851"), ("10.0.19045", "version", "10.0.19045"),
    ("2台", "count", "2"), ("ORA-01017", "maker", "ORA-01017"), ("2026-11-23", "date", "2026-11-23"),
    ("192.168.1.10", "ip", "192.168.1.10"), ("0xC1900101 - 0x20017", "extend", "0x20017"),
])
def test_what_it_is_instead_is_told(registry: Registry, text: str, kind: str, part: str) -> None:
    assert (kind, part) in [(item.kind, item.text) for item in identify(text, registry).foreign]


def test_a_maker_is_named(registry: Registry) -> None:
    assert [item.maker for item in identify("fix Xbox error 0x87e107df", registry).foreign] == ["xbox"]
    assert [item.maker for item in identify("Cisco AnyConnect error 412", registry).foreign] == ["cisco"]


@pytest.mark.parametrize("text", ["13999", "0x8007FFFF", "エラー 13999 が出ます", "0x80071234 の原因", "0x87D1FFFF", "error 64999"])
def test_a_code_that_does_not_exist_is_said_not_to(registry: Registry, text: str) -> None:
    identification = identify(text, registry)
    assert identification.readings == ()
    assert len(identification.unknown) == 1
    assert identification.unknown[0].text in text


def test_a_symbol_that_does_not_exist_is_said_not_to(registry: Registry) -> None:
    identification = identify("ERROR_QZX_WVUT_KJHG", registry)
    assert identification.readings == ()
    assert [item.text for item in identification.unknown] == ["ERROR_QZX_WVUT_KJHG"]


def test_several_codes_keep_their_places(registry: Registry) -> None:
    text = "VPN は ６９１、青い画面は 0x7B、更新は −2147024891"
    identification = identify(text, registry)
    assert [(group.text, str(group.readings[0].code)) for group in identification.groups] == [
        ("６９１", "ras:691"), ("0x7B", "bugcheck:0x7B"), ("−2147024891", "hresult:0x80070005")]
    for group in identification.groups:
        assert text[slice(*group.span)] == group.text


def test_scores_are_in_order_and_between_zero_and_one(registry: Registry) -> None:
    for text, _, _ in READINGS:
        scores = [reading.score for reading in identify(text, registry).readings]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)


def test_every_reading_has_a_reason_and_stands_once(registry: Registry) -> None:
    for text, _, _ in READINGS:
        readings = identify(text, registry).readings
        assert all(reading.why for reading in readings)
        assert len({reading.code for reading in readings}) == len(readings)


def test_an_itf_value_says_that_it_depends_on_the_component(registry: Registry) -> None:
    reading = identify("0x80040201", registry).readings[0]
    owners = {key: dict(values) for key, values in reading.why}["codes.why.itf"]["owners"]
    assert owners.count("(") > 1


def test_an_article_raises_a_reading(registry: Registry, connection: sqlite3.Connection) -> None:
    articled = Registry(connection, articled=lambda code: code == Code("msi", 1603))
    plain = {str(reading.code): reading.score for reading in identify("1603", registry).readings}
    raised = {str(reading.code): reading.score for reading in identify("1603", articled).readings}
    assert raised["msi:1603"] > plain["msi:1603"]
    assert raised["win32:1603"] == plain["win32:1603"]


@pytest.mark.parametrize(("text", "value_code", "symbol_code", "known"), [
    ("0x00003614 ERROR_IPSEC_IKE_QM_ACQUIRE_DROP", "win32:13844", "win32:13810", True),
    ("13844 ERROR_IPSEC_IKE_QM_ACQUIRE_DROP", "win32:13844", "win32:13810", True),
    ("ERRORIPSECIKEQMACQUIRE_DROP (0x3614)", "win32:13844", "win32:13810", True),
    ("0x3614 というエラーが出ました。調べると ERROR_IPSEC_IKE_QM_ACQUIRE_DROP とあります", "win32:13844", "win32:13810", True),
    ("0x80284000 FWP_E_CALLOUT_NOT_FOUND", None, "hresult:0x80320001", True),
    ("0x8028402F FWP_E_OVERLAPPING_FILTERS", None, None, True),
    ("0xC0000022 (ERROR_ACCESS_DENIED)", "ntstatus:0xC0000022", "win32:5", False),
    ("53: ERROR_ACCESS_DENIED", "win32:53", "win32:5", False),
])
def test_a_value_and_a_symbol_that_disagree(
    registry: Registry, text: str, value_code: str | None, symbol_code: str | None, known: bool,
) -> None:
    conflict = identify(text, registry).conflict
    assert conflict is not None
    assert (conflict.value_code and str(conflict.value_code), conflict.symbol_code and str(conflict.symbol_code)) == (
        value_code, symbol_code)
    assert conflict.known is known
    assert text[slice(*conflict.value_span)] == conflict.value_text
    assert text[slice(*conflict.symbol_span)] == conflict.symbol_text


@pytest.mark.parametrize("row", (HERE.parents[2] / "kb/codes/misattributions.tsv").read_text("utf-8").splitlines()[1:])
def test_every_wrong_pair_in_circulation_is_known(registry: Registry, row: str) -> None:
    claimed, symbol, true = row.split("\t")
    value = parse_code(claimed).value
    assert isinstance(value, int)
    for text in (f"0x{value:08X} {symbol}", f"{symbol} ({value})", f"{symbol.replace('_', '')} 0x{value:x}"):
        conflict = identify(text, registry).conflict
        assert conflict is not None, text
        assert conflict.known, text
        assert (str(conflict.symbol_code) if conflict.symbol_code else "-") == true, text


@pytest.mark.parametrize("text", [
    "VPN 809 and ERROR_IPSEC_IKE_AUTH_FAIL", "809 と ERROR_IPSEC_IKE_AUTH_FAIL が出ます",
    "I fixed 809 but now get ERROR_IPSEC_IKE_AUTH_FAIL", "0x80070005 E_ACCESSDENIED", "5 E_ACCESSDENIED",
    "0x80070005 ERROR_ACCESS_DENIED", "0xD0000022 STATUS_ACCESS_DENIED", "0x00000709 ERROR_INVALID_PRINTER_NAME",
])
def test_what_belongs_together_or_is_a_list_is_no_conflict(registry: Registry, text: str) -> None:
    assert identify(text, registry).conflict is None


CODES = st.integers(0, 10 ** 9)


def pick(registry: Registry, place: int) -> Code:
    codes = _all_codes(registry)
    return codes[place % len(codes)]


def _all_codes(registry: Registry, known: dict[int, list[Code]] = {}) -> list[Code]:  # noqa: B006
    if id(registry) not in known:
        known[id(registry)] = list(registry.all_codes())
    return known[id(registry)]


@settings(max_examples=400, deadline=None)
@given(place=CODES, template=st.sampled_from([
    "{}", "エラー {}", "エラー:{} が出ます", "error {}", "it fails with error {} every time", "（{}）", "#{}"]))
def test_every_code_is_found_in_every_numeric_spelling(registry: Registry, place: int, template: str) -> None:
    code = pick(registry, place)
    value = code.value
    if isinstance(value, str):
        spellings = [value]
    elif value < 0:
        spellings = [str(value), f"0x{value & 0xFFFFFFFF:08X}", str(value & 0xFFFFFFFF)]
    else:
        spellings = [format_value(code), str(value), f"0x{value:X}", f"0x{value:08x}", f"0X{value:08X}", f"{value:08X}"]
        if value >= 0x80000000:
            spellings += [str(value - 0x100000000), f"−{0x100000000 - value}"]
    for spelling in spellings:
        text = template.format(spelling)
        assert str(code) in codes_of(identify(text, registry)), text


@settings(max_examples=400, deadline=None)
@given(place=CODES, template=st.sampled_from(["{}", "エラー {} が表示されます", "the log shows {} and stops", "[{}]"]))
def test_every_symbol_is_found_in_every_spelling(registry: Registry, place: int, template: str) -> None:
    code = pick(registry, place)
    facts = registry.find(code)
    assert facts is not None
    for symbol in facts.symbols:
        spellings = [symbol, symbol.lower(), symbol.upper()]
        if "_" in symbol and len(symbol.replace("_", "")) >= 10:
            spellings += [symbol.replace("_", ""), symbol.replace("_", " "), symbol.replace("_", "\\_")]
        if not re.search("[_A-Z]", symbol[1:]):
            continue
        for spelling in spellings:
            if spelling != symbol and "_" not in symbol and template != "{}":
                continue
            text = template.format(spelling)
            assert str(code) in codes_of(identify(text, registry)), text


@settings(max_examples=300, deadline=None)
@given(place=CODES)
def test_a_value_beside_its_own_symbol_is_no_conflict_and_comes_first(registry: Registry, place: int) -> None:
    code = pick(registry, place)
    facts = registry.find(code)
    assert facts is not None
    for symbol in facts.symbols:
        identification = identify(f"{format_value(code)} ({symbol})", registry)
        assert identification.conflict is None
        assert identification.readings[0].code in {code} | {hit.code for hit in registry.find_symbol(symbol)}


@settings(max_examples=500, deadline=None)
@given(st.text(st.one_of(
    st.sampled_from(list("0123456789abcdefxABCDEFX_- :()[]#.,/\\エラー番号のがでSTOPVPNiOl−０８９")), st.characters()), max_size=60))
def test_no_text_breaks_the_reading(registry: Registry, text: str) -> None:
    identification = identify(text, registry)
    for group in identification.groups:
        assert text[slice(*group.span)] == group.text
        assert group.readings
    for reading in identification.readings:
        assert 0 < reading.score <= 1


def test_long_digit_runs_and_long_lines_are_read_in_time(registry: Registry) -> None:
    for piece in ("9", "0xf", "-", "A_", "a ", "1,", "エラー", "(0x1,", "1.1", "ab:", "00-", "5 と ", "E_FAIL ", "\n809"):
        text = piece * (30_000 // len(piece))
        start = time.perf_counter()
        identify(text, registry)
        assert time.perf_counter() - start < 10, piece


def test_a_look_up_takes_less_than_a_millisecond_when_warm(registry: Registry) -> None:
    texts = ["809", "0x80070005", "VPN 691", "ERROR_IPSEC_IKE_AUTH_FAIL", "エラー 13801 が出ます"]
    for text in texts:
        identify(text, registry)
    times = []
    for _ in range(40):
        for text in texts:
            start = time.perf_counter()
            identify(text, registry)
            times.append(time.perf_counter() - start)
    assert statistics.median(times) < 0.001
