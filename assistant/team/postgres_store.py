"""The store on the server, used directly: every method is a transaction there, with the rights of the login.

Owns reading; what changes something is an operation, done by `applying`. Working without the server belongs to
`team_store`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.sessions.operations import (
    AddComment,
    AddFlag,
    Begin,
    CloseFlag,
    CountGap,
    ForgetCases,
    Leave,
    Operation,
    Purge,
    RemoveComment,
    RemoveGap,
    Step,
    make_uid,
)
from assistant.sessions.sqlite_pages import MAX_GAP_TEXT
from assistant.sessions.store import (
    LEAST_HANDLE,
    LINKED,
    RESUMED,
    UNLINKED,
    Comment,
    Flag,
    Gap,
    Marks,
    Record,
    Session,
    SessionClaimedError,
)
from assistant.team.applying import IS_FREE, LEASE, apply_operation
from assistant.team.connection import translated
from assistant.troubleshoot.learning import Case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.sessions.store import News
    from assistant.team.connection import Connection

SECONDS_PER_DAY = 86_400.0
SESSION_COLUMNS = (
    "id, kind, locale, title, status, outcome, code, page, created, updated, state, uid, origin, author,"
    " CASE WHEN held_until >= now() THEN holder ELSE '' END,"
    " CASE WHEN held_until >= now() THEN extract(epoch FROM held_since)::double precision ELSE 0 END")


class PostgresStore:
    """See `assistant.sessions.store.SharedStore`. `client` names this installation: what it has taken is its own."""

    def __init__(self, connection: Connection, client: str) -> None:
        self.connection = connection
        self.client = client

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with translated():
            return self.connection.execute(statement.encode(), values).fetchall()

    def _row(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        rows = self._rows(statement, *values)
        return rows[0] if rows else None

    def _do(self, operation: Operation) -> bool:
        """Whether what the operation names was there."""
        try:
            apply_operation(self.connection, make_uid(), self.client, operation)
        except KeyError:
            return False
        return True

    def _uid(self, table: str, number: int) -> str:
        row = self._row(f"SELECT uid FROM {table} WHERE id = %s", number)
        return row[0].hex if row is not None else ""

    def _id(self, table: str, uid: str) -> int:
        row = self._row(f"SELECT id FROM {table} WHERE uid = %s", uid)
        return int(row[0]) if row is not None else 0

    # Sessions.

    def begin(self, kind: str, locale: str, title: str, state: str, *, at: float, code: str = "",
              page: str = "") -> int:
        uid = make_uid()
        self._do(Begin(uid, kind, locale, title, state, at, code, page))
        return self._id("session", uid)

    def save(self, session: int, number: int, state: str, step: str, *, at: float, outcome: str = "",
             locale: str = "", case: Case | None = None) -> None:
        uid = self._uid("session", session)
        if not uid or not self._do(Step(uid, number, state, step, at, outcome, locale, case, None)):
            raise KeyError(session)

    def take(self, handle: str, *, at: float) -> Session:
        found = self.find_handle(handle)
        if found is None:
            raise KeyError(handle)
        return self.claim(found.uid)

    def claim(self, uid: str) -> Session:
        """The session, from now on this client's. Raises KeyError and SessionClaimedError."""
        with translated():
            done = self.connection.execute(
                f"UPDATE session SET client = %(client)s, held_until = {LEASE} WHERE uid = %(uid)s AND {IS_FREE}"
                .encode(), {"uid": uid, "client": self.client}).rowcount
        session = self.find_uid(uid)
        if session is None:
            raise KeyError(uid)
        if not done:
            raise SessionClaimedError(session.holder, session.held_since)
        return session

    def leave(self, session: int) -> None:
        uid = self._uid("session", session)
        if uid:
            self._do(Leave(uid))

    def find_handle(self, handle: str) -> Session | None:
        if not handle.isascii() or not handle.isalnum():
            return None
        if handle.isdecimal() and len(handle) < 18:
            session = self.find_session(int(handle))
            if session is not None:
                return session
        if len(handle) < LEAST_HANDLE:
            return None
        rows = self._rows(f"SELECT {SESSION_COLUMNS} FROM session WHERE replace(uid::text, '-', '') LIKE %s LIMIT 2",
                          handle.lower() + "%")
        return _session(rows[0]) if len(rows) == 1 else None

    def find_session(self, session: int) -> Session | None:
        row = self._row(f"SELECT {SESSION_COLUMNS} FROM session WHERE id = %s", session)
        return _session(row) if row is not None else None

    def find_uid(self, uid: str) -> Session | None:
        """The session of a uid."""
        row = self._row(f"SELECT {SESSION_COLUMNS} FROM session WHERE uid = %s", uid)
        return _session(row) if row is not None else None

    def find_uids(self, uids: Sequence[str]) -> Sequence[Session]:
        """Those of the sessions that are there."""
        return [_session(row) for row in self._rows(
            f"SELECT {SESSION_COLUMNS} FROM session WHERE uid = ANY(%s::uuid[])", list(uids))]

    def list_sessions(self, *, status: str = "", limit: int = 50, since: float = 0.0) -> Sequence[Session]:
        rows = self._rows(
            f"SELECT {SESSION_COLUMNS} FROM session WHERE %s::text IN ('', status) AND updated >= %s"
            " ORDER BY updated DESC, id DESC LIMIT %s", status, since, limit if limit >= 0 else None)
        return [_session(row) for row in rows]

    def list_marks(self, *, since: float = 0.0) -> Marks:
        found = []
        for kind, condition, values in (("walk", "json = %s", (RESUMED,)), (
                "conversation", "strpos(json, %s) > 0 AND strpos(json, %s) = 0", (LINKED, UNLINKED))):
            rows = self._rows("SELECT DISTINCT uid FROM session JOIN step ON step.session = session.uid"
                              f" WHERE kind = %s AND updated >= %s AND {condition}", kind, since, *values)
            found.append(frozenset(uid.hex for uid, in rows))
        return Marks(*found)

    def steps_of(self, session: int) -> Sequence[Record]:
        return self.steps_of_uid(self._uid("session", session) or make_uid())

    def steps_of_uid(self, uid: str) -> Sequence[Record]:
        """All steps of the session of a uid, in order."""
        return [Record(*row) for row in self._rows(
            "SELECT number, at, json FROM step WHERE session = %s ORDER BY number", uid)]

    def case_of_uid(self, uid: str) -> Case | None:
        """What the session of a uid teaches."""
        row = self._row("SELECT code, article, cause, outcome, seconds, tier FROM outcome WHERE session = %s", uid)
        return Case(*row) if row is not None else None

    def purge(self, session: int) -> bool:
        uid = self._uid("session", session)
        return bool(uid) and self._do(Purge(uid))

    def apply_retention(self, *, at: float, days: float, most: int) -> int:
        with translated():
            return self.connection.execute(
                "DELETE FROM session WHERE updated < %s OR uid NOT IN"
                " (SELECT uid FROM session ORDER BY updated DESC, id DESC LIMIT %s)",
                (at - days * SECONDS_PER_DAY, most)).rowcount

    # Cases.

    def count_causes(self, article: str, code: str) -> Mapping[str, int]:
        return dict(self._rows(
            "SELECT cause, count(*) FROM outcome WHERE article = %s AND (%s = '' OR code IN ('', %s)) GROUP BY cause",
            article, code, code))

    def count_cases(self) -> Sequence[tuple[str, str, int]]:
        return [(article, cause, times) for article, cause, times in self._rows(
            "SELECT article, cause, count(*) AS times FROM outcome GROUP BY article, cause"
            " ORDER BY times DESC, article COLLATE \"C\", cause COLLATE \"C\"")]

    def forget_cases(self, article: str = "") -> int:
        row = self._row("SELECT count(*) FROM outcome WHERE %s::text IN ('', article)", article)
        self._do(ForgetCases(article))
        return int(row[0]) if row is not None else 0

    # What is written about pages.

    def add_flag(self, slug: str, locale: str, comment: str, *, at: float) -> int:
        uid = make_uid()
        self._do(AddFlag(uid, slug, locale, comment, at))
        return self._id("flag", uid)

    def close_flag(self, flag: int) -> bool:
        uid = self._uid("flag", flag)
        return bool(uid) and self._do(CloseFlag(uid))

    def list_flags(self, *, slug: str = "", with_done: bool = False) -> Sequence[Flag]:
        return [Flag(*row) for row in self._rows(
            "SELECT id, slug, locale, comment, at, done, author FROM flag WHERE %s::text IN ('', slug)"
            " AND (%s OR NOT done) ORDER BY at DESC, id DESC", slug, with_done)]

    def add_comment(self, slug: str, text: str, *, at: float) -> int:
        uid = make_uid()
        self._do(AddComment(uid, slug, text, at))
        return self._id("comment", uid)

    def remove_comment(self, comment: int) -> bool:
        uid = self._uid("comment", comment)
        return bool(uid) and self._do(RemoveComment(uid))

    def list_comments(self, slug: str) -> Sequence[Comment]:
        return [Comment(*row) for row in self._rows(
            "SELECT id, slug, text, at, author FROM comment WHERE slug = %s ORDER BY at, id", slug)]

    def add_gap(self, text: str, locale: str, *, at: float) -> None:
        self._do(CountGap(text[:MAX_GAP_TEXT], locale, at))

    def list_gaps(self, *, limit: int = 200) -> Sequence[Gap]:
        return [Gap(*row) for row in self._rows(
            "SELECT text, locale, times, at FROM gap ORDER BY times DESC, at DESC, text COLLATE \"C\" LIMIT %s", limit)]

    def remove_gap(self, text: str, locale: str) -> bool:
        row = self._row("SELECT 1 FROM gap WHERE text = %s AND locale = %s", text, locale)
        return row is not None and self._do(RemoveGap(text, locale))

    def news(self, *, patience: float = 0.0) -> Sequence[News]:
        return ()

    def close(self) -> None:
        self.connection.close()


def _session(row: tuple[Any, ...]) -> Session:
    """A row of SESSION_COLUMNS; uids are UUID there, and nobody is NULL."""
    uid, origin = row[11:13]
    values = (*row[:11], uid.hex, origin.hex if origin is not None else "", *row[13:])
    return Session(*values)
