"""Roles, with real logins: what the server lets a reader, an agent and an editor do, whatever the client asks."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import psycopg
import pytest

from assistant.sessions.operations import make_uid
from assistant.sessions.store import SessionClaimedError, StoreAwayError, StoreRefusedError
from assistant.team.address import parse_address
from assistant.team.connection import open_connection
from assistant.team.postgres_store import PostgresStore
from assistant.team.problems import NoRoleError, NotPreparedError
from assistant.team.schema import check_version, find_role
from assistant.troubleshoot.learning import Case
from tests.postgres import LOGINS

if TYPE_CHECKING:
    from tests.postgres import Database

CASE = Case("ras:809", "vpn-timeout", "firewall", "resolved", 300.0, 1)
CALLER_TEXT = ("session", "step", "outcome", "flag", "gap", "applied")


@pytest.mark.parametrize("login", LOGINS)
def test_each_login_knows_its_role(database: Database, login: str) -> None:
    with database.connect(login) as connection:
        check_version(connection)
        assert f"naze_{find_role(connection)}" == LOGINS[login]
    with database.connect() as connection:
        assert find_role(connection) == "owner"


@pytest.mark.parametrize("table", CALLER_TEXT)
def test_a_reader_reads_no_word_of_a_caller(database: Database, table: str) -> None:
    database.store("aoi").begin("walk", "ja", "山田さんの VPN", "{}", at=1)
    with database.connect("rin") as reader, pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute(f"SELECT * FROM {table}".encode())


def test_a_reader_reads_comments_and_writes_nothing(database: Database) -> None:
    database.store("aoi").add_comment("vpn", "443 だけ", at=1)
    reader = database.store("rin")
    assert [(each.text, each.author) for each in reader.list_comments("vpn")] == [("443 だけ", "aoi")]
    with pytest.raises(StoreRefusedError):
        reader.add_comment("vpn", "mine", at=2)
    with pytest.raises(StoreRefusedError):
        reader.begin("walk", "ja", "t", "{}", at=2)
    with pytest.raises(StoreRefusedError):
        reader.add_gap("q", "ja", at=2)


def test_the_server_says_who_wrote(database: Database) -> None:
    agent = database.store("aoi")
    session = agent.begin("walk", "ja", "t", "{}", at=1)
    agent.save(session, 1, "{}", "{}", at=2)
    assert agent.list_sessions()[0].author == "aoi"
    for statement in (
        "INSERT INTO comment (uid, slug, text, at, author) VALUES (gen_random_uuid(), 's', 't', 1, 'ben')",
        "UPDATE session SET author = 'ben'",
        "UPDATE session SET holder = 'ben'",
        "INSERT INTO step (session, number, at, json, author) SELECT uid, 9, 1, '{}', 'ben' FROM session",
        "UPDATE step SET json = '{}'",
        "DELETE FROM step",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            agent.connection.execute(statement.encode())


def test_an_agent_removes_only_own_comments(database: Database) -> None:
    aoi, ben, editor = (database.store(login) for login in ("aoi", "ben", "eda"))
    mine, theirs = aoi.add_comment("vpn", "mine", at=1), ben.add_comment("vpn", "theirs", at=2)
    assert aoi.remove_comment(mine)
    with pytest.raises(StoreRefusedError):
        aoi.remove_comment(theirs)
    assert [each.text for each in aoi.list_comments("vpn")] == ["theirs"]
    assert editor.remove_comment(theirs)


def test_an_editor_closes_purges_and_forgets(database: Database) -> None:
    agent, editor = database.store("aoi"), database.store("eda")
    session = agent.begin("walk", "ja", "t", "{}", at=1)
    agent.save(session, 1, "{}", "{}", at=2, outcome="resolved", case=CASE)
    flag = agent.add_flag("vpn", "ja", "wrong: 古い", at=1)
    agent.add_gap("歌うプリンター", "ja", at=1)
    for attempt in (
        lambda: agent.close_flag(flag), lambda: agent.remove_gap("歌うプリンター", "ja"),
        lambda: agent.purge(session), lambda: agent.forget_cases(),
    ):
        with pytest.raises(StoreRefusedError):
            attempt()
    assert (len(agent.list_flags()), len(agent.list_gaps()), len(agent.list_sessions())) == (1, 1, 1)
    assert agent.count_causes("vpn-timeout", "") == {"firewall": 1}
    assert editor.close_flag(flag)
    assert editor.remove_gap("歌うプリンター", "ja")
    assert editor.purge(session)
    # Counted cases stay without their session, and an agent cannot take those away.
    assert agent.count_causes("vpn-timeout", "") == {"firewall": 1}
    with agent.connection.transaction():
        assert agent.connection.execute("DELETE FROM outcome").rowcount == 0
    assert editor.forget_cases() == 1
    assert agent.count_cases() == []


def test_a_held_session_is_closed_to_others(database: Database) -> None:
    aoi, ben = database.store("aoi"), database.store("ben")
    session = aoi.begin("walk", "ja", "t", "{}", at=1)
    found = ben.find_session(session)
    assert found is not None
    assert found.holder == "aoi"
    with pytest.raises(SessionClaimedError) as claimed:
        ben.take(found.uid, at=2)
    assert claimed.value.holder == "aoi"
    assert claimed.value.since > 1_700_000_000
    with pytest.raises(SessionClaimedError):
        ben.save(session, 1, "theirs", "{}", at=2)
    # Not by a statement of one's own either: the row is not there to be changed.
    assert ben.connection.execute("UPDATE session SET state = 'theirs'").rowcount == 0
    aoi.leave(session)
    assert ben.take(found.uid, at=3).holder == "ben"
    ben.save(session, 1, "theirs", "{}", at=3)
    with pytest.raises(SessionClaimedError):
        aoi.save(session, 1, "ours", "{}", at=4)


def test_of_many_claims_at_once_one_succeeds(database: Database) -> None:
    aoi = database.store("aoi")
    for number in range(5):
        session = aoi.begin("walk", "ja", str(number), "{}", at=1)
        aoi.leave(session)
        uid = aoi.list_sessions()[0].uid
        stores = [database.store(login) for login in ("aoi", "ben", "eda") * 3]
        start = threading.Barrier(len(stores))
        results: list[str] = []

        def claim(store: PostgresStore, uid: str = uid, start: threading.Barrier = start,
                  results: list[str] = results) -> None:
            start.wait()
            try:
                store.claim(uid)
                results.append("")
            except SessionClaimedError as error:
                results.append(error.holder)

        claims = [threading.Thread(target=claim, args=(store,)) for store in stores]
        for each in claims:
            each.start()
        for each in claims:
            each.join()
        holder = aoi.list_sessions()[0].holder
        assert sorted(results) == ["", *[holder] * (len(stores) - 1)]
        for store in stores:
            store.close()


def test_nobody_holds_a_session_for_ever(database: Database) -> None:
    aoi = database.store("aoi")
    session = aoi.begin("walk", "ja", "t", "{}", at=1)
    aoi.connection.execute("UPDATE session SET held_until = 'infinity'")
    (left,), = aoi.connection.execute("SELECT held_until - now() <= interval '1 hour' FROM session").fetchall()
    assert left
    database.end_leases()
    found = database.store("ben").take(str(session), at=2)
    assert found.holder == "ben"


def test_a_login_without_a_role_is_told(database: Database) -> None:
    with database.connect() as owner:
        owner.execute("CREATE ROLE nobody_yet LOGIN PASSWORD 'x'")
    try:
        address = parse_address(database.server.url(database.name, "nobody_yet", "x"))
        with open_connection(address) as connection:
            assert find_role(connection) == ""
            with pytest.raises(NoRoleError):
                check_version(connection)
    finally:
        with database.connect() as owner:
            owner.execute("DROP ROLE nobody_yet")


def test_a_standby_is_for_reading(database: Database) -> None:
    """What a standby answers, a database that only reads answers as well."""
    with database.connect() as owner:
        owner.execute(f"ALTER DATABASE {database.name} SET default_transaction_read_only = on".encode())
    address = parse_address(database.url("aoi"))
    with pytest.raises(StoreAwayError):
        open_connection(address)
    with open_connection(address, for_reading=True) as connection:
        check_version(connection)
        # Not refused for good: a standby becomes the server one day.
        with pytest.raises(StoreAwayError):
            PostgresStore(connection, make_uid()).add_gap("q", "ja", at=1)


def test_wrong_passwords_and_names_are_refusals_and_silence_is_not(database: Database) -> None:
    server = database.server
    for url in (server.url(database.name, "aoi", "wrong"), server.url("nowhere", "aoi"),):
        with pytest.raises(StoreRefusedError):
            open_connection(parse_address(url))
    with pytest.raises(StoreAwayError):
        open_connection(parse_address(server.url(database.name, port=1)))
    with open_connection(parse_address(server.url("postgres"))) as connection, pytest.raises(NotPreparedError):
        check_version(connection)
