"""Applying: one operation on the server, in one transaction, once - however often it is sent.

Owns what each operation does there. Who may do it is decided by the server's grants and policies; what they refuse
comes out as StoreRefusedError.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

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
)
from assistant.sessions.store import FINISHED, OPEN, SessionClaimedError, SessionMovedError, StoreRefusedError
from assistant.team.connection import translated

if TYPE_CHECKING:
    from assistant.team.connection import Connection

LEASE_SECONDS = 15 * 60
LEASE = f"now() + interval '{LEASE_SECONDS} seconds'"
# A session is free for a client that has it, and for all when nobody has it or the lease is over.
IS_FREE = "(client = %(client)s OR held_until IS NULL OR held_until < now())"


def apply_operation(
    connection: Connection, name: str, client: str, operation: Operation, *, may_branch: bool = False,
) -> str:
    """Does an operation with the name `name`, unless it was done before.

    The uid of the session that was split off, when a step came too late and `may_branch`; else empty. A step that came
    too late raises SessionMovedError or SessionClaimedError without it. What is named but not there raises KeyError.
    """
    with translated(), connection.transaction():
        fresh = connection.execute(
            "INSERT INTO applied (operation, client) VALUES (%s, %s) ON CONFLICT (operation) DO NOTHING RETURNING 1",
            (name, client)).fetchone()
        if fresh is None:
            row = connection.execute("SELECT branch FROM applied WHERE operation = %s", (name,)).fetchone()
            return row[0].hex if row is not None and row[0] is not None else ""
        if isinstance(operation, Step):
            return _apply_step(connection, name, client, operation, may_branch=may_branch)
        _apply_other(connection, client, operation)
    return ""


def _apply_other(connection: Connection, client: str, operation: Operation) -> None:
    match operation:
        case Begin():
            connection.execute(
                "INSERT INTO session (uid, kind, locale, title, code, page, created, updated, state, client,"
                f" held_until) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, {LEASE})",
                (operation.uid, operation.kind, operation.locale, clean(operation.title), operation.code,
                 operation.page, operation.at, operation.at, clean(operation.state), client))
        case Leave():
            connection.execute(
                "UPDATE session SET client = NULL, held_until = NULL WHERE uid = %s AND client = %s",
                (operation.uid, client))
        case Purge():
            _change_one(connection, "DELETE FROM session WHERE uid = %s", "session", operation.uid)
        case AddFlag():
            connection.execute("INSERT INTO flag (uid, slug, locale, comment, at) VALUES (%s, %s, %s, %s, %s)",
                               (operation.uid, clean(operation.slug), operation.locale, clean(operation.comment),
                                operation.at))
        case CloseFlag():
            _change_one(connection, "UPDATE flag SET done = true WHERE uid = %s", "flag", operation.uid)
        case AddComment():
            connection.execute("INSERT INTO comment (uid, slug, text, at) VALUES (%s, %s, %s, %s)",
                               (operation.uid, clean(operation.slug), clean(operation.text), operation.at))
        case RemoveComment():
            _change_one(connection, "DELETE FROM comment WHERE uid = %s", "comment", operation.uid)
        case CountGap():
            connection.execute(
                "INSERT INTO gap VALUES (%s, %s, 1, %s) ON CONFLICT (text, locale)"
                " DO UPDATE SET times = gap.times + 1, at = greatest(gap.at, excluded.at)",
                (clean(operation.text), operation.locale, operation.at))
        case RemoveGap():
            connection.execute("DELETE FROM gap WHERE text = %s AND locale = %s",
                               (clean(operation.text), operation.locale))
        case ForgetCases():
            connection.execute("SELECT forget_cases(%s)", (operation.article,))


def _change_one(connection: Connection, statement: str, table: str, uid: str) -> None:
    """Changes one row. A row that is there but was not changed is one that a policy protects."""
    if connection.execute(statement.encode(), (uid,)).rowcount:
        return
    if connection.execute(f"SELECT 1 FROM {table} WHERE uid = %s".encode(), (uid,)).fetchone() is not None:
        raise StoreRefusedError(f"row policy of {table}")
    raise KeyError(uid)


def _apply_step(connection: Connection, name: str, client: str, step: Step, *, may_branch: bool) -> str:
    branch, uid = "", step.uid
    if not _move_session(connection, client, step, uid):
        row = connection.execute(
            "SELECT steps, holder, extract(epoch FROM held_since)::double precision,"
            " held_until >= now() AND client IS DISTINCT FROM %s FROM session WHERE uid = %s", (client, uid)).fetchone()
        if row is None:
            raise KeyError(uid)
        steps, holder, since, is_held = row
        if not may_branch:
            raise SessionClaimedError(holder, since) if is_held else SessionMovedError(uid)
        if steps < step.number - 1:
            # Steps come in order, so one that is missing was refused or removed before.
            raise StoreRefusedError(f"step {steps + 1} of {uid} is missing")
        branch = uid = branch_uid(name)
        connection.execute(f"SELECT branch_session(%s, %s, %s, %s, {LEASE})",
                           (step.uid, branch, step.number - 1, client))
        connection.execute("UPDATE applied SET branch = %s WHERE operation = %s", (branch, name))
        _move_session(connection, client, step, uid)
    connection.execute("INSERT INTO step (session, number, at, json) VALUES (%s, %s, %s, %s)",
                       (uid, step.number, step.at, clean(step.json)))
    connection.execute("DELETE FROM outcome WHERE session = %s", (uid,))
    case = step.case
    if case is not None:
        connection.execute(
            "INSERT INTO outcome (uid, session, at, code, article, cause, outcome, seconds, tier)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (uid, uid, step.at, case.code, case.article, case.cause, case.outcome, case.seconds, case.tier))
    return branch


def _move_session(connection: Connection, client: str, step: Step, uid: str) -> bool:
    """Puts a session behind a step, if it stands right before it and is free. One that has ended is nobody's."""
    lease = "NULL" if step.outcome else LEASE
    done = connection.execute(
        "UPDATE session SET steps = %(number)s, state = %(state)s, updated = %(at)s, status = %(status)s,"
        " outcome = %(outcome)s, locale = CASE %(locale)s WHEN '' THEN locale ELSE %(locale)s END,"
        f" client = %(client)s, held_until = {lease}"
        f" WHERE uid = %(uid)s AND steps = %(number)s - 1 AND {IS_FREE}",
        {"number": step.number, "state": clean(step.state), "at": step.at, "outcome": step.outcome,
         "status": FINISHED if step.outcome else OPEN, "locale": step.locale, "client": client, "uid": uid})
    return bool(done.rowcount)


def branch_uid(name: str) -> str:
    """The uid of the session that an operation splits off: always the same for the same operation."""
    return uuid.uuid5(uuid.UUID(name), "branch").hex


def clean(text: str) -> str:
    """A text as PostgreSQL can keep it: without the character 0."""
    return text.replace("\0", "") if "\0" in text else text
