"""Blocks and inlines: the text of a page as a small frozen tree.

Owns the shapes and the two ways to see them as plain words. Reading Markdown belongs to `kb.pages.markdown`, laying
text out on lines to the formatters of the front ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Text(msgspec.Struct, frozen=True, tag="text"):
    """Words as they stand."""

    text: str


class CodeSpan(msgspec.Struct, frozen=True, tag="code"):
    """A command, path, key or value, to be shown and copied as it is."""

    text: str


class Strong(msgspec.Struct, frozen=True, tag="strong"):
    """Emphasised words."""

    inlines: tuple[Inline, ...]


class Link(msgspec.Struct, frozen=True, tag="link"):
    """A link: `href` as written, to another page or to http(s)."""

    href: str
    inlines: tuple[Inline, ...]


Inline = Text | CodeSpan | Strong | Link


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """One paragraph; `line` is its first line in the file."""

    line: int
    inlines: tuple[Inline, ...]


class Steps(msgspec.Struct, frozen=True, tag="steps"):
    """A numbered list: actions in order."""

    line: int
    items: tuple[tuple[Block, ...], ...]


class Bullets(msgspec.Struct, frozen=True, tag="bullets"):
    """A list without order."""

    line: int
    items: tuple[tuple[Block, ...], ...]


class CodeBlock(msgspec.Struct, frozen=True, tag="codeblock"):
    """Commands or output, to be copied as they are; `language` is the word after the fence."""

    line: int
    language: str
    text: str


class Table(msgspec.Struct, frozen=True, tag="table"):
    """A table; every row has as many cells as the header."""

    line: int
    header: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


class Alert(msgspec.Struct, frozen=True, tag="alert"):
    """A remark set apart; `kind` is `note` or `warning`."""

    line: int
    kind: str
    blocks: tuple[Block, ...]


Block = Paragraph | Steps | Bullets | CodeBlock | Table | Alert


def plain_inlines(inlines: Iterable[Inline]) -> str:
    """The words of some inlines without their marks."""
    return "".join(
        inline.text if isinstance(inline, Text | CodeSpan) else plain_inlines(inline.inlines) for inline in inlines
    )


def plain_blocks(blocks: Iterable[Block]) -> str:
    """The words of some blocks without their marks, a line for each paragraph, item, cell row or code line."""
    return "\n".join(_plain_lines(blocks))


def _plain_lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                yield plain_inlines(block.inlines)
            case CodeBlock():
                yield block.text
            case Table():
                for row in (block.header, *block.rows):
                    yield " ".join(plain_inlines(cell) for cell in row)
            case Alert():
                yield from _plain_lines(block.blocks)
            case Steps() | Bullets():
                for item in block.items:
                    yield from _plain_lines(item)


def walk_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block in reading order, those inside lists and alerts too."""
    for block in blocks:
        yield block
        match block:
            case Steps() | Bullets():
                for item in block.items:
                    yield from walk_blocks(item)
            case Alert():
                yield from walk_blocks(block.blocks)


def walk_inlines(blocks: Iterable[Block]) -> Iterator[tuple[int, Inline]]:
    """Every inline in reading order with the first line of its block, those inside others too."""
    for block in walk_blocks(blocks):
        match block:
            case Paragraph():
                yield from ((block.line, inline) for inline in _nested(block.inlines))
            case Table():
                for row in (block.header, *block.rows):
                    for cell in row:
                        yield from ((block.line, inline) for inline in _nested(cell))


def _nested(inlines: Iterable[Inline]) -> Iterator[Inline]:
    for inline in inlines:
        yield inline
        if isinstance(inline, Strong | Link):
            yield from _nested(inline.inlines)
