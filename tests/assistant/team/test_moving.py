"""Moving: a person's file into the server and back, as often as one likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.sessions.sqlite_file import open_file
from assistant.sessions.sqlite_store import FILE_NAME, SqliteStore, open_store
from assistant.team.moving import copy_work
from assistant.team.shelves import FileShelf, ServerShelf
from assistant.troubleshoot.learning import Case

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import Database

CASE = Case("ras:809", "vpn-timeout", "firewall", "resolved", 300.0, 1)


def fill(store: SqliteStore) -> int:
    for number in range(3):
        session = store.begin("walk", "ja", f"t{number}", "s0", at=number, code="ras:809", page="tree:vpn")
        store.save(session, 1, "s1", '{"a":"メモ"}', at=number + 0.25)
        store.save(session, 2, "s2", "{}", at=number + 0.5, outcome="resolved", case=CASE)
    purged = store.begin("walk", "ja", "gone", "", at=9)
    store.save(purged, 1, "", "{}", at=9, outcome="resolved", case=CASE)
    store.purge(purged)
    store.close_flag(store.add_flag("vpn", "ja", "wrong: 古い", at=1))
    store.add_flag("vpn", "en", "typo", at=2)
    store.add_comment("vpn", "443 だけ", at=1)
    for at in (1, 2):
        store.add_gap("歌うプリンター", "ja", at=at)
    return session


def contents(store: SqliteStore) -> object:
    """What people see of a store, without its own numbers."""
    return (
        [(each.uid, each.state, each.status, each.outcome, each.updated, each.title, store.steps_of(each.id))
         for each in store.list_sessions()],
        store.count_cases(), [(each.slug, each.locale, each.comment, each.done) for each in
                              store.list_flags(with_done=True)],
        [(each.slug, each.text) for each in store.list_comments("vpn")], store.list_gaps(),
    )


@pytest.mark.parametrize("login", ["", "eda"])
def test_there_and_back(database: Database, tmp_path: Path, login: str) -> None:
    here = open_store(tmp_path / "here")
    fill(here)
    with database.connect(login) as connection:
        server, file = ServerShelf(connection), FileShelf(open_file(tmp_path / "here" / FILE_NAME))
        first = copy_work(file, server)
        again = copy_work(file, server)
        back = open_file(tmp_path / "back" / FILE_NAME)
        copy_work(server, FileShelf(back))
        copy_work(server, FileShelf(back))
    # Who may not say that a flag is closed leaves the closed ones where they are.
    assert {kind: count.copied for kind, count in first.items()} == {
        "session": 3, "outcome": 1, "flag": 1 if login else 2, "comment": 1, "gap": 1}
    assert {kind: count.copied for kind, count in again.items()} == dict.fromkeys(first, 0)
    if not login:
        assert contents(SqliteStore(back)) == contents(here)
    assert database.store().list_sessions()[0].author == (login or "postgres")


def test_a_session_that_went_on_goes_on_and_one_that_split_is_kept_twice(database: Database, tmp_path: Path) -> None:
    here = open_store(tmp_path / "here")
    session = here.begin("walk", "ja", "t", "s0", at=1)
    here.save(session, 1, "s1", "{}", at=2)
    uid = here.list_sessions()[0].uid
    there = database.store("aoi")
    with database.connect("eda") as connection:
        server, file = ServerShelf(connection), FileShelf(open_file(tmp_path / "here" / FILE_NAME))
        copy_work(file, server)
        here.save(session, 2, "s2", "{}", at=3, outcome="resolved", case=CASE)
        assert copy_work(file, server)["session"].copied == 1
        found = there.find_uid(uid)
        assert found is not None
        assert (found.state, found.outcome, len(there.steps_of_uid(uid))) == ("s2", "resolved", 2)
        assert there.count_cases() == [("vpn-timeout", "firewall", 1)]
        here.save(session, 3, "ours", '"ours"', at=4)
        there.save(found.id, 3, "theirs", '"theirs"', at=4)
        for _ in range(2):
            copy_work(file, server)
        sessions = {each.uid: each for each in there.list_sessions()}
        assert sessions[uid].state == "theirs"
        split, = (each for each in sessions.values() if each.uid != uid)
        assert (split.state, split.origin) == ("ours", uid)
        assert [step.json for step in there.steps_of_uid(split.uid)] == ["{}", "{}", '"ours"']
        # What the server has more than the file changes nothing there, and comes here when it is asked for.
        assert copy_work(server, file)["session"].copied == 2
        assert {each.state for each in here.list_sessions()} == {"ours", "theirs"}
