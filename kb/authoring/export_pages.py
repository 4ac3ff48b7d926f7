"""What leaves the program: the pages of a knowledge base as outlines, and which page a link on them means.

Owns which pages are carried out, their parts in page order, and their ids. Turning them into files belongs to
`site_export` and `markdown_export`.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kb.pages.article import SECTIONS, Source, Translation
from kb.pages.tree import TargetKind
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kb.codes.code import Code
    from kb.knowledge import KnowledgeBase
    from kb.pages.article import Article
    from kb.pages.blocks import Block
    from kb.pages.procedure import Procedure
    from kb.pages.tree import DecisionTree, Target

    Procedures = Mapping[str, Mapping[str, Procedure]]
    """Shared procedures by locale and slug."""

ARTICLE, TREE, PROCEDURE = "article", "tree", "procedure"
KINDS = (ARTICLE, TREE, PROCEDURE)
HREF = re.compile(r"(?P<path>(?:\.\./)*(?:[\w.-]+/)*(?P<slug>[\w.-]+)\.md)?(?:#(?P<id>[a-z0-9-]+))?\Z")
FOLDERS = {"articles": ARTICLE, "trees": TREE, "procedures": PROCEDURE}


class PageKey(NamedTuple):
    """A page in every locale."""

    kind: str
    slug: str


class Onward(NamedTuple):
    """A choice of a tree: its words, and where it leads."""

    words: str
    key: PageKey
    id: str = ""


class PagePart(NamedTuple):
    """A heading (empty at the beginning), what stands below it, and the choices of a node; `id` can be linked to."""

    level: int
    title: str
    id: str = ""
    blocks: tuple[Block, ...] = ()
    choices: tuple[Onward, ...] = ()
    outcome: str = ""


class ExportPage(NamedTuple):
    """A page in a locale. `lang` is the language of its words, another one where the page is missing in the locale;
    `related` are slugs of articles or trees."""

    key: PageKey
    locale: str
    lang: str
    path: str
    title: str
    parts: tuple[PagePart, ...]
    topic: str = ""
    codes: tuple[Code, ...] = ()
    search_words: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    related: tuple[str, ...] = ()
    tree: str = ""
    is_stale: bool = False
    is_draft: bool = False
    reviewed: str = ""

    @property
    def ids(self) -> frozenset[str]:
        """The ids of its parts."""
        return frozenset(part.id for part in self.parts if part.id)


class Shelf:
    """The pages that may leave the program, each made when it is asked for, and where links between them lead."""

    def __init__(self, knowledge: KnowledgeBase, procedures: Procedures) -> None:
        self._knowledge = knowledge
        self._procedures = procedures
        self._made: dict[tuple[PageKey, str], ExportPage | None] = {}

    @cached_property
    def pages(self) -> tuple[ExportPage, ...]:
        """All of them, by locale, kind and slug."""
        keys = (*(PageKey(ARTICLE, slug) for slug in self._knowledge.all_slugs()),
                *(PageKey(TREE, slug) for slug in self._knowledge.all_trees()))
        found = []
        for locale in LOCALES:
            more = (PageKey(PROCEDURE, slug) for slug in sorted(self._procedures.get(locale, {})))
            found += [self.find(key, locale) for key in (*keys, *more)]
        return tuple(page for page in found if page is not None)

    def find(self, key: PageKey, locale: str) -> ExportPage | None:
        """A page; None for one that is not there, or archived."""
        if (key, locale) not in self._made:
            self._made[key, locale] = self._make(key, locale)
        return self._made[key, locale]

    def _make(self, key: PageKey, locale: str) -> ExportPage | None:
        match key.kind:
            case "article":
                article = self._knowledge.find_article(key.slug, locale)
                if article is not None and article.status != "archived":
                    return _of_article(self._knowledge, article, locale)
            case "tree":
                tree = self._knowledge.find_tree(key.slug, locale)
                if tree is not None and tree.status != "archived":
                    return _of_tree(tree, locale)
            case "procedure":
                procedure = self._procedures.get(locale, {}).get(key.slug)
                if procedure is not None:
                    return ExportPage(key, locale, locale, procedure.path, procedure.title,
                                      (PagePart(2, "", blocks=procedure.blocks),))
        return None

    def by_slug(self, slug: str, locale: str) -> ExportPage | None:
        """The article of a slug, or else the tree."""
        return self.find(PageKey(ARTICLE, slug), locale) or self.find(PageKey(TREE, slug), locale)

    def onward_of(self, page: ExportPage) -> list[ExportPage]:
        """The tree and the related pages of a page."""
        tree = self.find(PageKey(TREE, page.tree), page.locale)
        related = (self.by_slug(slug, page.locale) for slug in page.related)
        return [each for each in dict.fromkeys((tree, *related)) if each is not None]

    def target_of(self, href: str, page: ExportPage) -> tuple[ExportPage, str] | None:
        """The page that a link means, as it is written on a page or in a procedure put in there, and the id on it;
        None for what is not carried out."""
        match = HREF.match(href)
        if match is None or not href:
            return None
        if not match["path"]:
            return page, match["id"] if match["id"] in page.ids else ""
        named = [kind for folder, kind in FOLDERS.items() if folder in match["path"].split("/")]
        order = dict.fromkeys((*named, page.key.kind, *KINDS))
        found = next(filter(None, (self.find(PageKey(kind, match["slug"]), page.locale) for kind in order)), None)
        if found is None:
            return None
        return found, match["id"] if match["id"] in found.ids else ""


def _of_article(knowledge: KnowledgeBase, article: Article, locale: str) -> ExportPage:
    terms = knowledge.words(article.locale, "terms").get("headings")
    headings = terms if isinstance(terms, dict) else {}
    return ExportPage(
        PageKey(ARTICLE, article.slug), locale, article.locale, article.path, article.title,
        tuple(_article_parts(article, headings)), article.topic, article.codes,
        (*article.symptoms, *article.aliases), article.sources, article.related, article.tree,
        article.translation is Translation.STALE, article.status == "draft", article.reviewed)


def _article_parts(article: Article, headings: Mapping[str, object]) -> Iterator[PagePart]:
    yield PagePart(2, "", blocks=article.lead)
    for name in SECTIONS:
        section = getattr(article, name)
        if not section:
            continue
        plain = name not in ("questions", "causes", "twins")
        yield PagePart(2, str(headings[name]), blocks=section if plain else ())
        match name:
            case "questions":
                yield from (PagePart(3, each.title, blocks=each.answer) for each in article.questions)
            case "twins":
                yield from (PagePart(3, each.title, blocks=each.blocks) for each in article.twins)
            case "causes":
                for cause in article.causes:
                    yield PagePart(3, cause.title, cause.id, cause.description)
                    yield PagePart(4, str(headings["check"]), blocks=cause.check)
                    yield PagePart(4, str(headings["fix"]), blocks=cause.fix)


def _of_tree(tree: DecisionTree, locale: str) -> ExportPage:
    def onward(target: Target, words: str) -> Onward:
        if target.kind is TargetKind.NODE:
            return Onward(words, PageKey(TREE, tree.slug), target.name)
        return Onward(words, PageKey(str(target.kind), target.name))

    nodes = (PagePart(2, node.title, node.id, node.blocks,
                      tuple(onward(choice.target, choice.label) for choice in node.choices), str(node.outcome or ""))
             for node in tree.nodes)
    return ExportPage(
        PageKey(TREE, tree.slug), locale, tree.locale, tree.path, tree.title,
        (PagePart(2, "", blocks=tree.lead), *nodes), "", tree.codes, (*tree.symptoms, *tree.aliases), tree.sources,
        tree.related, "", tree.translation is Translation.STALE, tree.status == "draft", tree.reviewed)


def link_on(
    shelf: Shelf, page: ExportPage, address: Callable[[PageKey, PageKey], str],
) -> Callable[[str], str]:
    """What turns links as they are written on a page into addresses from there: https as it is, a page by `address`,
    which is given both keys; anything else comes to nothing."""

    def link(href: str) -> str:
        if href.startswith("https://"):
            return href
        found = shelf.target_of(href, page)
        if found is None:
            return ""
        target, name = found
        return ("" if target is page else address(page.key, target.key)) + (f"#{name}" if name else "") or "#"

    return link
