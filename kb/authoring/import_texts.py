"""Markdown texts -> draft pages: an article where the headings tell cause and fix, else a reference page.

Texts are parsed and written anew, so what comes out has the form of a page; what pages do not use (pictures, HTML) is
listed with its line.
"""

from __future__ import annotations

from posixpath import basename, dirname, join, normpath, splitext
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from kb.authoring.importing import CAUSE_FACTS, Imported, Unplaced, fold_name, format_draft, name_page, one_line
from kb.authoring.markup import markdown_blocks, markdown_text
from kb.pages.blocks import Alert, Bullets, CodeBlock, Paragraph, Steps, Strong, Text, plain_inlines
from kb.pages.frontmatter import Scalar, parse_front_matter
from kb.pages.markdown import parse_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kb.authoring.importing import ReadCode, Target
    from kb.codes.code import Code
    from kb.pages.blocks import Block
    from kb.pages.markdown import Heading, Outline

PARTS = ("meaning", "prevention", "reply", "escalation")
LONGEST_TITLE = 60


class Draft(NamedTuple):
    """A text taken apart: its title, the paragraph that says it in short, and the blocks of each section; what no
    heading tells is under `meaning`."""

    title: str
    lead: tuple[Block, ...]
    sections: dict[str, tuple[Block, ...]]


def import_texts(texts: Mapping[str, str], target: Target, read_code: ReadCode) -> Imported:
    """One page for each text by its file name. Links between the texts lead to their pages."""
    unplaced: list[Unplaced] = []
    slugs: dict[str, str] = {}
    for name in texts:
        slug = name_page(splitext(basename(name))[0])
        if not slug or slug in slugs.values():
            unplaced.append(Unplaced(name, "same_name" if slug else "no_name"))
        else:
            slugs[name] = slug
    pages: dict[str, str] = {}
    codes: dict[str, tuple[Code, ...]] = {}
    for name, slug in slugs.items():
        draft, found = _take_apart(texts[name], name, target)
        unplaced += found
        if not draft.lead and not draft.sections:
            unplaced.append(Unplaced(name, "empty"))
            continue
        stem = splitext(basename(name))[0]
        code = read_code(draft.title) or read_code(stem)
        path = target.path(slug)
        codes[path] = (code,) if code is not None else ()
        writer = _Writer(name, slugs, target)
        more, body = writer.article(draft) if draft.sections.keys() & {"cause", "fix"} else writer.reference(draft)
        pages[path] = format_draft(draft.title or stem, codes[path], "article" if more else "reference", more, body,
                                   target)
        unplaced += writer.unplaced
    return Imported(pages, codes, unplaced)


def _take_apart(text: str, name: str, target: Target) -> tuple[Draft, list[Unplaced]]:
    title, unplaced, first = "", [], 1
    if text.startswith("---\n"):
        front, _ = parse_front_matter(text, name)
        if front.body or front.head is not None:
            text, first = front.body, front.body_line
            entries = front.head.entries if front.head is not None else ()
            title = next((one_line(value.text) for key, value in entries
                          if key.text == "title" and isinstance(value, Scalar)), "")
            others = [key.text for key, _ in entries if key.text != "title"]
            if others or front.head is None:
                unplaced.append(Unplaced(f"{name}:1", "front_matter", ", ".join(others)))
    outline, diagnostics = parse_markdown(text, name, first_line=first)
    unplaced += [Unplaced(f"{name}:{each.location.line}", "construct", dict(each.values).get("what", ""))
                 for each in diagnostics if each.rule == "KB201"]
    return _sorted(outline, title, target), unplaced


def _sorted(outline: Outline, title: str, target: Target) -> Draft:
    headings = outline.headings
    lead = outline.lead
    if not lead and headings and (not title or fold_name(headings[0].title) == fold_name(title)):
        # The first heading is the title of the text, and what is below it its beginning.
        title, lead = headings[0].title, headings[0].blocks
        headings = (*headings[0].children, *headings[1:])
    sections: dict[str, list[Block]] = {}
    rest = list(lead)
    short = (rest.pop(0),) if rest and isinstance(rest[0], Paragraph) else ()
    if rest:
        sections["meaning"] = rest
    for key, blocks in _sections(headings, target):
        sections.setdefault(key, []).extend(blocks)
    return Draft(title, short, {key: tuple(blocks) for key, blocks in sections.items() if blocks})


def _sections(headings: tuple[Heading, ...], target: Target) -> Iterator[tuple[str, tuple[Block, ...]]]:
    """What stands below each heading by the section that its words tell; other headings stay as strong lines."""
    for heading in headings:
        key = target.sections.get(fold_name(heading.title), "")
        strong = Paragraph(heading.line, (Strong((Text(heading.title),)),))
        yield key or "meaning", (*(() if key else (strong,)), *heading.blocks)
        for inner, blocks in _sections(heading.children, target):
            yield inner if inner != "meaning" or not key else key, blocks


class _Writer:
    """Writes the pages of one text."""

    def __init__(self, name: str, slugs: Mapping[str, str], target: Target) -> None:
        self._name = name
        self._slugs = slugs
        self._target = target
        self.unplaced: list[Unplaced] = []

    def reference(self, draft: Draft) -> tuple[list[str], list[str]]:
        """The front matter and the parts of a reference page."""
        return [], [*self._begin(draft), *(part for key in PARTS[1:] if key in draft.sections for part in (
            f"## {self._target.headings[key]}", self._text(draft.sections[key])))]

    def article(self, draft: Draft) -> tuple[list[str], list[str]]:
        """The front matter and the parts of an article with one cause."""
        target, sections = self._target, draft.sections
        heading = target.headings
        cause = list(sections.get("cause", ()))
        title = target.todo("cause")
        if cause and isinstance(cause[0], Paragraph) and len(plain_inlines(cause[0].inlines)) <= LONGEST_TITLE:
            first = cause.pop(0)
            assert isinstance(first, Paragraph)
            title = markdown_text(plain_inlines(first.inlines).rstrip("。."))
        fix = sections.get("fix", ())
        if not any(isinstance(block, Steps) for block in fix):
            items = (block.items if isinstance(block, Bullets) else ((block,),) for block in fix)
            fix = (Steps(0, tuple(item for each in items for item in each)),) if fix else ()
        body = [*self._begin(draft), f"## {heading['questions']}", f"### {target.todo('question')}",
                target.todo("answer"), f"## {heading['causes']}", f"### {title} {{#cause-1}}",
                self._text(tuple(cause)) or target.todo("cause_text"),
                f"#### {heading['check']}", self._text(sections.get("check", ())) or target.todo("check"),
                f"#### {heading['fix']}", self._text(fix) or f"1. {target.todo('step')}"]
        for key in PARTS[1:]:
            body += [f"## {heading[key]}", self._text(sections.get(key, ())) or target.todo(key)]
        return ["causes:", f"  cause-1: {CAUSE_FACTS}"], body

    def _begin(self, draft: Draft) -> list[str]:
        meaning = self._text(draft.sections.get("meaning", ()))
        return [self._text(draft.lead) or self._target.todo("lead"), f"## {self._target.headings['meaning']}",
                meaning or self._target.todo("meaning")]

    def _text(self, blocks: tuple[Block, ...]) -> str:
        return markdown_blocks(_with_languages(blocks), self._link)

    def _link(self, href: str) -> str:
        """A link of a page; one that leads neither to https nor to another text is listed, and its words stay."""
        if href.startswith("https://"):
            return href
        path, hash_sign, _ = href.partition("#")
        slug = self._slugs.get(normpath(join(dirname(self._name), path))) if path else None
        if slug is not None:
            return f"{slug}.md"
        if path or not hash_sign:
            self.unplaced.append(Unplaced(self._name, "link", href))
        return ""


def _with_languages(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with `text` for code that says nothing of its language, as pages have it."""
    out: list[Block] = []
    for block in blocks:
        match block:
            case CodeBlock() if not block.language:
                block = replace(block, language="text")
            case Steps() | Bullets():
                block = replace(block, items=tuple(map(_with_languages, block.items)))
            case Alert():
                block = replace(block, blocks=_with_languages(block.blocks))
        out.append(block)
    return tuple(out)
