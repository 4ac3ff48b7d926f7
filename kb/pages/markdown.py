"""Markdown: the body of a page, from markdown-it tokens to an outline of headings and blocks.

Owns which constructs the content may use and how Japanese lines join. What a heading means belongs to the parsers of
articles, trees and procedures.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from kb.diagnostics import Diagnostic, Location
from kb.pages.blocks import (
    Alert,
    Block,
    Bullets,
    CodeBlock,
    CodeSpan,
    Inline,
    Link,
    Paragraph,
    Steps,
    Strong,
    Table,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

ALERT = re.compile(r"\[!(NOTE|WARNING)\]\s*", re.ASCII)
ATTRIBUTES = re.compile(r"\s*\{(?P<inside>[^{}]*)\}\s*$")
MAX_DEPTH = 40


class Heading(NamedTuple):
    """A heading with what stands below it, up to the next heading of its level or above."""

    level: int
    title: str
    id: str
    classes: tuple[str, ...]
    line: int
    blocks: tuple[Block, ...]
    children: tuple[Heading, ...]


class Outline(NamedTuple):
    """A body: the blocks before the first heading, then the headings of the top level."""

    lead: tuple[Block, ...]
    headings: tuple[Heading, ...]


@cache
def _parser() -> MarkdownIt:
    # Without HTML a placeholder such as <server> is text, and no tag of a page ever means anything.
    return MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_DEPTH}).enable("table")


def parse_markdown(body: str, path: str, *, first_line: int = 1) -> tuple[Outline, list[Diagnostic]]:
    """The outline of a body that begins at `first_line` of its file.

    Finds KB201 (a construct that pages do not use) and KB202 (heading attributes that are not `{#id .class}`).
    """
    root = SyntaxTreeNode(_parser().parse(body))
    reader = _Reader(path, first_line)
    flat: list[tuple[Heading | None, list[Block]]] = [(None, [])]
    for node in root.children:
        if node.type == "heading":
            flat.append((reader.heading(node), []))
        else:
            flat[-1][1].extend(reader.block(node))
    return Outline(tuple(flat[0][1]), _nest(flat[1:])), reader.diagnostics


def _nest(flat: list[tuple[Heading | None, list[Block]]]) -> tuple[Heading, ...]:
    out: list[Heading] = []
    i = 0
    while i < len(flat):
        heading, blocks = flat[i]
        assert heading is not None
        end = i + 1
        while end < len(flat) and (below := flat[end][0]) is not None and below.level > heading.level:
            end += 1
        out.append(heading._replace(blocks=tuple(blocks), children=_nest(flat[i + 1:end])))
        i = end
    return tuple(out)


class _Reader:
    """Turns syntax nodes into blocks and keeps what it could not use."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.diagnostics: list[Diagnostic] = []

    def line(self, node: SyntaxTreeNode) -> int:
        """The first line of a node in the file; an inline takes that of its block."""
        at: SyntaxTreeNode | None = node
        while at is not None and not at.is_root and at.map is None:
            at = at.parent
        return self.first_line + (at.map[0] if at is not None and not at.is_root and at.map else 0)

    def refuse(self, node: SyntaxTreeNode, what: str) -> None:
        self.diagnostics.append(Diagnostic(Location(self.path, self.line(node)), "KB201", values=(("what", what),)))

    def heading(self, node: SyntaxTreeNode) -> Heading:
        level, line = int(node.tag[1]), self.line(node)
        title = "".join(_flat_text(child) for child in node.children)
        name, classes = "", []
        if match := ATTRIBUTES.search(title):
            title = title[:match.start()]
            for word in match["inside"].split():
                if word.startswith("#") and not name and re.fullmatch(r"#[a-z0-9]+(?:-[a-z0-9]+)*", word):
                    name = word[1:]
                elif re.fullmatch(r"\.[a-z]+", word):
                    classes.append(word[1:])
                else:
                    place = Location(self.path, line)
                    self.diagnostics.append(Diagnostic(place, "KB202", values=(("text", word[:80]),)))
        return Heading(level, title.strip(), name, tuple(classes), line, (), ())

    def blocks(self, nodes: Iterable[SyntaxTreeNode]) -> tuple[Block, ...]:
        return tuple(block for node in nodes for block in self.block(node))

    def block(self, node: SyntaxTreeNode) -> list[Block]:
        line = self.line(node)
        match node.type:
            case "paragraph":
                return [Paragraph(line, self.inlines(node))]
            case "ordered_list":
                return [Steps(line, tuple(self.blocks(item.children) for item in node.children))]
            case "bullet_list":
                return [Bullets(line, tuple(self.blocks(item.children) for item in node.children))]
            case "fence":
                return [CodeBlock(line, node.info.strip().split(" ")[0], node.content.rstrip("\n"))]
            case "code_block":
                self.refuse(node, "indented code")
                return [CodeBlock(line, "", node.content.rstrip("\n"))]
            case "table":
                rows = [tuple(self.inlines(cell) for cell in row.children)
                        for part in node.children for row in part.children]
                return [Table(line, rows[0], tuple(rows[1:]))]
            case "blockquote":
                return [self.alert(node, line)]
            case _:
                self.refuse(node, node.type)
                return []

    def alert(self, node: SyntaxTreeNode, line: int) -> Alert:
        blocks = self.blocks(node.children)
        first = blocks[0] if blocks else None
        if isinstance(first, Paragraph) and first.inlines and isinstance(first.inlines[0], Text):
            head = first.inlines[0].text
            if match := ALERT.match(head):
                rest = head[match.end():]
                inlines = ((Text(rest),) if rest else ()) + first.inlines[1:]
                tail = (Paragraph(first.line, inlines),) if inlines else ()
                return Alert(line, match[1].lower(), (*tail, *blocks[1:]))
        self.refuse(node, "blockquote")
        return Alert(line, "note", blocks)

    def inlines(self, node: SyntaxTreeNode) -> tuple[Inline, ...]:
        out: list[Inline] = []
        for child in node.children:
            if child.type == "inline":
                out.extend(self.inlines(child))
            else:
                out.extend(self.inline(child))
        return tuple(_join(out))

    def inline(self, node: SyntaxTreeNode) -> list[Inline]:
        match node.type:
            case "text":
                return [Text(node.content)] if node.content else []
            case "softbreak" | "hardbreak":
                return [Text("\n")]
            case "code_inline":
                return [CodeSpan(node.content)]
            case "strong" | "em":
                return [Strong(self.inlines(node))]
            case "link":
                return [Link(str(node.attrs.get("href", "")), self.inlines(node))]
            case _:
                self.refuse(node, node.type)
                return []


def _flat_text(node: SyntaxTreeNode) -> str:
    if node.type in ("text", "code_inline"):
        return node.content
    if node.type in ("softbreak", "hardbreak"):
        return " "
    return "".join(_flat_text(child) for child in node.children)


def _join(inlines: list[Inline]) -> list[Inline]:
    """Neighbouring texts as one, with line breaks turned into a space or, between two wide characters, nothing."""
    out: list[Inline] = []
    for i, inline in enumerate(inlines):
        if inline == Text("\n"):
            before = _edge(out[-1], last=True) if out else ""
            after = _edge(inlines[i + 1], last=False) if i + 1 < len(inlines) else ""
            inline = Text("" if _is_wide(before) and _is_wide(after) else " ")
        if isinstance(inline, Text) and out and isinstance(out[-1], Text):
            out[-1] = Text(out[-1].text + inline.text)
        elif inline != Text(""):
            out.append(inline)
    return out


def _edge(inline: Inline, *, last: bool) -> str:
    while isinstance(inline, Strong | Link) and inline.inlines:
        inline = inline.inlines[-1 if last else 0]
    # A code span is Latin in nature: a space beside it is wanted in either language.
    text = inline.text if isinstance(inline, Text) else "x"
    return text[-1:] if last else text[:1]


def _is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in "WF"
