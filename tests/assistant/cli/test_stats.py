"""`naze stats` as a process: tables in both languages, JSON, CSV, charts, and without plotext."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.assistant.cli.test_walk import naze


@pytest.fixture(scope="module")
def data(naze_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of somebody who walked twice."""
    folder = tmp_path_factory.mktemp("data")
    assert naze(naze_cache, folder, "walk", "13810", said="yes\nhelped\n")[0] == 0
    assert naze(naze_cache, folder, "walk", "13810", said="no\n")[0] == 0
    return folder


def test_tables_in_both_languages(naze_cache: Path, data: Path) -> None:
    code, out, _ = naze(naze_cache, data, "stats")
    assert code == 0
    assert "Resolved at first contact (of ended walks)  100%" in out
    assert "win32:13810" in out
    code, out, _ = naze(naze_cache, data, "stats", "--days", "7", "--lang", "ja")
    assert "直近 7 日間の集計" in out
    assert "リンク率（記事を使った記録の割合）" in out


def test_json_and_csv(naze_cache: Path, data: Path) -> None:
    record = json.loads(naze(naze_cache, data, "stats", "--json")[1])
    assert (record["totals"]["sessions"], record["totals"]["first_contact_rate"]) == (2, 1.0)
    rows = list(csv.DictReader(naze(naze_cache, data, "stats", "--csv", "codes")[1].splitlines()))
    assert [(row["code"], row["sessions"], row["resolved"]) for row in rows] == [("win32:13810", "2", "1")]
    assert naze(naze_cache, data, "stats", "--csv", "everything")[0] == 2
    assert naze(naze_cache, data, "stats", "--days", "0")[0] == 2


def test_charts_need_the_extra_and_nothing_else_does(naze_cache: Path, data: Path, tmp_path: Path) -> None:
    code, out, _ = naze(naze_cache, data, "stats", "--chart")
    assert code == 0
    assert out.isascii()
    assert "win32:13810|####" in out
    (tmp_path / "plotext.py").write_text("raise ImportError('No module named plotext')\n", "utf-8")
    code, out, err = naze(naze_cache, data, "stats", "--chart", PYTHONPATH=str(tmp_path))
    assert (code, out) == (2, "")
    assert "naze[charts]" in err
    assert naze(naze_cache, data, "stats", PYTHONPATH=str(tmp_path))[0] == 0
