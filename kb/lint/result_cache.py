"""Result cache: what the linter found in files that did not change since.

Owns the file. A cache that cannot be read or written is as good as none: the check takes longer and finds the same.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

import msgspec

from kb.lint.linting import GroupResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

DECODER = msgspec.json.Decoder(GroupResult)
TABLES = """
CREATE TABLE IF NOT EXISTS signature (value TEXT);
CREATE TABLE IF NOT EXISTS result (key TEXT PRIMARY KEY, stamp TEXT, json BLOB) WITHOUT ROWID;
"""


class ResultCache:
    """Results by group, each with the stamp of its files, in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, signature: str) -> dict[str, tuple[str, GroupResult]]:
        """What is kept under a signature; empty for another one."""
        try:
            with contextlib.closing(sqlite3.connect(self._path, isolation_level=None)) as connection:
                row = connection.execute("SELECT value FROM signature").fetchone()
                if row is None or row[0] != signature:
                    return {}
                rows = connection.execute("SELECT key, stamp, json FROM result")
                return {key: (stamp, DECODER.decode(data)) for key, stamp, data in rows}
        except (sqlite3.Error, msgspec.DecodeError):
            return {}

    def save(
        self, signature: str, fresh: Mapping[str, tuple[str, GroupResult]], gone: Iterable[str],
    ) -> None:
        """Keeps new results and forgets those of groups that are gone; all of them when the signature changed."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self._path, isolation_level=None)) as connection:
                connection.executescript(TABLES)
                connection.execute("BEGIN IMMEDIATE")
                row = connection.execute("SELECT value FROM signature").fetchone()
                if row is None or row[0] != signature:
                    connection.execute("DELETE FROM signature")
                    connection.execute("DELETE FROM result")
                    connection.execute("INSERT INTO signature VALUES (?)", (signature,))
                connection.executemany("DELETE FROM result WHERE key = ?", [(key,) for key in gone])
                connection.executemany(
                    "INSERT OR REPLACE INTO result VALUES (?, ?, ?)",
                    [(key, stamp, msgspec.json.encode(result)) for key, (stamp, result) in fresh.items()])
                connection.execute("COMMIT")
        except (sqlite3.Error, OSError):
            return
