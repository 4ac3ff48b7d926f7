"""Pages for agents: their addresses, what they hold as plain values, and their text as Markdown.

An address is `naze://<lang>/<article or tree>/<slug>`. Owns which page a text means and how long an answer may be.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from assistant.answers import Kind, code_record, look_up
from assistant.article_text import article_record
from assistant.mcp.arguments import ToolError
from kb.authoring.export_pages import ARTICLE, TREE, PageKey, Shelf
from kb.authoring.markdown_export import format_page
from kb.pages.blocks import plain_blocks
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kb.codes.code import Code
    from kb.knowledge import KnowledgeBase
    from kb.pages.tree import DecisionTree

URI = re.compile(r"naze://(?P<lang>[a-z]{2})/(?P<kind>article|tree)/(?P<slug>[a-z0-9-]+)\Z")
NAMED = re.compile(r"(?P<kind>article|tree):(?P<slug>[a-z0-9-]+)\Z")
MAX_TEXT = 20_000
"""Characters of one text in an answer; no page of ours is nearly as long."""


class PageName(NamedTuple):
    """A page in a language."""

    key: PageKey
    locale: str

    @property
    def uri(self) -> str:
        """Its address."""
        return f"naze://{self.locale}/{self.key.kind}/{self.key.slug}"


def uri_of(kind: str, slug: str, locale: str) -> str:
    """The address of a page."""
    return PageName(PageKey(kind, slug), locale).uri


def parse_uri(text: str) -> PageName | None:
    """The page that an address names, whether it is there or not."""
    match = URI.match(text)
    if match is None or match["lang"] not in LOCALES:
        return None
    return PageName(PageKey(match["kind"], match["slug"]), match["lang"])


def list_pages(knowledge: KnowledgeBase, start: int, count: int) -> list[tuple[PageName, str]]:
    """So many pages from a place on, each with its title: articles, then trees, by slug and language. A page that is
    missing in a language is not listed there, though its address shows the other one."""
    rows = knowledge.connection.execute(
        "SELECT kind, slug, locale, title FROM page WHERE kind IN (?, ?) AND status <> 'archived'"
        " ORDER BY kind, slug, locale LIMIT ? OFFSET ?", (ARTICLE, TREE, count, start))
    return [(PageName(PageKey(kind, slug), locale), title) for kind, slug, locale, title in rows]


def format_markdown(knowledge: KnowledgeBase, name: PageName) -> str | None:
    """A page as Markdown, whose links are addresses of pages here; None when there is no such page."""
    shelf = Shelf(knowledge, {})
    page = shelf.find(name.key, name.locale)
    if page is None:
        return None
    return format_page(shelf, page, knowledge.phrases(name.locale),
                       lambda start, target: uri_of(target.kind, target.slug, name.locale))


def fetch_record(knowledge: KnowledgeBase, text: str, locale: str) -> dict[str, object]:
    """The page or code that a text means. Raises ToolError when it means none, or several."""
    name = parse_uri(text)
    named = NAMED.match(text.lower())
    if name is None and named is not None:
        name = PageName(PageKey(named["kind"], named["slug"]), locale)
    slug = text.lower()
    if name is None:
        name = next((PageName(PageKey(kind, slug), locale) for kind, find in (
            (ARTICLE, knowledge.find_article), (TREE, knowledge.find_tree)) if find(slug, locale) is not None), None)
    if name is not None:
        record = page_record(knowledge, name)
        if record is None:
            raise ToolError("no_page", text=text[:80])
        return record
    lookup = look_up(knowledge, text, locale)
    if lookup.kind is Kind.ARTICLE:
        record = page_record(knowledge, PageName(PageKey(ARTICLE, lookup.slug), locale))
        assert record is not None
        return record
    if lookup.kind is Kind.CODE and lookup.reading is not None:
        return _code_record(knowledge, lookup.reading.code, locale)
    codes = [str(each.code) for each in lookup.others]
    if lookup.conflict is not None:
        codes = [str(each) for each in (lookup.conflict.value_code, lookup.conflict.symbol_code) if each is not None]
    if codes:
        raise ToolError("several_codes", text=text[:80], codes=", ".join(codes))
    raise ToolError("no_page", text=text[:80])


def page_record(knowledge: KnowledgeBase, name: PageName) -> dict[str, object] | None:
    """A page with its sections, sources and address; an article as `naze CODE --json` has it."""
    if name.key.kind == ARTICLE:
        article = knowledge.find_article(name.key.slug, name.locale)
        if article is None:
            return None
        record = article_record(article) | {"page": article.path}
    else:
        tree = knowledge.find_tree(name.key.slug, name.locale)
        if tree is None:
            return None
        record = _tree_record(tree, name.locale)
    return bounded({"uri": name.uri, **record})


def _tree_record(tree: DecisionTree, locale: str) -> dict[str, object]:
    return {
        "tree": tree.slug, "locale": tree.locale, "title": tree.title, "codes": [str(code) for code in tree.codes],
        "status": tree.status, "reviewed": tree.reviewed, "translation": tree.translation.value,
        "collection": tree.collection, "page": tree.path, "lead": plain_blocks(tree.lead), "start": tree.start,
        "nodes": [{
            "id": node.id, "title": node.title, "text": plain_blocks(node.blocks),
            "outcome": str(node.outcome) if node.outcome is not None else None,
            "choices": [{"label": choice.label, "target": f"{choice.target.kind}:{choice.target.name}"}
                        for choice in node.choices],
        } for node in tree.nodes],
        "related": list(tree.related),
        "sources": [{"title": source.title, "url": source.url} for source in tree.sources],
    }


def _code_record(knowledge: KnowledgeBase, code: Code, locale: str) -> dict[str, object]:
    facts = knowledge.find_code(code)
    record = code_record(facts) if facts is not None else {"code": str(code)}
    return {"article": None, **record, "meaning": knowledge.find_meaning(code, locale), "locale": locale, "sources": []}


def sources_of(knowledge: KnowledgeBase, slugs: Iterable[str], locale: str) -> list[dict[str, str]]:
    """The sources of some articles and trees, each once."""
    found: dict[str, str] = {}
    for slug in slugs:
        for page in (knowledge.find_article(slug, locale), knowledge.find_tree(slug, locale)):
            found.update((source.url, source.title) for source in (page.sources if page is not None else ()))
    return [{"title": title, "url": url} for url, title in found.items()]


def bounded(value: object) -> dict[str, object]:
    """A record whose texts are not longer than they may be; `truncated` says that one was."""
    cut = False

    def shorten(each: object) -> object:
        nonlocal cut
        match each:
            case str() if len(each) > MAX_TEXT:
                cut = True
                return each[:MAX_TEXT] + "…"
            case dict():
                return {key: shorten(inner) for key, inner in each.items()}
            case list():
                return [shorten(inner) for inner in each]
        return each

    record = shorten(value)
    assert isinstance(record, dict)
    return record | {"truncated": True} if cut else record
