"""The knowledge base, open: articles, decision trees, codes, meanings, phrases and search over one index.

Owns nothing but the way to ask. It reads one SQLite connection, holds what it decoded, and never writes. Threads use
one KnowledgeBase each, or take turns.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from kb.codes.code import Code
from kb.codes.registry import Registry
from kb.diagnostics import Diagnostic
from kb.index.search import Searcher, SearchResult
from kb.index.search_index import load_lexicon
from kb.index.search_rows import IndexRows
from kb.index.tree_search import TreeFinder, TreeHit
from kb.pages.article import Article
from kb.pages.tree import DecisionTree
from kb.phrases import LOCALES, Phrases
from kb.text.fold import fold_text

if TYPE_CHECKING:
    import sqlite3

    from kb.codes.registry import CodeFacts

WORDS = msgspec.json.Decoder()
ARTICLES = msgspec.json.Decoder(Article)
TREES = msgspec.json.Decoder(DecisionTree)
MAX_HELD_ARTICLES = 256


class KnowledgeBase:
    """One open index. Methods raise `sqlite3.DatabaseError` when the file turns out to be damaged."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._articles: dict[tuple[str, str], Article | None] = {}
        self._trees: dict[tuple[str, str], DecisionTree | None] = {}

    @cached_property
    def registry(self) -> Registry:
        """All codes, with those that have an article put first among equals."""
        return Registry(self.connection, articled=lambda code: bool(self.slugs_of(code)))

    @cached_property
    def _phrases(self) -> dict[str, Phrases]:
        tables: dict[str, dict[str, str]] = {locale: {} for locale in LOCALES}
        for locale, key, text in self.connection.execute("SELECT locale, key, text FROM phrase"):
            tables[locale][key] = text
        return {locale: Phrases(locale, table) for locale, table in tables.items()}

    def phrases(self, locale: str) -> Phrases:
        """The phrases of a locale."""
        return self._phrases[locale]

    def words(self, locale: str, kind: str) -> dict[str, object]:
        """The decoded `terms`, `cues` or `outside` of a locale; empty when the content has none."""
        row = self.connection.execute(
            "SELECT json FROM words WHERE locale = ? AND kind = ?", (locale, kind)).fetchone()
        return WORDS.decode(row[0]) if row else {}

    def find_article(self, slug: str, locale: str) -> Article | None:
        """The article in the locale; where that page is missing, in the other one (see `Article.locale`)."""
        key = (slug, locale)
        if key not in self._articles:
            rows = dict(self.connection.execute(
                "SELECT locale, json FROM page WHERE kind = 'article' AND slug = ?", (slug,)).fetchall())
            data = rows.get(locale) or next(iter(rows.values()), None)
            if len(self._articles) >= MAX_HELD_ARTICLES:
                self._articles.clear()
            self._articles[key] = ARTICLES.decode(data) if data else None
        return self._articles[key]

    def get_article(self, slug: str, locale: str) -> Article:
        """The article of a slug that the index gave; raises KeyError for another one."""
        article = self.find_article(slug, locale)
        if article is None:
            raise KeyError(slug)
        return article

    def find_tree(self, slug: str, locale: str) -> DecisionTree | None:
        """The decision tree in the locale; where that page is missing, in the other one (see `DecisionTree.locale`)."""
        key = (slug, locale)
        if key not in self._trees:
            rows = dict(self.connection.execute(
                "SELECT locale, json FROM page WHERE kind = 'tree' AND slug = ?", (slug,)).fetchall())
            data = rows.get(locale) or next(iter(rows.values()), None)
            self._trees[key] = TREES.decode(data) if data else None
        return self._trees[key]

    def all_trees(self) -> tuple[str, ...]:
        """The slugs of all decision trees, in order."""
        return tuple(row[0] for row in self.connection.execute(
            "SELECT DISTINCT slug FROM page WHERE kind = 'tree' ORDER BY slug"))

    def terms_in(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The terms (`terms.yaml`) that a text holds, in any spelling, each once: those of the field, and the general
        ones, which are said of other things as well."""
        lexicon = load_lexicon(self.connection)
        found = dict.fromkeys(concept for each in lexicon.find(fold_text(text)) for concept in each.concepts)
        return (tuple(concept for concept in found if concept not in lexicon.general),
                tuple(concept for concept in found if concept in lexicon.general))

    @cached_property
    def _tree_finder(self) -> TreeFinder:
        return TreeFinder(self.connection)

    def search_trees(self, text: str, *, limit: int = 5) -> list[TreeHit]:
        """The decision trees that a text is about, best first."""
        return self._tree_finder.find(text, limit=limit)

    def slugs_of(self, code: Code) -> tuple[str, ...]:
        """The articles that answer a code; those where it stands first come first."""
        return tuple(row[0] for row in self.connection.execute(
            "SELECT slug FROM page_code WHERE family = ? AND value = ? ORDER BY position, slug",
            (code.family, code.value)))

    def articled_codes(self) -> tuple[Code, ...]:
        """The codes that have an article."""
        return tuple(Code(family, value) for family, value in self.connection.execute(
            "SELECT DISTINCT family, value FROM page_code"))

    def all_slugs(self) -> tuple[str, ...]:
        """All articles, in the order of their slugs."""
        return tuple(row[0] for row in self.connection.execute(
            "SELECT DISTINCT slug FROM page WHERE kind = 'article' ORDER BY slug"))

    def find_code(self, code: Code) -> CodeFacts | None:
        """What the registry holds of a code."""
        return self.registry.find(code)

    def find_meaning(self, code: Code, locale: str) -> str | None:
        """The meaning of a code in one line, in the locale."""
        row = self.connection.execute("SELECT text FROM meaning WHERE family = ? AND value = ? AND locale = ?",
                                      (code.family, code.value, locale)).fetchone()
        return row[0] if row else None

    @cached_property
    def searcher(self) -> Searcher:
        """The search over this index, with all its filters."""
        return Searcher(IndexRows(self.connection))

    def search(self, text: str, locale: str, *, limit: int = 10, prefix: bool = False) -> SearchResult:
        """The pages that a text is about, best first; `prefix` says that its last word may be unfinished."""
        return self.searcher.search(text, locale, limit=limit, prefix=prefix)

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was found wrong with the content when the index was built."""
        rows = self.connection.execute("SELECT json FROM diagnostic")
        return tuple(sorted(msgspec.json.decode(row[0], type=Diagnostic) for row in rows))
