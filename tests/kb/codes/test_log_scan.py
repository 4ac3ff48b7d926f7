"""Scanning logs: encodings, chunk borders, counts, and what is not reported."""

import io
import itertools
import tracemalloc
from collections.abc import Iterator

import pytest

from kb.codes import log_scan
from kb.codes.log_scan import LogScan, scan_log
from kb.codes.registry import Registry

LOG = """2026-11-23 10:00:00, Info  CBS  Session: 30581234_567 initialized, flags: 0x00000000
2026-11-23 10:00:01, Error CBS  Failed to resolve package [HRESULT = 0x800f0831 - CBS_E_STORE_CORRUPTION]
2026-11-23 10:00:02, Info  CBS  Completed, HRESULT = 0x00000000 (S_OK)
2026-11-23 10:00:03, Error WU   * END * Failed with error 0x80240034
2026-11-23 10:00:04, RasClient イベント ID 20227 ユーザー は VPN をダイヤルしましたが失敗しました。失敗時に返されたエラー コードは 809 です。
2026-11-23 10:00:05, Info  svc  returned 0, exit code 0, status 0x0
2026-11-23 10:00:06, Error msi  Installation failed, exit code 1603
2026-11-23 10:00:07, Error CBS  again [HRESULT = 0x800f0831 - CBS_E_STORE_CORRUPTION]
2026-11-23 10:00:08, Error dep  result -2147024891
2026-11-23 10:00:09, Info  net  connected to 192.168.1.10:443 in 691 ms, handle @0x35e9
"""
EXPECTED = {
    "hresult:0x800F0831": (2, [2, 8]), "hresult:0x80240034": (1, [4]), "ras:809": (1, [5]), "win32:1603": (1, [7]),
    "hresult:0x80070005": (1, [9]),
}


def summary(scan: LogScan) -> dict[str, tuple[int, list[int]]]:
    return {str(found.code): (found.count, found.lines) for found in scan.found}


@pytest.mark.parametrize(("encoding", "named"), [
    ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp932", "cp932"), ("utf-16", "utf-16-le")])
def test_a_log_is_read_in_its_encoding(registry: Registry, encoding: str, named: str) -> None:
    scan = scan_log(io.BytesIO(LOG.encode(encoding)), registry)
    assert summary(scan) == EXPECTED
    assert scan.encoding == named
    assert scan.lines == LOG.count("\n")


def test_utf_16_with_the_other_byte_order(registry: Registry) -> None:
    assert summary(scan_log(io.BytesIO(b"\xfe\xff" + LOG.encode("utf-16-be")), registry)) == EXPECTED


@pytest.mark.parametrize("size", [7, 64, 311, 1024])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp932"])
def test_chunk_borders_change_nothing(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, size: int, encoding: str,
) -> None:
    monkeypatch.setattr(log_scan, "CHUNK", 4096)

    class Slow(io.BytesIO):
        def read(self, count: int | None = -1) -> bytes:
            return super().read(size)

    assert summary(scan_log(Slow(LOG.encode(encoding)), registry)) == EXPECTED


def test_windows_line_ends_and_a_last_line_without_end(registry: Registry) -> None:
    scan = scan_log(io.BytesIO(LOG.rstrip("\n").replace("\n", "\r\n").encode()), registry)
    assert summary(scan) == EXPECTED
    assert scan.lines == LOG.count("\n")


@pytest.mark.parametrize("line", [
    "HRESULT = 0x00000000", "exit code 0", "S_OK", "ERROR_SUCCESS (0)", "STATUS_SUCCESS", "result: 0x0", "status 200 OK",
    "Event ID: 4625", "handle 0x1234", "at 0x00007ff8a1b2c3d4", "HTTP status 404", "error count: 5 errors", ""])
def test_what_is_no_error_is_not_reported(registry: Registry, line: str) -> None:
    assert scan_log(io.BytesIO(line.encode()), registry).found == []


@pytest.mark.parametrize(("line", "code"), [
    ("The error code returned on failure is 868.", "ras:868"),
    ("STATUS_LOGON_FAILURE", "ntstatus:0xC000006D"),
    ("MainEngineThread is returning 1603", "win32:1603"),
    ("Faulting application, exception code 0xc0000005", "ntstatus:0xC0000005"),
    ("The bugcheck was: 0x0000009f (0x3, 0xffffe000, 0xfffff800, 0xffffe001).", "bugcheck:0x9F"),
    ("last result 2147942402", "hresult:0x80070002"),
    ("AADSTS50126: invalid credentials", "aadsts:50126"),
    ("システム エラー 53 が発生しました。", "win32:53"),
    ("GLE=0x5, error 0x5", "win32:5"),
])
def test_lines_of_real_kinds(registry: Registry, line: str, code: str) -> None:
    assert list(summary(scan_log(io.BytesIO(line.encode()), registry))) == [code]


def test_a_code_counts_once_a_line(registry: Registry) -> None:
    scan = scan_log(io.BytesIO(b"0x80070005 E_ACCESSDENIED 0x80070005\n"), registry)
    assert summary(scan) == {"hresult:0x80070005": (1, [1])}


def test_the_progress_reaches_the_size(registry: Registry) -> None:
    seen: list[int] = []
    data = LOG.encode() * 50
    scan = scan_log(io.BytesIO(data), registry, seen.append)
    assert seen[-1] == scan.bytes_read == len(data)


def test_a_line_without_end_is_cut(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_scan, "CHUNK", 1000)
    data = b"x " * 5000 + b"error 0x80070005 " + b"y" * 5000
    scan = scan_log(io.BytesIO(data), registry)
    assert summary(scan) == {"hresult:0x80070005": (1, [1])}
    assert scan.lines == 1


class Endless(io.RawIOBase):
    """A log of a given number of megabytes that is made while it is read."""

    def __init__(self, megabytes: int) -> None:
        self._parts: Iterator[bytes] = itertools.repeat((LOG.encode() * 1200)[:1 << 20], megabytes)

    def read(self, size: int = -1) -> bytes:
        return next(self._parts, b"")


def test_memory_does_not_grow_with_the_log(registry: Registry) -> None:
    scan_log(Endless(1), registry)  # type: ignore[arg-type]
    peaks = []
    for megabytes in (1, 4):
        tracemalloc.start()
        scan_log(Endless(megabytes), registry)  # type: ignore[arg-type]
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5
