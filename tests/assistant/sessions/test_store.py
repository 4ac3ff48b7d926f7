"""The store: what goes in comes out, what is purged is gone, other processes, other versions."""

from __future__ import annotations

import multiprocessing
import sqlite3
from typing import TYPE_CHECKING

import pytest

from assistant.sessions import schema
from assistant.sessions.sqlite_store import FILE_NAME, SqliteStore, open_memory_store, open_store
from assistant.sessions.store import NewerStoreError, SessionMovedError, Store, StoreError
from assistant.troubleshoot.learning import Case

if TYPE_CHECKING:
    from pathlib import Path

CASE = Case("ras:809", "vpn-timeout", "firewall", "resolved", 300.0, 1)


def test_sessions_and_steps(store: SqliteStore) -> None:
    keeps: Store = store
    first = keeps.begin("walk", "ja", "つながらない", "{}", at=100, code="ras:809", page="tree:vpn")
    second = keeps.begin("walk", "en", "Other", "{}", at=200)
    keeps.save(first, 1, '{"a":1}', '{"type":"choose"}', at=300)
    keeps.save(first, 2, '{"a":2}', "{}", at=400, outcome="resolved", locale="en", case=CASE)
    session = keeps.find_session(first)
    assert session is not None
    assert (session.state, session.status, session.outcome, session.locale, session.updated) == (
        '{"a":2}', "finished", "resolved", "en", 400)
    assert [(each.number, each.at) for each in keeps.steps_of(first)] == [(1, 300), (2, 400)]
    assert [each.id for each in keeps.list_sessions()] == [first, second]
    assert [each.id for each in keeps.list_sessions(status="open")] == [second]
    assert keeps.find_session(99) is None
    keeps.save(first, 3, "{}", "{}", at=500)
    session = keeps.find_session(first)
    assert session is not None
    assert (session.status, session.locale) == ("open", "en")


def test_a_step_is_taken_once(store: SqliteStore) -> None:
    session = store.begin("walk", "ja", "t", "first", at=1)
    store.save(session, 1, "ours", "{}", at=2)
    with pytest.raises(SessionMovedError):
        store.save(session, 1, "theirs", "{}", at=3)
    found = store.find_session(session)
    assert found is not None
    assert found.state == "ours"
    with pytest.raises(KeyError):
        store.save(99, 1, "x", "{}", at=3)


def test_cases_count_once_and_can_be_forgotten(store: SqliteStore) -> None:
    for number in range(3):
        session = store.begin("walk", "ja", "t", "", at=number)
        store.save(session, 1, "", "{}", at=number, outcome="resolved", case=CASE)
    store.save(session, 2, "", "{}", at=9, outcome="resolved", case=CASE)
    assert store.count_causes("vpn-timeout", "ras:809") == {"firewall": 3}
    assert store.count_causes("vpn-timeout", "ras:806") == {}
    assert store.count_causes("vpn-timeout", "") == {"firewall": 3}
    store.save(store.begin("walk", "ja", "t", "", at=5), 1, "", "{}", at=5, outcome="resolved",
               case=Case("", "vpn-timeout", "firewall", "resolved", 1.0, 1))
    assert store.count_causes("vpn-timeout", "ras:809") == {"firewall": 4}
    # Who goes back from the end takes the case back.
    store.save(session, 3, "", "{}", at=10)
    assert store.count_cases() == [("vpn-timeout", "firewall", 3)]
    assert store.forget_cases("other") == 0
    assert store.forget_cases() == 3
    assert store.count_cases() == []


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


def test_retention_by_age_and_number(store: SqliteStore) -> None:
    for day in range(10):
        store.begin("walk", "ja", str(day), "", at=day * 86_400)
    now = 9 * 86_400
    assert store.apply_retention(at=now, days=30, most=50) == 0
    assert store.apply_retention(at=now, days=5, most=50) == 4
    assert store.apply_retention(at=now, days=5, most=2) == 4
    assert [each.title for each in store.list_sessions()] == ["9", "8"]


def test_flags_comments_gaps(store: SqliteStore) -> None:
    flag = store.add_flag("vpn-timeout", "ja", "古い", at=1)
    store.add_flag("other", "en", "typo", at=2)
    assert [each.comment for each in store.list_flags()] == ["typo", "古い"]
    assert store.close_flag(flag)
    assert [each.done for each in store.list_flags(slug="vpn-timeout", with_done=True)] == [True]
    assert store.list_flags(slug="vpn-timeout") == []
    comment = store.add_comment("vpn-timeout", "支社では 443 だけ", at=1)
    assert [each.text for each in store.list_comments("vpn-timeout")] == ["支社では 443 だけ"]
    assert store.remove_comment(comment)
    assert not store.remove_comment(comment)
    for at in (1, 2):
        store.add_gap("プリンターが歌う", "ja", at=at)
    store.add_gap("x" * 9_999, "en", at=3)
    assert [(each.times, len(each.text)) for each in store.list_gaps()] == [(2, 8), (1, 500)]
    assert store.remove_gap("プリンターが歌う", "ja")
    assert not store.remove_gap("プリンターが歌う", "en")


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
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
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
