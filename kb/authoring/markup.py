"""Markup: blocks as Markdown or as HTML, for what leaves the program.

Owns escaping: nothing that a page says becomes a tag, and links go to https or to where `link` sends them. What
belongs on a page is decided by `export`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from kb.pages.blocks import Alert, Block, Bullets, CodeBlock, CodeSpan, Inline, Link, Paragraph, Steps, Strong, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    LinkTo = Callable[[str], str]
    """The address for a link as written on a page; empty where there is none."""


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


def markdown_inlines(inlines: Iterable[Inline], link: LinkTo) -> str:
    """Inlines as Markdown."""
    out = []
    for inline in inlines:
        match inline:
            case CodeSpan():
                out.append(f"`` {inline.text} ``" if "`" in inline.text else f"`{inline.text}`")
            case Strong():
                out.append(f"**{markdown_inlines(inline.inlines, link)}**")
            case Link():
                words, target = markdown_inlines(inline.inlines, link), link(inline.href)
                out.append(f"[{words}]({target})" if target else words)
            case _:
                out.append(inline.text.replace("<", "&lt;"))
    return "".join(out)


def markdown_blocks(blocks: Iterable[Block], link: LinkTo) -> str:
    """Blocks as Markdown, with an empty line between them."""
    return "\n\n".join("\n".join(_markdown(block, link)) for block in blocks)


def _markdown(block: Block, link: LinkTo) -> Iterator[str]:
    match block:
        case Paragraph():
            yield markdown_inlines(block.inlines, link)
        case CodeBlock():
            yield from (f"```{block.language}", *block.text.split("\n"), "```")
        case Alert():
            yield f"> [!{block.kind.upper()}]"
            yield from (f"> {line}".rstrip() for line in markdown_blocks(block.blocks, link).split("\n"))
        case Table():
            for number, row in enumerate((block.header, *block.rows)):
                yield "| " + " | ".join(markdown_inlines(cell, link) for cell in row) + " |"
                if number == 0:
                    yield "|" + "---|" * len(row)
        case Steps() | Bullets():
            for number, item in enumerate(block.items, 1):
                sign = f"{number}. " if isinstance(block, Steps) else "- "
                first, *rest = markdown_blocks(item, link).split("\n")
                yield sign + first
                yield from (" " * len(sign) + line if line else "" for line in rest)
