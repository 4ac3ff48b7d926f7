"""The team's store: work without the server, handing over, two at once, what is shared and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.sessions.saved_walk import SavedWalk
from assistant.sessions.sqlite_store import open_memory_store
from assistant.sessions.store import SessionClaimedError, StoreAwayError
from assistant.team import outbox
from assistant.team.address import parse_address
from assistant.team.team_store import TeamStore
from assistant.troubleshoot.learning import Case
from assistant.troubleshoot.stepper import Walker
from assistant.troubleshoot.walk import Back, Choose, PageKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kb.knowledge import KnowledgeBase
    from tests.postgres import Database

PATIENCE = 30.0
CASE = Case("ras:809", "vpn-timeout", "firewall", "resolved", 300.0, 1)


@pytest.fixture
def open_team(database: Database, tmp_path: Path) -> Iterator[Callable[..., TeamStore]]:
    """Opens the store of a login on a machine."""
    stores = []

    def open_for(login: str, machine: str = "") -> TeamStore:
        store = TeamStore(tmp_path / (machine or login), parse_address(database.url(login)), open_memory_store())
        stores.append(store)
        return store

    yield open_for
    for store in stores:
        if store.sender.is_working:
            store.close()


def sent(store: TeamStore) -> None:
    """Waits until the server has everything and the copies are new."""
    assert store.send(PATIENCE) == 0


def test_work_goes_on_without_the_server(
    small: KnowledgeBase, database: Database, open_team: Callable[..., TeamStore],
) -> None:
    database.server.kill()
    aoi = open_team("aoi")
    saved = SavedWalk.begin(Walker(small, experience=aoi), aoi, PageKind.TREE, "main", "ja", at=1)
    saved.give(Choose("node:kind"), at=2)
    comment = aoi.add_comment("alpha", "443 だけ", at=3)
    aoi.add_gap("歌うプリンター", "ja", at=4)
    assert [each.id for each in aoi.list_sessions()] == [saved.session]
    assert [each.id for each in aoi.list_comments("alpha")] == [comment]
    assert aoi.count_waiting() == 4
    news = {each.key: each.values for each in aoi.news(patience=5)}
    assert news["away"]["n"] == 4
    database.server.start()
    sent(aoi)
    assert [each.key for each in aoi.news()] == ["up"]
    ben = open_team("ben")
    sent(ben)
    assert [(each.text, each.author) for each in ben.list_comments("alpha")] == [("443 だけ", "aoi")]
    assert [(each.text, each.times) for each in ben.list_gaps()] == [("歌うプリンター", 1)]
    assert [(each.id, each.uid, each.author) for each in ben.list_sessions()] == [
        (0, aoi.list_sessions()[0].uid, "aoi")]


def test_the_next_process_sends_what_was_left(database: Database, open_team: Callable[..., TeamStore]) -> None:
    database.server.kill()
    first = open_team("aoi")
    session = first.begin("walk", "ja", "t", "{}", at=1)
    first.save(session, 1, "state", "{}", at=2)
    first.close()
    database.server.start()
    second = open_team("aoi")
    sent(second)
    found, = database.store().list_sessions()
    assert (found.state, found.holder) == ("state", "")


def test_a_session_that_was_left_is_taken_over(
    small: KnowledgeBase, open_team: Callable[..., TeamStore],
) -> None:
    aoi, ben = open_team("aoi"), open_team("ben")
    saved = SavedWalk.begin(Walker(small), aoi, PageKind.TREE, "main", "ja", at=1)
    saved.give(Choose("node:kind"), at=2)
    sent(aoi)
    uid = aoi.list_sessions()[0].uid
    with pytest.raises(SessionClaimedError) as claimed:
        ben.take(uid[:8], at=3)
    assert claimed.value.holder == "aoi"
    assert ben.list_sessions()[0].holder == "aoi"
    aoi.leave(saved.session)
    sent(aoi)
    taken = ben.take(uid[:8], at=4)
    again = SavedWalk.resume(Walker(small), ben, taken, at=4)
    assert again.look() == saved.look()
    again.give(Choose("node:dig"), at=5)
    sent(ben)
    # Who had it is told, and once it is free again goes on where the colleague stopped.
    with pytest.raises(SessionClaimedError):
        aoi.take(str(saved.session), at=6)
    ben.leave(taken.id)
    sent(ben)
    back = aoi.take(str(saved.session), at=7)
    assert (back.id, back.state) == (saved.session, ben.list_sessions()[0].state)
    assert aoi.steps_of(back.id) == ben.steps_of(taken.id)


def test_two_who_went_on_at_once_are_both_kept(
    small: KnowledgeBase, database: Database, open_team: Callable[..., TeamStore],
) -> None:
    aoi, ben = open_team("aoi"), open_team("ben")
    mine = SavedWalk.begin(Walker(small), aoi, PageKind.TREE, "main", "ja", at=1)
    mine.give(Choose("node:kind"), at=2)
    sent(aoi)
    uid = aoi.list_sessions()[0].uid
    database.end_leases()
    theirs = SavedWalk.resume(Walker(small), ben, ben.take(uid, at=3), at=3)
    sent(ben)
    database.server.kill()
    mine.give(Choose("node:dig"), at=4)
    mine.give(Back(), at=5)
    theirs.give(Back(), at=6)
    database.server.start()
    sent(ben)
    sent(aoi)
    news = [each for each in aoi.news() if each.key == "branched"]
    assert [each.values["session"] for each in news] == [mine.session]
    split, = aoi.list_split()
    assert (split.id, split.origin) == (mine.session, uid)
    assert split.uid != uid
    server = database.store()
    assert server.steps_of_uid(uid) == ben.steps_of(theirs.session)
    assert server.steps_of_uid(split.uid) == aoi.steps_of(mine.session)
    authors = server.connection.execute("SELECT author FROM step WHERE session = %s ORDER BY number", (split.uid,))
    assert [author for author, in authors] == ["aoi"] * 3
    # The walk goes on under its number, and what comes next goes to the split session.
    mine.give(Choose("node:dig"), at=7)
    sent(aoi)
    found = server.find_uid(split.uid)
    assert found is not None
    assert (found.state, found.origin, found.author) == (aoi.find_session(mine.session).state, uid, "aoi")  # type: ignore[union-attr]
    assert len(server.list_sessions()) == 2
    assert {each.uid for each in ben.list_sessions()} == {uid, split.uid}


def test_an_answer_that_was_lost_does_nothing_twice(database: Database, open_team: Callable[..., TeamStore]) -> None:
    aoi = open_team("aoi")
    session = aoi.begin("walk", "ja", "t", "{}", at=1)
    aoi.save(session, 1, "", "{}", at=2, outcome="resolved", case=CASE)
    aoi.add_gap("q", "ja", at=3)
    sent(aoi)
    waiting = aoi._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").fetchone()
    assert waiting == (3,)
    # The file as it was before the answers came: everything waits again under the same names.
    with database.connect() as owner:
        done = [(name.hex,) for name, in owner.execute("SELECT operation FROM applied ORDER BY at").fetchall()]
    assert len(done) == 3
    operations = [
        '{"type":"begin","uid":"%s","kind":"walk","locale":"ja","title":"t","state":"{}","at":1,"code":"","page":""}',
        '{"type":"step","uid":"%s","number":1,"state":"","json":"{}","at":2,"outcome":"resolved","locale":"",'
        '"case":{"code":"ras:809","article":"vpn-timeout","cause":"firewall","outcome":"resolved","seconds":300,"tier":1}'
        ',"was":null}',
        '{"type":"count_gap","text":"q","locale":"ja","at":3}',
    ]
    uid = aoi.list_sessions()[0].uid
    for (name,), operation in zip(done, operations, strict=True):
        aoi._write("INSERT INTO outbox (uid, at, subject, operation) VALUES (?, 1, ?, ?)", name,
                   uid if "%s" in operation else "", operation.replace("%s", uid))
    sent(aoi)
    server = database.store()
    assert (len(server.list_sessions()), len(server.steps_of_uid(uid))) == (1, 1)
    assert server.count_cases() == [("vpn-timeout", "firewall", 1)]
    assert server.list_gaps()[0].times == 1


def test_what_the_team_counted_shifts_everybodys_odds(open_team: Callable[..., TeamStore]) -> None:
    aoi, ben = open_team("aoi"), open_team("ben")
    for store in (aoi, ben, ben):
        store.save(store.begin("walk", "ja", "t", "", at=1), 1, "", "{}", at=1, outcome="resolved", case=CASE)
    for store in (aoi, ben, aoi):
        sent(store)
    assert aoi.count_causes("vpn-timeout", "ras:809") == ben.count_causes("vpn-timeout", "") == {"firewall": 3}


def test_what_the_server_refuses_is_kept_and_shown(open_team: Callable[..., TeamStore]) -> None:
    aoi, eda = open_team("aoi"), open_team("eda")
    flag = aoi.add_flag("vpn", "ja", "wrong: 古い", at=1)
    sent(aoi)
    assert aoi.close_flag(flag)
    aoi.add_comment("vpn", "after it", at=2)
    sent(aoi)
    assert [each.key for each in aoi.news()] == ["refused"]
    assert [type(each.operation).__name__ for each in aoi.list_refused()] == ["CloseFlag"]
    sent(eda)
    assert [each.text for each in eda.list_comments("vpn")] == ["after it"]
    assert [each.comment for each in eda.list_flags()] == ["wrong: 古い"]
    # As it is not closed there, it is not closed here.
    assert [each.slug for each in aoi.list_flags()] == ["vpn"]
    assert aoi.retry_refused() == 1
    sent(aoi)
    assert len(aoi.list_refused()) == 1
    assert aoi.drop_refused() == 1


def test_what_is_removed_is_not_sent_first(database: Database, open_team: Callable[..., TeamStore]) -> None:
    database.server.kill()
    eda = open_team("eda")
    session = eda.begin("walk", "ja", "Yamada-secret", "{}", at=1)
    eda.save(session, 1, "Yamada-secret", '"Yamada-secret"', at=2)
    assert eda.purge(session)
    assert [type(each).__name__ for each in outbox.list_waiting(eda._connection)] == ["Purge"]
    database.server.start()
    sent(eda)
    assert database.store().list_sessions() == []


def test_what_is_personal_stays_here(database: Database, open_team: Callable[..., TeamStore]) -> None:
    aoi = open_team("aoi")
    aoi.toggle_bookmark("article", "a", at=1)
    aoi.add_visit("article", "a", at=1)
    aoi.set_setting("theme", "dark")
    assert aoi.count_waiting() == 0
    assert [each.slug for each in aoi.list_bookmarks()] == [each.slug for each in aoi.list_visits()] == ["a"]
    assert aoi.get_setting("theme") == "dark"


def test_a_readers_work_stays_here(database: Database, open_team: Callable[..., TeamStore]) -> None:
    rin = open_team("rin")
    session = rin.begin("walk", "ja", "t", "{}", at=1)
    assert rin.send(PATIENCE) == 2 - 1
    assert rin.link.role == "reader"
    assert [each.id for each in rin.list_sessions()] == [session]
    assert database.store().list_sessions() == []


def test_a_session_elsewhere_needs_the_server(database: Database, open_team: Callable[..., TeamStore]) -> None:
    aoi, ben = open_team("aoi"), open_team("ben")
    session = aoi.begin("walk", "ja", "t", "{}", at=1)
    aoi.leave(session)
    sent(aoi)
    uid = aoi.list_sessions()[0].uid
    database.server.kill()
    with pytest.raises(StoreAwayError):
        ben.take(uid, at=2)
    # What is here can be gone on with all the same.
    assert aoi.take(uid, at=2).id == session
    database.server.start()
    with pytest.raises(KeyError):
        open_team("ben", "ben-2").take("ffffffff", at=3)
