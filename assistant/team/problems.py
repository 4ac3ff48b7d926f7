"""Problems: what stands between this machine and the team's server, until somebody does something about it."""

from __future__ import annotations

import sqlite3

from assistant.sessions.store import NewerStoreError, StoreAwayError, StoreRefusedError

AWAY, REFUSED = "away", "refused"


class NotPreparedError(StoreRefusedError):
    """The server has no tables of ours, or those of an older version."""


class NoRoleError(StoreRefusedError):
    """The login is in none of our roles."""


class OtherServerError(StoreRefusedError):
    """The server is another one than the work in the file is for."""


class NothingPublishedError(StoreRefusedError):
    """There is no version of the knowledge on the server that this program can read."""


STATES: tuple[tuple[type[Exception], str], ...] = (
    (StoreAwayError, AWAY), (sqlite3.Error, AWAY), (NotPreparedError, "not_prepared"), (NewerStoreError, "newer"),
    (NoRoleError, "no_role"), (OtherServerError, "other_server"),
    (NothingPublishedError, "nothing"),
)


def state_of(error: Exception) -> str:
    """The name of a problem: `store.link.<name>` says it."""
    return next((state for kind, state in STATES if isinstance(error, kind)), REFUSED)
