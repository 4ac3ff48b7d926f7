"""Files to import: a spreadsheet saved as text -> rows, and a folder of Markdown -> texts.

Owns encodings, what separates cells, and sizes. Spreadsheets save as UTF-8, as UTF-16 with tabs, or, on a Japanese
Windows, in code page 932.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from kb.authoring.importing import Unplaced
from kb.pages.files import MAX_FILE_BYTES
from kb.text.safe import make_safe

if TYPE_CHECKING:
    from pathlib import Path

ENDINGS = (".md", ".markdown", ".txt")
MAX_TABLE_BYTES = 20_000_000
MAX_CELL = 200_000
SEPARATORS = (",", "\t", ";")
UTF16 = (b"\xff\xfe", b"\xfe\xff")


class BadTableError(Exception):
    """A table that cannot be read; the text is the key of a phrase below `content`."""


class Texts(NamedTuple):
    """Texts by their names below the folder, and the files that were not read."""

    texts: dict[str, str]
    unplaced: list[Unplaced]


def load_rows(path: Path) -> list[list[str]]:
    """The rows of a table, the names of its columns first. Raises BadTableError and OSError."""
    with path.open("rb") as file:
        data = file.read(MAX_TABLE_BYTES + 1)
    if len(data) > MAX_TABLE_BYTES:
        raise BadTableError("too_large")
    text = decode(data)
    if text is None:
        raise BadTableError("unreadable")
    first = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    csv.field_size_limit(MAX_CELL)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise BadTableError("bad_table") from error


def load_texts(folder: Path) -> Texts:
    """The Markdown and plain text files of a folder and of those in it, hidden ones aside. Raises OSError."""
    texts: dict[str, str] = {}
    unplaced: list[Unplaced] = []
    others: Counter[str] = Counter()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in name.split("/")) or not path.is_file():
            continue
        if path.suffix.lower() not in ENDINGS:
            others[path.suffix.lower() or path.name] += 1
            continue
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
        text = decode(data) if len(data) <= MAX_FILE_BYTES else None
        if text is None:
            unplaced.append(Unplaced(name, "too_large" if len(data) > MAX_FILE_BYTES else "unreadable"))
        else:
            texts[name] = text
    unplaced += [Unplaced(f"*{ending}" if ending.startswith(".") else ending, "other_kind", str(count))
                 for ending, count in sorted(others.items())]
    return Texts(texts, unplaced)


def decode(data: bytes) -> str | None:
    """A text with plain line ends and no control characters; None when it is in none of the encodings."""
    encodings = ("utf-16",) if data.startswith(UTF16) else ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return make_safe(text.replace("\r\n", "\n").replace("\r", "\n"))
    return None
