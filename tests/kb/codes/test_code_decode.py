"""What a 32-bit code says by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.codes.code import parse_code
from kb.codes.decode import bare_forms, decode, format_notations, load_facilities, to_signed, unwrap, wrap


@pytest.mark.parametrize(("code", "severity", "facility", "number", "customer", "nt"), [
    ("hresult:0x80070005", "error", "win32", 5, False, False),
    ("hresult:0x80240034", "error", "windowsupdate", 0x34, False, False),
    ("hresult:0x800B0109", "error", "cert", 0x109, False, False),
    ("hresult:0x80040201", "error", "itf", 0x201, False, False),
    ("hresult:0x00041301", "success", "itf", 0x1301, False, False),
    ("hresult:0xA0070005", "error", "", 5, True, False),
    ("hresult:0xD0000022", "error", "null", 0x22, False, True),
    ("hresult:0x887A0005", "error", "dxgi", 5, False, False),
    ("ntstatus:0xC0000005", "error", "", 5, False, False),
    ("ntstatus:0x80000005", "warning", "", 5, False, False),
    ("ntstatus:0x40000000", "information", "", 0, False, False),
    ("ntstatus:0x00000103", "success", "", 0x103, False, False),
    ("ntstatus:0xC0070005", "error", "ntwin32", 5, False, False),
    ("ntstatus:0xE0434352", "error", "", 0x4352, True, False),
])
def test_the_parts(code: str, severity: str, facility: str, number: int, customer: bool, nt: bool) -> None:
    parts = decode(parse_code(code))
    assert parts is not None
    assert (parts.severity, parts.number, parts.customer, parts.nt) == (severity, number, customer, nt)
    assert parts.facility_name == facility


@pytest.mark.parametrize("code", ["win32:5", "ras:809", "bugcheck:0x7B", "office:30088-26"])
def test_other_numbers_have_no_parts(code: str) -> None:
    assert decode(parse_code(code)) is None


@pytest.mark.parametrize(("code", "inside"), [
    ("hresult:0x80070005", [("hresult_win32", "win32:5")]),
    ("hresult:0x8007026F", [("hresult_ras", "ras:623"), ("hresult_win32", "win32:623")]),
    ("hresult:0xD0000022", [("hresult_nt", "ntstatus:0xC0000022")]),
    ("hresult:0x90000005", [("hresult_nt", "ntstatus:0x80000005")]),
    ("ntstatus:0xC0070005", [("ntstatus_win32", "win32:5")]),
    ("hresult:0x80004005", []),
    ("ntstatus:0xC0000022", []),
    ("win32:5", []),
])
def test_what_is_wrapped(code: str, inside: list[tuple[str, str]]) -> None:
    assert [(form, str(inner)) for form, inner in unwrap(parse_code(code))] == inside


@given(st.integers(1, 0xFFFF))
def test_a_win32_code_survives_wrapping(value: int) -> None:
    code = parse_code(f"win32:{value}")
    outer = wrap(code)
    assert outer is not None
    assert code in {inner for _, inner in unwrap(outer)}
    assert code in bare_forms(outer)


@given(st.integers(0x80000000, 0xCFFFFFFF).filter(lambda value: not value & 0x10000000))
def test_an_ntstatus_survives_wrapping(value: int) -> None:
    code = parse_code(f"ntstatus:0x{value:08X}")
    outer = wrap(code)
    assert outer is not None
    assert [inner for _, inner in unwrap(outer)] == [code]


@given(st.integers(0, 0xFFFFFFFF))
def test_signed_and_unsigned_are_the_same_bits(value: int) -> None:
    assert to_signed(value) & 0xFFFFFFFF == value
    assert -0x80000000 <= to_signed(value) < 0x80000000


@pytest.mark.parametrize(("code", "forms"), [
    ("win32:13801", {"decimal": "13801", "hex": "0x35E9", "hresult": "0x800735E9", "signed": "-2147011095",
                     "unsigned": "2147956201"}),
    ("hresult:0x80070005", {"hex": "0x80070005", "signed": "-2147024891", "unsigned": "2147942405"}),
    ("bugcheck:0x7B", {"hex": "0x7B", "decimal": "123"}),
    ("esent:-1018", {"signed": "-1018", "hex": "0xFFFFFC06"}),
    ("office:30088-26", {"text": "30088-26"}),
])
def test_the_ways_to_write_a_code(code: str, forms: dict[str, str]) -> None:
    assert dict(format_notations(parse_code(code))) == forms


def test_the_familys_own_notation_comes_first() -> None:
    assert format_notations(parse_code("win32:5"))[0] == ("decimal", "5")
    assert format_notations(parse_code("bugcheck:0x7B"))[0] == ("hex", "0x7B")


def test_facilities_are_named_once() -> None:
    assert len(load_facilities()) > 200
    assert load_facilities()["hresult", 7] == "win32"
