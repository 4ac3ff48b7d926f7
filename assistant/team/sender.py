"""The sender: a thread that brings what waits to the server, and brings the team's pages and counts here.

Owns when that is done, how long it goes on trying, and what is known of the way to the server. It works on connections
of its own, so nobody who writes ever waits for it; one process of a machine sends at a time.
"""

from __future__ import annotations

import contextlib
import json
import random
import sqlite3
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

from assistant.sessions.operations import Step
from assistant.sessions.sqlite_file import open_file, whole_change
from assistant.sessions.store import StoreError, StoreRefusedError
from assistant.team import copies, outbox
from assistant.team.applying import apply_operation
from assistant.team.connection import open_connection, translated
from assistant.team.problems import NoRoleError, OtherServerError, state_of
from assistant.team.schema import check_version, find_role

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.team.address import Address
    from assistant.team.connection import Connection

REFRESH_SECONDS = 30.0
IDLE_SECONDS = 20.0
"""A connection that nobody used for so long is given back to the server."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
WRITERS = ("agent", "editor", "owner")
REMEMBERED_SECONDS = 15.0
"""How long another process of this machine believes that the server is away without trying itself."""
ROLE, VERSIONS, AWAY, TEAM = "team.role", "team.version.", "team.away", "team.team"


class Link(NamedTuple):
    """What is known of the server: `new` (not tried yet), `up`, `away` (tried again later), or what somebody must mend:
    `refused`, `not_prepared`, `newer`, `no_role`, `other_server`. The server's words, since when, and the login's role.
    """

    state: str = "new"
    problem: str = ""
    since: float = 0.0
    role: str = ""


class Sender:
    """One sender for one file and one server."""

    def __init__(self, path: Path, address: Address, client: str, known: Link, pause: float) -> None:
        self._path = path
        self._address = address
        self._client = client
        self._woken = threading.Event()
        self._turn = threading.Condition()
        self._begun = self._ended = 0
        self._retry_at = time.monotonic() + pause
        self._failures = 0
        self._used_at = 0.0
        self._is_closing = self._is_tidy = False
        self._connection: Connection | None = None
        self._link = known
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)

    @property
    def link(self) -> Link:
        """What is known of the server now."""
        return self._link

    @property
    def is_away(self) -> bool:
        """Whether the server was not there the last time, and it is too early to try again."""
        return self._link.state not in ("new", "up") and time.monotonic() < self._retry_at

    @property
    def is_working(self) -> bool:
        """Whether it was started and not closed."""
        return self._thread.is_alive() and not self._is_closing

    def start(self) -> None:
        """Begins to work."""
        self._thread.start()

    def wake(self) -> None:
        """Says that there is something to send."""
        self._woken.set()

    def wait(self, seconds: float, *, eagerly: bool = False) -> bool:
        """Whether one whole turn that began after this call ended in so many seconds. When the server is known to be
        away nothing is waited for, unless `eagerly`, which also tries at once."""
        if not self._thread.is_alive() or (self.is_away and not eagerly):
            return False
        with self._turn:
            wanted = self._begun + 1
            if eagerly:
                self._retry_at = 0.0
            self._woken.set()
            return self._turn.wait_for(
                lambda: self._ended >= wanted or (not eagerly and self._ended == self._begun and self.is_away),
                timeout=seconds) and self._ended >= wanted

    def close(self, seconds: float = 0.0) -> None:
        """Ends the thread, at the latest when the server's answer is overdue; what waits stays in the file."""
        self._is_closing = True
        self._woken.set()
        self._thread.join(seconds)

    # The thread.

    def _run(self) -> None:
        try:
            local = open_file(self._path)
        except StoreError as error:
            self._note("refused", str(error))
            return
        try:
            while not self._is_closing:
                if self._woken.wait(self._pause()):
                    self._woken.clear()
                if time.monotonic() < self._retry_at or self._is_closing:
                    continue
                with self._turn:
                    self._begun += 1
                self._take_turn(local)
                with self._turn:
                    self._ended = self._begun
                    self._turn.notify_all()
                self._give_back_idle()
        finally:
            self._drop_connection()
            local.close()

    def _pause(self) -> float:
        left = self._retry_at - time.monotonic()
        if left > 0 or self._begun == 0:
            return max(left, 0.0)
        return IDLE_SECONDS if self._connection is not None else REFRESH_SECONDS

    def _take_turn(self, local: sqlite3.Connection) -> None:
        """Sends all that waits and renews the copies, or notes why that was impossible."""
        try:
            lock = _TurnLock(self._path)
        except sqlite3.Error:
            # Another process of this machine is sending; it takes ours along.
            self._retry_at = time.monotonic() + FIRST_PAUSE / 2
            return
        try:
            self._exchange(local)
        except (StoreError, sqlite3.Error) as error:
            self._fail(local, state_of(error), str(error))
        else:
            self._failures, self._retry_at = 0, 0.0
            self._note("up")
            forget_failure(local)
        finally:
            lock.release()

    def _exchange(self, local: sqlite3.Connection) -> None:
        connection = self._connect(local)
        if self._link.role in WRITERS:
            while not self._is_closing and (waiting := outbox.find_first(local)) is not None:
                self._send(connection, local, waiting)
        self._renew(connection, local)
        if self._link.role in WRITERS and not self._is_tidy:
            # How long sessions are kept is set on the server. Whoever comes by removes some of what is too old.
            self._is_tidy = True
            with translated():
                connection.execute("SELECT apply_retention()")

    def _connect(self, local: sqlite3.Connection) -> Connection:
        if self._connection is None or self._connection.closed:
            self._connection = open_connection(self._address)
            self._used_at = time.monotonic()
            check_version(self._connection)
            self._know_again(self._connection, local)
            role = find_role(self._connection)
            self._link = self._link._replace(role=role)
            outbox.save_value(local, ROLE, role)
            self._is_tidy = False
        return self._connection

    def _know_again(self, connection: Connection, local: sqlite3.Connection) -> None:
        """Raises OtherServerError when the file has the work of another team."""
        with translated():
            row = connection.execute("SELECT value FROM meta WHERE key = 'team'").fetchone()
        team, known = (row[0] if row is not None else ""), outbox.load_value(local, TEAM)
        if not known:
            outbox.save_value(local, TEAM, team)
        elif known != team:
            raise OtherServerError(self._address.shown)

    def _send(self, connection: Connection, local: sqlite3.Connection, waiting: outbox.Waiting) -> None:
        self._used_at = time.monotonic()
        branch = ""
        try:
            branch = apply_operation(connection, waiting.name, self._client, waiting.operation, may_branch=True)
        except KeyError:
            if isinstance(waiting.operation, Step):
                outbox.refuse(local, waiting, "purged")
                return
        except (StoreRefusedError, UnicodeEncodeError) as error:
            outbox.refuse(local, waiting, str(error))
            # It was done here already: the copies are made anew.
            for kind in copies.KINDS:
                outbox.save_value(local, VERSIONS + kind, "")
            return
        outbox.finish(local, waiting, branch)

    def _renew(self, connection: Connection, local: sqlite3.Connection) -> None:
        """Renews the copies of what changed on the server since they were made."""
        if not self._link.role:
            raise NoRoleError(self._address.user)
        kinds = copies.KINDS if self._link.role in WRITERS else copies.READER_KINDS
        with translated():
            # The transaction tells apart two states of one number, when a backup brought back an older one.
            versions = dict(connection.execute(
                "SELECT kind, version || ':' || coalesce(xact::text, '') FROM change").fetchall())
        for kind in kinds:
            version = versions.get(kind, "")
            if outbox.load_value(local, VERSIONS + kind) == version:
                continue
            with translated():
                rows = connection.execute(copies.QUERIES[kind].encode()).fetchall()
            rows = [tuple(each.hex if hasattr(each, "hex") and not isinstance(each, float) else each for each in row)
                    for row in rows]
            with whole_change(local) as change:
                copies.replace_copy(change, kind, rows)
                outbox.replay_waiting(change, kind)
                outbox.save_value(change, VERSIONS + kind, version)

    def _fail(self, local: sqlite3.Connection, state: str, problem: str) -> None:
        self._drop_connection()
        self._failures += 1
        pause = min(FIRST_PAUSE * 2 ** (self._failures - 1), LONGEST_PAUSE)
        # Many clients lost the same server; they come back one after the other.
        self._retry_at = time.monotonic() + pause * random.uniform(0.5, 1.0)
        self._note(state, problem)
        with contextlib.suppress(sqlite3.Error):
            outbox.save_value(local, AWAY, json.dumps([time.time() + min(pause, REMEMBERED_SECONDS), *self._link]))

    def _note(self, state: str, problem: str = "") -> None:
        since = self._link.since if state == self._link.state else time.time()
        self._link = Link(state, problem, since, self._link.role)

    def _give_back_idle(self) -> None:
        if self._connection is not None and time.monotonic() - self._used_at > IDLE_SECONDS:
            self._drop_connection()

    def _drop_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def load_failure(local: sqlite3.Connection) -> tuple[Link, float]:
    """What a process before this one knew of a server that is away, and for how many seconds it is not tried again."""
    kept = outbox.load_value(local, AWAY)
    if kept:
        until, *link = json.loads(kept)
        pause = min(until - time.time(), REMEMBERED_SECONDS)
        if pause > 0:
            return Link(*link), pause
    return Link(), 0.0


def forget_failure(local: sqlite3.Connection) -> None:
    """Says that the server is there again."""
    if outbox.load_value(local, AWAY):
        outbox.save_value(local, AWAY, "")


class _TurnLock:
    """Held by the one process that sends from a file. The operating system lets go of it when the process ends."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path.with_suffix(".lock"), timeout=0, isolation_level=None)
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error:
            self._connection.close()
            raise

    def release(self) -> None:
        """Lets others send."""
        self._connection.close()
