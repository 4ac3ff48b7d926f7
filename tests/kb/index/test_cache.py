"""The cache: built once, renewed page by page, replaced as a whole, and never in the way."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from kb.index import cache as cache_module
from kb.index.cache import IndexCache, read_launch_record
from kb.knowledge import KnowledgeBase
from tests.kb.pages.test_articles import SOURCE, write


def open_cache(tmp_path: Path) -> IndexCache:
    return IndexCache(tmp_path / "cache", [tmp_path / "content"], ["test"])


def lead_of(connection: sqlite3.Connection) -> str:
    article = KnowledgeBase(connection).find_article("auth-fail", "ja")
    assert article is not None
    return article.lead[0].inlines[0].text  # type: ignore[union-attr]


def change(tmp_path: Path, text: str) -> None:
    page = tmp_path / "content" / "ja" / "articles" / "ipsec" / "auth-fail.md"
    page.write_text(SOURCE.replace("要点です。", text), "utf-8")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write(tmp_path / "content")


@pytest.mark.usefixtures("content")
def test_a_changed_page_is_renewed_in_the_same_file(tmp_path: Path) -> None:
    open_cache(tmp_path).open().close()
    before = read_launch_record(tmp_path / "cache" / "launch")["index"]
    change(tmp_path, "新しい要点です。")
    connection = open_cache(tmp_path).open()
    assert lead_of(connection) == "新しい要点です。"
    assert read_launch_record(tmp_path / "cache" / "launch")["index"] == before
    result = KnowledgeBase(connection).search("新しい要点", "ja")
    assert [hit.slug for hit in (*result.hits, *result.nearest)] == ["auth-fail"]
    connection.close()


@pytest.mark.usefixtures("content")
def test_a_page_that_went_is_gone(tmp_path: Path) -> None:
    open_cache(tmp_path).open().close()
    for path in (tmp_path / "content").rglob("auth-fail.md"):
        path.unlink()
    connection = open_cache(tmp_path).open()
    knowledge = KnowledgeBase(connection)
    assert knowledge.find_article("auth-fail", "ja") is None
    result = knowledge.search("認証の失敗", "ja")
    assert not [hit for hit in (*result.hits, *result.nearest) if hit.slug]
    connection.close()


@pytest.mark.usefixtures("content")
def test_changed_words_mean_a_new_index(tmp_path: Path) -> None:
    open_cache(tmp_path).open().close()
    before = read_launch_record(tmp_path / "cache" / "launch")["index"]
    (tmp_path / "content" / "ja" / "phrases").mkdir()
    (tmp_path / "content" / "ja" / "phrases" / "own.yaml").write_text("hello: こんにちは\n", "utf-8")
    connection = open_cache(tmp_path).open()
    assert KnowledgeBase(connection).phrases("ja").say("own.hello") == "こんにちは"
    assert read_launch_record(tmp_path / "cache" / "launch")["index"] != before
    assert len(list((tmp_path / "cache").glob("index-*.sqlite"))) == 1
    connection.close()


@pytest.mark.usefixtures("content")
def test_an_index_that_cannot_be_written_is_renewed_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_cache(tmp_path).open().close()
    change(tmp_path, "新しい要点です。")

    def connect(path: Path, *, durable: bool = True) -> sqlite3.Connection:
        return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)

    monkeypatch.setattr(cache_module, "_connect", connect)
    connection = open_cache(tmp_path).open()
    assert lead_of(connection) == "新しい要点です。"
    assert connection.execute("PRAGMA database_list").fetchone()[2] == ""
    connection.close()


@pytest.mark.usefixtures("content")
def test_readers_keep_what_they_opened_while_others_build(tmp_path: Path) -> None:
    first = open_cache(tmp_path).open()
    found: list[str] = []
    failed: list[BaseException] = []

    def read() -> None:
        try:
            connection = open_cache(tmp_path).open()
            found.append(lead_of(connection))
            connection.close()
        except BaseException as error:
            failed.append(error)

    (tmp_path / "content" / "ja" / "phrases").mkdir()
    for number in range(6):
        (tmp_path / "content" / "ja" / "phrases" / "own.yaml").write_text(f"n: '{number}'\n", "utf-8")
        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        assert lead_of(first) == "要点です。"
        for thread in threads:
            thread.join()
    assert failed == []
    assert found == ["要点です。"] * 24
    first.close()


@pytest.mark.usefixtures("content")
def test_a_build_that_is_cut_off_leaves_the_old_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_cache(tmp_path).open().close()
    (tmp_path / "content" / "ja" / "phrases").mkdir()
    (tmp_path / "content" / "ja" / "phrases" / "own.yaml").write_text("n: '1'\n", "utf-8")

    def stop(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(cache_module, "build_index", stop)
        with pytest.raises(KeyboardInterrupt):
            open_cache(tmp_path).open()
    assert Path(read_launch_record(tmp_path / "cache" / "launch")["index"]).is_file()
    assert not list((tmp_path / "cache").glob("building-*"))
    connection = open_cache(tmp_path).open()
    assert lead_of(connection) == "要点です。"
    connection.close()
