"""What the console remembers of one person, in a SQLite file: bookmarks, pages visited, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.sessions.sqlite_file import SqliteFile, reported
from assistant.sessions.store import Visit

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_VISITS = 200


class SqlitePersonal(SqliteFile):
    """See `assistant.sessions.store.PersonalStore`."""

    @reported
    def toggle_bookmark(self, kind: str, slug: str, *, at: float) -> bool:
        with self._change() as change:
            if change.execute("DELETE FROM bookmark WHERE kind = ? AND slug = ?", (kind, slug)).rowcount:
                return False
            change.execute("INSERT INTO bookmark VALUES (?, ?, ?)", (kind, slug, at))
            return True

    @reported
    def list_bookmarks(self) -> Sequence[Visit]:
        rows = self._connection.execute("SELECT kind, slug, at FROM bookmark ORDER BY at DESC, kind, slug")
        return [Visit(*row) for row in rows]

    @reported
    def add_visit(self, kind: str, slug: str, *, at: float) -> None:
        with self._change() as change:
            change.execute("INSERT OR REPLACE INTO visit VALUES (?, ?, ?)", (kind, slug, at))
            change.execute(
                "DELETE FROM visit WHERE (kind, slug) NOT IN"
                " (SELECT kind, slug FROM visit ORDER BY at DESC, kind, slug LIMIT ?)", (MAX_VISITS,))

    @reported
    def list_visits(self, *, limit: int = 30) -> Sequence[Visit]:
        rows = self._connection.execute("SELECT kind, slug, at FROM visit ORDER BY at DESC, kind, slug LIMIT ?",
                                        (limit,))
        return [Visit(*row) for row in rows]

    @reported
    def get_setting(self, key: str, default: str = "") -> str:
        row = self._connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
        return row[0] if row else default

    @reported
    def set_setting(self, key: str, value: str) -> None:
        self._write("INSERT OR REPLACE INTO setting VALUES (?, ?)", key, value)
