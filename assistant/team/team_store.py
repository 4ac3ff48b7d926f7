"""The store of a team: a SQLite file in which all work is done first, and a sender that brings it to the server.

Owns what needs the server at once (who has a session, what colleagues left) and how that goes when it is away. What a
person keeps for themselves stays in the file of one person.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import msgspec

from assistant.sessions.sqlite_file import open_file, reported
from assistant.sessions.sqlite_store import SqliteStore
from assistant.sessions.store import Marks, News, Session, StoreAwayError, StoreRefusedError
from assistant.team import outbox
from assistant.team.connection import open_connection
from assistant.team.handing_over import adopt_session
from assistant.team.postgres_store import PostgresStore
from assistant.team.sender import WRITERS, Link, Sender, load_failure

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from assistant.sessions.store import Store, Visit
    from assistant.team.address import Address
    from assistant.troubleshoot.learning import Case

CLOSING_SECONDS = 3.0
TURN_SECONDS = 2.5


def file_name(address: Address) -> str:
    """The name of the file for one server and login."""
    return f"team-{address.key}.sqlite"


class TeamStore(SqliteStore):
    """See `assistant.sessions.store.Store`. `personal` keeps what is not shared, and is closed with this store."""

    def __init__(self, folder: Path, address: Address, personal: Store) -> None:
        self.path = folder / file_name(address)
        super().__init__(open_file(self.path), outbox.record_operation)
        self.address = address
        self.client = outbox.load_client(self._connection)
        self._personal = personal
        self._in_hand: set[int] = set()
        self._told = "up"
        self._is_warned = False
        known, pause = load_failure(self._connection)
        self.sender = Sender(self.path, address, self.client, known, pause)
        self.sender.start()

    # Every change wakes the sender once it is on disk.

    @contextlib.contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        with super()._change() as change:
            yield change
        self.sender.wake()

    @contextlib.contextmanager
    def server(self) -> Iterator[PostgresStore]:
        """The store on the server, for what cannot be asked here. Raises StoreAwayError at once while it is away."""
        if self.sender.is_away:
            raise StoreAwayError(self.sender.link.problem)
        with open_connection(self.address) as connection:
            yield PostgresStore(connection, self.client)

    # Sessions.

    def begin(self, kind: str, locale: str, title: str, state: str, *, at: float, code: str = "",
              page: str = "") -> int:
        session = super().begin(kind, locale, title, state, at=at, code=code, page=page)
        self._in_hand.add(session)
        return session

    def save(self, session: int, number: int, state: str, step: str, *, at: float, outcome: str = "",
             locale: str = "", case: Case | None = None) -> None:
        super().save(session, number, state, step, at=at, outcome=outcome, locale=locale, case=case)
        if outcome:
            self._in_hand.discard(session)
        else:
            self._in_hand.add(session)

    def take(self, handle: str, *, at: float) -> Session:
        session = self._look_for(handle, is_claim=True)
        if session is None:
            raise KeyError(handle)
        self._in_hand.add(session.id)
        return session

    def find_handle(self, handle: str) -> Session | None:
        try:
            return self._look_for(handle, is_claim=False)
        except StoreAwayError:
            return None

    def _look_for(self, handle: str, *, is_claim: bool) -> Session | None:
        """The session as the server has it, copied here; as it is here when the server is away, or has not everything
        yet. Raises StoreAwayError when it is not here either, and SessionClaimedError for a claim that comes late."""
        here = super().find_handle(handle)
        if here is not None and self._waits(here.uid):
            self.sender.wait(TURN_SECONDS)
            here = self.find_session(here.id)
            if here is not None and self._waits(here.uid):
                return here
        try:
            with self.server() as server:
                there = server.find_uid(here.uid) if here is not None else server.find_handle(handle)
                if there is None:
                    return here
                if is_claim:
                    there = server.claim(there.uid)
                return self._adopt(server, there)
        except (StoreAwayError, StoreRefusedError):
            if here is None:
                raise
            return here

    @reported
    def _adopt(self, server: PostgresStore, session: Session) -> Session:
        number = adopt_session(self._connection, session, server.steps_of_uid(session.uid),
                               server.case_of_uid(session.uid))
        found = self.find_session(number)
        assert found is not None
        return found

    @reported
    def _waits(self, uid: str) -> bool:
        return outbox.count_waiting(self._connection, uid) > 0

    def leave(self, session: int) -> None:
        self._in_hand.discard(session)
        super().leave(session)

    def list_sessions(self, *, status: str = "", limit: int = 50, since: float = 0.0) -> Sequence[Session]:
        here = {each.uid: each for each in super().list_sessions(limit=-1, since=since)}
        # Before the server is asked: what arrives while it answers may be missing in the answer.
        waiting = {uid for uid in here if self._waits(uid)}
        try:
            with self.server() as server:
                there = {each.uid: each for each in server.list_sessions(status=status, limit=limit, since=since)}
                others = [uid for uid, each in here.items() if uid not in there and status in ("", each.status)]
                there |= {each.uid: each for each in server.find_uids(others)}
        except (StoreAwayError, StoreRefusedError):
            there = {}
        found = [
            # What was done here and has not arrived is newer than what the server knows.
            here[uid] if uid in waiting else msgspec.structs.replace(each, id=here[uid].id if uid in here else 0)
            for uid, each in there.items()
        ]
        found += [each for uid, each in here.items() if uid not in there]
        found = [each for each in found if status in ("", each.status)]
        found.sort(key=lambda each: (-each.updated, -each.id))
        return found[:limit] if limit >= 0 else found

    def list_marks(self, *, since: float = 0.0) -> Marks:
        here = super().list_marks(since=since)
        try:
            with self.server() as server:
                there = server.list_marks(since=since)
        except (StoreAwayError, StoreRefusedError):
            return here
        return Marks(here.resumed | there.resumed, here.linked | there.linked)

    # What the team counted.

    @reported
    def count_causes(self, article: str, code: str) -> Mapping[str, int]:
        return dict(self._connection.execute(
            "SELECT cause, sum(times) FROM team_count WHERE article = ? AND (? = '' OR code IN ('', ?))"
            " GROUP BY cause HAVING sum(times) > 0", (article, code, code)))

    @reported
    def count_cases(self) -> Sequence[tuple[str, str, int]]:
        return list(self._connection.execute(
            "SELECT article, cause, sum(times) AS times FROM team_count GROUP BY article, cause HAVING sum(times) > 0"
            " ORDER BY 3 DESC, article, cause"))

    def forget_cases(self, article: str = "") -> int:
        counted = sum(times for slug, _, times in self.count_cases() if article in ("", slug))
        super().forget_cases(article)
        return counted

    # What the console remembers of one person.

    def toggle_bookmark(self, kind: str, slug: str, *, at: float) -> bool:
        return self._personal.toggle_bookmark(kind, slug, at=at)

    def list_bookmarks(self) -> Sequence[Visit]:
        return self._personal.list_bookmarks()

    def add_visit(self, kind: str, slug: str, *, at: float) -> None:
        self._personal.add_visit(kind, slug, at=at)

    def list_visits(self, *, limit: int = 30) -> Sequence[Visit]:
        return self._personal.list_visits(limit=limit)

    def get_setting(self, key: str, default: str = "") -> str:
        return self._personal.get_setting(key, default)

    def set_setting(self, key: str, value: str) -> None:
        self._personal.set_setting(key, value)

    # The way to the server.

    @property
    def link(self) -> Link:
        """What is known of the server now."""
        return self.sender.link

    def news(self, *, patience: float = 0.0) -> Sequence[News]:
        if patience:
            self._settle(patience)
        found = self._take_news()
        if self.address.is_weak and not self._is_warned:
            self._is_warned = True
            found.append(News("weak", {}))
        link, waiting = self.sender.link, self.count_waiting()
        state = link.state if link.state != "new" else self._told
        if state != self._told or (patience and waiting and state != "up"):
            # A change that was refused is news by this name; here it is the server as a whole.
            key = "refused_all" if state == "refused" else state
            found.append(News(key, {"n": waiting, "problem": link.problem}))
            self._told = state
        return found

    @reported
    def _take_news(self) -> list[News]:
        return outbox.take_news(self._connection)

    @reported
    def count_waiting(self) -> int:
        """How many changes wait to be sent."""
        return outbox.count_waiting(self._connection)

    @reported
    def list_refused(self) -> list[outbox.Refused]:
        """What the server did not take, in order."""
        return outbox.list_refused(self._connection)

    @reported
    def retry_refused(self) -> int:
        """Lets what was refused wait again; how many."""
        return outbox.retry_refused(self._connection)

    @reported
    def drop_refused(self) -> int:
        """Gives up what was refused; how many."""
        return outbox.drop_refused(self._connection)

    def list_split(self) -> Sequence[Session]:
        """The sessions here that split from another, because two went on with it at once."""
        return [each for each in super().list_sessions(limit=-1) if each.origin]

    def send(self, seconds: float) -> int:
        """Sends all that waits, even when the server was away just now; how many changes still wait after so many
        seconds, or because the server is away."""
        self._settle(seconds, eagerly=True)
        return self.count_waiting()

    def _settle(self, seconds: float, *, eagerly: bool = False) -> None:
        """Waits until nothing waits any more, the server is away, or the time is over."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self.sender.wait(left, eagerly=eagerly):
            if self.sender.link.state != "up" or not self.count_waiting() or self.sender.link.role not in WRITERS:
                break

    def close(self) -> None:
        for session in tuple(self._in_hand):
            self.leave(session)
        if self.count_waiting():
            self._settle(CLOSING_SECONDS)
        self.sender.close(CLOSING_SECONDS)
        super().close()
        self._personal.close()


