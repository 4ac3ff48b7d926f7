"""Address: which server the settings name, and how safe the way there is.

Owns what may stand where: an address in the config file has no password. Connecting belongs to `connection`.
"""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMES = ("postgresql", "postgres")
LOCAL_HOSTS = ("", "localhost", "127.0.0.1", "::1")
SAFE_MODES = ("require", "verify-ca", "verify-full")
DEFAULT_MODE = "verify-full"


class Address(NamedTuple):
    """A server's address as it was given, and what matters of it, the environment filling what it leaves out. `host`
    is empty for the local socket, or when a service file names it; `sslmode` is empty when neither says."""

    url: str
    user: str
    has_password: bool
    host: str
    port: str
    database: str
    sslmode: str
    service: str

    @property
    def is_local(self) -> bool:
        """Whether the way there stays on this machine."""
        return not self.service and all(host in LOCAL_HOSTS or host.startswith(("/", "@"))
                                        for host in self.host.split(","))

    @property
    def is_weak(self) -> bool:
        """Whether somebody on the way could read along, because the address or the environment asks for it."""
        return not self.is_local and bool(self.sslmode) and self.sslmode not in SAFE_MODES

    @property
    def shown(self) -> str:
        """The address without anything secret."""
        name = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        service = f"?service={self.service}" if self.service else ""
        return f"postgresql://{name}{self.host}{port}/{self.database}{service}"

    @property
    def key(self) -> str:
        """A short name for the database and the login. The host is not part of it: a server may move to another."""
        return f"{zlib.crc32(f'{self.user}@{self.database}?{self.service}'.encode()):08x}"


def is_address(text: str) -> bool:
    """Whether a text looks like the address of a server."""
    return text.partition("://")[0] in SCHEMES and "://" in text


def parse_address(text: str, environ: Mapping[str, str] | None = None) -> Address:
    """The parts of `postgresql://[user[:password]@][host][:port][/database][?name=value&…]`.

    Raises ValueError for anything else.
    """
    if not is_address(text):
        raise ValueError("no address of a server")
    environ = os.environ if environ is None else environ
    parts = urlsplit(text)
    named = dict(parse_qsl(parts.query))
    network, _, place = parts.netloc.rpartition("@")
    user, colon, _ = network.partition(":")
    user, database = unquote(user), unquote(parts.path.lstrip("/"))
    hosts, ports = [], []
    for each in place.split(","):
        host, port = _split_port(each)
        hosts.append(unquote(host))
        ports.append(port)
    host = named.get("host") or (",".join(hosts) if any(hosts) else "")
    return Address(
        text, named.get("user") or user or environ.get("PGUSER", ""), bool(colon) or "password" in named,
        host or named.get("hostaddr") or environ.get("PGHOST") or environ.get("PGHOSTADDR", ""),
        named.get("port") or (",".join(ports) if any(ports) else "") or environ.get("PGPORT", ""),
        named.get("dbname") or database or environ.get("PGDATABASE", ""),
        named.get("sslmode") or environ.get("PGSSLMODE", ""), named.get("service") or environ.get("PGSERVICE", ""))


def _split_port(place: str) -> tuple[str, str]:
    if place.startswith("["):
        host, _, rest = place[1:].partition("]")
        return host, rest.lstrip(":")
    host, _, port = place.partition(":")
    return host, port
