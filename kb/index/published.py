"""The published form of an index: what a team's server keeps of it, and what a client makes a copy of.

Owns what goes along and what stays at home (where the content lay, what was wrong with it), the digest by which two
indexes are known to say the same, and what each token is worth in each row, as a full text elsewhere must have it to
rank like FTS5. Sending it belongs to `assistant.team`.
"""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kb import __version__
from kb.index.schema import VERSION
from kb.index.search_index import FIELDS
from kb.index.search_rows import WEIGHTS, IndexRows

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = f"{VERSION} {__version__}"
"""What programs can read the files; those of another format read what was published in theirs."""
SIGNATURE = f"published\n{FORMAT}"
"""In the place of the roots that another index belongs to."""
WHOLE, SMALL = "whole", "small"
"""The files: the index as a program opens it, and the part that a search on the server needs here."""

STEPS = 16_383
"""The worth of a token in a row is one of so many steps."""
MOST_WORTH = 2.2
# Of bm25, as FTS5 has them.
_K1, _B = 1.2, 0.75
_LEVEL = 6
_DIGESTED = (
    "SELECT kind, slug, locale, topic, title, status, json FROM page ORDER BY 1, 2, 3",
    "SELECT family, value, slug, position FROM page_code ORDER BY 1, 2, 3, 4",
    "SELECT family, value, locale, text FROM meaning ORDER BY 1, 2, 3",
    "SELECT locale, key, text FROM phrase ORDER BY 1, 2",
    "SELECT locale, kind, json FROM words ORDER BY 1, 2",
    "SELECT spelling, locale, slug, text FROM answer JOIN answer_text ON id = text_id ORDER BY 1, 2",
    "SELECT family, value, component, kind, origins FROM code ORDER BY 1, 2",
    "SELECT squeezed, symbol, family, value, rank, component FROM symbol ORDER BY 1, 3, 4, 2",
    "SELECT name, pattern, notation, listed FROM own_family ORDER BY 1",
    "SELECT family, value, weight FROM code_weight ORDER BY 1, 2",
    "SELECT slug, locale, tokens FROM tree_phrase ORDER BY 1, 2, 3",
)
_LEFT_AT_HOME = (
    "DELETE FROM source", "DELETE FROM folder", "DELETE FROM diagnostic",
    f"UPDATE meta SET value = '{SIGNATURE}' WHERE key = 'signature'",
)
_LEFT_ON_SERVER = (
    "DELETE FROM answer", "DELETE FROM answer_text", "UPDATE page SET json = '' WHERE kind = 'article'",
    "DELETE FROM search_page", "DROP TABLE search",
)


class Token(NamedTuple):
    """A token of a row: what it is worth there in `STEPS`, and whether it names the page: `title`, `name` (an alias, a
    symptom, a message) or empty."""

    text: str
    worth: int
    place: str


class PublishedRow(NamedTuple):
    """A row of the full text. A meaning has the family of its code, no topic and no body."""

    id: int
    kind: str
    slug: str
    locale: str
    topic: str | None
    status: str | None
    families: tuple[str, ...]
    phrases: bytes
    body: str
    tokens: tuple[Token, ...]


def digest_index(connection: sqlite3.Connection) -> str:
    """The same for two indexes of one format that say the same, wherever and in whatever order they were built."""
    digest = hashlib.sha256(FORMAT.encode())
    for query in _DIGESTED:
        for row in connection.execute(query):
            digest.update(repr(row).encode("utf-8", "backslashreplace"))
        digest.update(b"\0")
    return digest.hexdigest()


def pack_files(connection: sqlite3.Connection) -> dict[str, bytes]:
    """The two files of an index, compressed."""
    with tempfile.TemporaryDirectory(prefix="naze-publish-") as name:
        folder = Path(name)
        _copy(connection, folder / "copy.sqlite")
        copy = sqlite3.connect(folder / "copy.sqlite", isolation_level=None)
        try:
            for file, statements in ((WHOLE, _LEFT_AT_HOME), (SMALL, _LEFT_ON_SERVER)):
                for statement in statements:
                    copy.execute(statement)
                # A copy of the copy has nothing left of what was deleted.
                _copy(copy, folder / file)
        finally:
            copy.close()
        return {file: zlib.compress((folder / file).read_bytes(), _LEVEL) for file in (WHOLE, SMALL)}


def _copy(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("VACUUM INTO ?", (str(path),))


def unpack_file(data: bytes) -> bytes:
    """A file as it was before it was compressed. Raises zlib.error."""
    return zlib.decompress(data)


def open_bytes(data: bytes) -> sqlite3.Connection:
    """The index that a file holds, in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.deserialize(data)
    return connection


def read_rows(connection: sqlite3.Connection) -> Iterator[PublishedRow]:
    """All rows of an index, by id."""
    pages = {row[0]: row[1:] for row in connection.execute("SELECT id, topic, status FROM page")}
    families: dict[str, list[str]] = {}
    for slug, family in connection.execute("SELECT DISTINCT slug, family FROM page_code ORDER BY slug, family"):
        families.setdefault(slug, []).append(family)
    bodies = IndexRows(connection)
    tokens = _read_tokens(connection)
    for row_id, kind, slug, locale, phrases in connection.execute(
            "SELECT id, kind, slug, locale, phrases FROM search_page ORDER BY id").fetchall():
        topic, status = pages.get(row_id, (None, None))
        body = "\n".join(line for _, lines in bodies.load_bodies((row_id,)) for line, _ in lines)
        yield PublishedRow(
            row_id, kind, slug, locale, topic, status,
            (slug.partition(":")[0],) if kind == "code" else tuple(families.get(slug, ())),
            bytes(phrases), body, tuple(tokens.get(row_id, ())))


def _read_tokens(connection: sqlite3.Connection) -> dict[int, list[Token]]:
    weights: dict[int, dict[str, float]] = {}
    titles: dict[int, set[str]] = {}
    names: dict[int, set[str]] = {}
    sizes: dict[int, int] = {}
    connection.execute("CREATE VIRTUAL TABLE temp.search_instance USING fts5vocab('main', 'search', 'instance')")
    try:
        for token, row_id, field, times in connection.execute(
                "SELECT term, doc, col, count(*) FROM search_instance GROUP BY term, doc, col"):
            held = weights.setdefault(row_id, {})
            held[token] = held.get(token, 0.0) + WEIGHTS[field] * times
            sizes[row_id] = sizes.get(row_id, 0) + times
            if field == FIELDS[0]:
                titles.setdefault(row_id, set()).add(token)
            elif field in ("aliases", "symptoms", "messages"):
                names.setdefault(row_id, set()).add(token)
    finally:
        connection.execute("DROP TABLE temp.search_instance")
    average = sum(sizes.values()) / max(len(sizes), 1)
    out: dict[int, list[Token]] = {}
    for row_id, held in weights.items():
        length = _K1 * (1 - _B + _B * sizes[row_id] / average)
        title, name = titles.get(row_id, ()), names.get(row_id, ())
        out[row_id] = [
            Token(token, max(round(weight * (_K1 + 1) / (weight + length) / MOST_WORTH * STEPS), 1),
                  "title" if token in title else "name" if token in name else "")
            for token, weight in held.items()]
    return out
