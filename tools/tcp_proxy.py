"""A network that can fail: a TCP proxy on 127.0.0.1 that is cut, goes silent, loses answers, and comes back at will."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

CHUNK = 65_536
COMMITTED = b"COMMIT\0"
"""In what PostgreSQL sends: a transaction is done."""
GLANCE = 0.05


class TcpProxy:
    """Passes connections on to a port. `port` is its own, `lost` how many answers never arrived."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = int(self._listener.getsockname()[1])
        self.lost = 0
        self._is_cut = self._loses = False
        self._left: int | None = None
        self._flows = threading.Event()
        self._flows.set()
        self._is_closed = False
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def cut(self) -> None:
        """Ends every connection, and every new one at once."""
        self._is_cut = True
        self._end_all()

    def cut_after(self, size: int) -> None:
        """Cuts once so many more bytes have come back."""
        self._left = size

    def silence(self) -> None:
        """Takes what is sent and passes nothing on, as a dead line does."""
        self._flows.clear()

    def lose_answers(self) -> None:
        """Ends every connection at the moment at which the server says that a transaction is done, unheard."""
        self._loses = True

    def mend(self) -> None:
        """Lets everything through again. What was held back since it went silent is lost with its connection."""
        if not self._flows.is_set():
            self._end_all()
        self._is_cut = self._loses = False
        self._left = None
        self._flows.set()

    def close(self) -> None:
        """Ends everything."""
        self._is_closed = True
        self._flows.set()
        self._listener.close()
        self._end_all()

    def _end_all(self) -> None:
        with self._lock:
            ends, self._ends = self._ends, set()
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        while not self._is_closed:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._is_cut:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target), timeout=5)
                far.settimeout(None)
            except OSError:
                near.close()
                continue
            with self._lock:
                self._ends |= {near, far}
            for source, target, answers in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._pass_on, args=(source, target, answers), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                while not self._flows.wait(GLANCE):
                    if source.fileno() < 0:
                        return
                if answers and self._loses and COMMITTED in data:
                    self.lost += 1
                    break
                if answers and self._left is not None:
                    self._left -= len(data)
                    if self._left < 0:
                        self.cut()
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        with self._lock:
            self._ends -= {source, target}
