"""One SQLite file: how it is opened, how a change is made whole, how its errors are told.

Owns no table. `record` is told of every change of shared work inside the transaction that makes it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

from assistant.sessions.schema import migrate
from assistant.sessions.store import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TypeAlias

    from assistant.sessions.operations import Operation

    Record: TypeAlias = Callable[[sqlite3.Connection, Operation], None]

BUSY_SECONDS = 10.0
MEMORY = ":memory:"

P = ParamSpec("P")
T = TypeVar("T")
FileT = TypeVar("FileT", bound="SqliteFile")


def open_file(path: Path) -> sqlite3.Connection:
    """A connection to a file of the newest version, made at first use. Raises StoreError when that is impossible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(error.strerror or str(error)) from error
    return open_named(str(path))


def open_named(name: str) -> sqlite3.Connection:
    """A connection to what SQLite calls by this name."""
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
    return connection


@contextlib.contextmanager
def whole_change(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One transaction: on disk when it is left, undone when an exception leaves it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def overwrite_log(connection: sqlite3.Connection) -> None:
    """Empties the log, in which what was deleted may still stand; while others read, the next checkpoint does it."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def reported(method: Callable[Concatenate[FileT, P], T]) -> Callable[Concatenate[FileT, P], T]:
    """A method whose SQLite errors come out as StoreError."""

    @wraps(method)
    def reporting(self: FileT, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(self, *args, **kwargs)
        except sqlite3.Error as error:
            raise StoreError(str(error)) from error

    return cast("Callable[Concatenate[FileT, P], T]", reporting)


def _record_nothing(change: sqlite3.Connection, operation: Operation) -> None:
    """For work that nobody else is to hear of."""


class SqliteFile:
    """An open file."""

    def __init__(self, connection: sqlite3.Connection, record: Record = _record_nothing) -> None:
        self._connection = connection
        self._record = record

    def _change(self) -> contextlib.AbstractContextManager[sqlite3.Connection]:
        return whole_change(self._connection)

    def _insert(self, statement: str, *values: object, operation: Operation | None = None) -> int:
        with self._change() as change:
            cursor = change.execute(statement, values)
            if operation is not None:
                self._record(change, operation)
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def _write(self, statement: str, *values: object) -> bool:
        with self._change() as change:
            return bool(change.execute(statement, values).rowcount)

    def _change_one(self, statement: str, number: int, kind: Callable[[str], Operation]) -> bool:
        """Whether there was such a row; the statement returns its uid."""
        with self._change() as change:
            row = change.execute(statement, (number,)).fetchone()
            if row is not None:
                self._record(change, kind(row[0]))
        return row is not None

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()
