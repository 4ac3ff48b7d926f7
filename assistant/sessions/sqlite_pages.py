"""What is written about pages, in a SQLite file: marks, comments, and questions that no page answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.sessions.operations import (
    AddComment,
    AddFlag,
    CloseFlag,
    CountGap,
    RemoveComment,
    RemoveGap,
    make_uid,
)
from assistant.sessions.sqlite_file import SqliteFile, reported
from assistant.sessions.store import Comment, Flag, Gap

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

MAX_GAPS = 2_000
MAX_GAP_TEXT = 500


def count_gap(change: sqlite3.Connection, text: str, locale: str, at: float) -> None:
    """Counts a question once more, in a transaction of the caller's."""
    change.execute(
        "INSERT INTO gap VALUES (?, ?, 1, ?) ON CONFLICT (text, locale)"
        " DO UPDATE SET times = times + 1, at = excluded.at", (text, locale, at))
    change.execute(
        "DELETE FROM gap WHERE (text, locale) NOT IN (SELECT text, locale FROM gap ORDER BY at DESC LIMIT ?)",
        (MAX_GAPS,))


class SqlitePages(SqliteFile):
    """See `assistant.sessions.store.SharedStore`."""

    @reported
    def add_flag(self, slug: str, locale: str, comment: str, *, at: float) -> int:
        uid = make_uid()
        return self._insert("INSERT INTO flag (uid, slug, locale, comment, at) VALUES (?, ?, ?, ?, ?)",
                            uid, slug, locale, comment, at, operation=AddFlag(uid, slug, locale, comment, at))

    @reported
    def close_flag(self, flag: int) -> bool:
        return self._change_one("UPDATE flag SET done = 1 WHERE id = ? RETURNING uid", flag, CloseFlag)

    @reported
    def list_flags(self, *, slug: str = "", with_done: bool = False) -> Sequence[Flag]:
        rows = self._connection.execute(
            "SELECT id, slug, locale, comment, at, done, author FROM flag WHERE ? IN ('', slug) AND (? OR NOT done)"
            " ORDER BY at DESC, id DESC", (slug, with_done))
        return [Flag(number, page, locale, comment, at, bool(done), author)
                for number, page, locale, comment, at, done, author in rows]

    @reported
    def add_comment(self, slug: str, text: str, *, at: float) -> int:
        uid = make_uid()
        return self._insert("INSERT INTO comment (uid, slug, text, at) VALUES (?, ?, ?, ?)", uid, slug, text, at,
                            operation=AddComment(uid, slug, text, at))

    @reported
    def remove_comment(self, comment: int) -> bool:
        return self._change_one("DELETE FROM comment WHERE id = ? RETURNING uid", comment, RemoveComment)

    @reported
    def list_comments(self, slug: str) -> Sequence[Comment]:
        rows = self._connection.execute("SELECT id, slug, text, at, author FROM comment WHERE slug = ? ORDER BY at, id",
                                        (slug,))
        return [Comment(*row) for row in rows]

    @reported
    def add_gap(self, text: str, locale: str, *, at: float) -> None:
        text = text[:MAX_GAP_TEXT]
        with self._change() as change:
            count_gap(change, text, locale, at)
            self._record(change, CountGap(text, locale, at))

    @reported
    def list_gaps(self, *, limit: int = 200) -> Sequence[Gap]:
        rows = self._connection.execute(
            "SELECT text, locale, times, at FROM gap ORDER BY times DESC, at DESC, text LIMIT ?", (limit,))
        return [Gap(*row) for row in rows]

    @reported
    def remove_gap(self, text: str, locale: str) -> bool:
        with self._change() as change:
            found = change.execute("DELETE FROM gap WHERE text = ? AND locale = ?", (text, locale)).rowcount
            if found:
                self._record(change, RemoveGap(text, locale))
        return bool(found)
