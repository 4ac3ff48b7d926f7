"""Addresses and the way there: what may stand where, and that a far server is only talked to through TLS."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.sessions.store import StoreRefusedError
from assistant.settings import SettingsError, load_settings
from assistant.team.address import parse_address
from assistant.team.connection import open_connection
from tests.postgres import PASSWORD
from tools.tls_proxy import TlsProxy

if TYPE_CHECKING:
    from tests.postgres import Database

TLS = Path(__file__).parent / "tls"


@pytest.mark.parametrize(("url", "host", "is_local", "is_weak"), [
    ("postgresql:///naze", "", True, False),
    ("postgresql://localhost/naze?sslmode=disable", "localhost", True, False),
    ("postgresql://[::1]:5433/naze", "::1", True, False),
    ("postgresql://%2Fvar%2Frun%2Fpostgresql/naze", "/var/run/postgresql", True, False),
    ("postgresql:///naze?host=/tmp", "/tmp", True, False),
    ("postgres://aoi@db.example.com/naze", "db.example.com", False, False),
    ("postgresql://db.example.com/naze?sslmode=require", "db.example.com", False, False),
    ("postgresql://db.example.com/naze?sslmode=prefer", "db.example.com", False, True),
    ("postgresql://localhost,db2.example.com/naze?sslmode=allow", "localhost,db2.example.com", False, True),
    ("postgresql:///naze?hostaddr=192.0.2.7", "192.0.2.7", False, False),
    ("postgresql:///?service=helpdesk", "", False, False),
])
def test_where_an_address_leads(url: str, host: str, *, is_local: bool, is_weak: bool) -> None:
    address = parse_address(url, {})
    assert (address.host, address.is_local, address.is_weak) == (host, is_local, is_weak)


def test_the_environment_fills_an_address() -> None:
    environ = {"PGHOST": "db.example.com", "PGUSER": "aoi", "PGSSLMODE": "disable"}
    address = parse_address("postgresql:///naze", environ)
    assert (address.host, address.user, address.is_local, address.is_weak) == ("db.example.com", "aoi", False, True)
    assert parse_address("postgresql://localhost/naze", environ).is_local


def test_what_is_shown_has_no_password() -> None:
    address = parse_address("postgresql://aoi:hunter2@db.example.com:5433/naze?sslmode=require", {})
    assert address.has_password
    assert address.shown == "postgresql://aoi@db.example.com:5433/naze"
    assert parse_address("postgresql://db/naze?password=hunter2", {}).has_password
    # A server that moves to another host is still the same store; another login or database is not.
    keys = [parse_address(f"postgresql://{each}", {}).key
            for each in ("aoi@one/naze", "aoi:x@two:99/naze", "ben@one/naze", "aoi@one/other")]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


@pytest.mark.parametrize(("config", "given", "key"), [
    ('store = "postgresql://aoi:hunter2@db/naze"', "", "store_password"),
    ('store = "postgresql://aoi:hunter2@db/naze"', "postgresql://db/naze", "store_password"),
    ('store = "mysql://db/naze"', "", "bad_store_file"),
    ("store = 3", "", "bad_store_file"),
    ("", "db.example.com", "bad_store"),
])
def test_settings_that_cannot_be_used(tmp_path: Path, config: str, given: str, key: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(config, "utf-8")
    with pytest.raises(SettingsError) as error:
        load_settings({"NAZE_CONFIG": str(file), "NAZE_STORE": given})
    assert error.value.key == key
    assert "hunter2" not in str(error.value)


def test_the_environment_beats_the_config_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('store = "postgresql://db/naze"', "utf-8")
    environ = {"NAZE_CONFIG": str(file)}
    assert load_settings(environ).store == "postgresql://db/naze"
    assert load_settings({**environ, "NAZE_STORE": "postgresql://aoi:x@other/naze"}).store == "postgresql://aoi:x@other/naze"
    assert load_settings({**environ, "NAZE_STORE": "local"}).store == ""


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The made-up authority is trusted."""
    monkeypatch.setenv("PGSSLROOTCERT", str(TLS / "authority.pem"))
    monkeypatch.delenv("PGSSLMODE", raising=False)


def far_url(database: Database, port: int, host: str = "db.naze.test", more: str = "") -> str:
    return f"postgresql://aoi:{PASSWORD}@{host}:{port}/{database.name}?hostaddr=127.0.0.1{more}"


@pytest.mark.usefixtures("trusted")
def test_a_far_server_proves_who_it_is(database: Database) -> None:
    with TlsProxy(database.server.port, TLS / "server.pem") as proxy:
        with open_connection(parse_address(far_url(database, proxy.port))) as connection:
            assert connection.pgconn.ssl_in_use
        with pytest.raises(StoreRefusedError, match="certificate"):
            open_connection(parse_address(far_url(database, proxy.port, "other.naze.test")))


@pytest.mark.usefixtures("trusted")
def test_a_far_server_without_tls_gets_no_password(database: Database) -> None:
    with pytest.raises(StoreRefusedError, match="SSL"):
        open_connection(parse_address(far_url(database, database.server.port)))
    # Who asks for it in so many words gets it; the address says that it is weak.
    address = parse_address(far_url(database, database.server.port, more="&sslmode=disable"))
    assert address.is_weak
    open_connection(address).close()


def test_a_certificate_of_nobody_known_is_refused(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)
    monkeypatch.setenv("PGSSLROOTCERT", str(tmp_path / "none.pem"))
    with TlsProxy(database.server.port, TLS / "server.pem") as proxy, pytest.raises(StoreRefusedError):
        open_connection(parse_address(far_url(database, proxy.port)))


def test_a_service_file_names_the_server(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The password of a service file is used, and its mode; without one the strictest holds."""
    service = tmp_path / "service.conf"
    lines = f"host=127.0.0.1\nport={database.server.port}\nuser=aoi\npassword={PASSWORD}\ndbname={database.name}\n"
    monkeypatch.setenv("PGSERVICEFILE", str(service))
    monkeypatch.setenv("PGSSLROOTCERT", str(TLS / "authority.pem"))
    monkeypatch.setenv("PGSSLMODE", "")
    monkeypatch.delenv("PGSSLMODE")
    service.write_text(f"[helpdesk]\n{lines}sslmode=disable\n", "utf-8")
    with open_connection(parse_address("postgresql:///?service=helpdesk")) as connection:
        assert connection.info.user == "aoi"
    service.write_text(f"[helpdesk]\n{lines}", "utf-8")
    with pytest.raises(StoreRefusedError, match="SSL"):
        open_connection(parse_address("postgresql:///?service=helpdesk"))
