"""TLS in front of a PostgreSQL server that has none: a proxy on 127.0.0.1 that answers for it with a certificate."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

CHUNK = 65_536
SSL_REQUEST = bytes((0, 0, 0, 8, 4, 210, 22, 47))


class TlsProxy:
    """Passes connections on to a port, decrypted. `port` is its own."""

    def __init__(self, target: int, certificate: Path) -> None:
        self._target = target
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with contextlib.suppress(OSError), near:
            if near.recv(len(SSL_REQUEST)) != SSL_REQUEST:
                return
            near.sendall(b"S")
            with self._context.wrap_socket(near, server_side=True) as inside, socket.create_connection(
                    ("127.0.0.1", self._target)) as far:
                back = threading.Thread(target=_pass_on, args=(far, inside), daemon=True)
                back.start()
                _pass_on(inside, far)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(CHUNK):
            target.sendall(data)
    for each in (source, target):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
