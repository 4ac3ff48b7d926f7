"""The small pages of the troubleshooting tests, and a store: of one person, on the server, and of a team."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.sessions.sqlite_store import SqliteStore, open_memory_store, open_store
from assistant.team.address import parse_address
from assistant.team.team_store import TeamStore
from tests.assistant.troubleshoot.conftest import small

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from assistant.sessions.store import SharedStore

KINDS = ("sqlite", "postgres", "team")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = open_store(tmp_path / "data")
    yield store
    store.close()


@pytest.fixture(params=KINDS)
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SharedStore]:
    """Each kind of store: what they have in common is tested with all of them."""
    store: SharedStore
    match request.param:
        case "sqlite":
            store = open_store(tmp_path / "data")
        case "postgres":
            store = request.getfixturevalue("database").store()
        case "team":
            address = parse_address(request.getfixturevalue("database").url("eda"))
            store = TeamStore(tmp_path / "data", address, open_memory_store())
    yield store
    store.close()


__all__ = ["shared", "small", "store"]
