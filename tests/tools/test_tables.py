"""The generated tables: how headers are read and judged, and what the committed tables hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.codes.code import load_families
from tools.tables import bindings
from tools.tables.c_headers import parse_headers
from tools.tables.expressions import UnreadableError, evaluate
from tools.tables.found import HRESULT, NTSTATUS, NUMBER, WIN32, Found
from tools.tables.layout import get_file_name, write_tables
from tools.tables.merge import Voice, collect_voices, elect_value, merge_voices
from tools.tables.rows import HEX8, KINDS, RANKS, Row, count_rows, find_tables, format_table, load_tables, parse_table
from tools.tables.rules import find_kind, find_named, load_components, load_rules

TABLES = Path(__file__).parents[2] / "kb" / "codes" / "tables"

HEADERS = {
    "base.h": """
        #define MAKE_HRESULT(sev, fac, code) \\
            ((HRESULT) (((unsigned long)(sev)<<31) | ((unsigned long)(fac)<<16) | ((unsigned long)(code))))
        #define SEVERITY_ERROR 1
        #define FACILITY_URT 19
        #define RASBASE 600
        #define WSABASEERR 10000
    """,
    "sample.h": """
        #define EMAKEHR(val) MAKE_HRESULT(SEVERITY_ERROR, FACILITY_URT, val)
        #define MAKE_MAPI_E(err) (MAKE_HRESULT(1, 4, err))
        #define A_TYPEDEF _HRESULT_TYPEDEF_(0x80240005L)   // a comment with a number 7
        #define A_STATUS ((NTSTATUS)0xC000006DL)
        #define A_CLR EMAKEHR(0x1500)
        #define A_MAPI MAKE_MAPI_E( 0x111 )
        #define A_RAS (RASBASE+5) /* several
            lines */
        #define A_SOCKET WSABASEERR+ 54
        #define A_LONG __MSABI_LONG(1326)
        #define AN_ALIAS A_CLR
        #define A_SIGNED -1018
        #define A_SCODE ((SCODE)-2147221231L)
        #define A_SHIFT ((0x3 << 30) | 0x20000000 | 0x20B)
        #define A_TEXT "no number"
        #define A_CALL something(1)
        #define A_LOOP ANOTHER_LOOP
        #define ANOTHER_LOOP A_LOOP
        #if 0
        #define A_CONDITION 1
        #endif
        enum tagResult { R_ZERO, R_FIVE = 5, R_SIX, R_CODE = MAKE_HRESULT(1, 4, 0x1001), R_NEXT };
        typedef enum { T_ONE = 1, T_TEXT = sizeof(x), T_UNKNOWN, T_AGAIN = 9 } LDAP_RETCODE;
    """,
}


@pytest.fixture(scope="module")
def read() -> dict[str, Found]:
    return {row.symbol: row for row in parse_headers(HEADERS)}


@pytest.mark.parametrize(("symbol", "value", "form"), [
    ("A_TYPEDEF", 0x80240005, HRESULT), ("A_STATUS", 0xC000006D, NTSTATUS), ("A_CLR", 0x80131500, HRESULT),
    ("A_MAPI", 0x80040111, HRESULT), ("A_RAS", 605, NUMBER), ("A_SOCKET", 10054, NUMBER), ("A_LONG", 1326, NUMBER),
    ("AN_ALIAS", 0x80131500, HRESULT), ("A_SIGNED", -1018, NUMBER), ("A_SCODE", -2147221231, HRESULT),
    ("A_SHIFT", 0xE000020B, NUMBER), ("R_ZERO", 0, NUMBER), ("R_SIX", 6, NUMBER), ("R_NEXT", 0x80041002, NUMBER),
    ("T_AGAIN", 9, NUMBER),
])
def test_value_and_form_of_a_c_constant(read: dict[str, Found], symbol: str, value: int, form: str) -> None:
    assert (read[symbol].value, read[symbol].form) == (value, form)


@pytest.mark.parametrize("symbol", ["A_TEXT", "A_CALL", "A_LOOP", "ANOTHER_LOOP", "T_TEXT", "T_UNKNOWN"])
def test_what_is_no_integer_constant_is_left_out(read: dict[str, Found], symbol: str) -> None:
    assert symbol not in read


def test_enumeration_is_the_group(read: dict[str, Found]) -> None:
    assert (read["R_SIX"].group, read["T_ONE"].group, read["A_RAS"].group) == ("tagResult", "LDAP_RETCODE", "")


def test_names_of_the_same_file_come_first() -> None:
    rows = parse_headers({"a.h": "#define BASE 100\n#define A (BASE+1)\n",
                          "b.h": "#define BASE 200\n#define B (BASE+1)\n"})
    assert {row.symbol: row.value for row in rows if row.symbol != "BASE"} == {"A": 101, "B": 201}


@pytest.mark.parametrize(("text", "value"), [
    ("010", 8), ("0", 0), ("~0", 0xFFFFFFFF), ("1 << 4 | 1", 17), ("2 + 3 * 4", 14), ("10 - 2 - 3", 5), ("(-(3))", -3),
    ("0xFFUL & 0x0F", 15), ("(DWORD)7L", 7),
])
def test_arithmetic(text: str, value: int) -> None:
    assert evaluate(text, {}, {})[0] == value


@pytest.mark.parametrize("text", ["", "1 +", "(1", "1)", "UNKNOWN", '"x"', "1 / 0", "{1}", "1 2"])
def test_unreadable_expressions_are_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        evaluate(text, {}, {})


def test_bindings_give_the_same_constants() -> None:
    go = bindings.parse_go("\tERROR_A  syscall.Errno = 5\n\tE_B  Handle = 0x80004005\n"
                           "\tSTATUS_C NTStatus = 0xC0000005\n", "z.go")
    assert [(row.symbol, row.value, row.form) for row in go] == [
        ("ERROR_A", 5, WIN32), ("E_B", 0x80004005, HRESULT), ("STATUS_C", 0xC0000005, NTSTATUS)]
    rust = bindings.parse_rust("pub const BASE: DWORD = 2100;\npub const N: DWORD = BASE + 3; // 9\n"
                               "pub const H: HRESULT = 0x8000_4005;\npub const S: &str = 1;\n", "a.rs")
    assert {row.symbol: (row.value, row.form) for row in rust} == {
        "BASE": (2100, NUMBER), "N": (2103, NUMBER), "H": (0x80004005, HRESULT)}
    python = bindings.parse_python("BASE = 10000\nA = BASE + 4  # note\nB = -2147467259\nC = f(1)\n", "w.py")
    assert {row.symbol: row.value for row in python} == {"BASE": 10000, "A": 10004, "B": -2147467259}
    metadata = bindings.parse_metadata("A: win32more.Windows.Win32.Foundation.HRESULT = -2147467259\nB: UInt32 = 601\n"
                                       "C: win32more.X.LDAP_RETCODE = 49\n    D: UInt32 = 1\n", "Win32.Foundation")
    assert [(row.symbol, row.value, row.form, row.group) for row in metadata] == [
        ("A", -2147467259, HRESULT, "HRESULT"), ("B", 601, NUMBER, ""), ("C", 49, NUMBER, "LDAP_RETCODE")]
    zig = bindings.parse_zig("    ACCESS_DENIED = 5,\n    RPC_S_CALL_FAILED = 1726,\n", "win32error.zig")
    assert [row.symbol for row in zig] == ["ERROR_ACCESS_DENIED", "RPC_S_CALL_FAILED"]


@pytest.mark.parametrize(("found", "family", "value"), [
    (Found("ERROR_ACCESS_DENIED", 5, NUMBER, "winerror.h"), "win32", 5),
    (Found("ERROR_INVALID_PORT_HANDLE", 601, NUMBER, "raserror.h"), "ras", 601),
    (Found("ERROR_FOUND_OUT_OF_SCOPE", 601, NUMBER, "winerror.h"), "win32", 601),
    (Found("ERROR_UNKNOWN_PROTOCOL_ID", 902, NUMBER, "Win32.Foundation"), "ras", 902),
    (Found("ERROR_IO_PENDING", 997, WIN32, "Win32.Foundation", "WIN32_ERROR"), "win32", 997),
    (Found("JET_errReadVerifyFailure", -1018, NUMBER, "esent.h"), "esent", -1018),
    (Found("E_FAIL", -2147467259, HRESULT, "winerror.h"), "hresult", 0x80004005),
    (Found("ERROR_NO_SUCH_DEVINST", 0xE000020B, WIN32, "Win32.Foundation", "WIN32_ERROR"), "hresult", 0xE000020B),
    (Found("STATUS_LOGON_FAILURE", 0xC000006D, NTSTATUS, "ntstatus.h"), "ntstatus", 0xC000006D),
    (Found("CM_PROB_PHANTOM", 45, NUMBER, "cfg.h"), "devmgr", 45),
    (Found("LDAP_BUSY", 51, NUMBER, "winldap.h", "LDAP_RETCODE"), "ldap", 51),
    (Found("NERR_UserNotFound", 2221, NUMBER, "lmerr.h"), "win32", 2221),
])
def test_family_of_a_constant(found: Found, family: str, value: int) -> None:
    named = find_named(found)
    assert named is not None
    assert (named.family, named.value) == (family, value)


@pytest.mark.parametrize("found", [
    Found("WM_USER", 0x400, NUMBER, "winuser.h"), Found("LDAP_PORT", 389, NUMBER, "winldap.h"),
    Found("EVENT_SRV_NO_FILE", 0xC00007D0, NUMBER, "Win32.NetworkManagement.NetManagement"),
    Found("DI_TRUNCATED", 8, HRESULT, "dinput.h"), Found("IO_ERR_PARITY", 0xC0040005, NTSTATUS, "ntiologc.h"),
    Found("DIERR_NOTFOUND", 0x80070002, HRESULT, "dinput.h"),
    Found("WINDOWS_NT_BANNER", 0x4000007E, NUMBER, "bugcodes.h"),
])
def test_what_is_no_code_has_no_family(found: Found) -> None:
    assert find_named(found) is None


@pytest.mark.parametrize(("family", "symbol", "value", "kind"), [
    ("win32", "ERROR_IPSEC_IKE_NEG_STATUS_BEGIN", 13800, "marker"), ("win32", "DNS_ERROR_ZONE_BASE", 9600, "marker"),
    ("win32", "RPC_S_SERVER_UNAVAILABLE", 1722, "error"), ("win32", "ERROR_IMAGE_NOT_AT_BASE", 700, "error"),
    ("devmgr", "CM_PROB_FAILED_START", 10, "error"), ("win32", "ERROR_SUCCESS", 0, "success"),
    ("win32", "ERROR_SUCCESS_REBOOT_REQUIRED", 3010, "success"), ("win32", "ERROR_IO_PENDING", 997, "information"),
    ("win32", "ERROR_DELETE_PENDING", 303, "error"), ("ras", "PENDING", 600, "information"),
    ("ntstatus", "STATUS_WAIT_0", 0, "information"), ("ntstatus", "STATUS_SUCCESS", 0, "success"),
    ("ntstatus", "STATUS_DELETE_PENDING", 0xC0000056, "error"), ("hresult", "S_OK", 0, "success"),
    ("hresult", "WU_S_REBOOT_REQUIRED", 0x00240005, "success"), ("hresult", "FACILITY_WIN32", 7, "marker"),
    ("hresult", "SCHED_E_TASK_NOT_RUNNING", 0x8004130B, "error"), ("esent", "JET_wrnSeekNotEqual", 1039, "information"),
])
def test_kind(family: str, symbol: str, value: int, kind: str) -> None:
    assert find_kind(family, symbol, value) == kind


def test_majority_of_lineages_decides_not_of_files() -> None:
    voices = [Voice("go", 1, "z.go", ""), Voice("zig", 2, "a.h", ""), Voice("mingw", 2, "a.h", ""),
              Voice("wine", 1, "a.h", "")]
    assert elect_value(voices) == (1, True)


def test_authority_decides_a_tie_and_agreement_is_no_conflict() -> None:
    assert elect_value([Voice("wine", 1, "a.h", ""), Voice("metadata", 2, "M", "")]) == (2, True)
    assert elect_value([Voice("wine", 1, "a.h", ""), Voice("metadata", 1, "M", "")]) == (1, False)


def test_merge_names_one_canonical_and_lists_the_conflict() -> None:
    found = {
        "metadata": [Found("ERROR_SUCCESS", 0, WIN32, "Win32.Foundation"),
                     Found("ERROR_B", 7, WIN32, "Win32.Foundation")],
        "wine": [Found("NO_ERROR", 0, NUMBER, "winerror.h"), Found("ERROR_B", 8, NUMBER, "winerror.h")],
        "zigstd": [Found("ERROR_ONLY_GUESSED", 9, WIN32, "win32error.zig")],
    }
    rows, conflicts = merge_voices(collect_voices(found))
    assert [(row.symbol, row.value, row.rank, row.kind, row.origin) for row in rows] == [
        ("ERROR_SUCCESS", 0, "canonical", "success", "Win32.Foundation@metadata"),
        ("NO_ERROR", 0, "alias", "success", "winerror.h@wine"),
        ("ERROR_B", 7, "canonical", "error", "Win32.Foundation@metadata")]
    assert [(conflict.symbol, conflict.taken) for conflict in conflicts] == [("ERROR_B", 7)]


def test_writing_is_repeatable_and_spares_hand_made_tables(tmp_path: Path) -> None:
    rows = [Row("win32", 13801, "ERROR_IPSEC_IKE_AUTH_FAIL", "ipsec", "error", "canonical", "a.h@zig"),
            Row("esent", -1018, "JET_errReadVerifyFailure", "esent", "error", "canonical", "esent.h@zig")]
    for name in ("hand-x.tsv", "old.tsv"):
        (tmp_path / name).write_text("kept?\n", "utf-8")
    first = {path.name: path.read_bytes() for path in write_tables(rows, tmp_path)}
    second = {path.name: path.read_bytes() for path in write_tables(reversed(rows), tmp_path)}
    assert first == second
    assert sorted(path.name for path in tmp_path.iterdir()) == ["esent.tsv", "hand-x.tsv", "ipsec.tsv"]
    assert sorted(load_tables(tmp_path), key=Row.order) == sorted(rows, key=Row.order)


@pytest.fixture(scope="module")
def committed() -> list[Row]:
    return load_tables(TABLES)


def test_committed_tables_are_in_form_sorted_and_in_their_file() -> None:
    for path in find_tables(TABLES):
        text = path.read_text("utf-8")
        rows = parse_table(text)
        assert format_table(rows) == text, path.name
        assert {get_file_name(row) for row in rows} == {path.name}


def test_committed_rows_are_valid(committed: list[Row]) -> None:
    families = load_families()
    words = {component for rule in load_rules() if (component := rule.component)}
    symbols, facilities, ranges = load_components()
    words |= {row[-1] for row in symbols} | {row[-1] for row in ranges} | set(facilities.values()) | set(families)
    words |= {"system"}
    for row in committed:
        assert families[row.family].low <= row.value <= families[row.family].high, row
        assert (families[row.family].notation == "hex8") == (row.family in HEX8), row
        assert row.kind in KINDS, row
        assert row.rank in RANKS, row
        assert row.component in words, row
        assert row.symbol.isidentifier(), row
        assert all("@" in origin for origin in row.origin.split(";")), row


def test_every_code_has_one_canonical_name_and_every_name_one_code(committed: list[Row]) -> None:
    names = {(row.family, row.symbol) for row in committed}
    canonical = [(row.family, row.value) for row in committed if row.rank == "canonical"]
    assert len(names) == len(committed)
    assert len(canonical) == len(set(canonical)) == len({(row.family, row.value) for row in committed})


def test_a_marker_hides_no_error(committed: list[Row]) -> None:
    shown = {(row.family, row.value) for row in committed if row.kind != "marker"}
    hidden = [row for row in committed if row.kind == "marker" and row.rank == "canonical"
              and (row.family, row.value) in shown]
    assert hidden == []


def test_committed_tables_reach_the_counts(committed: list[Row]) -> None:
    symbols, codes = count_rows(committed)
    assert symbols >= 18_000
    assert codes >= 16_500


@pytest.mark.parametrize(("family", "value", "symbol"), [
    ("win32", 13801, "ERROR_IPSEC_IKE_AUTH_FAIL"), ("win32", 13810, "ERROR_IPSEC_IKE_QM_ACQUIRE_DROP"),
    ("win32", 13844, "ERROR_IPSEC_IKE_LOAD_SOFT_SA"), ("ras", 809, "ERROR_VPN_TIMEOUT"),
    ("ras", 691, "ERROR_AUTHENTICATION_FAILURE"), ("win32", 691, "ERROR_DBG_TERMINATE_THREAD"),
    ("hresult", 0x80070005, "E_ACCESSDENIED"), ("hresult", 0x80041003, "WBEM_E_ACCESS_DENIED"),
    ("ntstatus", 0xC000006D, "STATUS_LOGON_FAILURE"), ("bugcheck", 0x7B, "INACCESSIBLE_BOOT_DEVICE"),
    ("esent", -1018, "JET_errReadVerifyFailure"), ("win32", 12002, "ERROR_INTERNET_TIMEOUT"),
    ("win32", 10054, "WSAECONNRESET"), ("ldap", 49, "LDAP_INVALID_CREDENTIALS"),
])
def test_known_codes_have_their_known_names(committed: list[Row], family: str, value: int, symbol: str) -> None:
    names = [row.symbol for row in committed if (row.family, row.value, row.rank) == (family, value, "canonical")]
    assert names == [symbol]
