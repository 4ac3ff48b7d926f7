"""Migrations of the server: whole or not at all, one client at a time, and never by a program that is too old."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import psycopg
import pytest

from assistant.sessions.store import NewerStoreError, StoreRefusedError
from assistant.team import schema
from assistant.team.address import parse_address
from assistant.team.connection import open_connection
from assistant.team.problems import NotPreparedError

if TYPE_CHECKING:
    from tests.postgres import Database

NEWER = (*schema.MIGRATIONS, ("ALTER TABLE session ADD COLUMN team text NOT NULL DEFAULT 'none'",))


def test_an_older_server_becomes_a_newer_one(database: Database) -> None:
    session = database.store("aoi").begin("walk", "ja", "kept", "", at=1)
    with database.connect() as owner:
        assert schema.prepare_server(owner) == 0
        assert schema.prepare_server(owner, NEWER) == 1
        assert owner.execute("SELECT title, team FROM session WHERE id = %s", (session,)).fetchone() == ("kept", "none")
        broken = (*NEWER, ("CREATE TABLE extra (x text)", "CREATE TABLE extra (x text)"))
        with pytest.raises(StoreRefusedError):
            schema.prepare_server(owner, broken)
        assert schema.find_version(owner) == len(NEWER)
        assert owner.execute("SELECT to_regclass('naze.extra')").fetchone() == (None,)
        with pytest.raises(NewerStoreError):
            schema.prepare_server(owner)
        with pytest.raises(NewerStoreError):
            schema.check_version(owner)


def test_a_program_that_is_newer_than_the_server_waits(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "MIGRATIONS", NEWER)
    with database.connect("aoi") as agent:
        with pytest.raises(NotPreparedError):
            schema.check_version(agent)
        with pytest.raises(StoreRefusedError):
            schema.prepare_server(agent, NEWER)


def test_many_who_prepare_at_once_do_it_once(database: Database) -> None:
    """The steps that each of them took add up to one migration."""
    with psycopg.connect(database.server.url(), autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {database.name}_empty".encode())
    url = database.server.url(f"{database.name}_empty")
    steps: list[int] = []
    start = threading.Barrier(6)

    def prepare() -> None:
        with open_connection(parse_address(url), patient=True) as connection:
            start.wait()
            steps.append(schema.prepare_server(connection))

    threads = [threading.Thread(target=prepare) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(steps) == [0, 0, 0, 0, 0, len(schema.MIGRATIONS)]
    with psycopg.connect(database.server.url(), autocommit=True) as owner:
        owner.execute(f"DROP DATABASE {database.name}_empty WITH (FORCE)".encode())


def test_the_server_removes_what_is_too_old(database: Database) -> None:
    agent = database.store("aoi")
    agent.begin("walk", "ja", "old", "{}", at=1)
    now = agent.connection.execute("SELECT extract(epoch FROM now())::double precision").fetchone()
    assert now is not None
    agent.begin("walk", "ja", "new", "{}", at=now[0])
    agent.connection.execute("SELECT apply_retention()")
    assert len(agent.list_sessions()) == 2
    with database.connect() as owner:
        schema.set_keep_days(owner, 30)
    agent.connection.execute("SELECT apply_retention()")
    assert [each.title for each in agent.list_sessions()] == ["new"]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        agent.connection.execute("UPDATE meta SET value = '0'")
