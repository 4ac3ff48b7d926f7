"""The store: what goes in comes out, what is purged is gone, other processes, other versions."""

from __future__ import annotations

import multiprocessing
import sqlite3
from typing import TYPE_CHECKING

import pytest

from assistant.sessions import schema
from assistant.sessions.sqlite_store import FILE_NAME, SqliteStore, open_memory_store, open_store
from assistant.sessions.store import NewerStoreError, StoreError
from assistant.troubleshoot.learning import Case

if TYPE_CHECKING:
    from pathlib import Path

CASE = Case("ras:809", "vpn-timeout", "firewall", "resolved", 300.0, 1)


def test_a_purged_session_is_gone_from_the_file(store: SqliteStore, tmp_path: Path) -> None:
    session = store.begin("walk", "ja", "Yamada-secret", '{"note":"Yamada-secret"}', at=1)
    store.save(session, 1, '{"note":"Yamada-secret"}', '"Yamada-secret"', at=2, outcome="resolved", case=CASE)
    files = list((tmp_path / "data").iterdir())
    assert any(b"Yamada-secret" in file.read_bytes() for file in files)
    assert store.purge(session)
    assert not store.purge(session)
    assert store.find_session(session) is None
    assert store.steps_of(session) == []
    assert not any(b"Yamada-secret" in file.read_bytes() for file in (tmp_path / "data").iterdir())
    assert store.count_causes("vpn-timeout", "") == {"firewall": 1}


def test_bookmarks_visits_settings(store: SqliteStore) -> None:
    assert store.toggle_bookmark("article", "a", at=1)
    assert store.toggle_bookmark("tree", "a", at=2)
    assert [(each.kind, each.slug) for each in store.list_bookmarks()] == [("tree", "a"), ("article", "a")]
    assert not store.toggle_bookmark("tree", "a", at=3)
    for number in range(250):
        store.add_visit("article", str(number % 240), at=number)
    assert [each.slug for each in store.list_visits(limit=3)] == ["9", "8", "7"]
    assert len(store.list_visits(limit=999)) == 200
    assert store.get_setting("theme", "dark") == "dark"
    store.set_setting("theme", "light")
    store.set_setting("theme", "plain")
    assert store.get_setting("theme") == "plain"


def write_sessions(folder: Path, number: int) -> None:
    store = open_store(folder)
    for i in range(20):
        session = store.begin("walk", "ja", f"{number}/{i}", "", at=i)
        store.save(session, 1, "", "{}", at=i)
    store.close()


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=write_sessions, args=(tmp_path, number)) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    store = open_store(tmp_path)
    titles = {each.title for each in store.list_sessions(limit=999)}
    store.close()
    assert titles == {f"{number}/{i}" for number in range(4) for i in range(20)}


def test_an_older_file_becomes_a_newer_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path)
    session = store.begin("walk", "ja", "kept", "", at=1)
    store.close()
    more = (*schema.MIGRATIONS, ("ALTER TABLE session ADD COLUMN team TEXT NOT NULL DEFAULT 'none'",))
    connection = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    assert schema.migrate(connection, more) == 1
    assert schema.migrate(connection, more) == 0
    assert connection.execute("SELECT title, team FROM session WHERE id = ?", (session,)).fetchone() == ("kept", "none")
    # A step that fails leaves everything as it was.
    broken = (*more, ("CREATE TABLE extra (x)", "CREATE TABLE extra (x)"))
    with pytest.raises(sqlite3.OperationalError):
        schema.migrate(connection, broken)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(more),)
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'extra'").fetchone() == (0,)
    connection.close()
    with pytest.raises(NewerStoreError):
        open_store(tmp_path)


def test_a_store_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError):
        open_store(tmp_path / "file")
    (tmp_path / FILE_NAME).write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError):
        open_store(tmp_path)
    memory = open_memory_store()
    assert memory.begin("walk", "ja", "t", "", at=1) == 1
    memory.close()
