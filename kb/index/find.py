"""Finding by everything a text has: the codes in it first, then its words.

Owns the merge. Reading codes belongs to `kb.codes.notation`, searching by words to `kb.index.search`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kb.codes.decode import bare_forms
from kb.codes.notation import identify
from kb.index.search import CLEAR_LEAD
from kb.pages.tree import TargetKind
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.codes.code import Code
    from kb.codes.identification import Identification
    from kb.index.search import Hit, SearchResult
    from kb.index.search_rows import Filters
    from kb.index.tree_search import TreeHit
    from kb.knowledge import KnowledgeBase

MIN_READING = 0.25
"""Readings that score less are not shown as hits."""
AGREEMENT = 0.2
"""How much of a page's score by words is added to that of its code: words decide between readings."""


TREE_FITS = 0.5
"""From this likeness on a decision tree is shown beside the pages."""
MAX_TREES = 3
MAX_FITTING = 12


class Findings(NamedTuple):
    """What a text came to: the codes read in it, the hits, those of the codes first, and the decision trees that its
    words fit, best first."""

    identification: Identification
    hits: tuple[Hit, ...]
    by_words: SearchResult
    trees: tuple[TreeHit, ...] = ()


def find_pages(
    knowledge: KnowledgeBase, text: str, locale: str, *, limit: int = 10, filters: Filters | None = None,
    prefix: bool = False,
) -> Findings:
    """The pages of the codes that a text contains, best first, then the pages that its words find. A hit by a code has
    the field `code`; a code without an article is a hit of its own."""
    found = identify(text, knowledge.registry)
    result = knowledge.searcher.search(text, locale, limit=limit, filters=filters, prefix=prefix)
    by_words = {_key(hit): hit for hit in result.hits}
    hits: dict[str, Hit] = {}
    for code, score in _codes(found):
        slugs = [slug for each in (code, *sorted(bare_forms(code), key=str)) for slug in knowledge.slugs_of(each)]
        for slug in dict.fromkeys(slugs):
            page = knowledge.searcher.hit_of_page(slug, locale, score, filters)
            if page is not None:
                hits.setdefault(slug, page)
        if not slugs:
            lone = knowledge.searcher.hit_of_code(code, locale, score, filters)
            if lone is not None:
                hits.setdefault(str(code), lone)
    first = sorted(hits.values(), key=lambda hit: (-hit.score - AGREEMENT * _score(by_words.get(_key(hit))), _key(hit)))
    rest = [hit for key, hit in by_words.items() if key not in hits]
    return Findings(found, tuple([*first, *rest][:limit]), result, trees_beside(knowledge, text, found))


def trees_beside(knowledge: KnowledgeBase, text: str, found: Identification) -> tuple[TreeHit, ...]:
    """The decision trees that a text fits; none where it names a code, which says more than any words. A tree that a
    better one leads to is not named beside it."""
    if found.readings:
        return ()
    return tuple(leading_trees(knowledge, text)[:MAX_TREES])


def leading_trees(knowledge: KnowledgeBase, text: str) -> list[TreeHit]:
    """The trees that a text fits, best first, without those to which another one leads that fits about as well. Trees
    that lack a word of the text do not stand beside one that has them all."""
    fitting = [hit for hit in knowledge.search_trees(text, limit=MAX_FITTING) if hit.score >= TREE_FITS]
    fitting = [hit for hit in fitting if hit.holds_all] or fitting
    behind = {hit.slug: _trees_behind(knowledge, hit.slug) for hit in fitting}

    def leads(other: TreeHit, hit: TreeHit) -> bool:
        is_back = other.slug in behind[hit.slug] and hit.score > other.score
        return hit.slug in behind[other.slug] and other.score > hit.score - CLEAR_LEAD and not is_back

    return [hit for hit in fitting if not any(leads(other, hit) for other in fitting if other.slug != hit.slug)]


def _trees_behind(knowledge: KnowledgeBase, slug: str) -> set[str]:
    tree = knowledge.find_tree(slug, LOCALES[0])
    return {choice.target.name for node in tree.nodes for choice in node.choices
            if choice.target.kind is TargetKind.TREE} if tree is not None else set()


def _codes(found: Identification) -> Iterator[tuple[Code, float]]:
    if found.conflict is not None:
        for code in (found.conflict.value_code, found.conflict.symbol_code):
            if code is not None:
                yield code, 0.5
    for reading in found.readings:
        if reading.score >= MIN_READING:
            yield reading.code, reading.score


def _key(hit: Hit) -> str:
    return hit.slug or str(hit.codes[0])


def _score(hit: Hit | None) -> float:
    return hit.score if hit is not None else 0.0
