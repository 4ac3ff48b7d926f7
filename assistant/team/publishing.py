"""Publishing: an index -> a version of the knowledge on the server, whole or not at all.

Owns the writing. What a version is made of belongs to `kb.index.published`, reading it to `following` and
`server_rows`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from assistant.team.connection import translated
from kb.index.published import FORMAT, digest_index, pack_files, read_rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from assistant.team.connection import Connection
    from kb.index.published import Token

KEPT = 3
"""So many versions of a format stay, the newest among them."""
GRACE = "10 minutes"
"""A version that was the newest so short a time ago stays too: somebody may be reading it."""
PART_BYTES = 256 * 1024
LOCK = 0x6E617A66
MAX_TOKEN_BYTES = 2_000
MAX_TOKENS_BYTES = 900_000
"""PostgreSQL takes lexemes of 2 KB and vectors of 1 MB; of a longer page what is worth least is left out."""
LABELS = {"title": "B", "name": "C", "": ""}
"""How a vector says where a token stands. A is left for the search to mark what it looks for."""


class Published(NamedTuple):
    """A version of the knowledge on the server; `is_new` when this call made it."""

    number: int
    is_new: bool
    articles: int
    trees: int


def publish(connection: Connection, index: sqlite3.Connection) -> Published:
    """Makes an index the newest version, unless the newest of its format says the same. Raises StoreError."""
    digest = digest_index(index)
    counts = dict(index.execute("SELECT kind, count(DISTINCT slug) FROM page GROUP BY kind").fetchall())
    articles, trees = counts.get("article", 0), counts.get("tree", 0)
    with translated(), connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        row = connection.execute(
            "SELECT number, digest FROM publication WHERE format = %s ORDER BY number DESC LIMIT 1",
            (FORMAT,)).fetchone()
        if row is not None and row[1] == digest:
            return Published(row[0], False, articles, trees)
        row = connection.execute(
            "INSERT INTO publication (format, digest, articles, trees) VALUES (%s, %s, %s, %s) RETURNING number",
            (FORMAT, digest, articles, trees)).fetchone()
        assert row is not None
        number = int(row[0])
        for name, data in pack_files(index).items():
            _write_file(connection, number, name, data)
        _write_rows(connection, number, index)
        connection.execute(
            "DELETE FROM publication WHERE format = %(format)s AND number <"
            " (SELECT number FROM publication WHERE format = %(format)s AND at < now() - %(grace)s::interval"
            " ORDER BY number DESC OFFSET %(others)s LIMIT 1)",
            {"format": FORMAT, "grace": GRACE, "others": KEPT - 1})
    return Published(number, True, articles, trees)


def _write_file(connection: Connection, number: int, name: str, data: bytes) -> None:
    parts = [data[start:start + PART_BYTES] for start in range(0, len(data), PART_BYTES)]
    connection.execute("INSERT INTO publication_file VALUES (%s, %s, %s, %s)",
                       (number, name, len(parts), hashlib.sha256(data).hexdigest()))
    connection.cursor().executemany("INSERT INTO publication_part VALUES (%s, %s, %s, %s)",
                                    [(number, name, part, data) for part, data in enumerate(parts)])


def _write_rows(connection: Connection, number: int, index: sqlite3.Connection) -> None:
    columns = "publication, id, kind, slug, locale, topic, status, families, phrases, body, tokens"
    with connection.cursor().copy(f"COPY publication_row ({columns}) FROM STDIN".encode()) as copy:
        for row in read_rows(index):
            copy.write_row((number, *row[:6], list(row.families), row.phrases, row.body.replace("\0", ""),
                            vector_of(number, row.tokens)))


def version_lexeme(number: int) -> str:
    """The lexeme that all rows of a version have: the index over tokens finds the rows of one version by it. No token
    has such a character."""
    return f"@{number}"


def vector_of(number: int, tokens: Iterable[Token]) -> str:
    """The tokens of a row as PostgreSQL reads a vector: nothing is tokenised again, and the only position of a lexeme
    is what the token is worth in the row."""
    return " ".join((quote_lexeme(version_lexeme(number)), *_lexemes(tokens)))


def _lexemes(tokens: Iterable[Token]) -> Iterator[str]:
    room = MAX_TOKENS_BYTES
    for token in sorted(tokens, key=lambda token: -token.worth):
        size = len(token.text.encode("utf-8", "replace"))
        room -= size + 8
        if size <= MAX_TOKEN_BYTES and room >= 0 and "\0" not in token.text:
            yield f"{quote_lexeme(token.text)}:{token.worth}{LABELS[token.place]}"


def quote_lexeme(text: str) -> str:
    """A lexeme as it stands in a vector or a query, whatever characters it has."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
