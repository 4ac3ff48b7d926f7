"""Coverage: which codes have an article, in which languages, with which sections; what is stale, old, or missing.

Owns the figures. How they are laid out belongs to the command, what was asked in vain to the sessions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kb.codes.code import parse_code
from kb.pages.article import SECTIONS, Translation
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kb.knowledge import KnowledgeBase
    from kb.pages.article import Article


class PageCover(msgspec.Struct, frozen=True):
    """One article in one locale: how it relates to its source, and the sections that it has, in page order."""

    translation: Translation
    sections: tuple[str, ...]
    causes: int


class ArticleCover(msgspec.Struct, frozen=True):
    """One article: its codes, where it comes from, and its page in each locale; None where that page is missing."""

    slug: str
    topic: str
    collection: str
    codes: tuple[str, ...]
    status: str
    reviewed: str
    pages: dict[str, PageCover | None]

    @property
    def is_stale(self) -> bool:
        """Whether a translation is older than its source, or was never compared with it."""
        return any(page is not None and page.translation is Translation.STALE for page in self.pages.values())


class Coverage(msgspec.Struct, frozen=True):
    """The whole: the articles by topic and slug, and the codes most often met that no article answers, with how often
    helpdesks meet them."""

    articles: tuple[ArticleCover, ...]
    uncovered: tuple[tuple[str, str, int], ...]

    @property
    def stale(self) -> tuple[ArticleCover, ...]:
        """The articles with a stale translation."""
        return tuple(each for each in self.articles if each.is_stale)

    @property
    def one_language(self) -> tuple[ArticleCover, ...]:
        """The articles that exist in one language only."""
        return tuple(each for each in self.articles if None in each.pages.values())

    def oldest(self, count: int) -> tuple[ArticleCover, ...]:
        """The articles whose facts were compared with their sources longest ago."""
        return tuple(sorted(self.articles, key=lambda each: (each.reviewed, each.slug))[:count])


def measure_coverage(knowledge: KnowledgeBase, *, gaps: int = 20) -> Coverage:
    """The coverage of an open knowledge base, with at most `gaps` codes that lack an article."""
    articles = sorted((_cover(knowledge, slug) for slug in knowledge.all_slugs()),
                      key=lambda each: (each.topic, each.slug))
    return Coverage(tuple(articles), tuple(_uncovered(knowledge, gaps)))


def _cover(knowledge: KnowledgeBase, slug: str) -> ArticleCover:
    found = {locale: knowledge.get_article(slug, locale) for locale in LOCALES}
    any_page = next(iter(found.values()))
    return ArticleCover(
        slug, any_page.topic, any_page.collection, tuple(map(str, any_page.codes)), any_page.status, any_page.reviewed,
        {locale: _page(article) if article.locale == locale else None for locale, article in found.items()},
    )


def _page(article: Article) -> PageCover:
    sections = tuple(name for name in SECTIONS if getattr(article, name))
    return PageCover(article.translation, sections, len(article.causes))


def _uncovered(knowledge: KnowledgeBase, limit: int) -> Iterable[tuple[str, str, int]]:
    rows = knowledge.connection.execute(
        "SELECT w.family, w.value, w.weight FROM code_weight w"
        " LEFT JOIN page_code p ON p.family = w.family AND p.value = w.value"
        " WHERE p.slug IS NULL ORDER BY w.weight DESC, w.family, w.value LIMIT ?", (limit,))
    for family, value, weight in rows:
        code = parse_code(f"{family}:{value}")
        facts = knowledge.find_code(code)
        yield str(code), facts.symbols[0] if facts is not None and facts.symbols else "", weight
