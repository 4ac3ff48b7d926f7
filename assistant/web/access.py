"""Access: which requests may reach a console.

Owns the rules. A console does whatever its user can do, and there is no password here: on this machine alone the
browser's own headers tell the user's page from a page of another site, and beyond it a proxy must have asked who
somebody is, and must prove that it is that proxy.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
from typing import NamedTuple
from urllib.parse import urlsplit

PROXY_HEADER = "X-Naze-Proxy"
SECRET_VARIABLE = "NAZE_PROXY_SECRET"
MIN_SECRET = 16
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
HOST = re.compile(r"(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?\Z")
PORTS = {"http": 80, "https": 443}


class BadUrlError(ValueError):
    """An address of a proxy that is not `https://` and a host name, and no more."""


class Access(NamedTuple):
    """Who may come in: browsers of this machine that call it by one of `names`, or with an `origin` those that its
    proxy lets through, which knows the `secret`."""

    names: frozenset[str] = frozenset(LOCAL_NAMES)
    origin: str = ""
    secret: str = ""

    def host_for(self, host: str) -> str:
        """The host that a page which came in as `host` talks to."""
        return self.origin.removeprefix("https://") or host


def is_loopback(host: str) -> bool:
    """Whether an address to listen at can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin_of(url: str) -> str:
    """The origin of a proxy's public address, as browsers write it. Raises BadUrlError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadUrlError(url) from error
    extra = parts.path not in ("", "/") or parts.query or parts.fragment or parts.username is not None
    if parts.scheme != "https" or not parts.hostname or extra:
        raise BadUrlError(url)
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"https://{name}" if port in (None, PORTS["https"]) else f"https://{name}:{port}"


def find_refusal(access: Access, *, host: str, secret: str, origin: str | None = None) -> str:
    """Why a request is refused, as the key of a phrase below `serve.refused`; empty when it may come in.

    `host` and `secret` are its headers. `origin` is given for what a page of another site could ask for too, and is
    empty when the browser sent none.
    """
    if access.secret:
        if not hmac.compare_digest(secret.encode(), access.secret.encode()):
            return "proxy"
        return "" if origin is None or _same(origin, access.origin) else "origin"
    # A name that an attacker's DNS points at this machine is not one of ours.
    if not HOST.match(host) or urlsplit(f"//{host}").hostname not in access.names:
        return "host"
    return "" if origin is None or _same(origin, f"http://{host}") else "origin"


def _same(one: str, other: str) -> bool:
    first, second = _parts_of(one), _parts_of(other)
    return first is not None and first == second


def _parts_of(origin: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(origin)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.scheme in PORTS and parts.hostname else None
