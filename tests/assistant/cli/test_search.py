"""`naze` and `naze search` with words: trees beside pages, the language of who writes, and gaps."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from assistant.sessions.sqlite_store import open_store
from tests.assistant.cli.test_lookup import naze

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def test_vague_words_get_the_first_question_of_their_tree(cache: Path) -> None:
    result = naze("VPN がつながらない", cache=cache, LANG="ja_JP.UTF-8")
    text = result.stdout.decode("utf-8")
    assert result.returncode == 0
    assert "naze walk vpn-not-connecting" in text
    assert text.count("naze walk") == 1, "a tree that another one leads to is not named beside it"


def test_words_that_fit_several_matters_get_all_of_them(cache: Path) -> None:
    text = naze("つながらない", cache=cache, LANG="ja_JP.UTF-8").stdout.decode("utf-8")
    assert {"naze walk vpn-not-connecting", "naze walk rdp-not-connecting"} <= set(re.findall(r"naze walk [a-z-]+", text))


def test_search_names_the_tree_too(cache: Path) -> None:
    result = naze("search", "VPN が接続できない", "--json", cache=cache)
    assert json.loads(result.stdout)["trees"][0]["tree"] == "vpn-not-connecting"


def test_who_writes_japanese_reads_japanese_unless_a_language_was_chosen(cache: Path) -> None:
    for arguments, environ, japanese in (
        (("つながらない",), {}, True), (("search", "つながらない"), {}, True),
        (("つながらない", "--lang", "en"), {}, False), (("つながらない",), {"NAZE_LANG": "en"}, False)):
        text = naze(*arguments, cache=cache, LANG="en_US.UTF-8", **environ).stdout.decode("utf-8")
        assert ("ページ" in text or "当てはまり" in text) is japanese, (arguments, environ)


@pytest.mark.parametrize(("arguments", "text"), [
    (("search", "zzqx wobbly flange"), "zzqx wobbly flange"), (("qqzz wobbly",), "qqzz wobbly"),
    (("ask", "how do I calibrate the wobbly flange xyzzy"), "how do I calibrate the wobbly flange xyzzy")])
def test_what_no_page_answers_is_counted_as_a_gap(cache: Path, tmp_path: Path, arguments: tuple[str, ...], text: str) -> None:
    for _ in range(2):
        assert naze(*arguments, cache=cache, NAZE_DATA=str(tmp_path)).returncode == 1
    store = open_store(tmp_path)
    assert [(gap.text, gap.times) for gap in store.list_gaps()] == [(text, 2)]
    store.close()
