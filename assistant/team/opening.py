"""Opening the store of a team, and the knowledge that it published. Nothing of psycopg is imported before that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.settings import SettingsError
from assistant.team.address import parse_address

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from assistant.sessions.store import Store
    from assistant.team.publishing import Published
    from assistant.team.team_store import TeamStore
    from kb.knowledge import KnowledgeBase

EXTRA = "naze[team]"


def require_extra() -> None:
    """Raises SettingsError when psycopg is not installed, or does not find its library."""
    try:
        import psycopg
    except ImportError as error:
        raise SettingsError("needs_team", extra=EXTRA) from error
    assert psycopg.pq.version()


def open_server_knowledge(url: str) -> KnowledgeBase:
    """The knowledge that the team published, searched on its server. Raises StoreError and SettingsError."""
    require_extra()
    from assistant.team.connection import open_connection
    from assistant.team.schema import check_version
    from assistant.team.server_rows import ServerKnowledge

    connection = open_connection(parse_address(url), for_reading=True)
    check_version(connection)
    return ServerKnowledge(connection)


def publish_knowledge(url: str, open_knowledge: Callable[[], KnowledgeBase]) -> Published:
    """Makes knowledge, opened once the server answers, the newest version there. Raises StoreError and
    SettingsError."""
    require_extra()
    from assistant.team.connection import open_connection
    from assistant.team.publishing import publish
    from assistant.team.schema import check_version

    with open_connection(parse_address(url), patient=True) as connection:
        check_version(connection)
        return publish(connection, open_knowledge().connection)


def open_team(url: str, folder: Path, personal: Store, *, patience: float = 0.0) -> TeamStore:
    """The store of the team behind an address. With patience, what the team has is here when it returns, unless the
    server is away or takes longer than so many seconds. Raises StoreError as `open_store` does, and SettingsError."""
    require_extra()
    from assistant.team.team_store import TeamStore

    store = TeamStore(folder, parse_address(url), personal)
    if patience:
        store.sender.wait(patience)
    return store
