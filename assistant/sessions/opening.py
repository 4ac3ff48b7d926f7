"""Opening the store that the settings name, with old sessions removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from assistant.sessions.sqlite_store import open_memory_store, open_store
from assistant.sessions.store import StoreError

if TYPE_CHECKING:
    from assistant.sessions.store import Store
    from assistant.settings import Settings

KEEP_DAYS = 180
KEEP_MOST = 5_000


class Opened(NamedTuple):
    """A store, and why it is only in memory; empty when it is on disk."""

    store: Store
    problem: str = ""


def open_sessions(settings: Settings, *, at: float, patience: float = 0.0) -> Opened:
    """The store that is set: of the user, or of the team. When the disk cannot be used, one in memory, so that the work
    goes on.

    `[sessions]` in the config file sets `keep_days` and `keep_most`; what is older or more is purged here. A team's
    store is waited for so many seconds, until what the team wrote and counted is here. Raises SettingsError when the
    team's server is set and the program has not what it needs for it.
    """
    try:
        store: Store = open_store(settings.data_folder)
        if settings.store:
            from assistant.team.opening import open_team

            store = open_team(settings.store, settings.data_folder, store, patience=patience)
        days, most = retention_of(settings)
        store.apply_retention(at=at, days=days, most=most)
    except StoreError as error:
        return Opened(open_memory_store(), str(error) or type(error).__name__)
    return Opened(store)


def retention_of(settings: Settings) -> tuple[float, int]:
    """How many days sessions are kept, and how many at most."""
    table = settings.config.get("sessions")
    table = table if isinstance(table, dict) else {}
    days, most = table.get("keep_days", KEEP_DAYS), table.get("keep_most", KEEP_MOST)
    return (float(days) if isinstance(days, int | float) and days > 0 else KEEP_DAYS,
            most if isinstance(most, int) and most > 0 else KEEP_MOST)
