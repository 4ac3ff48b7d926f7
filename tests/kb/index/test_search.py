"""Search over a small index: languages, filters, patterns, mistakes, and any text at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.codes.code import Code
from kb.index.schema import create_tables
from kb.index.search import POSSIBLE, SURE, Hit, Searcher
from kb.index.search_index import add_article, finish_search, remove_article
from kb.index.search_rows import Filters, IndexRows
from kb.pages.article import Article, Translation
from kb.pages.blocks import Paragraph, Text
from kb.pages.words import Term, Terms

TERMS = {
    "ja": Terms({}, {}, (
        Term("サーバー", ("サーバ",), (), "server"),
        Term("接続できない", ("つながらない", "繋がらない"), (), "cannot connect", "せつぞくできない"),
        Term("認証", (), (), "authentication", "にんしょう"),
        Term("VPN", ("ブイピーエヌ",), (), "VPN"),
        Term("資格情報", ("クレデンシャル",), (), "credentials", "しかくじょうほう"),
    ), ("教えてください", "エラー")),
    "en": Terms({}, {}, (
        Term("server", (), (), "サーバー"), Term("cannot connect", ("can't connect",), (), "接続できない"),
        Term("authentication", ("auth",), (), "認証"), Term("VPN", (), (), "VPN"),
        Term("credentials", ("creds",), (), "資格情報"),
    ), ("the", "a", "is", "and", "to", "not")),
}


def make_article(slug: str, locale: str, **values: object) -> Article:
    fields: dict[str, object] = {
        "slug": slug, "topic": "ras", "path": f"{locale}/articles/ras/{slug}.md", "locale": locale,
        "collection": "test", "source_locale": "ja", "translation": Translation.SOURCE, "digest": "",
        "kind": "article", "title": slug, "aliases": (), "symptoms": (), "messages": (), "codes": (), "aspects": {},
        "status": "validated", "reviewed": "2026-01-01", "sources": (), "related": (), "tree": "", "lead": (),
        "meaning": (), "questions": (), "causes": (), "twins": (), "prevention": (), "reply": (), "escalation": (),
    }
    return msgspec.convert(msgspec.to_builtins(fields | values), Article)


def body(*lines: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(1, (Text(line),)) for line in lines)


ARTICLES = [
    make_article("timeout", "ja", title="809：VPN サーバーが応答しない", codes=(Code("ras", 809),),
                 symptoms=("VPN がつながらず、サーバーが応答しないと出る",),
                 messages=("*リモート サーバー*応答していない*",),
                 lead=body("UDP 500 が途中で捨てられています。ルーターの設定を確かめます。")),
    make_article("timeout", "en", title="809: the VPN server does not answer", codes=(Code("ras", 809),),
                 symptoms=("VPN says the remote server is not responding",),
                 messages=("*remote server is not responding*",),
                 lead=body("UDP 500 is dropped on the way. Look at the settings of the router.")),
    make_article("password", "ja", title="691：ユーザー名かパスワードの誤り", codes=(Code("ras", 691),), status="draft",
                 symptoms=("パスワードは合っているのに認証に失敗する",), messages=("*組み合わせが認識されない*",),
                 lead=body("資格情報を入れ直します。")),
    make_article("password", "en", title="691: user name or password is wrong", codes=(Code("ras", 691),),
                 status="draft", symptoms=("authentication fails although the password is right",),
                 messages=("*combination*not recognized*",), lead=body("Type the credentials again.")),
    make_article("disk", "en", title="112: the disk is full", topic="disk", codes=(Code("win32", 112),),
                 symptoms=("not enough space to copy a file",), lead=body("Remove old downloads.")),
    make_article("key", "ja", title="鍵が見つからない", topic="ipsec", codes=(Code("win32", 13820),),
                 symptoms=("切断の後に鍵を失う",), lead=body("鍵。"), meaning=body("証明書の設定と、切断の記録を見ます。")),
]


def fill(connection: sqlite3.Connection, articles: list[Article], *, finish: bool = True) -> None:
    for locale, terms in TERMS.items():
        connection.execute("INSERT OR REPLACE INTO words VALUES (?, 'terms', ?)", (locale, msgspec.json.encode(terms)))
    for article in articles:
        write(connection, article)
    if finish:
        finish_search(connection)


def write(connection: sqlite3.Connection, article: Article) -> int:
    cursor = connection.execute(
        "INSERT INTO page (kind, slug, locale, topic, title, status, json) VALUES ('article', ?, ?, ?, ?, ?, ?)",
        (article.slug, article.locale, article.topic, article.title, article.status, msgspec.json.encode(article)))
    connection.executemany("INSERT OR IGNORE INTO page_code VALUES (?, ?, ?, ?)",
                           [(code.family, code.value, article.slug, at) for at, code in enumerate(article.codes)])
    assert cursor.lastrowid is not None
    add_article(connection, cursor.lastrowid, article)
    return cursor.lastrowid


@pytest.fixture(scope="module")
def searcher() -> Iterator[Searcher]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    create_tables(connection)
    connection.executemany("INSERT INTO meaning VALUES (?, ?, ?, ?)", [
        ("ras", 868, "ja", "VPN サーバーの名前を解決できない"), ("ras", 868, "en", "The name does not resolve"),
        ("ras", 809, "ja", "遠隔地の機械が沈黙している"), ("ras", 809, "en", "The far machine is silent")])
    fill(connection, ARTICLES)
    yield Searcher(IndexRows(connection))
    connection.close()


def first(searcher: Searcher, text: str, locale: str = "ja", **values: bool) -> Hit:
    return searcher.search(text, locale, **values).hits[0]


@pytest.mark.parametrize(("text", "slug"), [
    ("VPN サーバーが応答しない", "timeout"), ("ＶＰＮ　ｻｰﾊﾞが応答しない", "timeout"),
    ("the remote server is not responding", "timeout"), ("パスワードが合っているのに認証に失敗", "password"),
    ("authentication fails, password is right", "password"), ("not enough space", "disk"), ("鍵", "key"),
    ("切断", "key"),
])
def test_the_page_that_says_so_comes_first(searcher: Searcher, text: str, slug: str) -> None:
    assert first(searcher, text).slug == slug


@pytest.mark.parametrize("word", ["設定", "切断", "認証", "記録", "証明"])
def test_two_letters_find_every_page_that_holds_them(searcher: Searcher, word: str) -> None:
    found = searcher.search(word, "ja", filters=Filters(languages=("ja",)))
    holders = {each.slug for each in ARTICLES if each.locale == "ja" and word in msgspec.json.encode(each).decode()}
    assert {hit.slug for hit in (*found.hits, *found.nearest)} >= holders


def test_a_pasted_message_is_sure_in_either_language(searcher: Searcher) -> None:
    pasted = "CoId={1234}: 接続できません。リモート サーバーが応答していないため、だめでした。後でもう一度。"
    result = searcher.search(pasted, "en")
    assert result.is_sure
    assert result.hits[0].slug == "timeout"
    assert result.hits[0].score >= SURE
    assert result.hits[0].field == "messages"
    assert result.hits[0].other_language
    assert result.hits[0].matched_locale == "ja"
    assert result.hits[0].title.startswith("809: the VPN server")


def test_a_query_in_one_language_finds_a_page_of_the_other(searcher: Searcher) -> None:
    hit = first(searcher, "disk full", "ja")
    assert (hit.slug, hit.locale, hit.matched_locale, hit.other_language) == ("disk", "en", "en", True)
    hit = first(searcher, "資格情報", "en")
    assert (hit.slug, hit.matched_locale, hit.other_language) == ("password", "en", False)


def test_meanings_speak_for_articles_and_for_themselves(searcher: Searcher) -> None:
    assert first(searcher, "遠隔地の機械が沈黙").slug == "timeout"
    hit = first(searcher, "サーバの名前を解決できない")
    assert (hit.slug, hit.codes, hit.field) == ("", (Code("ras", 868),), "meaning")


@pytest.mark.parametrize(("text", "slug"), [
    ("authentification fails", "password"), ("remote servr not respnding", "timeout"), ("パスワド 認証に失敗", "password"),
    ("クレデンシアル", "password"), ("資格情法", "password"),
])
def test_a_mistyped_word_is_read(searcher: Searcher, text: str, slug: str) -> None:
    result = searcher.search(text, "ja")
    assert slug in [hit.slug for hit in (*result.hits, *result.nearest)][:2]


@pytest.mark.parametrize("text", ["ninshou shippai", "nin'syou", "pasuwa-do", "pasuwado"])
def test_romaji_is_read(searcher: Searcher, text: str) -> None:
    assert first(searcher, text).slug == "password"


def test_the_last_word_may_be_unfinished(searcher: Searcher) -> None:
    assert not searcher.search("respond", "en", prefix=False).missing
    assert first(searcher, "remote server is not respondi", "en", prefix=True).slug == "timeout"
    assert first(searcher, "パス", "ja", prefix=True).slug == "password"
    assert first(searcher, "認", "ja", prefix=True).slug == "password"
    assert first(searcher, "ninsh", "ja", prefix=True).slug == "password"


def test_filters(searcher: Searcher) -> None:
    def slugs(**values: object) -> set[str]:
        result = searcher.search("VPN サーバー パスワード 認証 disk full 切断", "ja",
                                 filters=Filters(**values))  # type: ignore[arg-type]
        return {hit.slug or str(hit.codes[0]) for hit in (*result.hits, *result.nearest)}

    assert slugs(topic="ras") == {"timeout", "password"}
    assert slugs(status="draft") == {"password"}
    assert slugs(family="win32") <= {"disk", "key"}
    assert slugs(family="ras") <= {"timeout", "password", "ras:868"}
    assert "disk" not in slugs(languages=("ja",))
    assert slugs(topic="none of these") == set()


def test_snippets_show_what_matched(searcher: Searcher) -> None:
    result = searcher.search("ルーターの設定", "ja")
    hit = (*result.hits, *result.nearest)[0]
    assert hit.field == "body"
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.spans] == ["ルーター", "設定"]
    hit = first(searcher, "ｻｰﾊﾞｰが応答しない")
    assert hit.field in ("symptoms", "messages")
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.spans] == ["サーバー", "応答し"]


def test_what_nobody_wrote_about_is_no_hit(searcher: Searcher) -> None:
    result = searcher.search("おすすめのラーメン屋", "ja")
    assert not result.hits
    assert "ラーメン" in "".join(result.missing)
    assert all(hit.score < POSSIBLE for hit in result.nearest)


def test_stop_words_say_nothing_beside_others(searcher: Searcher) -> None:
    with_them = searcher.search("VPN のエラーを教えてください", "ja").hits
    assert [(hit.slug, hit.score) for hit in with_them] == [
        (hit.slug, hit.score) for hit in searcher.search("VPN", "ja").hits]


def test_the_order_is_the_same_every_time(searcher: Searcher) -> None:
    one = searcher.search("サーバー パスワード", "ja")
    other = Searcher(searcher._rows).search("サーバー パスワード", "ja")
    assert [(hit.slug, hit.score) for hit in one] == [(hit.slug, hit.score) for hit in other]
    assert len(one) == len(list(one))


@pytest.mark.parametrize("text", [
    "", " ", "\n", "\x00", '"', '""', "AND", "OR NOT", "NEAR(", "NEAR(a b, 5)", "*", "a*", "^a", "title:vpn", "(((", ")",
    "-", "--", "'; DROP TABLE page; --", "\ud800", "\udfff認証", "\u202eVPN", "a" * 1_000_000, "証" * 1_000_000,
    "サ" * 100_000, "ー" * 5_000, "(" * 10_000, "ab " * 100_000, "\ue000vpn", "0x80070005", "%s%n", "{0}", "🙂", "é",
])
def test_any_text_gives_a_result_or_nothing(searcher: Searcher, text: str) -> None:
    for prefix in (False, True):
        assert searcher.search(text, "ja", prefix=prefix).text == text


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(
    st.text(st.characters(), max_size=80),
    st.text(st.sampled_from('"*()^:-+ANDORNEAR 認証サーバーがつながらないvpn0x1\x00\ud800\u200b\n%'), max_size=60)),
    prefix=st.booleans(), locale=st.sampled_from(["ja", "en"]))
def test_no_text_is_an_error(searcher: Searcher, text: str, prefix: bool, locale: str) -> None:
    result = searcher.search(text, locale, prefix=prefix)
    for hit in (*result.hits, *result.nearest):
        assert 0 <= hit.score <= 1
        ends = [0]
        for start, end in hit.snippet.spans:
            assert ends[-1] <= start < end <= len(hit.snippet.text)
            ends.append(end)


def dump(connection: sqlite3.Connection) -> tuple[object, ...]:
    connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('main', 'search', 'row')")
    tokens = connection.execute("SELECT term, doc, cnt FROM vocabulary").fetchall()
    connection.execute("DROP TABLE temp.vocabulary")
    return (tokens, connection.execute("SELECT term, pages FROM search_term").fetchall(),
            connection.execute("SELECT * FROM search_word").fetchall(),
            connection.execute("SELECT * FROM search_state").fetchall(),
            sorted(connection.execute("SELECT kind, slug, locale, phrases FROM search_page").fetchall()))


def test_a_page_taken_out_and_put_in_leaves_the_index_as_a_new_build_has_it() -> None:
    changed = msgspec.structs.replace(ARTICLES[0], title="まったく別の題名", symptoms=("新しい症状",))
    built = sqlite3.connect(":memory:", isolation_level=None)
    create_tables(built)
    fill(built, [changed, *ARTICLES[1:-1]])
    renewed = sqlite3.connect(":memory:", isolation_level=None)
    create_tables(renewed)
    fill(renewed, ARTICLES)
    ids = {(slug, locale): page_id for page_id, slug, locale in renewed.execute("SELECT id, slug, locale FROM page")}
    for article in (ARTICLES[0], ARTICLES[-1]):
        page_id = ids[article.slug, article.locale]
        remove_article(renewed, page_id, article)
        renewed.execute("DELETE FROM page WHERE id = ?", (page_id,))
    write(renewed, changed)
    finish_search(renewed)
    assert dump(renewed) == dump(built)
    assert first(Searcher(IndexRows(renewed)), "新しい症状").slug == "timeout"
    built.close()
    renewed.close()
