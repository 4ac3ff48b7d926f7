"""The outbox: changes that were made here and wait to be made on the server, in the order in which they were made.

Owns the tables `outbox`, `refused`, `news` and what the file remembers of the server. An operation enters in the
transaction that makes the change here, and leaves in the one that keeps the answer. Sending belongs to `sender`.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from assistant.sessions.operations import (
    Begin,
    Leave,
    Operation,
    Purge,
    Step,
    decode_operation,
    encode_operation,
    make_uid,
    tag_of,
)
from assistant.sessions.sqlite_file import whole_change
from assistant.sessions.store import News
from assistant.team.copies import count_case, replay_operation

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

CLIENT = "team.client"


class Waiting(NamedTuple):
    """An operation that waits: its place, its name, which is the same at every try, and itself."""

    place: int
    name: str
    operation: Operation


class Refused(NamedTuple):
    """An operation that the server will not take, when it was made, and why."""

    place: int
    operation: Operation
    at: float
    reason: str


def record_operation(change: sqlite3.Connection, operation: Operation) -> None:
    """Lets an operation wait, inside the transaction of its change."""
    if isinstance(operation, Purge):
        # What is removed is not sent first, and is not kept here in another table.
        for table in ("outbox", "refused"):
            change.execute(f"DELETE FROM {table} WHERE subject = ?", (operation.uid,))
    change.execute("INSERT INTO outbox (uid, at, subject, operation) VALUES (?, ?, ?, ?)",
                   (make_uid(), time.time(), _subject(operation), encode_operation(operation)))
    # The tables of this file are changed already; what the team counted is not one of them.
    count_case(change, operation)


def find_first(connection: sqlite3.Connection) -> Waiting | None:
    """The operation that is next to be sent."""
    row = connection.execute("SELECT id, uid, subject, operation FROM outbox ORDER BY id LIMIT 1").fetchone()
    return Waiting(row[0], row[1], _operation(row[2], row[3])) if row is not None else None


def count_waiting(connection: sqlite3.Connection, subject: str = "") -> int:
    """How many operations wait; those of one session when its uid is given."""
    row = connection.execute("SELECT count(*) FROM outbox WHERE ? IN ('', subject)", (subject,)).fetchone()
    return int(row[0])


def list_waiting(connection: sqlite3.Connection) -> Iterator[Operation]:
    """All operations that wait, in order."""
    for subject, text in connection.execute("SELECT subject, operation FROM outbox ORDER BY id").fetchall():
        yield _operation(subject, text)


def finish(connection: sqlite3.Connection, waiting: Waiting, branch: str = "") -> None:
    """Takes an operation out, because the server has it. With a branch, the session goes on here under that uid."""
    with whole_change(connection) as change:
        change.execute("DELETE FROM outbox WHERE id = ?", (waiting.place,))
        if branch and isinstance(waiting.operation, Step):
            uid = waiting.operation.uid
            row = change.execute("UPDATE session SET uid = ?, origin = ? WHERE uid = ? RETURNING id, title",
                                 (branch, uid, uid)).fetchone()
            change.execute("UPDATE outcome SET uid = ? WHERE uid = ?", (branch, uid))
            change.execute("UPDATE outbox SET subject = ? WHERE subject = ?", (branch, uid))
            if row is not None:
                _tell(change, News("branched", {"session": row[0], "title": row[1], "origin": uid[:8]}))


def refuse(connection: sqlite3.Connection, waiting: Waiting, reason: str) -> None:
    """Puts an operation aside, because the server will not take it. It is kept until somebody decides."""
    with whole_change(connection) as change:
        change.execute(
            "INSERT INTO refused SELECT id, uid, at, subject, operation, ? FROM outbox WHERE id = ?",
            (reason, waiting.place))
        change.execute("DELETE FROM outbox WHERE id = ?", (waiting.place,))
        _tell(change, News("refused", {"what": tag_of(waiting.operation), "reason": reason}))


def list_refused(connection: sqlite3.Connection) -> list[Refused]:
    """What the server did not take, in order."""
    rows = connection.execute("SELECT id, subject, operation, at, reason FROM refused ORDER BY id").fetchall()
    return [Refused(row[0], _operation(row[1], row[2]), row[3], row[4]) for row in rows]


def retry_refused(connection: sqlite3.Connection) -> int:
    """Lets what was refused wait again, at its old place; how many."""
    with whole_change(connection) as change:
        change.execute("INSERT INTO outbox (id, uid, at, subject, operation)"
                       " SELECT id, uid, at, subject, operation FROM refused")
        return change.execute("DELETE FROM refused").rowcount


def drop_refused(connection: sqlite3.Connection) -> int:
    """Gives up what was refused; how many."""
    with whole_change(connection) as change:
        return change.execute("DELETE FROM refused").rowcount


def replay_waiting(change: sqlite3.Connection, kind: str) -> None:
    """Does again here what waits, after the server's state of one kind was laid over this file's."""
    for operation in list_waiting(change):
        replay_operation(change, operation, kind)


def take_news(connection: sqlite3.Connection) -> list[News]:
    """The news, each told once."""
    with whole_change(connection) as change:
        rows = change.execute("DELETE FROM news RETURNING id, key, json").fetchall()
    return [News(key, msgspec.json.decode(values)) for _, key, values in sorted(rows)]


def _tell(change: sqlite3.Connection, news: News) -> None:
    change.execute("INSERT INTO news (key, json) VALUES (?, ?)", (news.key, msgspec.json.encode(news.values).decode()))


def load_value(connection: sqlite3.Connection, key: str, default: str = "") -> str:
    """What the file remembers of the server under a name."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row is not None else default


def save_value(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Remembers something of the server."""
    connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, value))


def load_client(connection: sqlite3.Connection) -> str:
    """The uid of this installation, made at first use."""
    with whole_change(connection) as change:
        change.execute("INSERT OR IGNORE INTO setting VALUES (?, ?)", (CLIENT, make_uid()))
    return load_value(connection, CLIENT)


def _subject(operation: Operation) -> str:
    return operation.uid if isinstance(operation, Begin | Step | Leave | Purge) else ""


def _operation(subject: str, text: str) -> Operation:
    """An operation as it is to be sent now: its session may have another uid since it was written."""
    operation = decode_operation(text)
    if isinstance(operation, Step | Leave | Purge) and operation.uid != subject:
        return msgspec.structs.replace(operation, uid=subject)
    return operation
