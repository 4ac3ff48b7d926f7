"""Page reading: the text of a content file -> a Page, its PageFacts, and what its parser found.

Owns the parts of each kind of page. Which mistakes a parser finds belongs to `kb.pages`; opening files to `checking`.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from kb.diagnostics import Diagnostic, Level, Location
from kb.lint.rule import CODE_MARK, LinkFact, Page, PageFacts, ParagraphFact, Part, Prose, Span
from kb.pages.article_parser import ArticlePage, parse_article_page
from kb.pages.blocks import (
    Alert,
    Bullets,
    CodeBlock,
    CodeSpan,
    Link,
    Paragraph,
    Steps,
    Strong,
    Table,
    plain_inlines,
    walk_blocks,
    walk_inlines,
)
from kb.pages.collection import parse_code_table, parse_collection
from kb.pages.extension import is_extension, parse_extension
from kb.pages.loading import parse_meanings
from kb.pages.procedure import Procedure, included_slug, parse_procedure
from kb.pages.tree_parser import TreePage, parse_tree_page
from kb.pages.words import parse_phrases, parse_terms, parse_tree_of_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kb.pages.blocks import Block, Inline

LEAST_PARAGRAPH = {"ja": 40, "en": 80}
"""Characters from which a paragraph is told from others; shorter ones repeat by nature."""
DIGEST_LENGTH = 16
HREF = re.compile(r"\]\(([^()\s]+)\)")
WITH_ID = ("causes/", "nodes/", "twins/")
SPACES = re.compile(r"\s+")
FRONT_KEYS = ("title", "codes", "aspects", "status", "reviewed", "sources", "related", "tree", "causes", "messages",
              "symptoms", "translates", "kind", "exempt")


def read_page(
    text: str, path: str, kind: str, locale: str, headings: Mapping[str, str],
) -> tuple[Page, list[Diagnostic]]:
    """The page of a text, and the mistakes that its parser found."""
    content: ArticlePage | TreePage | Procedure | dict[str, str] | None = None
    found: list[Diagnostic] = []
    body_line, body = 1, ""
    slug = path.rpartition("/")[2].rpartition(".")[0]
    match kind:
        case "article" if is_extension(text):
            extension, found = parse_extension(text, path, headings)
            content = extension.page if extension is not None else None
        case "article":
            content, found = parse_article_page(text, path, headings)
        case "tree":
            content, found = parse_tree_page(text, path)
        case "procedure":
            content, found = parse_procedure(text, path)
        case "phrases":
            content, found = parse_phrases(text, path, slug)
        case "meanings":
            meanings, found = parse_meanings(text, path)
            content = {str(code): words for code, words in meanings.items()}
        case "terms":
            _, found = parse_terms(text, path)
        case "variables":
            _, found = parse_collection(text, path)
        case "codes":
            _, found = parse_code_table(text, path)
        case _:
            _, found = parse_tree_of_words(text, path)
    lines = tuple(text.split("\n"))
    if isinstance(content, ArticlePage | TreePage | Procedure):
        body = content.body
        body_line = len(lines) - body.count("\n")
    exempt = dict(getattr(content, "exempt", {}))
    page = Page(path, locale, kind, lines, body_line, (), content, exempt, kind == "article" and is_extension(text))
    return page._replace(parts=tuple(_parts(page))), found


def facts_of(page: Page, root: int, diagnostics: Iterable[Diagnostic]) -> PageFacts:
    """What is kept of a page; it is usable when it has no error of its own."""
    content = page.content
    facts = getattr(content, "facts", None)
    is_source = getattr(content, "translates", None) is None
    twins = content.twins if isinstance(content, ArticlePage) else ()
    return PageFacts(
        path=page.path, locale=page.locale, kind=page.kind, slug=page.slug, root=root,
        topic=page.path.split("/")[2] if page.kind == "article" else "",
        title=getattr(content, "title", ""),
        is_source=is_source and not page.extends,
        extends=page.extends,
        is_usable=content is not None and not any(
            each.level is Level.ERROR and each.location.path == page.path for each in diagnostics),
        status=getattr(facts, "status", ""),
        codes=getattr(facts, "codes", ()),
        related=getattr(facts, "related", ()),
        tree=getattr(facts, "tree", ""),
        twins=tuple((twin.slug, twin.line) for twin in twins),
        links=tuple(
            LinkFact(page.place(f"]({link.text}", link.line), link.text) for part in page.parts for link in part.links
            if not link.text.startswith(("https:", "http:"))),
        ids=tuple(part.key.split("/")[1] for part in page.parts if part.key.startswith(WITH_ID)),
        paragraphs=tuple(_paragraphs(page)),
        exempt=dict(page.exempt),
        places=dict(_places(page)),
    )


def _places(page: Page) -> Iterator[tuple[str, Location]]:
    for number, line in enumerate(page.lines[1:page.body_line - 1], 2):
        if line[:1].isalpha() and (key := line.partition(":")[0]) in FRONT_KEYS:
            yield key, Location(page.path, number)


def _paragraphs(page: Page) -> Iterator[ParagraphFact]:
    for part in page.parts:
        for prose in part.prose:
            plain = SPACES.sub(" ", prose.text)
            if not prose.is_heading and len(plain) >= LEAST_PARAGRAPH[page.locale]:
                digest = hashlib.sha256(plain.encode()).hexdigest()[:DIGEST_LENGTH]
                yield ParagraphFact(Location(page.path, prose.line), digest)


def _parts(page: Page) -> Iterator[Part]:
    content, body_line = page.content, page.body_line
    if isinstance(content, ArticlePage | TreePage | Procedure) and content.title:
        yield make_part("title", content.title, page.key_place("title").line, ())
    match content:
        case ArticlePage():
            yield make_part("lead", "", body_line, content.lead)
            yield make_part("meaning", "", body_line, content.meaning)
            for number, question in enumerate(content.questions, 1):
                yield make_part(f"questions/{number}", question.title, question.line, question.answer)
            for cause in content.causes:
                yield make_part(f"causes/{cause.id}", cause.title, cause.line, cause.description)
                yield make_part(f"causes/{cause.id}/check", "", cause.line, cause.check)
                yield make_part(f"causes/{cause.id}/fix", "", cause.line, cause.fix)
            for twin in content.twins:
                yield make_part(f"twins/{twin.slug}", twin.title, twin.line, twin.blocks)
            for name in ("prevention", "reply", "escalation"):
                yield make_part(name, "", body_line, getattr(content, name))
        case TreePage():
            yield make_part("lead", "", body_line, content.lead)
            for node in content.nodes:
                part = make_part(f"nodes/{node.id}", node.title, node.line, node.blocks)
                labels = tuple(Prose(choice.line, choice.label, choice.label, True) for choice in node.choices)
                hrefs = tuple(Span(choice.line, match[1]) for choice in node.choices
                              if (match := HREF.search(page.lines[choice.line - 1])) and match[1][0] != "#")
                yield part._replace(prose=part.prose + labels, links=part.links + hrefs)
        case Procedure():
            yield make_part("steps", "", body_line, content.blocks)


def make_part(key: str, title: str, line: int, blocks: tuple[Block, ...]) -> Part:
    """A part with everything that rules look at, gathered once."""
    prose = [Prose(line, title, title, True)] if title else []
    prose += [Prose(at, plain_inlines(inlines), "".join(_masked(inlines))) for at, inlines in _lines_of(blocks)]
    found = tuple(walk_inlines(blocks))
    return Part(
        key, title, blocks[0].line if blocks and not title else line, blocks, tuple(prose),
        tuple(Span(at, inline.text) for at, inline in found if isinstance(inline, CodeSpan)),
        tuple(block for block in walk_blocks(blocks) if isinstance(block, CodeBlock)),
        tuple(Span(at, inline.href) for at, inline in found if isinstance(inline, Link)),
        " ".join(_shape(blocks)),
    )


def _lines_of(blocks: Iterable[Block]) -> Iterator[tuple[int, tuple[Inline, ...]]]:
    for block in walk_blocks(blocks):
        match block:
            case Paragraph():
                yield block.line, block.inlines
            case Table():
                for row in (block.header, *block.rows):
                    for cell in row:
                        yield block.line, cell


def _masked(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case CodeSpan():
                yield CODE_MARK
            case Strong() | Link():
                yield from _masked(inline.inlines)
            case _:
                yield inline.text


def _shape(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                yield f"I({included_slug(block)})" if included_slug(block) else "P"
            case CodeBlock():
                yield f"C({block.language})"
            case Table():
                yield f"T{len(block.header)}x{len(block.rows)}"
            case Alert():
                yield f"{block.kind[0].upper()}[{' '.join(_shape(block.blocks))}]"
            case Steps() | Bullets():
                items = ", ".join(" ".join(_shape(item)) for item in block.items)
                yield f"{'S' if isinstance(block, Steps) else 'B'}{len(block.items)}[{items}]"
