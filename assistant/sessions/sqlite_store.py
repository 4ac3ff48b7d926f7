"""The store in one SQLite file: write-ahead log, every change flushed before it is answered, many processes at once."""

from __future__ import annotations

import contextlib
import sqlite3
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

from assistant.sessions.schema import migrate
from assistant.sessions.store import (
    FINISHED,
    OPEN,
    Comment,
    Flag,
    Gap,
    Record,
    Session,
    SessionMovedError,
    StoreError,
    Visit,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from assistant.troubleshoot.learning import Case

FILE_NAME = "sessions.sqlite"
BUSY_SECONDS = 10.0
MAX_VISITS = 200
MAX_GAPS = 2_000
MAX_GAP_TEXT = 500
SECONDS_PER_DAY = 86_400.0
SESSION_COLUMNS = "id, kind, locale, title, status, outcome, code, page, created, updated, state"

P = ParamSpec("P")
T = TypeVar("T")


def open_store(folder: Path) -> SqliteStore:
    """The store of a data folder, made at first use. Raises StoreError when it cannot be opened or written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(error.strerror or str(error)) from error
    return _open(str(folder / FILE_NAME))


def open_memory_store() -> SqliteStore:
    """A store that is gone when it is closed, for when the disk cannot be written."""
    return _open(":memory:")


def _open(name: str) -> SqliteStore:
    try:
        connection = sqlite3.connect(name, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        # With FULL a step survives the end of the process and the loss of power; purged text is overwritten.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        migrate(connection)
    except sqlite3.Error as error:
        raise StoreError(str(error)) from error
    return SqliteStore(connection)


def _reported(
    method: Callable[Concatenate[SqliteStore, P], T],
) -> Callable[Concatenate[SqliteStore, P], T]:
    @wraps(method)
    def reporting(self: SqliteStore, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(self, *args, **kwargs)
        except sqlite3.Error as error:
            raise StoreError(str(error)) from error

    return cast("Callable[Concatenate[SqliteStore, P], T]", reporting)


class SqliteStore:
    """See `assistant.sessions.store.Store`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @contextlib.contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction: on disk when it is left, undone when an exception leaves it."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise

    # Sessions.

    @_reported
    def begin(self, kind: str, locale: str, title: str, state: str, *, at: float, code: str = "",
              page: str = "") -> int:
        with self._change() as change:
            cursor = change.execute(
                "INSERT INTO session (kind, locale, title, status, outcome, code, page, created, updated, state)"
                " VALUES (?, ?, ?, ?, '', ?, ?, ?, ?, ?)", (kind, locale, title, OPEN, code, page, at, at, state))
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    @_reported
    def save(self, session: int, number: int, state: str, step: str, *, at: float, outcome: str = "",
             locale: str = "", case: Case | None = None) -> None:
        with self._change() as change:
            cursor = change.execute(
                "UPDATE session SET state = ?, updated = ?, status = ?, outcome = ?,"
                " locale = CASE ? WHEN '' THEN locale ELSE ? END WHERE id = ?",
                (state, at, FINISHED if outcome else OPEN, outcome, locale, locale, session))
            if not cursor.rowcount:
                raise KeyError(session)
            try:
                change.execute("INSERT INTO step VALUES (?, ?, ?, ?)", (session, number, at, step))
            except sqlite3.IntegrityError as error:
                raise SessionMovedError(str(session)) from error
            change.execute("DELETE FROM outcome WHERE session = ?", (session,))
            if case is not None:
                change.execute(
                    "INSERT INTO outcome (session, at, code, article, cause, outcome, seconds, tier)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (session, at, case.code, case.article, case.cause, case.outcome, case.seconds, case.tier))

    @_reported
    def find_session(self, session: int) -> Session | None:
        row = self._connection.execute(f"SELECT {SESSION_COLUMNS} FROM session WHERE id = ?", (session,)).fetchone()
        return Session(*row) if row else None

    @_reported
    def list_sessions(self, *, status: str = "", limit: int = 50) -> Sequence[Session]:
        rows = self._connection.execute(
            f"SELECT {SESSION_COLUMNS} FROM session WHERE ? IN ('', status) ORDER BY updated DESC, id DESC LIMIT ?",
            (status, limit))
        return [Session(*row) for row in rows]

    @_reported
    def steps_of(self, session: int) -> Sequence[Record]:
        rows = self._connection.execute("SELECT number, at, json FROM step WHERE session = ? ORDER BY number",
                                        (session,))
        return [Record(*row) for row in rows]

    @_reported
    def purge(self, session: int) -> bool:
        with self._change() as change:
            found = change.execute("DELETE FROM session WHERE id = ?", (session,)).rowcount
        self._overwrite_log()
        return bool(found)

    @_reported
    def apply_retention(self, *, at: float, days: float, most: int) -> int:
        oldest = at - days * SECONDS_PER_DAY
        kept = "SELECT id FROM session ORDER BY updated DESC, id DESC LIMIT ?"
        condition = f"updated < ? OR id NOT IN ({kept})"
        if self._connection.execute(f"SELECT 1 FROM session WHERE {condition}", (oldest, most)).fetchone() is None:
            return 0
        with self._change() as change:
            found = change.execute(f"DELETE FROM session WHERE {condition}", (oldest, most)).rowcount
        self._overwrite_log()
        return found

    def _overwrite_log(self) -> None:
        # What was deleted may still stand in the log; while others read, the next checkpoint removes it.
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # Cases.

    @_reported
    def count_causes(self, article: str, code: str) -> Mapping[str, int]:
        return dict(self._connection.execute(
            "SELECT cause, count(*) FROM outcome WHERE article = ? AND (? = '' OR code IN ('', ?)) GROUP BY cause",
            (article, code, code)))

    @_reported
    def count_cases(self) -> Sequence[tuple[str, str, int]]:
        return list(self._connection.execute(
            "SELECT article, cause, count(*) AS times FROM outcome GROUP BY article, cause"
            " ORDER BY times DESC, article, cause"))

    @_reported
    def forget_cases(self, article: str = "") -> int:
        with self._change() as change:
            return change.execute("DELETE FROM outcome WHERE ? IN ('', article)", (article,)).rowcount

    # What the team writes about pages.

    @_reported
    def add_flag(self, slug: str, locale: str, comment: str, *, at: float) -> int:
        return self._insert("INSERT INTO flag (slug, locale, comment, at) VALUES (?, ?, ?, ?)",
                            slug, locale, comment, at)

    @_reported
    def close_flag(self, flag: int) -> bool:
        return self._write("UPDATE flag SET done = 1 WHERE id = ?", flag)

    @_reported
    def list_flags(self, *, slug: str = "", with_done: bool = False) -> Sequence[Flag]:
        rows = self._connection.execute(
            "SELECT id, slug, locale, comment, at, done FROM flag WHERE ? IN ('', slug) AND (? OR NOT done)"
            " ORDER BY at DESC, id DESC", (slug, with_done))
        return [Flag(number, page, locale, comment, at, bool(done)) for number, page, locale, comment, at, done in rows]

    @_reported
    def add_comment(self, slug: str, text: str, *, at: float) -> int:
        return self._insert("INSERT INTO comment (slug, text, at) VALUES (?, ?, ?)", slug, text, at)

    @_reported
    def remove_comment(self, comment: int) -> bool:
        return self._write("DELETE FROM comment WHERE id = ?", comment)

    @_reported
    def list_comments(self, slug: str) -> Sequence[Comment]:
        rows = self._connection.execute("SELECT id, slug, text, at FROM comment WHERE slug = ? ORDER BY at, id",
                                        (slug,))
        return [Comment(*row) for row in rows]

    @_reported
    def add_gap(self, text: str, locale: str, *, at: float) -> None:
        with self._change() as change:
            change.execute(
                "INSERT INTO gap VALUES (?, ?, 1, ?) ON CONFLICT (text, locale)"
                " DO UPDATE SET times = times + 1, at = excluded.at", (text[:MAX_GAP_TEXT], locale, at))
            change.execute(
                "DELETE FROM gap WHERE (text, locale) NOT IN"
                " (SELECT text, locale FROM gap ORDER BY at DESC LIMIT ?)", (MAX_GAPS,))

    @_reported
    def list_gaps(self, *, limit: int = 200) -> Sequence[Gap]:
        rows = self._connection.execute(
            "SELECT text, locale, times, at FROM gap ORDER BY times DESC, at DESC, text LIMIT ?", (limit,))
        return [Gap(*row) for row in rows]

    @_reported
    def remove_gap(self, text: str, locale: str) -> bool:
        return self._write("DELETE FROM gap WHERE text = ? AND locale = ?", text, locale)

    # What the console remembers.

    @_reported
    def toggle_bookmark(self, kind: str, slug: str, *, at: float) -> bool:
        with self._change() as change:
            if change.execute("DELETE FROM bookmark WHERE kind = ? AND slug = ?", (kind, slug)).rowcount:
                return False
            change.execute("INSERT INTO bookmark VALUES (?, ?, ?)", (kind, slug, at))
            return True

    @_reported
    def list_bookmarks(self) -> Sequence[Visit]:
        rows = self._connection.execute("SELECT kind, slug, at FROM bookmark ORDER BY at DESC, kind, slug")
        return [Visit(*row) for row in rows]

    @_reported
    def add_visit(self, kind: str, slug: str, *, at: float) -> None:
        with self._change() as change:
            change.execute("INSERT OR REPLACE INTO visit VALUES (?, ?, ?)", (kind, slug, at))
            change.execute(
                "DELETE FROM visit WHERE (kind, slug) NOT IN"
                " (SELECT kind, slug FROM visit ORDER BY at DESC, kind, slug LIMIT ?)", (MAX_VISITS,))

    @_reported
    def list_visits(self, *, limit: int = 30) -> Sequence[Visit]:
        rows = self._connection.execute("SELECT kind, slug, at FROM visit ORDER BY at DESC, kind, slug LIMIT ?",
                                        (limit,))
        return [Visit(*row) for row in rows]

    @_reported
    def get_setting(self, key: str, default: str = "") -> str:
        row = self._connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
        return row[0] if row else default

    @_reported
    def set_setting(self, key: str, value: str) -> None:
        self._write("INSERT OR REPLACE INTO setting VALUES (?, ?)", key, value)

    def close(self) -> None:
        self._connection.close()

    def _insert(self, statement: str, *values: object) -> int:
        with self._change() as change:
            cursor = change.execute(statement, values)
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def _write(self, statement: str, *values: object) -> bool:
        with self._change() as change:
            return bool(change.execute(statement, values).rowcount)
