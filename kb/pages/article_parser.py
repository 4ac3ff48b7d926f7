"""Article pages: one Markdown file of one locale -> its words, and its facts where it is the source.

Owns the table of front matter keys and the order of sections. Joining a source with its translation belongs to
`pairing`; rules that look at wording, links or other pages belong to `kb.lint`.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from kb.diagnostics import Diagnostic, Level, Location
from kb.pages.article import SECTIONS, CauseFacts, Question, Source, Twin
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
    read_rule,
    read_slug,
    read_text,
    read_url,
)
from kb.pages.frontmatter import FrontMatter, Mapping, parse_front_matter
from kb.pages.markdown import Heading, Outline, parse_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as AnyMapping

    from kb.pages.blocks import Block

STATUSES = ("draft", "validated", "archived")
KINDS = ("article", "reference")
REQUIRED_SECTIONS = {
    "article": tuple(name for name in SECTIONS if name != "twins"),
    "reference": ("meaning",),
}

WORD_FIELDS = {
    "title": Field(read_text, required=True),
    "aliases": Field(list_of(read_text)),
    "symptoms": Field(list_of(read_text)),
    "messages": Field(list_of(read_text)),
    "exempt": Field(mapping_of(read_text, read_rule)),
}
FACT_FIELDS = {
    "kind": Field(one_of(*KINDS)),
    "codes": Field(list_of(read_code), required=True),
    "aspects": Field(mapping_of(list_of(read_slug), read_slug)),
    "status": Field(one_of(*STATUSES), required=True),
    "reviewed": Field(read_date, required=True),
    "sources": Field(list_of(raw_mapping), required=True),
    "related": Field(list_of(read_slug)),
    "tree": Field(read_slug),
    "causes": Field(mapping_of(raw_mapping, read_slug)),
}
SOURCE_FIELDS = {"title": Field(read_text, required=True), "url": Field(read_url, required=True)}
CAUSE_FIELDS = {
    "likelihood": Field(number_between(1, 5), required=True),
    "check_minutes": Field(number_between(1, 480), required=True),
    "fix_minutes": Field(number_between(1, 2880), required=True),
    "tier": Field(number_between(1, 3), required=True),
    "check": Field(read_slug),
    "outputs": Field(mapping_of(list_of(read_text), one_of("yes", "no"))),
}


class CauseWords(NamedTuple):
    """A cause as one page words it."""

    id: str
    title: str
    line: int
    description: tuple[Block, ...]
    check: tuple[Block, ...]
    fix: tuple[Block, ...]


class ArticleFacts(NamedTuple):
    """What only a source carries."""

    kind: str
    codes: tuple[Any, ...]
    aspects: dict[str, tuple[str, ...]]
    status: str
    reviewed: str
    sources: tuple[Source, ...]
    related: tuple[str, ...]
    tree: str
    causes: dict[str, CauseFacts]


class ArticlePage(NamedTuple):
    """One file of an article: its words, and `facts` (a source) or `translates` (a translation)."""

    slug: str
    topic: str
    path: str
    title: str
    aliases: tuple[str, ...]
    symptoms: tuple[str, ...]
    messages: tuple[str, ...]
    translates: str | None
    facts: ArticleFacts | None
    body: str
    lead: tuple[Block, ...]
    meaning: tuple[Block, ...]
    questions: tuple[Question, ...]
    causes: tuple[CauseWords, ...]
    twins: tuple[Twin, ...]
    prevention: tuple[Block, ...]
    reply: tuple[Block, ...]
    escalation: tuple[Block, ...]
    exempt: AnyMapping[str, str] = {}


def parse_article_page(
    text: str, path: str, headings: AnyMapping[str, str],
) -> tuple[ArticlePage | None, list[Diagnostic]]:
    """One article file. `headings` gives the locale's heading of each section id, and of `check` and `fix`.

    The page is None when its front matter cannot be used; other mistakes leave out what they concern.
    """
    front, diagnostics = parse_front_matter(text, path)
    if front.head is None:
        return None, diagnostics
    is_translation = front.head.get("translates") is not None
    fields = WORD_FIELDS | ({"translates": Field(read_digest)} if is_translation else FACT_FIELDS)
    values, found = read_fields(front.head, fields, path)
    diagnostics += found
    facts = None
    if not is_translation:
        facts, found = _facts(values, front.head, path)
        diagnostics += found
    page, found = parse_sections(front, path, headings)
    diagnostics += found
    location = PurePosixPath(path)
    return ArticlePage(
        slug=location.stem,
        topic=location.parent.name,
        path=path,
        title=values.get("title", ""),
        aliases=values.get("aliases", ()),
        symptoms=values.get("symptoms", ()),
        messages=values.get("messages", ()),
        translates=values.get("translates", "") if is_translation else None,
        facts=facts,
        body=front.body,
        exempt=values.get("exempt", {}),
        **page,
    ), diagnostics


def _facts(values: dict[str, Any], head: Mapping, path: str) -> tuple[ArticleFacts, list[Diagnostic]]:
    diagnostics: list[Diagnostic] = []

    def read(mapping: Mapping, fields: dict[str, Field]) -> dict[str, Any]:
        found, problems = read_fields(mapping, fields, path)
        diagnostics.extend(problems)
        return found

    sources = [read(each, SOURCE_FIELDS) for each in values.get("sources", ())]
    causes: dict[str, CauseFacts] = {}
    for name, mapping in values.get("causes", {}).items():
        found = read(mapping, CAUSE_FIELDS)
        if all(key in found for key, field in CAUSE_FIELDS.items() if field.required):
            causes[name] = CauseFacts(**found)
    return ArticleFacts(
        kind=values.get("kind", "article"),
        codes=values.get("codes", ()),
        aspects=values.get("aspects", {}),
        status=values.get("status", "draft"),
        reviewed=values.get("reviewed", ""),
        sources=tuple(Source(**each) for each in sources if len(each) == len(SOURCE_FIELDS)),
        related=values.get("related", ()),
        tree=values.get("tree", ""),
        causes=causes,
    ), diagnostics


class _SectionReader:
    """Reads the outline of an article by the locale's headings."""

    def __init__(self, path: str, headings: AnyMapping[str, str], diagnostics: list[Diagnostic]) -> None:
        self._path = path
        self._headings = headings
        self._names = {title: name for name, title in headings.items()}
        self._diagnostics = diagnostics

    def report(self, rule: str, line: int, variant: str = "", **values: str) -> None:
        place = Location(self._path, line)
        self._diagnostics.append(Diagnostic(place, rule, Level.ERROR, variant, tuple(values.items())))

    def read(self, outline: Outline, first_line: int) -> dict[str, Any]:
        if len(outline.lead) != 1:
            self.report("KB203", first_line, n=str(len(outline.lead)))
        found: dict[str, Heading] = {}
        for heading in outline.headings:
            name = self._names.get(heading.title)
            if heading.level != 2 or name not in SECTIONS:
                known = ", ".join(self._headings[name] for name in SECTIONS)
                self.report("KB204", heading.line, title=heading.title[:80], known=known)
            elif name in found:
                self.report("KB205", heading.line, "twice", title=heading.title)
            else:
                if any(SECTIONS.index(name) < SECTIONS.index(before) for before in found):
                    self.report("KB205", heading.line, "order", title=heading.title)
                found[name] = heading
        page: dict[str, Any] = {name: () for name in SECTIONS} | {"lead": outline.lead}
        for name, heading in found.items():
            match name:
                case "questions":
                    page[name] = tuple(self._questions(heading))
                case "causes":
                    page[name] = tuple(self._causes(heading))
                case "twins":
                    page[name] = tuple(self._twins(heading))
                case _:
                    for child in heading.children:
                        self.report("KB204", child.line, "below", title=child.title[:80], section=heading.title)
                    page[name] = heading.blocks
            if not page[name]:
                self.report("KB206", heading.line, title=heading.title)
        return page

    def _children(self, heading: Heading) -> Iterator[Heading]:
        if heading.blocks:
            self.report("KB207", heading.line, title=heading.title)
        for child in heading.children:
            if child.level != heading.level + 1:
                self.report("KB204", child.line, "below", title=child.title[:80], section=heading.title)
            else:
                yield child

    def _questions(self, heading: Heading) -> Iterator[Question]:
        for child in self._children(heading):
            if not child.blocks:
                self.report("KB206", child.line, title=child.title)
            yield Question(child.title, child.line, child.blocks)

    def _twins(self, heading: Heading) -> Iterator[Twin]:
        for child in self._children(heading):
            if not child.id:
                self.report("KB208", child.line, title=child.title)
            if not child.blocks:
                self.report("KB206", child.line, title=child.title)
            yield Twin(child.id, child.title, child.line, child.blocks)

    def _causes(self, heading: Heading) -> Iterator[CauseWords]:
        seen: set[str] = set()
        for child in self._children(heading):
            if not child.id or child.id in seen:
                self.report("KB208", child.line, "twice" if child.id else "", title=child.title)
                continue
            seen.add(child.id)
            parts: dict[str, tuple[Block, ...]] = {"check": (), "fix": ()}
            for part in child.children:
                name = self._names.get(part.title)
                if part.level != child.level + 1 or name not in parts or parts[name]:
                    known = ", ".join(self._headings[name] for name in parts)
                    self.report("KB204", part.line, title=part.title[:80], known=known)
                else:
                    parts[name] = part.blocks
            for name, blocks in parts.items():
                if not blocks:
                    self.report("KB209", child.line, title=child.title, part=self._headings[name])
            yield CauseWords(child.id, child.title, child.line, child.blocks, parts["check"], parts["fix"])


def parse_sections(
    front: FrontMatter, path: str, headings: AnyMapping[str, str],
) -> tuple[dict[str, Any], list[Diagnostic]]:
    """The sections of a page's body by the name of their field of ArticlePage, and what is wrong with them."""
    outline, diagnostics = parse_markdown(front.body, path, first_line=front.body_line)
    return _SectionReader(path, headings, diagnostics).read(outline, front.body_line), diagnostics


def missing_sections(page: ArticlePage, kind: str, headings: AnyMapping[str, str]) -> list[Diagnostic]:
    """KB210 for each section that a page of this kind must have and this one lacks."""
    place = Location(page.path, 1)
    return [
        Diagnostic(place, "KB210", values=(("title", headings[name]),))
        for name in REQUIRED_SECTIONS[kind] if not getattr(page, name)
    ]


