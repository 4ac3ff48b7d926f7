"""Publishing and following as processes: an editor's computer, an agent's, and a thin one without a copy."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from assistant.cli.start import find_quick_answer
from tests.assistant.cli.test_lookup import naze

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import Database


def test_an_editor_publishes_and_an_agent_reads(
    naze_cache: Path, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    refused = naze("content", "publish", "--to", database.url("aoi"), "--lang", "en", cache=naze_cache)
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert b"naze_editor" in refused.stderr
    done = naze("content", "publish", "--to", database.url("eda"), "--lang", "en", cache=naze_cache)
    assert done.returncode == 0, done.stderr.decode()
    assert b"version 1" in done.stdout
    again = naze("content", "publish", "--to", database.url("eda"), "--lang", "ja", cache=naze_cache)
    assert "バージョン 1" in again.stdout.decode("utf-8")

    agent, environ = tmp_path / "agent", {"NAZE_STORE": database.url("aoi"), "NAZE_DATA": str(tmp_path / "data")}
    here = naze("809", cache=naze_cache)
    first = naze("809", cache=agent, **environ)
    assert (first.returncode, first.stdout) == (0, here.stdout)
    listed = json.loads(naze("content", "--json", cache=agent, **environ).stdout)
    assert (listed[-1]["published"], listed[-1]["author"]) == (1, "eda")

    words = ("search", "パスワードが違うと言われる", "--json")
    with_copy = naze(*words, cache=agent, **environ)
    thin = naze(*words, "--server", cache=tmp_path / "thin", **environ)
    assert (with_copy.returncode, thin.returncode) == (0, 0)
    assert [hit["article"] for hit in json.loads(with_copy.stdout)["hits"]] == [
        hit["article"] for hit in json.loads(thin.stdout)["hits"]]
    assert not (tmp_path / "thin").exists()

    # A quick lookup reads the copy without asking, until nobody asked for long.
    for name, value in {**environ, "NAZE_CACHE": str(agent), "NAZE_CONFIG": str(agent / "none.toml")}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    monkeypatch.delenv("NAZE_CONTENT", raising=False)
    assert find_quick_answer(["809", "--lang", "ja"]) is not None
    for record in agent.glob("launch-*"):
        os.utime(record, (0, 0))
    assert find_quick_answer(["809", "--lang", "ja"]) is None
    monkeypatch.delenv("NAZE_STORE")
    with pytest.raises(FileNotFoundError):
        find_quick_answer(["809", "--lang", "ja"])


def test_what_is_missing_is_said(naze_cache: Path, database: Database, tmp_path: Path) -> None:
    nowhere = naze("content", "publish", "--lang", "en", cache=naze_cache)
    assert nowhere.returncode == 2
    assert b"NAZE_STORE" in nowhere.stderr
    assert naze("content", "publish", "--to", "https://example.com/", cache=naze_cache).returncode == 2
    alone = naze("search", "--server", "vpn", "--lang", "en", cache=tmp_path)
    assert alone.returncode == 2
    assert b"NAZE_STORE" in alone.stderr
    empty = naze("search", "--server", "vpn", "--lang", "en", cache=tmp_path, NAZE_STORE=database.url("rin"))
    assert empty.returncode == 1
    assert b"naze content publish" in empty.stderr
    away = naze("search", "--server", "vpn", "--lang", "en", cache=tmp_path,
                NAZE_STORE="postgresql://rin@127.0.0.1:1/none")
    assert away.returncode == 1
    assert b"cannot be reached" in away.stderr
