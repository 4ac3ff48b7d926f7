"""Findings: what a text means while it is typed - readings of codes first, then the pages that fit its words.

Owns the order and the one line that says how the text was understood. Reading codes belongs to `kb.codes`, searching
to `kb.index`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from assistant.tui.pages import Page
from kb.codes.code import Code, format_value
from kb.codes.contract import format_conflict, format_family, format_foreign, format_unknown, format_why
from kb.codes.decode import bare_forms
from kb.codes.notation import identify
from kb.index.find import trees_beside
from kb.text.safe import make_safe_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.codes.identification import Identification
    from kb.index.search import Hit
    from kb.index.tree_search import TreeHit
    from kb.knowledge import KnowledgeBase
    from kb.phrases import Phrases

TREE_BEHIND = 0.22
"""A page that scores this much more than a tree stands before it."""
MAX_READINGS = 12
MAX_HITS = 12
MAX_TEXT = 400_000


class Finding(NamedTuple):
    """One line of the results: the page it opens, its name, what it is about, and why it is here.

    `spans` are the parts of `note` that match what was typed.
    """

    page: Page
    name: str
    title: str
    note: str = ""
    spans: tuple[tuple[int, int], ...] = ()


class Findings(NamedTuple):
    """All results for a text. `understood` is one sentence; `warns` says that it needs attention."""

    text: str
    items: tuple[Finding, ...] = ()
    understood: str = ""
    warns: bool = False
    is_gap: bool = False


def find_pages(knowledge: KnowledgeBase, text: str, phrases: Phrases) -> Findings:
    """What a text means, best first."""
    text = text[:MAX_TEXT]
    if not text.strip():
        return Findings(text)
    found = identify(text, knowledge.registry)
    items = [_of_reading(knowledge, page, phrases) for page in _reading_pages(knowledge, found, phrases)]
    result = knowledge.search(text, phrases.locale, limit=MAX_HITS, prefix=True)
    hits = result.hits or (() if items else result.nearest)
    shown = {item.page.key for item in items}
    for hit in hits:
        page = Page(hit.slug, hit.codes[0] if hit.codes else None)
        if page.key not in shown:
            shown.add(page.key)
            items.append(_of_hit(knowledge, hit, page, phrases))
    trees = trees_beside(knowledge, text, found)
    _insert_trees(knowledge, items, trees, result.hits, phrases)
    understood, warns = _understood(knowledge, found, len(result.hits), len(items), phrases)
    return Findings(text, tuple(items), understood, warns, not found.readings and not result.hits and not trees)


def _insert_trees(
    knowledge: KnowledgeBase, items: list[Finding], trees: Sequence[TreeHit], hits: Sequence[Hit], phrases: Phrases,
) -> None:
    """Puts trees among the pages: words that several pages fit about as well are what a tree asks about."""
    for hit in reversed(trees):
        tree = knowledge.find_tree(hit.slug, phrases.locale)
        if tree is not None:
            better = sum(each.score - hit.score >= TREE_BEHIND for each in hits)
            items.insert(min(better, len(items)),
                         Finding(Page(tree=hit.slug), phrases.say("tui.result.tree"), tree.title))


def _reading_pages(knowledge: KnowledgeBase, found: Identification, phrases: Phrases) -> list[Page]:
    """One page for each reading; what wraps a code stands for it. The two halves of a wrong pair come first."""
    readings = [(reading.code, format_why(reading, phrases)) for reading in found.readings]
    if found.conflict is not None:
        halves = [code for code in (found.conflict.value_code, found.conflict.symbol_code) if code is not None]
        readings = [(code, "") for code in halves] + [each for each in readings if each[0] not in halves]
    pages: list[Page] = []
    seen: set[Code] = set()
    for code, why in readings[:MAX_READINGS]:
        if code in seen:
            continue
        slugs = knowledge.slugs_of(code) or tuple(
            slug for each in sorted(bare_forms(code), key=str) for slug in knowledge.slugs_of(each))
        page = Page(next(iter(slugs), ""), code, why)
        if slugs and any(page.same_as(other) for other in pages):
            continue
        seen |= bare_forms(code)
        pages.append(page)
    return pages


def _of_reading(knowledge: KnowledgeBase, page: Page, phrases: Phrases) -> Finding:
    assert page.code is not None
    facts = knowledge.find_code(page.code)
    name = "  ".join([format_value(page.code), *(facts.symbols[:1] if facts is not None else ())])
    article = knowledge.find_article(page.slug, phrases.locale) if page.slug else None
    meaning = knowledge.find_meaning(page.code, phrases.locale)
    title = strip_name(article.title) if article is not None else meaning or phrases.say("tui.result.no_meaning")
    return Finding(page, name, title, format_family(page.code.family, phrases))


def _of_hit(knowledge: KnowledgeBase, hit: Hit, page: Page, phrases: Phrases) -> Finding:
    facts = knowledge.find_code(page.code) if page.code is not None else None
    values = [format_value(code) for code in hit.codes[:3]]
    name = "  ".join([" ".join(values), *(facts.symbols[:1] if facts is not None and len(values) == 1 else ())])
    title = strip_name(hit.title)
    note, spans = hit.snippet.text, hit.snippet.spans
    if hit.other_language:
        lead = phrases.say("tui.result.other_language") + " "
        note, spans = lead + note, tuple((start + len(lead), end + len(lead)) for start, end in spans)
    return Finding(page, name or title, title if name else "", note, spans)


def strip_name(title: str) -> str:
    """A title without the code and symbol that it begins with: lists show those on a line of their own."""
    for colon in ("：", ": "):
        head, found, rest = title.partition(colon)
        if found and rest and any(character.isdigit() for character in head) and " " not in head.strip()[-1:]:
            return rest.strip()
    return title


def _understood(
    knowledge: KnowledgeBase, found: Identification, hits: int, items: int, phrases: Phrases,
) -> tuple[str, bool]:
    if found.conflict is not None:
        return make_safe_line(format_conflict(found.conflict, knowledge.registry, phrases)), True
    if found.readings:
        spans = {group.span for group in found.groups}
        if len(spans) > 1:
            return phrases.say("tui.result.codes", n=len(spans)), False
        return make_safe_line(format_why(found.readings[0], phrases)), False
    if found.unknown:
        return make_safe_line(format_unknown(found.unknown[0], phrases)), True
    if hits:
        return phrases.say("tui.result.hits", n=hits), False
    if found.foreign:
        return make_safe_line(format_foreign(found.foreign[0], phrases)), True
    if items:
        return phrases.say("tui.result.nearest"), True
    return phrases.say("tui.result.nothing"), True
