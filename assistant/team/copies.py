"""Copies: what the team wrote about pages and counted, kept in this machine's file so that reading never waits.

Owns how the server's state is laid over the file's, kind by kind and only when it changed. What waits to be sent is
then done again on top, so nobody sees an own change disappear in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.sessions.operations import (
    AddComment,
    AddFlag,
    CloseFlag,
    CountGap,
    ForgetCases,
    Operation,
    RemoveComment,
    RemoveGap,
    Step,
)
from assistant.sessions.sqlite_pages import count_gap

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from assistant.troubleshoot.learning import Case

KINDS = ("comment", "flag", "gap", "outcome")
READER_KINDS = ("comment",)
"""What a login that may only read has a copy of."""

QUERIES = {
    "comment": "SELECT uid, slug, text, at, author FROM comment",
    "flag": "SELECT uid, slug, locale, comment, at, done, author FROM flag",
    "gap": "SELECT text, locale, times, at FROM gap",
    "outcome": "SELECT article, code, cause, count(*) FROM outcome GROUP BY article, code, cause",
}


def replace_copy(change: sqlite3.Connection, kind: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Makes the file's copy of a kind equal to the server's rows. Numbers of what stays are kept."""
    match kind:
        case "comment":
            _keep_only(change, "comment", rows)
            change.executemany(
                "INSERT INTO comment (uid, slug, text, at, author) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (uid) DO UPDATE SET text = excluded.text, author = excluded.author", rows)
        case "flag":
            _keep_only(change, "flag", rows)
            change.executemany(
                "INSERT INTO flag (uid, slug, locale, comment, at, done, author) VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (uid) DO UPDATE SET done = excluded.done, author = excluded.author", rows)
        case "gap":
            change.execute("DELETE FROM gap")
            change.executemany("INSERT INTO gap VALUES (?, ?, ?, ?)", rows)
        case "outcome":
            change.execute("DELETE FROM team_count")
            change.executemany("INSERT INTO team_count VALUES (?, ?, ?, ?)", rows)


def _keep_only(change: sqlite3.Connection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Removes what the server does not have, except what waits to get there."""
    known = {row[0] for row in rows}
    waiting = {uid for uid, in change.execute(
        "SELECT json_extract(operation, '$.uid') FROM outbox WHERE json_extract(operation, '$.type') = ?",
        (f"add_{table}",))}
    gone = [(uid,) for uid, in change.execute(f"SELECT uid FROM {table}") if uid not in known and uid not in waiting]
    change.executemany(f"DELETE FROM {table} WHERE uid = ?", gone)


def replay_operation(change: sqlite3.Connection, operation: Operation, kind: str) -> None:
    """Does an operation on the copy of one kind, which must be that of before it; others are left alone."""
    if kind not in type(operation).__name__.lower() and not (
            kind == "outcome" and isinstance(operation, Step | ForgetCases)):
        return
    match operation:
        case AddComment():
            change.execute("INSERT OR IGNORE INTO comment (uid, slug, text, at) VALUES (?, ?, ?, ?)",
                           (operation.uid, operation.slug, operation.text, operation.at))
        case RemoveComment():
            change.execute("DELETE FROM comment WHERE uid = ?", (operation.uid,))
        case AddFlag():
            change.execute("INSERT OR IGNORE INTO flag (uid, slug, locale, comment, at) VALUES (?, ?, ?, ?, ?)",
                           (operation.uid, operation.slug, operation.locale, operation.comment, operation.at))
        case CloseFlag():
            change.execute("UPDATE flag SET done = 1 WHERE uid = ?", (operation.uid,))
        case CountGap():
            count_gap(change, operation.text, operation.locale, operation.at)
        case RemoveGap():
            change.execute("DELETE FROM gap WHERE text = ? AND locale = ?", (operation.text, operation.locale))
        case Step() | ForgetCases():
            count_case(change, operation)
        case _:
            pass


def count_case(change: sqlite3.Connection, operation: Operation) -> None:
    """Changes what the team counted as an operation does."""
    if isinstance(operation, ForgetCases):
        change.execute("DELETE FROM team_count WHERE ? IN ('', article)", (operation.article,))
    elif isinstance(operation, Step):
        for case, times in ((operation.was, -1), (operation.case, 1)):
            if case is not None:
                _add_case(change, case, times)


def _add_case(change: sqlite3.Connection, case: Case, times: int) -> None:
    change.execute(
        "INSERT INTO team_count VALUES (?, ?, ?, ?) ON CONFLICT (article, code, cause)"
        " DO UPDATE SET times = times + excluded.times", (case.article, case.code, case.cause, times))
