"""`naze store`, and walks of a team, as processes: prepared, shared, handed over, without the server, without psycopg."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.assistant.cli.test_walk import naze
from tests.postgres import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import Database

def test_two_people_and_one_server(naze_cache: Path, database: Database, tmp_path: Path) -> None:
    aoi, ben = (tmp_path / "aoi", database.url("aoi")), (tmp_path / "ben", database.url("ben"))

    def run(who: tuple[Path, str], *arguments: str, said: str = "", **environ: str) -> tuple[int, str, str]:
        return naze(naze_cache, who[0], *arguments, said=said, NAZE_STORE=who[1], **environ)

    code, _, err = run(aoi, "walk", "13810", said="environment at home\nno\n")
    assert code == 0
    assert "server" not in err
    listed = json.loads(run(ben, "sessions", "--open", "--json")[1])
    assert [(each["session"], each["author"], each["holder"]) for each in listed] == [(None, "aoi", None)]
    uid = listed[0]["uid"]
    assert uid[:8] in run(ben, "sessions", "--open")[1]
    # A colleague goes on with what was left, and the note has what both wrote.
    code, out, err = run(ben, "walk", "--resume", uid[:8], "--lang", "ja", said="はい\n直った\n")
    assert code == 0
    assert "結果：解決" in out
    assert "at home" in run(aoi, "note", "1")[1]
    learned = json.loads(run(aoi, "sessions", "learned", "--json")[1])
    assert [(each["article"], each["cases"]) for each in learned] == [("ike-qm-acquire-drop", 1)]
    # Somebody who is at work on it is named.
    held = database.store("ben")
    session = held.begin("walk", "ja", "held", "{}", at=1)
    code, _, err = run(aoi, "walk", "--resume", held.list_sessions()[-1].uid)
    assert code == 1
    assert "ben has been at work on this session since 20" in err
    held.leave(session)
    held.close()


def test_walks_without_the_server(naze_cache: Path, database: Database, tmp_path: Path) -> None:
    database.server.kill()
    url = database.url("aoi")
    code, _, err = naze(naze_cache, tmp_path, "walk", "13810", said="no\n", NAZE_STORE=url)
    assert code == 0
    assert "cannot be reached" in err
    assert "waiting: " in err
    code, out, _ = naze(naze_cache, tmp_path, "store", "--json", NAZE_STORE=url)
    status = json.loads(out)
    assert (code, status["state"], status["waiting"] > 1) == (1, "away", True)
    assert PASSWORD not in out
    database.server.start()
    code, out, _ = naze(naze_cache, tmp_path, "store", "send", "--json", NAZE_STORE=url)
    status = json.loads(out)
    assert (code, status["state"], status["waiting"], status["role"]) == (0, "up", 0, "agent")
    assert [each.author for each in database.store().list_sessions()] == ["aoi"]


def test_a_server_is_prepared_and_filled(naze_cache: Path, database: Database, tmp_path: Path) -> None:
    name = f"{database.name}_new"
    with psycopg.connect(database.server.url(), autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}".encode())
    url = database.server.url(name)
    naze(naze_cache, tmp_path, "walk", "13810", said="no\n")
    code, out, _ = naze(naze_cache, tmp_path, "store")
    assert code == 0
    assert "one file on this computer" in out
    assert "naze store init" in naze(naze_cache, tmp_path, "store", "move", "--to", url)[2]
    assert naze(naze_cache, tmp_path, "store", "init", database.url("aoi").replace(database.name, name))[0] == 1
    assert "is set up" in naze(naze_cache, tmp_path, "store", "init", url, "--keep-days", "90")[2]
    assert "already" in naze(naze_cache, tmp_path, "store", "init", NAZE_STORE=url)[2]
    assert "Sessions: 1 copied" in naze(naze_cache, tmp_path, "store", "move", "--to", url)[1]
    moved = json.loads(naze(naze_cache, tmp_path, "store", "move", "--from", url, "--json")[1])
    assert moved["session"] == {"copied": 0, "known": 1}
    assert naze(naze_cache, tmp_path, "store", "init")[0] == 2
    with psycopg.connect(database.server.url(), autocommit=True) as owner:
        owner.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def without_psycopg(tmp_path: Path) -> Path:
    """A folder that, first in the path, makes psycopg as missing as where it was never installed."""
    (tmp_path / "missing").mkdir()
    (tmp_path / "missing" / "psycopg.py").write_text("raise ImportError('No module named psycopg')\n", "utf-8")
    return tmp_path / "missing"


@pytest.mark.parametrize("arguments", [("walk", "13810"), ("store",), ("store", "init"), ("sessions",), ("coverage",)])
def test_the_extra_that_is_missing_is_named(
    naze_cache: Path, tmp_path: Path, without_psycopg: Path, arguments: tuple[str, ...],
) -> None:
    environ = {"PYTHONPATH": str(without_psycopg), "NAZE_STORE": "postgresql://db.example.com/naze"}
    code, out, err = naze(naze_cache, tmp_path, *arguments, **environ)
    assert (code, out) == (2, "")
    assert "naze[team]" in err
    # What keeps nothing works as ever, and so does everything with the file of one person.
    assert naze(naze_cache, tmp_path, "13810", **environ)[0] == 0
    assert naze(naze_cache, tmp_path, "sessions", **{**environ, "NAZE_STORE": "local"})[0] == 0


def test_nothing_of_the_team_is_loaded_without_it(naze_cache: Path, tmp_path: Path) -> None:
    """The store of one person opens without psycopg and without a module of the team that needs it."""
    script = ("import sys, time\nfrom assistant.settings import load_settings\n"
              "from assistant.sessions.opening import open_sessions\n"
              "open_sessions(load_settings(), at=time.time()).store.close()\n"
              "print([name for name in sys.modules if name.startswith(('psycopg', 'assistant.team'))])")
    environment = {**os.environ, "NAZE_DATA": str(tmp_path), "NAZE_STORE": "", "NAZE_CONFIG": str(tmp_path / "none")}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_a_password_in_the_config_file_is_refused(naze_cache: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('store = "postgresql://aoi:hunter2@db.example.com/naze"\n', "utf-8")
    code, out, err = naze(naze_cache, tmp_path, "sessions", NAZE_CONFIG=str(config))
    assert (code, out) == (2, "")
    assert "PGPASSWORD" in err
    assert "hunter2" not in err
