"""The small pages of the troubleshooting tests, and a store on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.sessions.sqlite_store import SqliteStore, open_store
from tests.assistant.troubleshoot.conftest import small

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = open_store(tmp_path / "data")
    yield store
    store.close()


__all__ = ["small", "store"]
