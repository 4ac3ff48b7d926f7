"""Sessions, their steps and what they teach, in a SQLite file."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from assistant.sessions.operations import Begin, ForgetCases, Leave, Purge, Step, make_uid
from assistant.sessions.sqlite_file import SqliteFile, overwrite_log, reported
from assistant.sessions.store import (
    FINISHED,
    LEAST_HANDLE,
    LINKED,
    OPEN,
    RESUMED,
    UNLINKED,
    Marks,
    Record,
    Session,
    SessionMovedError,
)
from assistant.troubleshoot.learning import Case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SECONDS_PER_DAY = 86_400.0
SESSION_COLUMNS = ("id, kind, locale, title, status, outcome, code, page, created, updated, state, uid, origin, author")
CASE_COLUMNS = "code, article, cause, outcome, seconds, tier"


class SqliteSessions(SqliteFile):
    """See `assistant.sessions.store.SharedStore`."""

    @reported
    def begin(self, kind: str, locale: str, title: str, state: str, *, at: float, code: str = "",
              page: str = "") -> int:
        uid = make_uid()
        return self._insert(
            "INSERT INTO session (kind, locale, title, status, outcome, code, page, created, updated, state, uid)"
            " VALUES (?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?)", kind, locale, title, OPEN, code, page, at, at, state, uid,
            operation=Begin(uid, kind, locale, title, state, at, code, page))

    @reported
    def save(self, session: int, number: int, state: str, step: str, *, at: float, outcome: str = "",
             locale: str = "", case: Case | None = None) -> None:
        with self._change() as change:
            row = change.execute(
                "UPDATE session SET state = ?, updated = ?, status = ?, outcome = ?,"
                " locale = CASE ? WHEN '' THEN locale ELSE ? END WHERE id = ? RETURNING uid",
                (state, at, FINISHED if outcome else OPEN, outcome, locale, locale, session)).fetchone()
            if row is None:
                raise KeyError(session)
            try:
                change.execute("INSERT INTO step VALUES (?, ?, ?, ?)", (session, number, at, step))
            except sqlite3.IntegrityError as error:
                raise SessionMovedError(str(session)) from error
            before = change.execute(f"DELETE FROM outcome WHERE session = ? RETURNING {CASE_COLUMNS}",
                                    (session,)).fetchone()
            if case is not None:
                change.execute(
                    f"INSERT INTO outcome (session, at, uid, {CASE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (session, at, row[0], case.code, case.article, case.cause, case.outcome, case.seconds,
                     case.tier))
            was = Case(*before) if before is not None else None
            self._record(change, Step(row[0], number, state, step, at, outcome, locale, case, was))

    @reported
    def take(self, handle: str, *, at: float) -> Session:
        session = self.find_handle(handle)
        if session is None:
            raise KeyError(handle)
        return session

    @reported
    def leave(self, session: int) -> None:
        with self._change() as change:
            row = change.execute("SELECT uid FROM session WHERE id = ?", (session,)).fetchone()
            if row is not None:
                self._record(change, Leave(row[0]))

    @reported
    def find_handle(self, handle: str) -> Session | None:
        if handle.isascii() and handle.isdecimal() and len(handle) < 18:
            session = self.find_session(int(handle))
            if session is not None:
                return session
        if len(handle) < LEAST_HANDLE or not handle.isascii() or not handle.isalnum():
            return None
        rows = self._connection.execute(
            f"SELECT {SESSION_COLUMNS} FROM session WHERE uid GLOB ? || '*' LIMIT 2", (handle.lower(),)).fetchall()
        return Session(*rows[0]) if len(rows) == 1 else None

    @reported
    def find_session(self, session: int) -> Session | None:
        row = self._connection.execute(f"SELECT {SESSION_COLUMNS} FROM session WHERE id = ?", (session,)).fetchone()
        return Session(*row) if row else None

    @reported
    def list_sessions(self, *, status: str = "", limit: int = 50, since: float = 0.0) -> Sequence[Session]:
        rows = self._connection.execute(
            f"SELECT {SESSION_COLUMNS} FROM session WHERE ? IN ('', status) AND updated >= ?"
            " ORDER BY updated DESC, id DESC LIMIT ?", (status, since, limit))
        return [Session(*row) for row in rows]

    @reported
    def list_marks(self, *, since: float = 0.0) -> Marks:
        found = []
        for kind, condition, values in (("walk", "json = ?", (RESUMED,)), (
                "conversation", "instr(json, ?) AND NOT instr(json, ?)", (LINKED, UNLINKED))):
            rows = self._connection.execute(
                "SELECT DISTINCT uid FROM session JOIN step ON step.session = session.id"
                f" WHERE kind = ? AND updated >= ? AND {condition}", (kind, since, *values))
            found.append(frozenset(uid for uid, in rows))
        return Marks(*found)

    @reported
    def steps_of(self, session: int) -> Sequence[Record]:
        rows = self._connection.execute("SELECT number, at, json FROM step WHERE session = ? ORDER BY number",
                                        (session,))
        return [Record(*row) for row in rows]

    @reported
    def purge(self, session: int) -> bool:
        found = self._change_one("DELETE FROM session WHERE id = ? RETURNING uid", session, Purge)
        overwrite_log(self._connection)
        return found

    @reported
    def apply_retention(self, *, at: float, days: float, most: int) -> int:
        oldest = at - days * SECONDS_PER_DAY
        kept = "SELECT id FROM session ORDER BY updated DESC, id DESC LIMIT ?"
        condition = f"updated < ? OR id NOT IN ({kept})"
        if self._connection.execute(f"SELECT 1 FROM session WHERE {condition}", (oldest, most)).fetchone() is None:
            return 0
        with self._change() as change:
            found = change.execute(f"DELETE FROM session WHERE {condition}", (oldest, most)).rowcount
        overwrite_log(self._connection)
        return found

    # Cases.

    @reported
    def count_causes(self, article: str, code: str) -> Mapping[str, int]:
        return dict(self._connection.execute(
            "SELECT cause, count(*) FROM outcome WHERE article = ? AND (? = '' OR code IN ('', ?)) GROUP BY cause",
            (article, code, code)))

    @reported
    def count_cases(self) -> Sequence[tuple[str, str, int]]:
        return list(self._connection.execute(
            "SELECT article, cause, count(*) AS times FROM outcome GROUP BY article, cause"
            " ORDER BY times DESC, article, cause"))

    @reported
    def forget_cases(self, article: str = "") -> int:
        with self._change() as change:
            self._record(change, ForgetCases(article))
            return change.execute("DELETE FROM outcome WHERE ? IN ('', article)", (article,)).rowcount
