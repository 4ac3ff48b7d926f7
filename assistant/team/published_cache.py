"""The copy of the published knowledge in the user's cache folder, and when the server is asked for a newer one.

A copy is an index like one that was built here, so looking things up is as quick and works without the server. It comes
whole, is checked, and takes the place of the one before in one step. The launch record says which version it is; the
time of that file says until when nobody need ask again, for all programs of the user together. As long as there is
no copy, the shipped content is built.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.sessions.store import StoreError
from kb.index.cache import IndexCache, read_launch_record
from kb.index.published import FORMAT, SIGNATURE, WHOLE, open_bytes, unpack_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.team.address import Address
    from kb.index.build import Answerer, Progress

LOOK_SECONDS = 30.0
"""So long an answer of the server holds."""
AWAY_SECONDS = 120.0
"""So long a server that was away, or a disk that was full, is left in peace."""
QUICK_SECONDS = 600
"""After so much more time a quick lookup leaves the answer to the full program, which asks the server."""


class Version(NamedTuple):
    """A version of the knowledge, who published it and when (seconds since 1970)."""

    number: int
    author: str
    at: float


class PublishedCache(IndexCache):
    """See `IndexCache`; `server` is where knowledge is published, `fetching` is told how much of a version came. With
    `asks`, opening asks for a newer version when it is time, else only when there is no copy yet."""

    def __init__(
        self, folder: Path, roots: Sequence[Path], names: Sequence[str], server: Address, *, launch: str,
        notes: Mapping[str, str], answerer: Answerer | None = None, progress: Progress | None = None,
        fetching: Progress | None = None, asks: bool = True,
    ) -> None:
        notes = {**notes, "follows": str(QUICK_SECONDS), "server": server.key, "format": FORMAT}
        super().__init__(folder, roots, names, launch=launch, notes=notes, answerer=answerer, progress=progress)
        self._server = server
        self._asks = asks
        self._fetching = fetching
        self._until: float | None = None

    def open(self) -> sqlite3.Connection:
        """See `IndexCache`."""
        connection = self.follow() if self._asks or self.find_version() is None else None
        if connection is None and self.find_version() is not None:
            with contextlib.suppress(sqlite3.Error, OSError, KeyError, ValueError):
                connection = self._open_copy()
            if connection is None:
                # Damaged or gone.
                self.discard()
                connection = self.follow()
        if connection is None:
            return super().open()
        self.state = int(self._notes["published"])
        return connection

    def find_version(self) -> Version | None:
        """The version that the copy is; None when there is none of this server for this program."""
        record = read_launch_record(self._launch)
        if record.get("server") != self._server.key or record.get("format") != FORMAT or "published" not in record:
            return None
        return Version(int(record["published"]), record["author"], float(record["at"]))

    def find_state(self) -> object:
        """See `IndexCache`."""
        version = self.find_version()
        return version.number if version is not None else super().find_state()

    def follow(self) -> sqlite3.Connection | None:
        """A connection to the newest version when it is another than that of the copy, which it replaces. None when it
        is not, when it is not time to ask, or when it cannot be had; then all stays as it is."""
        if not self._is_due():
            return None
        self._put_off(LOOK_SECONDS)
        try:
            found = self._fetch(self.find_version())
            return self._keep(*found) if found is not None else None
        except (StoreError, sqlite3.Error, zlib.error, ImportError):
            self._put_off(AWAY_SECONDS)
            return None

    def _open_copy(self) -> sqlite3.Connection | None:
        connection, record = self._open_file()
        self._remember(record)
        if connection is not None and any(record.get(key) != value for key, value in self._notes.items()):
            self._write_record(Path(record["index"]))
        return connection

    def _accepts(self, signature: str) -> bool:
        return signature == SIGNATURE if self.find_version() is not None else super()._accepts(signature)

    def _fetch(self, current: Version | None) -> tuple[Version, bytes] | None:
        """The newest version and its file, unless it is the current one or there is none."""
        from assistant.team.connection import open_connection
        from assistant.team.following import fetch_file, find_newest

        with open_connection(self._server, for_reading=True) as connection:
            version = find_newest(connection)
            if version is None or version == current:
                return None
            return version, unpack_file(fetch_file(connection, version.number, WHOLE, self._fetching))

    def _keep(self, version: Version, data: bytes) -> sqlite3.Connection:
        """A connection to the file of a version: the new copy, or in memory when it cannot be written."""
        self._remember({"published": str(version.number), "author": version.author, "at": repr(version.at)})
        path = None
        try:
            path = self._new_file()
            path.write_bytes(data)
            return self._install(path)
        except OSError:
            if path is not None:
                path.unlink(missing_ok=True)
            self._put_off(AWAY_SECONDS)
            return open_bytes(data)

    def _remember(self, record: Mapping[str, str]) -> None:
        self._notes |= {key: record[key] for key in ("published", "author", "at")}

    def _is_due(self) -> bool:
        record = read_launch_record(self._launch)
        if record.get("server") != self._server.key or record.get("format") != FORMAT:
            return True
        try:
            until = self._launch.stat().st_mtime
        except OSError:
            return True
        now = time.time()
        # A time far ahead was set before the clock was put right.
        return not now < until <= now + AWAY_SECONDS

    def _put_off(self, seconds: float) -> None:
        self._until = time.time() + seconds
        with contextlib.suppress(OSError):
            os.utime(self._launch, (self._until, self._until))

    def _write_record(self, path: Path) -> None:
        until = self._until
        if until is None:
            with contextlib.suppress(OSError):
                until = self._launch.stat().st_mtime
        super()._write_record(path)
        if until is not None:
            with contextlib.suppress(OSError):
                os.utime(self._launch, (until, until))
