"""Lists as sheets: search results, and anything else that is chosen from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from assistant.tui.sheets.sheet import Act, Anchor, Row, Run, Sheet, Target
from kb.text.safe import make_safe_line
from kb.text.wrap import cell_width, wrap_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Spans = Sequence[tuple[int, int]]

MAX_NOTE_ROWS = 2


class Line(NamedTuple):
    """One choice: its name, words about it, a quieter note with the spans to mark, and a key shown at the right."""

    name: str
    words: str = ""
    note: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    key: str = ""


def write_list(lines: Iterable[Line], width: int, *, gap: bool = True) -> Sheet:
    """Each line as a target of one or more rows, with an empty row between two of them."""
    rows: list[Row] = []
    targets: list[Target] = []
    room = max(width - 2, 10)
    for number, line in enumerate(lines):
        if gap and rows:
            rows.append(Row())
        start = len(rows)
        rows.extend(_name_rows(line, room))
        rows.extend(Row((Run(" "), Run(each))) for each in _wrapped(line.words, room))
        rows.extend(_note_rows(line.note, line.spans, room))
        targets.append(Target(Act.CHOOSE, str(number), line.name, start, len(rows) - 1))
    return Sheet(width, tuple(rows), (Anchor(0, "top", 1, ""),), tuple(targets))


def _wrapped(text: str, room: int) -> list[str]:
    return wrap_text(make_safe_line(text), room) if text else []


def _name_rows(line: Line, room: int) -> list[Row]:
    rows = [Row((Run(" "), Run(each, "title"))) for each in _wrapped(line.name, room - cell_width(line.key) - 2)]
    if line.key and rows:
        space = room - cell_width(rows[0].text) + 1 - cell_width(line.key)
        rows[0] = Row((*rows[0].runs, Run(" " * max(space, 1)), Run(line.key, "mark")))
    return rows


def _note_rows(note: str, spans: Spans, room: int) -> list[Row]:
    """The note on at most two rows, with what matches marked."""
    lines = _wrapped(note.replace("…", "..."), room)  # The sign is two cells wide on many terminals.
    if len(lines) > MAX_NOTE_ROWS:
        lines = lines[:MAX_NOTE_ROWS]
        while cell_width(lines[-1]) > room - 3:
            lines[-1] = lines[-1][:-1]
        lines[-1] += "..."
    marked = [make_safe_line(note)[start:end] for start, end in spans if start < end]
    return [Row((Run(" "), *_marked_runs(line, marked))) for line in lines]


def _marked_runs(line: str, words: list[str]) -> list[Run]:
    runs: list[Run] = []
    at = 0
    while at < len(line):
        places = [(line.find(word, at), word) for word in words]
        found = min(((place, -len(word), word) for place, word in places if place >= 0), default=None)
        if found is None:
            runs.append(Run(line[at:], "dim"))
            break
        place, _, word = found
        if place > at:
            runs.append(Run(line[at:place], "dim"))
        runs.append(Run(word, "mark"))
        at = place + len(word)
    return runs
