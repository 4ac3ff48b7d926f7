"""Markup: blocks as Markdown or as HTML, for what leaves the program.

Owns escaping: nothing that a page says becomes a tag, and links go to https or to where `link` sends them. What
belongs on a page is decided by the exports.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from kb.pages.blocks import Alert, Block, Bullets, CodeBlock, CodeSpan, Inline, Link, Paragraph, Steps, Strong, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    LinkTo = Callable[[str], str]
    """The address for a link as written on a page; empty where there is none."""

SPECIAL = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
BLOCK_START = re.compile(r"(?:#{1,6}|[-+])(?:\s|$)|>|[=~-]+\s*$|~~~|(?<=\d)[.)](?:\s|$)")
DIGITS = re.compile(r"\d{0,9}")
TICKS = re.compile(r"`+")


def html_inlines(inlines: Iterable[Inline], link: LinkTo) -> str:
    """Inlines as HTML."""
    out = []
    for inline in inlines:
        match inline:
            case CodeSpan():
                out.append(f"<code>{escape(inline.text)}</code>")
            case Strong():
                out.append(f"<strong>{html_inlines(inline.inlines, link)}</strong>")
            case Link():
                words, target = html_inlines(inline.inlines, link), link(inline.href)
                out.append(f'<a href="{escape(target)}">{words}</a>' if target else words)
            case _:
                out.append(escape(inline.text))
    return "".join(out)


def html_blocks(blocks: Iterable[Block], link: LinkTo, labels: dict[str, str]) -> str:
    """Blocks as HTML; `labels` are the words for `note` and `warning`."""
    return "\n".join(_html(block, link, labels) for block in blocks)


def _html(block: Block, link: LinkTo, labels: dict[str, str]) -> str:
    match block:
        case Paragraph():
            return f"<p>{html_inlines(block.inlines, link)}</p>"
        case CodeBlock():
            return f"<pre><code>{escape(block.text)}</code></pre>"
        case Steps() | Bullets():
            tag = "ol" if isinstance(block, Steps) else "ul"
            items = "\n".join(f"<li>{html_blocks(item, link, labels)}</li>" for item in block.items)
            return f"<{tag}>\n{items}\n</{tag}>"
        case Alert():
            inside = html_blocks(block.blocks, link, labels)
            return f'<div class="{block.kind}"><strong>{escape(labels[block.kind])}</strong>\n{inside}</div>'
        case Table():
            rows = [[html_inlines(cell, link) for cell in row] for row in (block.header, *block.rows)]
            head = "".join(f"<th>{cell}</th>" for cell in rows[0])
            body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:])
            return f"<table>\n<tr>{head}</tr>\n{body}\n</table>"


def markdown_text(text: str) -> str:
    """Words as they stand, whatever Markdown would make of them."""
    return SPECIAL.sub(r"\\\g<0>", text)


def markdown_inlines(inlines: Iterable[Inline], link: LinkTo) -> str:
    """Inlines as Markdown."""
    out = []
    for inline in inlines:
        match inline:
            case CodeSpan():
                out.append(_code_span(inline.text))
            case Strong():
                out.append(f"**{markdown_inlines(inline.inlines, link)}**")
            case Link():
                words, target = markdown_inlines(inline.inlines, link), link(inline.href)
                out.append(f"[{words}]({target})" if target else words)
            case _:
                out.append(markdown_text(inline.text))
    return "".join(out)


def _code_span(text: str) -> str:
    ticks = "`" * (_longest(text) + 1)
    space = " " if text.startswith("`") or text.endswith("`") or (text[:1] == text[-1:] == " " and text.strip()) else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _longest(text: str) -> int:
    """The length of the longest run of backticks."""
    return max(map(len, TICKS.findall(text)), default=0)


def _start_escaped(text: str) -> str:
    """A paragraph that begins no other kind of block."""
    digits = DIGITS.match(text)
    end = digits.end() if digits is not None else 0
    return text if BLOCK_START.match(text, end) is None else f"{text[:end]}\\{text[end:]}"


def markdown_blocks(blocks: Iterable[Block], link: LinkTo) -> str:
    """Blocks as Markdown, with an empty line between them."""
    return "\n\n".join("\n".join(_markdown(block, link)) for block in blocks)


def _markdown(block: Block, link: LinkTo) -> Iterator[str]:
    match block:
        case Paragraph():
            yield _start_escaped(markdown_inlines(block.inlines, link))
        case CodeBlock():
            fence = "`" * max(_longest(block.text) + 1, 3)
            yield from (f"{fence}{block.language}", *block.text.split("\n"), fence)
        case Alert():
            yield f"> [!{block.kind.upper()}]"
            yield from (f"> {line}".rstrip() for line in markdown_blocks(block.blocks, link).split("\n"))
        case Table():
            for number, row in enumerate((block.header, *block.rows)):
                # A table is cut into cells before anything else is read, code too.
                cells = (markdown_inlines(cell, link).replace("|", "\\|") for cell in row)
                yield "| " + " | ".join(cells) + " |"
                if number == 0:
                    yield "|" + "---|" * len(row)
        case Steps() | Bullets():
            for number, item in enumerate(block.items, 1):
                sign = f"{number}. " if isinstance(block, Steps) else "- "
                first, *rest = markdown_blocks(item, link).split("\n")
                yield sign + first
                yield from (" " * len(sign) + line if line else "" for line in rest)
