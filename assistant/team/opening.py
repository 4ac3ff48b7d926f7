"""Opening the store of a team. Nothing of psycopg is imported before a team's store is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.settings import SettingsError
from assistant.team.address import parse_address

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.sessions.store import Store
    from assistant.team.team_store import TeamStore

EXTRA = "naze[team]"


def require_extra() -> None:
    """Raises SettingsError when psycopg is not installed, or does not find its library."""
    try:
        import psycopg
    except ImportError as error:
        raise SettingsError("needs_team", extra=EXTRA) from error
    assert psycopg.pq.version()


def open_team(url: str, folder: Path, personal: Store, *, patience: float = 0.0) -> TeamStore:
    """The store of the team behind an address. With patience, what the team has is here when it returns, unless the
    server is away or takes longer than so many seconds. Raises StoreError as `open_store` does, and SettingsError."""
    require_extra()
    from assistant.team.team_store import TeamStore

    store = TeamStore(folder, parse_address(url), personal)
    if patience:
        store.sender.wait(patience)
    return store
