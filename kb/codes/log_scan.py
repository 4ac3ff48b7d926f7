"""Log scan: finds the codes of a log of any size, in constant memory, with line numbers and counts.

Owns encodings, chunks and the cheap search that leaves out nearly all of a log. What a found place means is asked of
`notation`, once for every different place.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

import msgspec

from kb.codes.code import Code
from kb.codes.identification import Reading
from kb.codes.notation import identify
from kb.codes.registry import Registry

CHUNK = 1 << 20
KEPT_LINES = 20
_COUNTER_DIGITS = 5
LEAST_SCORE = 0.3
KEPT_PLACES = 20_000
KEPT_CODES = 50_000
_BEFORE, _AFTER, _EXCERPT = 64, 40, 200
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CUES = ("err", "fail", "code", "status", "result", "return", "exit", "stop", "bugcheck", "win32", "reason", "aadsts",
         "エラー", "コード", "失敗", "ステータス", "停止")
_WIDE_HEX = re.compile(rb"0x0*[1-9a-f][0-9a-f]{7,}")
_SYMBOL = re.compile(rb"_[A-Z][A-Z_0-9]*")
_SYMBOL_LETTERS = frozenset(bytes((code,)) for code in b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_SYMBOL_START = re.compile(rb"[A-Z][A-Z0-9_]*\Z")
_WIDE_DECIMALS = tuple(re.compile(beginning + rb"(?![0-9a-z])") for beginning in (
    rb"-[12][0-9]{8,9}", rb"21[45][0-9]{7}", rb"322[0-9]{7}"))
_NUMBER_AFTER = rb"[^0-9\n]{0,60}(0x0*[1-9a-f][0-9a-f]{0,15}|[1-9][0-9]{0,9})(?![0-9a-z]|[.:/][0-9])"
_DIGITS = re.compile(rb"[0-9][0-9a-fA-F]*")


class Occurrence(msgspec.Struct, frozen=True):
    """One code in one line: the line's number from 1, how the code stands there, and all readings of it, best first."""

    line: int
    text: str
    readings: tuple[Reading, ...]
    excerpt: str

    @property
    def code(self) -> Code:
        """The code of the best reading."""
        return self.readings[0].code


class FoundCode(msgspec.Struct):
    """A code of a log: how many lines have it, the first of them, and the place where it was first met."""

    code: Code
    count: int
    lines: list[int]
    first: Occurrence


class LogScan(msgspec.Struct):
    """What a log holds. `found` is in the order of first appearance; `lines` counts the lines of the log."""

    found: list[FoundCode]
    lines: int
    bytes_read: int
    encoding: str


def scan_log(stream: BinaryIO, registry: Registry, on_read: Callable[[int], None] | None = None) -> LogScan:
    """The codes of a log with their counts. `on_read` is told the bytes read so far after each part."""
    found: dict[Code, FoundCode] = {}
    reader = LogReader(stream, registry, on_read)
    for occurrence in reader.occurrences():
        known = found.get(occurrence.code)
        if known is None:
            if len(found) < KEPT_CODES:
                found[occurrence.code] = FoundCode(occurrence.code, 1, [occurrence.line], occurrence)
            continue
        known.count += 1
        if len(known.lines) < KEPT_LINES:
            known.lines.append(occurrence.line)
    return LogScan(list(found.values()), reader.lines, reader.bytes_read, reader.encoding)


class LogReader:
    """Reads a log once, from its start. Zero, success and information are not reported; a code counts once a line."""

    def __init__(self, stream: BinaryIO, registry: Registry, on_read: Callable[[int], None] | None = None) -> None:
        self._stream = stream
        self._registry = registry
        self._on_read = on_read
        self._places: dict[tuple[bytes, bytes, bytes], tuple[str, tuple[Reading, ...]] | None] = {}
        self._cues: list[tuple[bytes, re.Pattern[bytes]]] = []
        self.encoding = ""
        self.lines = 0
        self.bytes_read = 0

    def occurrences(self) -> Iterator[Occurrence]:
        """The codes in the order of the log."""
        ended = True
        for part in self._parts():
            yield from self._search(part)
            self.lines += part.count(b"\n")
            ended = part.endswith(b"\n")
        self.lines += not ended

    def _parts(self) -> Iterator[bytes]:
        """The log in parts of whole lines, in UTF-8 or, as it stands, in cp932. A line longer than a chunk is cut."""
        carry = b""
        decoder: codecs.IncrementalDecoder | None = None
        first = True
        while chunk := self._stream.read(CHUNK):
            self.bytes_read += len(chunk)
            if first:
                first = False
                for bom, name in _BOMS:
                    if chunk.startswith(bom):
                        self.encoding, chunk = name, chunk[len(bom):]
                        break
                if self.encoding.startswith("utf-16"):
                    decoder = codecs.getincrementaldecoder(self.encoding)("replace")
            if decoder is not None:
                chunk = decoder.decode(chunk).encode("utf-8", "replace")
            data = carry + chunk
            cut = data.rfind(b"\n") + 1
            if not cut and len(data) >= CHUNK:
                cut = data.rfind(b" ") + 1 or len(data)
            carry = data[cut:]
            if cut:
                yield data[:cut]
            if self._on_read is not None:
                self._on_read(self.bytes_read)
        if carry:
            yield carry

    def _search(self, part: bytes) -> Iterator[Occurrence]:
        self._settle_encoding(part)
        low = part.lower()
        places = self._places_of(part, low)
        line, counted, shown = self.lines + 1, 0, (0, frozenset[Code]())
        for start, end in places:
            line += part.count(b"\n", counted, start)
            counted = start
            read = self._read(part, start, end)
            if read is None:
                continue
            text, readings = read
            if shown[0] != line:
                shown = (line, frozenset())
            if readings[0].code in shown[1]:
                continue
            shown = (line, shown[1] | {reading.code for reading in readings})
            yield Occurrence(line, text, readings, self._excerpt(part, start))

    def _settle_encoding(self, part: bytes) -> None:
        """Decides between UTF-8 and cp932 at the first part that is more than ASCII."""
        if self._cues and self.encoding:
            return
        self._cues.clear()
        if not self.encoding and not part.isascii():
            try:
                codecs.getincrementaldecoder("utf-8")().decode(part)
                self.encoding = "utf-8"
            except UnicodeDecodeError:
                self.encoding = "cp932"
        encoding = "cp932" if self.encoding == "cp932" else "utf-8"
        for cue in _CUES:
            word = cue.encode(encoding).lower()
            self._cues.append((word, re.compile(re.escape(word) + _NUMBER_AFTER)))

    def _places_of(self, part: bytes, low: bytes) -> list[tuple[int, int]]:
        """Where a code may stand, in order. One search for each beginning is faster than one for all."""
        places = {match.span() for match in _WIDE_HEX.finditer(low)}
        for pattern in _WIDE_DECIMALS:
            places.update(match.span() for match in pattern.finditer(low))
        for word, pattern in self._cues:
            if word in low:
                places.update(match.span(1) for match in pattern.finditer(low))
        last = 0
        for match in _SYMBOL.finditer(part):
            at = match.start()
            if at >= last and part[at - 1:at] in _SYMBOL_LETTERS:
                head = _SYMBOL_START.search(part, max(last, at - 80), at)
                last = match.end()
                if head is not None and last - at > 2:
                    places.add((head.start(), last))
        return sorted(places)

    def _read(self, part: bytes, start: int, end: int) -> tuple[str, tuple[Reading, ...]] | None:
        if end - start >= _COUNTER_DIGITS and part[start:end].isdigit() and \
                int(part[start:end]) < 1 << 31 and not self._registry.find_value(int(part[start:end])):
            return None  # A counter or an identifier: there are as many as lines, and none is a code.
        line_start = max(part.rfind(b"\n", 0, start) + 1, start - _BEFORE)
        line_end = part.find(b"\n", end)
        line_end = min(len(part) if line_end < 0 else line_end, end + _AFTER)
        before, after = part[line_start:start], part[end:line_end]
        key = (_DIGITS.sub(b"0", before), part[start:end], _DIGITS.sub(b"0", after))
        if key not in self._places:
            if len(self._places) >= KEPT_PLACES:
                self._places.clear()
            self._places[key] = self._identify(before, part[start:end], after)
        return self._places[key]

    def _identify(self, before: bytes, token: bytes, after: bytes) -> tuple[str, tuple[Reading, ...]] | None:
        encoding = "cp932" if self.encoding == "cp932" else "utf-8"
        head, text, tail = (piece.decode(encoding, "ignore") for piece in (before, token, after))
        place = len(head)
        for group in identify(head + text + tail, self._registry).groups:
            if group.span[0] <= place < group.span[1] or place <= group.span[0] < place + len(text):
                readings = group.readings
                facts = self._registry.find(readings[0].code)
                if readings[0].code.value == 0 or readings[0].score < LEAST_SCORE or (
                        facts is not None and facts.kind != "error") or readings[0].spelling in ("typo", "fragment"):
                    return None
                return group.text, readings
        return None

    def _excerpt(self, part: bytes, start: int) -> str:
        encoding = "cp932" if self.encoding == "cp932" else "utf-8"
        begin = part.rfind(b"\n", 0, start) + 1
        end = part.find(b"\n", start)
        line = part[begin:end if end >= 0 else len(part)]
        if len(line) > _EXCERPT:
            from_start = max(0, start - begin - _EXCERPT // 2)
            line = line[from_start:from_start + _EXCERPT]
        return line.decode(encoding, "ignore").strip()
