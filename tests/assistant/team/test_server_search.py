"""The search on the server, over the shipped content: the same answers as here."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import psycopg
import pytest

from assistant.team.address import parse_address
from assistant.team.connection import open_connection
from assistant.team.publishing import publish
from assistant.team.server_rows import ServerKnowledge
from benchmarks.search import corrupt, load_queries
from kb.index.find import find_pages
from kb.index.search_rows import Filters
from tests.postgres import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.team.address import Address
    from kb.index.search import SearchResult
    from kb.knowledge import KnowledgeBase
    from tools.postgres_server import PostgresServer

SEED = 20_261_128
SAMPLE = 120
SHARE = 0.99


@pytest.fixture(scope="module")
def address(postgres: PostgresServer, knowledge: KnowledgeBase) -> Address:
    """Where a reader finds the shipped knowledge on a server."""
    postgres.start()
    with psycopg.connect(postgres.url(), autocommit=True) as owner:
        owner.execute("CREATE DATABASE shipped TEMPLATE prepared")
    with open_connection(parse_address(postgres.url("shipped", "eda", PASSWORD)), patient=True) as editor:
        publish(editor, knowledge.connection)
    return parse_address(postgres.url("shipped", "rin", PASSWORD))


@pytest.fixture
def there(postgres: PostgresServer, address: Address) -> Iterator[ServerKnowledge]:
    """The knowledge on the server. Other tests may have stopped it meanwhile."""
    postgres.start()
    with open_connection(address) as reader:
        yield ServerKnowledge(reader)


def names(result: SearchResult) -> list[str]:
    return [hit.slug or str(hit.codes[0]) for hit in (*result.hits, *result.nearest)]


@pytest.fixture(scope="module")
def questions() -> list[tuple[str, str]]:
    chance = random.Random(SEED)
    asked = chance.sample(load_queries(), SAMPLE // 2)
    return [(query.text, query.lang) for query in asked] + [(corrupt(query.text, chance), query.lang) for query in asked]


def test_the_same_page_comes_first(
    there: ServerKnowledge, knowledge: KnowledgeBase, questions: list[tuple[str, str]],
) -> None:
    pairs = [(knowledge.search(text, lang), there.search(text, lang)) for text, lang in questions]
    assert sum(names(here)[:1] == names(other)[:1] for here, other in pairs) >= SHARE * len(pairs)
    # Scores and texts too: bm25 is that of FTS5, to a ten-thousandth.
    assert sum(names(here) == names(other) for here, other in pairs) >= 0.9 * len(pairs)
    for here, other in pairs:
        if names(here) == names(other):
            assert [hit.score for hit in here] == pytest.approx([hit.score for hit in other], abs=0.0005)
            assert [hit.snippet for hit in here] == [hit.snippet for hit in other]


def test_while_it_is_typed(there: ServerKnowledge, knowledge: KnowledgeBase) -> None:
    for text in ("パ", "パスワ", "pass", "the remote computer did not resp", "プリンターが印", "vpn"):
        here, other = knowledge.search(text, "ja", prefix=True), there.search(text, "ja", prefix=True)
        assert names(here)[:1] == names(other)[:1] != []


@pytest.mark.parametrize("filters", [
    Filters(topic="ras"), Filters(family="win32"), Filters(languages=("en",)), Filters(status="validated"),
    Filters(family="ras", topic="ras", languages=("ja",)), Filters(topic="no such topic"),
])
def test_filters(there: ServerKnowledge, knowledge: KnowledgeBase, filters: Filters) -> None:
    here, other = (each.searcher.search("VPN の認証に失敗する", "ja", filters=filters) for each in (knowledge, there))
    assert names(here)[:5] == names(other)[:5]


def test_codes_and_trees(there: ServerKnowledge, knowledge: KnowledgeBase) -> None:
    for text in ("809", "0x80070005", "プリンターから印刷できない", "win32:13844"):
        here, other = find_pages(knowledge, text, "ja"), find_pages(there, text, "ja")
        assert here.identification.readings == other.identification.readings
        assert here.trees == other.trees
        assert [hit.slug for hit in here.hits][:3] == [hit.slug for hit in other.hits][:3]


@pytest.mark.parametrize("text", [
    "'", "''", "\\", "\\'", "a\\'b", "' & '@1", "it's not \\ working", "%s", "%(tokens)s", "{0}", ":B", "a:B | b:*", "!a",
    "\x00", "\ud800", "🙂", "a" * 3_000, "認証 " * 2_000, "'; DROP TABLE publication; --",
])
def test_any_text_is_words_and_no_query(there: ServerKnowledge, knowledge: KnowledgeBase, text: str) -> None:
    assert names(there.search(text, "ja"))[:1] == names(knowledge.search(text, "ja"))[:1]


def test_a_word_that_is_everywhere(
    there: ServerKnowledge, knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a large collection a word may be in more rows than can be ranked: then those count that it names."""
    for module in ("assistant.team.server_rows", "kb.index.search_rows"):
        monkeypatch.setattr(f"{module}.MAX_ROWS", 50)
    local, server = knowledge.search("VPN", "ja"), there.search("VPN", "ja")
    assert names(local)
    assert set(names(server)) & set(names(local))
