"""What tests of the team use: a real PostgreSQL server for each worker, a fresh database for each test, and logins."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import psycopg
import pytest

from assistant.sessions.operations import make_uid
from assistant.team.address import parse_address
from assistant.team.connection import Connection, open_connection
from assistant.team.postgres_store import PostgresStore
from assistant.team.schema import prepare_server
from tools.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "correct-horse"
LOGINS = {"rin": "naze_reader", "aoi": "naze_agent", "ben": "naze_agent", "eda": "naze_editor"}
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server with our roles, a login for each of `LOGINS`, and a prepared database to copy."""
    with PostgresServer() as server:
        with psycopg.connect(server.url(), autocommit=True) as owner:
            owner.execute("CREATE DATABASE prepared")
            with open_connection(parse_address(server.url("prepared"))) as connection:
                prepare_server(connection)
            for name, role in LOGINS.items():
                owner.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}' IN ROLE {role}".encode())
        yield server


class Database:
    """One database of a test."""

    def __init__(self, server: PostgresServer, name: str) -> None:
        self.server = server
        self.name = name

    def url(self, login: str = "", *, port: int = 0) -> str:
        """The address for a login, or for the owner."""
        if not login:
            return self.server.url(self.name, port=port)
        return self.server.url(self.name, login, PASSWORD, port=port)

    def connect(self, login: str = "") -> Connection:
        """A connection as a login, or as the owner."""
        return open_connection(parse_address(self.url(login)))

    def connect_through(self, port: int, login: str = "") -> Connection:
        """A connection by way of another port."""
        return open_connection(parse_address(self.url(login, port=port)))

    def end_leases(self) -> None:
        """Lets time pass: nobody holds a session any more, as a quarter of an hour after the last step."""
        with self.connect() as owner, owner.transaction():
            owner.execute("SET LOCAL session_replication_role = replica")
            owner.execute("UPDATE session SET held_until = now() - interval '1 second'")

    def store(self, login: str = "") -> PostgresStore:
        """The bare store of a login on a machine of its own."""
        return PostgresStore(self.connect(login), make_uid())


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[Database]:
    """A prepared database that nobody else uses."""
    name = f"team_{next(_numbers)}"
    postgres.start()
    with psycopg.connect(postgres.url(), autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name} TEMPLATE prepared".encode())
    yield Database(postgres, name)
    postgres.start()
    with psycopg.connect(postgres.url(), autocommit=True) as owner:
        owner.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
