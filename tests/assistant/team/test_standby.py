"""A second server that follows the first by PostgreSQL's own replication: reads go there, and it can take over."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from assistant.sessions.store import StoreAwayError
from assistant.team.address import parse_address
from assistant.team.connection import open_connection
from assistant.team.following import find_newest
from assistant.team.publishing import publish
from assistant.team.server_rows import ServerKnowledge
from kb.codes.registry import load_tables
from kb.index.cache import IndexCache
from tests.kb.pages.test_articles import SOURCE, write
from tests.postgres import PASSWORD
from tools.postgres_server import PostgresServer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import Database

PATIENCE = 60.0


def test_knowledge_is_read_from_a_standby(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = load_tables()[:200]
    monkeypatch.setattr("kb.index.build.load_tables", lambda: rows)
    content = write(tmp_path / "content")
    cache = IndexCache(tmp_path / "cache", [content], ["test"])

    def publish_through(url: str) -> int:
        with closing(cache.open()) as index, open_connection(parse_address(url), patient=True) as connection:
            return publish(connection, index).number

    with PostgresServer(database.server) as standby:
        first, second = database.server.port, standby.port
        both = f"postgresql://eda:{PASSWORD}@127.0.0.1:{first},127.0.0.1:{second}/{database.name}"
        alone = standby.url(database.name, "rin", PASSWORD)
        # Writes find the first, reads prefer the second.
        assert publish_through(both) == 1
        end = time.monotonic() + PATIENCE
        version = None
        while version is None and time.monotonic() < end:
            with open_connection(parse_address(alone), for_reading=True) as connection:
                version = find_newest(connection)
        assert version is not None
        assert version.number == 1
        with open_connection(parse_address(both), for_reading=True) as connection:
            assert connection.info.port == second
            assert [hit.slug for hit in ServerKnowledge(connection).search("認証の失敗", "ja")] == ["auth-fail"]
        with pytest.raises(StoreAwayError):
            publish_through(standby.url(database.name, "eda", PASSWORD))
        # The first is lost; the second becomes the server, under the same address.
        database.server.stop()
        standby.promote()
        page = content / "ja" / "articles" / "ipsec" / "auth-fail.md"
        page.write_text(SOURCE.replace("要点です。", "新しい要点です。"), "utf-8")
        assert publish_through(both) > 1
        with open_connection(parse_address(both), for_reading=True) as connection:
            assert connection.info.port == second
    database.server.start()
    with database.connect() as owner:
        # The first keeps what the second has not read, and would for ever.
        owner.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots")
