"""Plain text: blocks and articles laid out on lines of a given width, with style marks.

Used by the command line, the transcript and the notes. Colour is the front end's decision (`kb.text.marks`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.pages.blocks import Alert, Block, Bullets, CodeBlock, CodeSpan, Inline, Link, Paragraph, Steps, Strong, Table
from kb.text.marks import CODE, DIM, END, HEADING, STRONG
from kb.text.wrap import cell_width, wrap_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kb.phrases import Phrases

WIDTH = 78


def format_inlines(inlines: Iterable[Inline]) -> str:
    """Inlines as marked text; a link to http(s) shows its address, one to a page only its words."""
    out = []
    for inline in inlines:
        match inline:
            case CodeSpan():
                out.append(f"{CODE}{inline.text}{END}")
            case Strong():
                out.append(f"{STRONG}{format_inlines(inline.inlines)}{END}")
            case Link():
                words = format_inlines(inline.inlines)
                shown = inline.href.startswith(("http://", "https://")) and inline.href not in words
                out.append(f"{words} <{inline.href}>" if shown else words)
            case _:
                out.append(inline.text)
    return "".join(out)


def format_blocks(blocks: Iterable[Block], phrases: Phrases, *, width: int = WIDTH, indent: str = "") -> list[str]:
    """Blocks as marked lines of at most `width` cells; code is never broken. An empty line stands between blocks."""
    lines: list[str] = []
    before: Block | None = None
    for block in blocks:
        # A list belongs to the paragraph that leads to it; everything else stands apart.
        if before is not None and not (isinstance(before, Paragraph) and isinstance(block, Steps | Bullets)):
            lines.append("")
        lines.extend(_block_lines(block, phrases, width, indent))
        before = block
    return lines


def _block_lines(block: Block, phrases: Phrases, width: int, indent: str) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from wrap_text(format_inlines(block.inlines), width, first=indent, rest=indent)
        case CodeBlock():
            yield from (f"{indent}  {CODE}{line}{END}" if line else "" for line in block.text.split("\n"))
        case Steps() | Bullets():
            yield from _list_lines(block, phrases, width, indent)
        case Table():
            yield from _table_lines(block, width, indent)
        case Alert():
            label = f"{STRONG}{phrases.say('alert.' + block.kind)}{END} "
            inner = format_blocks(block.blocks, phrases, width=width, indent=indent + "| ")
            if inner:
                inner[0] = inner[0].replace(indent + "| ", f"{indent}| {label}", 1)
                if cell_width(inner[0]) > width and isinstance(block.blocks[0], Paragraph):
                    words = format_inlines(block.blocks[0].inlines)
                    first = wrap_text(label + words, width, first=indent + "| ", rest=indent + "| ")
                    rest = format_blocks(block.blocks[1:], phrases, width=width, indent=indent + "| ")
                    inner = [*first, *rest]
            yield from inner


def _list_lines(block: Steps | Bullets, phrases: Phrases, width: int, indent: str) -> Iterator[str]:
    for number, item in enumerate(block.items, 1):
        sign = f"{number}. " if isinstance(block, Steps) else "- "
        inner = format_blocks(item, phrases, width=width, indent=indent + " " * len(sign))
        if inner:
            yield indent + sign + inner[0][len(indent) + len(sign):]
            yield from inner[1:]


def _table_lines(table: Table, width: int, indent: str) -> Iterator[str]:
    rows = [[format_inlines(cell) for cell in row] for row in (table.header, *table.rows)]
    sizes = [max(cell_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    if cell_width(indent) + sum(sizes) + 2 * (len(sizes) - 1) <= width:
        for number, row in enumerate(rows):
            cells = (cell + " " * (size - cell_width(cell)) for cell, size in zip(row, sizes, strict=True))
            line = indent + "  ".join(cells).rstrip()
            yield f"{STRONG}{line}{END}" if number == 0 else line
        return
    for row in rows[1:]:
        yield from wrap_text(f"{STRONG}{row[0]}{END}", width, first=indent + "- ", rest=indent + "  ")
        for name, cell in zip(rows[0][1:], row[1:], strict=True):
            yield from wrap_text(f"{name}: {cell}", width, first=indent + "  ", rest=indent + "    ")


def fill_items(items: Iterable[str], width: int, *, indent: str = "", between: str = " | ") -> list[str]:
    """Short items on as few lines as possible, none of them broken."""
    lines: list[str] = []
    for item in items:
        if lines and cell_width(lines[-1] + between + item) <= width:
            lines[-1] += between + item
        else:
            lines.append(indent + item)
    return lines


def heading(text: str) -> str:
    """A heading line."""
    return f"{HEADING}{text}{END}"


def dim(text: str) -> str:
    """Words of less weight."""
    return f"{DIM}{text}{END}"
