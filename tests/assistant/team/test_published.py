"""Published knowledge, over a small collection: what goes along, who may publish, and copies that follow."""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING

import psycopg
import pytest

from assistant.mcp.current import CurrentKnowledge
from assistant.opening import index_cache, own_index_cache
from assistant.sessions.store import StoreAwayError, StoreError, StoreRefusedError
from assistant.settings import load_settings
from assistant.team.address import parse_address
from assistant.team.following import fetch_file, find_newest
from assistant.team.problems import NothingPublishedError
from assistant.team.published_cache import AWAY_SECONDS, LOOK_SECONDS, PublishedCache
from assistant.team.publishing import KEPT, publish
from assistant.team.server_rows import ServerKnowledge
from assistant.tui.library import Library
from kb.codes.registry import load_tables
from kb.index.cache import IndexCache, read_launch_record
from kb.index.published import SMALL, WHOLE, digest_index, open_bytes, pack_files, read_rows, unpack_file
from kb.knowledge import KnowledgeBase
from tests.kb.index.test_cache import lead_of
from tests.kb.pages.test_articles import SOURCE, write
from tools.tcp_proxy import TcpProxy

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from assistant.settings import Settings
    from kb.index.published import PublishedRow
    from tests.postgres import Database

QUESTIONS = ("認証の失敗", "authentication", "13801", "再起動")


class Editor:
    """Who writes the small collection and publishes it."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.content = write(folder / "content")
        self.cache = IndexCache(folder / "editor", [self.content], ["test"])
        self.database = database

    def index(self) -> sqlite3.Connection:
        return self.cache.open()

    def publish(self, text: str = "", login: str = "eda") -> int:
        if text:
            page = self.content / "ja" / "articles" / "ipsec" / "auth-fail.md"
            page.write_text(SOURCE.replace("要点です。", text), "utf-8")
        index = self.index()
        try:
            with self.database.connect(login) as connection:
                return publish(connection, index).number
        finally:
            index.close()


@pytest.fixture(autouse=True)
def _few_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry of a few hundred codes, so that building and publishing take no time."""
    rows = [row for row in load_tables() if row.family in ("ras", "win32")][:300]
    monkeypatch.setattr("kb.index.build.load_tables", lambda: rows)


@pytest.fixture
def editor(tmp_path: Path, database: Database) -> Editor:
    return Editor(tmp_path, database)


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """What a client has as long as nothing was published."""
    return write(tmp_path / "shipped", source=SOURCE.replace("要点です。", "同梱の要点です。"))


def cache_of(shipped: Path, url: str, name: str = "client", *, asks: bool = True) -> PublishedCache:
    return PublishedCache(shipped.parent / name, [shipped], ["naze"], parse_address(url), launch="launch", notes={},
                          asks=asks)


def make_due(shipped: Path, name: str = "client") -> None:
    """As if the last look were long ago."""
    os.utime(shipped.parent / name / "launch", (0, 0))


def open_lead(cache: PublishedCache) -> str:
    connection = cache.open()
    try:
        return lead_of(connection)
    finally:
        connection.close()


# What is published.


def test_a_copy_says_what_the_editor_has(editor: Editor, shipped: Path, database: Database) -> None:
    assert editor.publish() == 1
    connection = cache_of(shipped, database.url("rin")).open()
    index = editor.index()
    assert digest_index(connection) == digest_index(index)
    copy, original = KnowledgeBase(connection), KnowledgeBase(index)
    for question in QUESTIONS:
        for locale in ("ja", "en"):
            assert copy.search(question, locale) == original.search(question, locale)
    assert copy.diagnostics == ()
    connection.close()
    index.close()


def test_nothing_of_the_editors_machine_goes_along(editor: Editor) -> None:
    index = editor.index()
    for data in pack_files(index).values():
        assert str(editor.content.parent).encode() not in unpack_file(data)
    index.close()


def test_the_digest_is_that_of_the_words_not_of_the_place(editor: Editor, tmp_path: Path) -> None:
    other = IndexCache(tmp_path / "other-cache", [write(tmp_path / "elsewhere" / "content")], ["test"]).open()
    index = editor.index()
    assert digest_index(index) == digest_index(other)
    index.close()
    editor.publish("別の要点です。")
    changed = editor.index()
    assert digest_index(changed) != digest_index(other)
    changed.close()
    other.close()


def test_the_same_content_is_published_once(editor: Editor, database: Database) -> None:
    assert [editor.publish(), editor.publish(), editor.publish("別です。"), editor.publish("要点です。")] == [1, 1, 2, 3]
    with database.connect() as owner:
        assert owner.execute("SELECT count(*) FROM publication").fetchone() == (3,)


def test_the_last_versions_stay_and_older_ones_go(editor: Editor, database: Database) -> None:
    for number in range(KEPT + 1):
        editor.publish(f"{number} 番目。")
    with database.connect() as owner:
        # All are young: somebody may be reading them.
        assert owner.execute("SELECT count(*) FROM publication").fetchone() == (KEPT + 1,)
        owner.execute("UPDATE publication SET at = at - interval '1 hour'")
        editor.publish("最後。")
        numbers = [row[0] for row in owner.execute("SELECT number FROM publication ORDER BY number")]
        assert numbers == [2, 3, 4, 5]
        rows = owner.execute("SELECT DISTINCT publication FROM publication_row ORDER BY 1").fetchall()
        assert [row[0] for row in rows] == numbers


def test_a_version_is_there_whole_or_not_at_all(
    editor: Editor, database: Database, monkeypatch: pytest.MonkeyPatch,
) -> None:
    editor.publish()
    with TcpProxy(database.server.port) as proxy:
        def cut_in_the_middle(index: sqlite3.Connection) -> Iterator[PublishedRow]:
            for number, row in enumerate(read_rows(index)):
                if number == 1:
                    proxy.cut()
                yield row

        monkeypatch.setattr("assistant.team.publishing.read_rows", cut_in_the_middle)
        index = IndexCache(editor.content.parent / "other", [editor.content], ["renamed"]).open()
        with database.connect_through(proxy.port, "eda") as connection, pytest.raises(StoreAwayError):
            publish(connection, index)
        index.close()
    with database.connect("rin") as reader:
        for table in ("publication", "publication_file", "publication_part", "publication_row"):
            column = "number" if table == "publication" else "publication"
            assert reader.execute(f"SELECT DISTINCT {column} FROM {table}".encode()).fetchall() == [(1,)]


# Who may do what.


@pytest.mark.parametrize("login", ["rin", "aoi"])
def test_only_editors_publish(editor: Editor, database: Database, login: str) -> None:
    with pytest.raises(StoreRefusedError):
        editor.publish(login=login)
    editor.publish()
    with database.connect(login) as connection:
        version = find_newest(connection)
        assert version is not None
        assert (version.number, version.author) == (1, "eda")
        assert fetch_file(connection, 1, WHOLE)
        for statement in ("DELETE FROM publication", "UPDATE publication_row SET body = ''",
                          "INSERT INTO publication_part VALUES (1, 'whole', 99, '')", "TRUNCATE publication CASCADE"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())


def test_an_editor_signs_with_the_own_name_and_changes_no_version(editor: Editor, database: Database) -> None:
    editor.publish()
    with database.connect("eda") as connection:
        for statement in (
            "INSERT INTO publication (format, digest, articles, trees, author) VALUES ('', '', 0, 0, 'aoi')",
            "UPDATE publication SET author = 'aoi'", "UPDATE publication_part SET data = ''",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())


def test_a_login_without_a_role_reads_nothing(editor: Editor, database: Database) -> None:
    editor.publish()
    with database.connect() as owner:
        owner.execute("DO $$ BEGIN CREATE ROLE noone LOGIN PASSWORD 'correct-horse';"
                      " EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    with database.connect("noone") as connection, pytest.raises(StoreRefusedError):
        find_newest(connection)


# Copies.


def test_a_copy_follows(editor: Editor, shipped: Path, database: Database) -> None:
    cache = cache_of(shipped, database.url("rin"))
    assert open_lead(cache) == "同梱の要点です。"
    editor.publish()
    assert open_lead(cache) == "同梱の要点です。", "asked again too soon"
    make_due(shipped)
    assert open_lead(cache) == "要点です。"
    before = cache.find_state()
    editor.publish("新しい要点です。")
    assert cache.find_state() == before
    make_due(shipped)
    assert open_lead(cache_of(shipped, database.url("rin"), asks=False)) == "要点です。"
    assert open_lead(cache) == "新しい要点です。"
    assert cache.find_state() == cache.state != before
    version = cache.find_version()
    assert version is not None
    assert (version.number, version.author) == (2, "eda")
    assert len(list((shipped.parent / "client").glob("*.sqlite"))) == 1


def test_an_answer_holds_for_a_while(editor: Editor, shipped: Path, database: Database) -> None:
    editor.publish()
    open_lead(cache_of(shipped, database.url("rin")))
    ahead = (shipped.parent / "client" / "launch").stat().st_mtime - time.time()
    assert 0 < ahead <= LOOK_SECONDS
    # A clock that was put right must not stop the looking.
    far = time.time() + AWAY_SECONDS + 3_600
    os.utime(shipped.parent / "client" / "launch", (far, far))
    editor.publish("新しい要点です。")
    assert open_lead(cache_of(shipped, database.url("rin"))) == "新しい要点です。"


def test_a_download_tells_how_much_came(
    editor: Editor, shipped: Path, database: Database, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assistant.team.publishing.PART_BYTES", 8_192)
    editor.publish()
    told: list[tuple[int, int]] = []
    cache = PublishedCache(shipped.parent / "client", [shipped], ["naze"], parse_address(database.url("rin")),
                           launch="launch", notes={}, fetching=lambda done, total: told.append((done, total)))
    assert open_lead(cache) == "要点です。"
    assert told == [(done, len(told)) for done in range(1, len(told) + 1)]
    assert len(told) > 2


def test_a_copy_is_used_without_the_server(editor: Editor, shipped: Path, database: Database) -> None:
    editor.publish()
    with TcpProxy(database.server.port) as proxy:
        url = database.url("rin", port=proxy.port)
        open_lead(cache_of(shipped, url))
        make_due(shipped)
        proxy.cut()
        assert open_lead(cache_of(shipped, url)) == "要点です。"


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7])
def test_a_download_that_breaks_off_leaves_the_copy(
    editor: Editor, shipped: Path, database: Database, share: float, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assistant.team.publishing.PART_BYTES", 8_192)
    editor.publish()
    with TcpProxy(database.server.port) as proxy:
        url = database.url("rin", port=proxy.port)
        open_lead(cache_of(shipped, url))
        number = editor.publish("新しい要点です。")
        with database.connect("rin") as reader:
            size = len(fetch_file(reader, number, WHOLE))
        make_due(shipped)
        proxy.cut_after(int(size * share) + 3_000)
        assert open_lead(cache_of(shipped, url)) == "要点です。"
        assert len(list((shipped.parent / "client").glob("*.sqlite"))) == 1
        proxy.mend()
        make_due(shipped)
        assert open_lead(cache_of(shipped, url)) == "新しい要点です。"


def test_a_file_that_was_changed_on_the_way_is_not_taken(editor: Editor, shipped: Path, database: Database) -> None:
    editor.publish()
    cache = cache_of(shipped, database.url("rin"))
    open_lead(cache)
    editor.publish("新しい要点です。")
    with database.connect() as owner:
        owner.execute("UPDATE publication_part SET data = set_byte(data, 100, 1 - get_byte(data, 100) % 2)"
                      " WHERE publication = 2 AND name = 'whole' AND part = 0")
    make_due(shipped)
    assert open_lead(cache) == "要点です。"
    with database.connect("rin") as reader, pytest.raises(StoreAwayError):
        fetch_file(reader, 2, WHOLE)


@pytest.mark.parametrize("damage", [b"", b"x" * 100_000])
def test_a_damaged_copy_is_fetched_again(editor: Editor, shipped: Path, database: Database, damage: bytes) -> None:
    editor.publish()
    cache = cache_of(shipped, database.url("rin"))
    open_lead(cache)
    path = next((shipped.parent / "client").glob("*.sqlite"))
    path.write_bytes((damage + path.read_bytes()[len(damage):]) if damage else b"")
    assert open_lead(cache_of(shipped, database.url("rin"))) == "要点です。"
    assert cache.find_version() is not None


def test_a_copy_that_cannot_be_kept_is_used_from_memory(
    editor: Editor, shipped: Path, database: Database, monkeypatch: pytest.MonkeyPatch,
) -> None:
    editor.publish()
    monkeypatch.setattr("tempfile.mkstemp", lambda **_: (_ for _ in ()).throw(OSError("read-only")))
    assert open_lead(cache_of(shipped, database.url("rin"))) == "要点です。"
    assert not list(shipped.parent.glob("client/*"))


def test_another_server_is_another_copy(editor: Editor, shipped: Path, database: Database) -> None:
    editor.publish()
    open_lead(cache_of(shipped, database.url("rin")))
    # The same launch record, as when the address in the config file changes.
    assert cache_of(shipped, database.url("aoi")).find_version() is None
    assert open_lead(cache_of(shipped, database.url("aoi"))) == "要点です。"


def test_versions_of_other_programs_are_left_to_them(editor: Editor, shipped: Path, database: Database) -> None:
    editor.publish()
    with database.connect() as owner:
        owner.execute("UPDATE publication SET format = '4 0.0.9'")
    assert open_lead(cache_of(shipped, database.url("rin"))) == "同梱の要点です。"
    assert editor.publish() == 2


def test_content_folders_of_ones_own_come_before_what_was_published(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    def settings_of(**environ: str) -> Settings:
        return load_settings({"NAZE_CACHE": str(tmp_path), "NAZE_CONFIG": str(tmp_path / "none.toml"),
                              "NAZE_STORE": database.url("aoi"), **environ})

    assert isinstance(index_cache(settings_of()), PublishedCache)
    assert not isinstance(index_cache(settings_of(NAZE_CONTENT=str(tmp_path))), PublishedCache)
    assert not isinstance(index_cache(settings_of(NAZE_STORE="local")), PublishedCache)
    # What an editor publishes is never what was published before.
    assert not isinstance(own_index_cache(settings_of()), PublishedCache)
    monkeypatch.setattr("assistant.opening.find_spec", lambda name: None)
    assert not isinstance(index_cache(settings_of()), PublishedCache)


def test_the_console_follows(
    editor: Editor, shipped: Path, database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    monkeypatch.setattr("assistant.opening.shipped_root", lambda: shipped)
    monkeypatch.setattr("assistant.tui.library.FOLLOW_SECONDS", 0.0)
    editor.publish()
    settings = load_settings({"NAZE_CACHE": str(tmp_path / "client"), "NAZE_DATA": str(tmp_path / "data"),
                              "NAZE_CONFIG": str(tmp_path / "none.toml"), "NAZE_STORE": database.url("rin")})

    async def look() -> list[str]:
        library = Library(settings)
        await library.open()
        seen = [await library.ask(lambda knowledge: lead_of(knowledge.connection))]
        assert await library.renew() is None
        editor.publish("新しい要点です。")
        for record in (tmp_path / "client").glob("launch*"):
            os.utime(record, (0, 0))
        end = time.monotonic() + 60
        while await library.renew() is None and time.monotonic() < end:
            await asyncio.sleep(0.02)
        seen.append(await library.ask(lambda knowledge: lead_of(knowledge.connection)))
        library.close()
        return seen

    assert asyncio.run(look()) == ["要点です。", "新しい要点です。"]


def test_agents_follow(
    editor: Editor, shipped: Path, database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    monkeypatch.setattr("assistant.opening.shipped_root", lambda: shipped)
    monkeypatch.setattr("assistant.mcp.current.PAUSE", 0.0)
    editor.publish()
    current = CurrentKnowledge(load_settings({
        "NAZE_CACHE": str(tmp_path / "client"), "NAZE_CONFIG": str(tmp_path / "none.toml"),
        "NAZE_STORE": database.url("rin")}))
    assert current.ask(lambda knowledge: lead_of(knowledge.connection)) == "要点です。"
    editor.publish("新しい要点です。")
    assert current.ask(lambda knowledge: lead_of(knowledge.connection)) == "要点です。", "asked again too soon"
    for record in (tmp_path / "client").glob("launch*"):
        os.utime(record, (0, 0))
    assert current.ask(lambda knowledge: lead_of(knowledge.connection)) == "新しい要点です。"


# The search on the server.


def test_the_server_is_searched_and_followed(
    editor: Editor, database: Database, monkeypatch: pytest.MonkeyPatch,
) -> None:
    with database.connect("rin") as reader:
        with pytest.raises(NothingPublishedError):
            ServerKnowledge(reader)
        editor.publish()
        knowledge = ServerKnowledge(reader)
        index = editor.index()
        local = KnowledgeBase(index)
        for question in QUESTIONS:
            assert [hit.slug for hit in knowledge.search(question, "ja")] == [
                hit.slug for hit in local.search(question, "ja")]
        index.close()
        assert not knowledge.search("まったく新しい言葉", "ja").hits
        editor.publish("まったく新しい言葉です。")
        monkeypatch.setattr("assistant.team.server_rows.LOOK_SECONDS", 0.0)
        found = knowledge.search("まったく新しい言葉", "ja")
        assert "auth-fail" in [hit.slug for hit in (*found.hits, *found.nearest)]
        with database.connect() as owner:
            owner.execute("DELETE FROM publication")
        with pytest.raises(StoreError):
            knowledge.search("認証", "ja")


def test_the_small_file_has_no_page_texts(editor: Editor) -> None:
    index = editor.index()
    files = {name: unpack_file(data) for name, data in pack_files(index).items()}
    index.close()
    assert "要点です。".encode() in files[WHOLE]
    assert "要点です。".encode() not in files[SMALL]
    small = open_bytes(files[SMALL])
    assert [row[0] for row in small.execute("SELECT DISTINCT slug FROM page")] == ["auth-fail"]
    small.close()


def test_the_launch_record_says_what_a_quick_start_needs(editor: Editor, shipped: Path, database: Database) -> None:
    editor.publish()
    open_lead(cache_of(shipped, database.url("rin")))
    record = read_launch_record(shipped.parent / "client" / "launch")
    assert float(record["follows"]) > 0
    assert "correct-horse" not in "".join(record.values())
