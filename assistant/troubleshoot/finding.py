"""Finding: what somebody wants to troubleshoot -> the pages where a walk can begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from assistant.answers import Kind, look_up
from assistant.troubleshoot.walk import PageKind

if TYPE_CHECKING:
    from kb.knowledge import KnowledgeBase

SURE_TREE = 0.6
CLEAR_LEAD = 0.15
MAX_STARTS = 7


class Start(NamedTuple):
    """A page where a walk can begin, its title, and the code that led there."""

    kind: PageKind
    slug: str
    title: str
    code: str = ""


def all_starts(knowledge: KnowledgeBase, locale: str) -> list[Start]:
    """Every decision tree."""
    return [_tree(knowledge, slug, locale) for slug in knowledge.all_trees()]


def find_starts(knowledge: KnowledgeBase, text: str, locale: str) -> list[Start]:
    """Where a walk for a text can begin, best first; one alone when there is no doubt.

    A slug means its page, a tree before an article; a code means its article. Words find trees and articles.
    """
    name = text.strip().lower()
    if knowledge.find_tree(name, locale) is not None:
        return [_tree(knowledge, name, locale)]
    if knowledge.find_article(name, locale) is not None:
        return [_article(knowledge, name, locale)]
    lookup = look_up(knowledge, text, locale)
    if lookup.kind is Kind.ARTICLE and lookup.reading is not None:
        return [_article(knowledge, lookup.slug, locale, str(lookup.reading.code))]
    if lookup.kind in (Kind.CHOICE, Kind.CONFLICT):
        codes = [each.code for each in lookup.others]
        if lookup.conflict is not None:
            codes = [code for code in (lookup.conflict.value_code, lookup.conflict.symbol_code) if code is not None]
        found = [_article(knowledge, slug, locale, str(code)) for code in codes for slug in knowledge.slugs_of(code)]
        return list({start.slug: start for start in found}.values())[:MAX_STARTS]
    if lookup.kind not in (Kind.HITS, Kind.NOTHING):
        return []
    hits = knowledge.search_trees(text)
    trees = [_tree(knowledge, hit.slug, locale) for hit in hits]
    if hits and hits[0].score >= SURE_TREE and (len(hits) == 1 or hits[0].score - hits[1].score >= CLEAR_LEAD):
        return trees[:1]
    articles = [_article(knowledge, hit.slug, locale) for hit in lookup.hits if hit.slug]
    return [*trees[:3], *articles][:MAX_STARTS]


def _tree(knowledge: KnowledgeBase, slug: str, locale: str) -> Start:
    tree = knowledge.find_tree(slug, locale)
    assert tree is not None
    return Start(PageKind.TREE, slug, tree.title)


def _article(knowledge: KnowledgeBase, slug: str, locale: str, code: str = "") -> Start:
    return Start(PageKind.ARTICLE, slug, knowledge.get_article(slug, locale).title, code)
