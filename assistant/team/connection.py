"""Connection: how a server is reached, how long is waited for it, and what its refusals mean.

Owns the only place where psycopg connects. A connection never waits longer than `ANSWER_SECONDS` for an answer, so a
dead network is noticed even when nothing comes back; transactions that nobody ends are ended by the server. Errors come
out as `StoreAwayError` (later it may work) or `StoreRefusedError` (as it stands, it will not).
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import errors
from psycopg.conninfo import make_conninfo

from assistant.sessions.store import StoreAwayError, StoreRefusedError
from assistant.team.address import DEFAULT_MODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.team.address import Address

CONNECT_SECONDS = 3
ANSWER_SECONDS = 6.0
STATEMENT_MS = 5_000
LOCK_MS = 3_000
ABANDONED_MS = 10_000
SCHEMA = "naze"
SLOW_WORK = "0"
"""As a time-out: none. For work whose owner waits for it, such as a migration or a copy."""

# What is so only for now: no connection, a standby that takes no writes, no room, no lock, a restart, two at once.
PASSING = ("08", "25006", "40", "53", "55", "57")


class Connection(psycopg.Connection[Any]):
    """A connection that gives up waiting. `answer_seconds` is how long; None waits for ever."""

    answer_seconds: float | None = ANSWER_SECONDS

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """As psycopg has it, but a server that says nothing for too long counts as gone."""
        try:
            return super().wait(gen, interval, self.answer_seconds if timeout is None else timeout)
        except errors._WaitTimeout as error:
            self.pgconn.finish()
            raise errors.ConnectionTimeout("no answer in time") from error


def open_connection(address: Address, *, patient: bool = False, for_reading: bool = False) -> Connection:
    """A connection in autocommit mode whose unqualified names are those of our schema.

    `patient` lifts the limits of time. Of several hosts in the address the first that takes writes is taken, or
    `for_reading` a standby when there is one. Raises StoreAwayError when the server cannot be reached,
    StoreRefusedError when it does not let us in.
    """
    options: dict[str, str | int] = {
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "naze",
        "tcp_user_timeout": int(ANSWER_SECONDS * 1000),
        "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 2,
        "options": " ".join(f"-c {name}={value}" for name, value in (
            ("search_path", SCHEMA), ("statement_timeout", SLOW_WORK if patient else STATEMENT_MS),
            ("lock_timeout", SLOW_WORK if patient else LOCK_MS),
            ("idle_in_transaction_session_timeout", SLOW_WORK if patient else ABANDONED_MS))),
    }
    if not for_reading and "target_session_attrs" not in address.url:
        options["target_session_attrs"] = "read-write"
    elif "," in address.host and "target_session_attrs" not in address.url:
        options["target_session_attrs"] = "prefer-standby"
    if not address.is_local and not address.sslmode:
        if address.service:
            # The service file may name a mode. It comes after the address but before the environment.
            os.environ["PGSSLMODE"] = DEFAULT_MODE
        else:
            options["sslmode"] = DEFAULT_MODE
    with translated():
        connection = Connection.connect(make_conninfo(address.url, **options), autocommit=True)
    if patient:
        connection.answer_seconds = None
    return connection


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turns psycopg's errors into those of the store."""
    try:
        yield
    except psycopg.Error as error:
        raise translate(error) from error


def translate(error: psycopg.Error) -> StoreAwayError | StoreRefusedError:
    """What an error of psycopg means for the work at hand."""
    words = " ".join((error.diag.message_primary or str(error)).split())
    if error.sqlstate is None:
        # Without a state of the server it is the way there that failed, unless the server said why at the door.
        is_passing = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and not is_closed_door(words)
    else:
        is_passing = error.sqlstate.startswith(PASSING)
    return StoreAwayError(words) if is_passing else StoreRefusedError(words)


def is_closed_door(words: str) -> bool:
    """Whether a failed connection will go on failing: wrong name or password, no such database, no trusted way."""
    words = words.lower()
    return any(each in words for each in (
        "authentication failed", "no password supplied", "does not exist", "no pg_hba.conf entry", "certificate",
        "does not support ssl", "permission denied", "invalid"))
