"""Tree pages: one Markdown file of one locale -> its nodes, and its facts where it is the source.

Owns what makes a page a graph: node headings, choice lists, outcomes, and that choices lead somewhere on the page.
What can be wrong with a graph that holds together (loose ends, unreachable nodes) belongs to `kb.lint`.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from kb.diagnostics import Diagnostic, Level, Location
from kb.pages.article import Source
from kb.pages.article_parser import SOURCE_FIELDS, STATUSES, WORD_FIELDS
from kb.pages.blocks import Block, Bullets, Link, Paragraph, plain_inlines
from kb.pages.fields import (
    Field,
    list_of,
    mapping_of,
    number_between,
    one_of,
    raw_mapping,
    read_code,
    read_date,
    read_digest,
    read_fields,
    read_slug,
    read_text,
)
from kb.pages.frontmatter import Mapping, parse_front_matter
from kb.pages.markdown import Heading, Outline, parse_markdown
from kb.pages.tree import Choice, Node, NodeFacts, Outcome, Target, TargetKind

NODE_LINK = re.compile(r"#([a-z0-9-]+)\Z")
TREE_LINK = re.compile(r"([a-z0-9-]+)\.md\Z")
ARTICLE_LINK = re.compile(r"\.\./articles/[a-z0-9-]+/([a-z0-9-]+)\.md\Z")

if TYPE_CHECKING:
    from collections.abc import Mapping as AnyMapping
    from collections.abc import Sequence

FACT_FIELDS = {
    "codes": Field(list_of(read_code)),
    "aspects": Field(mapping_of(list_of(read_slug), read_slug)),
    "status": Field(one_of(*STATUSES), required=True),
    "reviewed": Field(read_date, required=True),
    "sources": Field(list_of(raw_mapping), required=True),
    "related": Field(list_of(read_slug)),
    "nodes": Field(mapping_of(raw_mapping, read_slug)),
}
NODE_FIELDS = {
    "tier": Field(number_between(1, 3)),
    "check": Field(read_slug),
    "positive": Field(list_of(read_slug)),
    "outputs": Field(mapping_of(list_of(read_text), read_slug)),
}


class TreeFacts(NamedTuple):
    """What only a source carries; `nodes` by node id, with the line of each."""

    codes: tuple[Any, ...]
    aspects: dict[str, tuple[str, ...]]
    status: str
    reviewed: str
    sources: tuple[Source, ...]
    related: tuple[str, ...]
    nodes: dict[str, tuple[NodeFacts, int]]


class TreePage(NamedTuple):
    """One file of a tree: its words, and `facts` (a source) or `translates` (a translation)."""

    slug: str
    path: str
    title: str
    aliases: tuple[str, ...]
    symptoms: tuple[str, ...]
    messages: tuple[str, ...]
    translates: str | None
    facts: TreeFacts | None
    body: str
    lead: tuple[Block, ...]
    nodes: tuple[Node, ...]
    exempt: AnyMapping[str, str] = {}


def parse_tree_page(text: str, path: str) -> tuple[TreePage | None, list[Diagnostic]]:
    """One tree file. The page is None when its front matter cannot be used.

    Finds KB401 (a choice that leads to no node of the page), KB402 (a node without an id, or an id twice), KB403 (a
    heading that is no node), KB404 (a list that is half choices), KB405 (an outcome that is unknown or has choices it
    cannot have) and KB406 (a page without nodes).
    """
    front, diagnostics = parse_front_matter(text, path)
    if front.head is None:
        return None, diagnostics
    is_translation = front.head.get("translates") is not None
    fields = WORD_FIELDS | ({"translates": Field(read_digest)} if is_translation else FACT_FIELDS)
    values, found = read_fields(front.head, fields, path)
    diagnostics += found
    outline, found = parse_markdown(front.body, path, first_line=front.body_line)
    diagnostics += found
    facts = None
    if not is_translation:
        facts, found = _facts(values, path)
        diagnostics += found
    nodes = _NodeReader(path, diagnostics).read(outline, front.body_line)
    return TreePage(
        slug=PurePosixPath(path).stem,
        path=path,
        title=values.get("title", ""),
        aliases=values.get("aliases", ()),
        symptoms=values.get("symptoms", ()),
        messages=values.get("messages", ()),
        translates=values.get("translates", "") if is_translation else None,
        facts=facts,
        body=front.body,
        lead=outline.lead,
        nodes=nodes,
        exempt=values.get("exempt", {}),
    ), diagnostics


def _facts(values: dict[str, Any], path: str) -> tuple[TreeFacts, list[Diagnostic]]:
    diagnostics: list[Diagnostic] = []

    def read(mapping: Mapping, fields: dict[str, Field]) -> dict[str, Any]:
        found, problems = read_fields(mapping, fields, path)
        diagnostics.extend(problems)
        return found

    sources = [read(each, SOURCE_FIELDS) for each in values.get("sources", ())]
    nodes = {name: (NodeFacts(**read(each, NODE_FIELDS)), each.line) for name, each in values.get("nodes", {}).items()}
    return TreeFacts(
        codes=values.get("codes", ()),
        aspects=values.get("aspects", {}),
        status=values.get("status", "draft"),
        reviewed=values.get("reviewed", ""),
        sources=tuple(Source(**each) for each in sources if len(each) == len(SOURCE_FIELDS)),
        related=values.get("related", ()),
        nodes=nodes,
    ), diagnostics


class _NodeReader:
    """Reads the outline of a tree."""

    def __init__(self, path: str, diagnostics: list[Diagnostic]) -> None:
        self._path = path
        self._diagnostics = diagnostics

    def report(self, rule: str, line: int, variant: str = "", **values: str) -> None:
        place = Location(self._path, line)
        self._diagnostics.append(Diagnostic(place, rule, Level.ERROR, variant, tuple(values.items())))

    def read(self, outline: Outline, first_line: int) -> tuple[Node, ...]:
        if len(outline.lead) != 1:
            self.report("KB203", first_line, n=str(len(outline.lead)))
        if not outline.headings:
            self.report("KB406", first_line)
        nodes: dict[str, Node] = {}
        for heading in outline.headings:
            for stray in ([heading] if heading.level != 2 else heading.children):
                self.report("KB403", stray.line, title=stray.title[:80])
            if heading.level != 2:
                continue
            if not heading.id or heading.id in nodes:
                self.report("KB402", heading.line, "twice" if heading.id else "", title=heading.title[:80],
                            id=heading.id)
                continue
            nodes[heading.id] = self.node(heading)
        for node in nodes.values():
            for choice in node.choices:
                if choice.target.kind is TargetKind.NODE and choice.target.name not in nodes:
                    self.report("KB401", choice.line, label=choice.label[:80], id=choice.target.name)
        return tuple(nodes.values())

    def node(self, heading: Heading) -> Node:
        blocks, choices = self.split(heading.blocks)
        outcome = None
        for name in heading.classes:
            if name not in tuple(Outcome) or outcome is not None:
                self.report("KB405", heading.line, name=name, known=", ".join(f".{each}" for each in Outcome))
            else:
                outcome = Outcome(name)
        is_article = bool(choices) and all(choice.target.kind is TargetKind.ARTICLE for choice in choices)
        if outcome is Outcome.ARTICLE and not is_article:
            self.report("KB405", heading.line, "articles", title=heading.title[:80])
        elif outcome in (Outcome.RESOLVED, Outcome.ESCALATE) and choices:
            self.report("KB405", heading.line, "choices", title=heading.title[:80])
        return Node(heading.id, heading.title, heading.line, blocks, choices, outcome)

    def split(self, blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Choice, ...]]:
        """The blocks before the choices, and the choices: the last block when it is a list of links alone."""
        last = blocks[-1] if blocks else None
        if not isinstance(last, Bullets):
            return tuple(blocks), ()
        choices = [self.choice(item) for item in last.items]
        if all(each is None for each in choices):
            return tuple(blocks), ()
        if None in choices:
            self.report("KB404", last.line)
        return tuple(blocks[:-1]), tuple(each for each in choices if each is not None)

    def choice(self, item: tuple[Block, ...]) -> Choice | None:
        """A list item that is one link and nothing else, to a place that a choice may lead to."""
        if len(item) != 1 or not isinstance(item[0], Paragraph) or len(item[0].inlines) != 1:
            return None
        link, line = item[0].inlines[0], item[0].line
        target = parse_target(link.href) if isinstance(link, Link) else None
        return Choice(plain_inlines((link,)), target, line) if target is not None else None


def parse_target(href: str) -> Target | None:
    """What a link of a tree page leads to as a choice: `#node`, `tree.md` or `../articles/topic/article.md`."""
    for pattern, kind in ((NODE_LINK, TargetKind.NODE), (TREE_LINK, TargetKind.TREE),
                          (ARTICLE_LINK, TargetKind.ARTICLE)):
        if match := pattern.match(href):
            return Target(kind, match[1])
    return None
