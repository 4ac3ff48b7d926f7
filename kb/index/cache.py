"""The cache: where the index lies, how it is opened, renewed and replaced.

Every whole build is a new file beside the old one; a small *launch record* names the current file and is replaced in
one step, so other processes read either the old index or the new one. Single pages change inside a transaction. When
the folder is missing or read-only, or the disk is full, the index is built in memory: slower, with the same answers.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from kb.codes.registry import create_registry_tables, fill_registry, load_tables
from kb.index.build import Content, build_index, changed_slugs, signature_of, update_index
from kb.pages.loading import list_content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kb.index.build import Answerer, Progress
    from kb.pages.files import ContentFile

BUSY_MILLISECONDS = 5_000
ABANDONED_SECONDS = 3_600


def launch_name(content_setting: str, shipped: str, store: str = "") -> str:
    """The file name of the launch record for a value of `NAZE_CONTENT`, the shipped root, and a value of
    `NAZE_STORE`."""
    settings = content_setting + chr(0) + shipped + (chr(0) + store if store else "")
    return f"launch-{zlib.crc32(settings.encode('utf-8', 'replace')):08x}"


class IndexCache:
    """The index of some content roots, kept in a folder.

    `launch` is the name of the launch record and `notes` is what else is kept in it, for the start of the program.
    `state` tells one content from another: it is that of the index that was opened last.
    """

    state: object = None

    def __init__(
        self, folder: Path, roots: Sequence[Path], names: Sequence[str], *, launch: str = "launch",
        notes: Mapping[str, str] | None = None, answerer: Answerer | None = None, progress: Progress | None = None,
    ) -> None:
        self._folder = folder
        self._roots = list(roots)
        self._names = list(names)
        self._launch = folder / launch
        self._notes = dict(notes or {})
        self._answerer = answerer
        self._progress = progress

    def open(self) -> sqlite3.Connection:
        """A connection to an index that is as new as the content. It never fails for reasons of the cache."""
        files, folders = list_content(self._roots)
        self.state = _state_of(files)
        content = Content(self._roots, self._names, files, folders)
        with contextlib.suppress(sqlite3.Error, OSError, KeyError, ValueError):
            connection = self._open_current(content)
            if connection is not None:
                return connection
        return self._build(content)

    def open_registry(self) -> sqlite3.Connection:
        """A connection to the registry alone: that of the current index, whatever became of the content since, or one
        in memory. What it says of content may be out of date."""
        with contextlib.suppress(sqlite3.Error, OSError, KeyError, ValueError):
            connection = self._open_file()[0]
            if connection is not None:
                return connection
        connection = sqlite3.connect(":memory:", isolation_level=None)
        create_registry_tables(connection)
        fill_registry(connection, load_tables())
        return connection

    def find_state(self) -> object:
        """What `state` would be if the index were opened now."""
        return _state_of(list_content(self._roots)[0])

    def discard(self) -> None:
        """Forgets the current index, so that the next `open` builds it anew. For an index found to be damaged."""
        with contextlib.suppress(OSError):
            self._launch.unlink(missing_ok=True)

    def _open_file(self) -> tuple[sqlite3.Connection | None, dict[str, str]]:
        """The file that the launch record names, when it belongs to these roots, and the record."""
        record = read_launch_record(self._launch)
        path = Path(record.get("index", ""))
        if not record or path.stat().st_size != int(record["size"]):
            return None, record
        connection = _connect(path)
        try:
            row = connection.execute("SELECT value FROM meta WHERE key = 'signature'").fetchone()
            if row is None or not self._accepts(row[0]):
                raise sqlite3.DatabaseError("another index")
        except BaseException:
            connection.close()
            raise
        return connection, record

    def _accepts(self, signature: str) -> bool:
        """Whether an index with this signature is one of ours."""
        return signature == signature_of(self._roots)

    def _open_current(self, content: Content) -> sqlite3.Connection | None:
        connection, record = self._open_file()
        if connection is None:
            return None
        path = Path(record["index"])
        try:
            slugs = changed_slugs(connection, content)
            if slugs is None:
                raise sqlite3.DatabaseError("another content")
            if slugs:
                connection = self._update(connection, content, slugs)
                self._write_record(path)
            elif any(record.get(key) != value for key, value in self._notes.items()):
                self._write_record(path)
        except BaseException:
            connection.close()
            raise
        return connection

    def _update(self, connection: sqlite3.Connection, content: Content, slugs: set[str]) -> sqlite3.Connection:
        try:
            update_index(connection, content, slugs, answerer=self._answerer)
        except sqlite3.OperationalError:
            # Read-only, or the disk is full: go on with a copy in memory.
            copy = sqlite3.connect(":memory:", isolation_level=None)
            connection.backup(copy)
            connection.close()
            update_index(copy, content, slugs, answerer=self._answerer)
            return copy
        return connection

    def _build(self, content: Content) -> sqlite3.Connection:
        try:
            path = self._new_file()
        except OSError:
            return self._build_in_memory(content)
        try:
            connection = _connect(path, durable=False)
            try:
                build_index(connection, content, answerer=self._answerer, progress=self._progress)
            finally:
                connection.close()
            return self._install(path)
        except (OSError, sqlite3.OperationalError):
            path.unlink(missing_ok=True)
            return self._build_in_memory(content)
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def _new_file(self) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="building-", suffix=".sqlite", dir=self._folder)
        os.close(handle)
        return Path(name)

    def _install(self, path: Path) -> sqlite3.Connection:
        """Makes a whole new file the current index."""
        final = path.with_name(path.name.replace("building-", "index-"))
        path.replace(final)
        # Opened before it is named: another process that builds meanwhile may sweep it away again.
        connection = _connect(final)
        self._write_record(final)
        self._sweep(final)
        return connection

    def _build_in_memory(self, content: Content) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        build_index(connection, content, answerer=self._answerer, progress=self._progress)
        return connection

    def _write_record(self, path: Path) -> None:
        record = {"index": str(path), "size": str(path.stat().st_size), **self._notes}
        text = "".join(f"{key}={value}\n" for key, value in record.items())
        with contextlib.suppress(OSError):
            handle, name = tempfile.mkstemp(prefix="launch-", suffix=".tmp", dir=self._folder)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            try:
                Path(name).replace(self._launch)
            except OSError:
                Path(name).unlink(missing_ok=True)

    def _sweep(self, keep: Path) -> None:
        """Removes files that no launch record names, and those that somebody began to write and never ended; those in
        use by others stay on systems that hold them."""
        named = {keep}
        for record in self._folder.glob("launch-*"):
            named.add(Path(read_launch_record(record).get("index", "-")))
        abandoned = time.time() - ABANDONED_SECONDS
        for path in (*self._folder.glob("index-*.sqlite"), *self._folder.glob("building-*.sqlite")):
            with contextlib.suppress(OSError):
                if path not in named and (path.name.startswith("index-") or path.stat().st_mtime < abandoned):
                    path.unlink()


def _state_of(files: Iterable[ContentFile]) -> object:
    return tuple((f"{file.root}/{file.path}", file.mtime_ns, file.size) for file in files)


def read_launch_record(path: Path) -> dict[str, str]:
    """The entries of a launch record; empty when it is missing or unreadable."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    return {key: value for key, _, value in (line.partition("=") for line in text.splitlines())}


def _connect(path: Path, *, durable: bool = True) -> sqlite3.Connection:
    # `mode=rw`: a file that went meanwhile is an error, not an empty database.
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None,
                                 timeout=BUSY_MILLISECONDS / 1000, check_same_thread=False)
    if not durable:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;")
    return connection
