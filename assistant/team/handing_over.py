"""Handing over: a session of the server becomes one of this machine's file, to be read or gone on with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.sessions.sqlite_file import whole_change
from assistant.sessions.sqlite_sessions import CASE_COLUMNS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from assistant.sessions.store import Record, Session
    from assistant.troubleshoot.learning import Case

COLUMNS = ("kind", "locale", "title", "status", "outcome", "code", "page", "created", "updated", "state", "uid",
           "origin", "author")


def adopt_session(connection: sqlite3.Connection, session: Session, steps: Sequence[Record], case: Case | None) -> int:
    """Makes the file's copy of a session equal to the server's; its number here."""
    names, places = ", ".join(COLUMNS), ", ".join("?" * len(COLUMNS))
    values = [getattr(session, name) for name in COLUMNS]
    with whole_change(connection) as change:
        number = int(change.execute(
            f"INSERT INTO session ({names}) VALUES ({places}) ON CONFLICT (uid) DO UPDATE SET"
            f" {', '.join(f'{name} = excluded.{name}' for name in COLUMNS if name != 'uid')} RETURNING id",
            values).fetchone()[0])
        change.execute("DELETE FROM step WHERE session = ?", (number,))
        change.executemany("INSERT INTO step VALUES (?, ?, ?, ?)",
                           [(number, step.number, step.at, step.json) for step in steps])
        change.execute("DELETE FROM outcome WHERE session = ?", (number,))
        if case is not None:
            change.execute(
                f"INSERT INTO outcome (session, at, uid, {CASE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (number, session.updated, session.uid, case.code, case.article, case.cause, case.outcome, case.seconds,
                 case.tier))
    return number
