"""Following: which version of the knowledge on the server is the newest, and its files.

Owns the asking. Where a copy lies and when it is time to ask belongs to `published_cache`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from assistant.sessions.store import StoreAwayError
from assistant.team.connection import translated
from assistant.team.published_cache import Version
from kb.index.published import FORMAT

if TYPE_CHECKING:
    from assistant.team.connection import Connection
    from kb.index.build import Progress


def find_newest(connection: Connection) -> Version | None:
    """The newest version that this program can read; None when there is none. Raises StoreError."""
    with translated():
        row = connection.execute(
            "SELECT number, author, extract(epoch FROM at)::double precision FROM publication WHERE format = %s"
            " ORDER BY number DESC LIMIT 1", (FORMAT,)).fetchone()
    return Version(row[0], " ".join(row[1].split()), row[2]) if row is not None else None


def fetch_file(connection: Connection, number: int, name: str, progress: Progress | None = None) -> bytes:
    """A file of a version, compressed as it lies there. It comes part by part, so that a slow network is no dead one;
    `progress` is told of each.

    Raises StoreAwayError when it does not come whole, because the version went meanwhile or something on the way
    changed it, and StoreError.
    """
    with translated(), connection.cursor(binary=True) as cursor:
        row = cursor.execute("SELECT parts, sha256 FROM publication_file WHERE publication = %s AND name = %s",
                             (number, name)).fetchone()
        parts = []
        count, digest = row if row is not None else (0, "")
        for part in range(count):
            found = cursor.execute(
                "SELECT data FROM publication_part WHERE publication = %s AND name = %s AND part = %s",
                (number, name, part)).fetchone()
            parts.append(found[0] if found is not None else b"")
            if progress is not None:
                progress(len(parts), count)
    data = b"".join(parts)
    if hashlib.sha256(data).hexdigest() != digest:
        raise StoreAwayError(f"version {number} did not come whole")
    return data
