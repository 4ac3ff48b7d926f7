"""The store in one SQLite file: write-ahead log, every change flushed before it is answered, many processes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.sessions.sqlite_file import MEMORY, open_file, open_named
from assistant.sessions.sqlite_pages import SqlitePages
from assistant.sessions.sqlite_personal import SqlitePersonal
from assistant.sessions.sqlite_sessions import SqliteSessions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from assistant.sessions.store import News

FILE_NAME = "sessions.sqlite"


class SqliteStore(SqliteSessions, SqlitePages, SqlitePersonal):
    """See `assistant.sessions.store.Store`."""

    def news(self, *, patience: float = 0.0) -> Sequence[News]:
        return ()


def open_store(folder: Path) -> SqliteStore:
    """The store of a data folder, made at first use. Raises StoreError when it cannot be opened or written."""
    return SqliteStore(open_file(folder / FILE_NAME))


def open_memory_store() -> SqliteStore:
    """A store that is gone when it is closed, for when the disk cannot be written."""
    return SqliteStore(open_named(MEMORY))
