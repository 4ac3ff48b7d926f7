"""Writing sheets: blocks of a page -> rows, broken by kinsoku, with links and copyable code as targets.

Owns how each kind of block looks. Characters of ambiguous width stay out: what sets parts apart is colour, weight and
space. Which sections stand on a page belongs to the sheets of articles, codes and replies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.plain import fill_items
from assistant.tui.sheets.sheet import NO_TARGET, Act, Anchor, Row, Run, Sheet, Target
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
    plain_inlines,
)
from kb.text.marks import CODE, DIM, END, HEADING, STRONG
from kb.text.safe import make_safe, make_safe_line
from kb.text.wrap import cell_width, wrap_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kb.phrases import Phrases

LINK = HEADING
"""Marks a link inside marked text: headings never occur there."""

STYLES = {STRONG: "strong", CODE: "code", DIM: "dim", LINK: "link"}
MIN_WIDTH = 12
BETWEEN = "   "
TAB = "    "


class SheetWriter:
    """Collects rows from top to bottom. `width` is the room for text in cells."""

    def __init__(self, width: int, phrases: Phrases) -> None:
        self.width = max(width, MIN_WIDTH)
        self.phrases = phrases
        self.rows: list[Row] = []
        self._anchors: list[Anchor] = []
        self._targets: list[Target] = []
        self._links: list[int] = []

    def sheet(self) -> Sheet:
        """What was written."""
        return Sheet(self.width, tuple(self.rows), tuple(self._anchors), tuple(self._targets))

    def gap(self) -> None:
        """An empty row, but never two, and none at the top."""
        if self.rows and (self.rows[-1].runs or self.rows[-1].ground):
            self.rows.append(Row())

    def anchor(self, name: str, level: int, title: str) -> None:
        """Names the place of the next row."""
        self._anchors.append(Anchor(len(self.rows), name, level, make_safe_line(title)))

    def heading(self, title: str, name: str, *, level: int = 2, indent: str = "") -> None:
        """A heading and its anchor; those of level 2 stand on a ground of their own."""
        self.gap()
        self.anchor(name, level, title)
        ground = "heading" if level == 2 else ""
        lead = indent + (" " if ground else "")
        for line in wrap_text(make_safe_line(title), self.width, first=lead, rest=lead):
            self.rows.append(Row((Run(line, f"heading{level}"),), ground, cell_width(indent)))

    def text(
        self, words: str, *, style: str = "", indent: str = "", first: str | None = None, ground: str = "",
    ) -> None:
        """A paragraph of plain words in one style."""
        self._lines(make_safe_line(words), first if first is not None else indent, indent, style, ground)

    def items(self, items: Iterable[str], *, style: str = "", indent: str = "", ground: str = "") -> None:
        """Short items on as few rows as possible; one that is longer than a row is broken like a paragraph."""
        for line in fill_items(map(make_safe_line, items), self.width - cell_width(indent), between=BETWEEN):
            if cell_width(indent + line) > self.width:
                self.text(line, style=style, indent=indent, ground=ground)
            else:
                self.rows.append(Row((Run(indent), Run(line, style)), ground, cell_width(indent) if ground else 0))

    def target(
        self, act: Act, value: str, words: str, *, style: str = "link", indent: str = "", first: str | None = None,
        note: str = "",
    ) -> None:
        """A paragraph that is a target as a whole, with a dim note behind it."""
        label = make_safe_line(words)
        number = self._new_target(act, value, label)
        start = len(self.rows)
        marked = label + (f"{DIM}  {make_safe_line(note)}{END}" if note else "")
        self._lines(marked, first if first is not None else indent, indent, style, "", number)
        self._targets[number] = self._targets[number]._replace(first=start, last=len(self.rows) - 1)

    def blocks(self, blocks: Iterable[Block], *, indent: str = "", ground: str = "", first: str | None = None) -> None:
        """Blocks of a page; `first` is put before the first row instead of the indent."""
        before: Block | None = None
        for block in blocks:
            # A list belongs to the paragraph that leads to it; everything else stands apart.
            if before is not None and not (isinstance(before, Paragraph) and isinstance(block, Steps | Bullets)):
                self.rows.append(Row((), ground, cell_width(indent) if ground else 0))
            self._block(block, indent, ground, first if before is None and first is not None else indent)
            before = block

    def _block(self, block: Block, indent: str, ground: str, first: str) -> None:
        match block:
            case Paragraph():
                self._inlines(block.inlines, first, indent, ground)
            case CodeBlock():
                if first != indent:
                    self.rows.append(Row((Run(first),), ground))
                self._code(block, indent)
            case Steps() | Bullets():
                for number, item in enumerate(block.items, 1):
                    sign = f"{number}. " if isinstance(block, Steps) else "- "
                    lead = first if number == 1 else indent
                    self.blocks(item, indent=indent + " " * len(sign), ground=ground, first=lead + sign)
            case Table():
                self._table(block, indent, ground)
            case Alert():
                self._alert(block, indent)

    def _alert(self, block: Alert, indent: str) -> None:
        label = make_safe_line(self.phrases.say("alert." + block.kind)).rstrip(":：")
        start = len(self.rows)
        self.rows.append(Row((Run(f"{indent} "), Run(label, f"{block.kind}-label")), block.kind, cell_width(indent)))
        self.blocks(block.blocks, indent=indent + " ", ground=block.kind)
        for number in range(start, len(self.rows)):
            row = self.rows[number]
            self.rows[number] = row._replace(ground=row.ground or block.kind, left=row.left or cell_width(indent))

    def _code(self, block: CodeBlock, indent: str) -> None:
        number = self._new_target(Act.COPY, block.text, make_safe_line(block.text.strip().split("\n")[0]))
        start = len(self.rows)
        left = cell_width(indent)
        room = max(self.width - left - 2, MIN_WIDTH)
        for line in make_safe(block.text).replace("\t", TAB).split("\n"):
            for piece in _fold_code(line, room):
                self.rows.append(Row((Run(indent), Run(f" {piece}", "command", number)), "code", left))
        self._targets[number] = self._targets[number]._replace(first=start, last=len(self.rows) - 1)

    def _table(self, table: Table, indent: str, ground: str) -> None:
        rows = [[self._marked(cell) for cell in row] for row in (table.header, *table.rows)]
        sizes = [max(cell_width(row[i]) for row in rows) for i in range(len(rows[0]))]
        if cell_width(indent) + sum(sizes) + 3 * (len(sizes) - 1) <= self.width:
            for number, row in enumerate(rows):
                cells = (cell + " " * (size - cell_width(cell)) for cell, size in zip(row, sizes, strict=True))
                line = indent + "   ".join(cells).rstrip()
                self._lines_of([line], indent, indent, "strong" if number == 0 else "", ground)
            return
        for row in rows[1:]:
            self._lines(f"{STRONG}{row[0]}{END}", f"{indent}- ", f"{indent}  ", "", ground)
            for name, cell in zip(rows[0][1:], row[1:], strict=True):
                self._lines(f"{DIM}{name}{END}  {cell}", f"{indent}  ", f"{indent}    ", "", ground)

    def _inlines(self, inlines: Iterable[Inline], first: str, indent: str, ground: str) -> None:
        self._lines(self._marked(inlines), first, indent, "", ground)

    def _marked(self, inlines: Iterable[Inline]) -> str:
        out = []
        for inline in inlines:
            match inline:
                case CodeSpan():
                    out.append(f"{CODE}{make_safe_line(inline.text)}{END}")
                case Strong():
                    out.append(f"{STRONG}{self._marked(inline.inlines)}{END}")
                case Link():
                    words = make_safe_line(plain_inlines(inline.inlines))
                    target = link_target(inline.href)
                    if target is None:
                        out.append(words)
                    else:
                        self._links.append(self._new_target(*target, words))
                        out.append(f"{LINK}{words}{END}")
                case _:
                    out.append(make_safe_line(inline.text))
        return "".join(out)

    def _new_target(self, act: Act, value: str, label: str) -> int:
        here = len(self.rows)
        self._targets.append(Target(act, value, label, here, here))
        return len(self._targets) - 1

    def _lines(
        self, marked: str, first: str, indent: str, style: str, ground: str, target: int = NO_TARGET,
    ) -> None:
        self._lines_of(wrap_text(marked, self.width, first=first, rest=indent), first, indent, style, ground, target)

    def _lines_of(
        self, lines: list[str], first: str, indent: str, style: str, ground: str, target: int = NO_TARGET,
    ) -> None:
        stack: list[tuple[str, int]] = [(style, target)]
        for number, line in enumerate(lines):
            lead = first if number == 0 else indent
            runs = [Run(lead, "", target)] if lead else []
            runs.extend(self._runs(line[len(lead):], stack))
            self.rows.append(Row(tuple(runs), ground, cell_width(indent) if ground else 0))

    def _runs(self, line: str, stack: list[tuple[str, int]]) -> Iterator[Run]:
        text = ""
        for character in line:
            if character != END and character not in STYLES:
                text += character
                continue
            if text:
                yield Run(text, *stack[-1])
                text = ""
            if character == END:
                if len(stack) > 1:
                    stack.pop()
                continue
            target = stack[-1][1]
            if character == LINK and self._links:
                target = self._links.pop(0)
                here = len(self.rows)
                self._targets[target] = self._targets[target]._replace(first=here, last=here)
            stack.append((STYLES[character], target))
        if text:
            yield Run(text, *stack[-1])


def link_target(href: str) -> tuple[Act, str] | None:
    """What a link of a page leads to: an article, a tree, or an address of the web; None for anything else."""
    if href.startswith(("https://", "http://")):
        return Act.ADDRESS, href
    path = href.partition("#")[0]
    if not path.endswith(".md") or "procedures/" in path:
        return None
    slug = path.rsplit("/", 1)[-1].removesuffix(".md")
    return (Act.TREE if "trees/" in path else Act.ARTICLE), slug


def _fold_code(line: str, room: int) -> Iterator[str]:
    """A line of code in pieces that fit, cut at spaces where there are any; what follows is set in by two cells."""
    lead = ""
    while cell_width(lead + line) > room:
        cut, used = 0, cell_width(lead)
        for cut, character in enumerate(line):  # noqa: B007 - the place is what is looked for
            used += cell_width(character)
            if used > room:
                break
        space = line.rfind(" ", 1, cut + 1)
        cut = space if space > cut // 2 else max(cut, 1)
        yield lead + line[:cut]
        line, lead = line[cut:].lstrip(" "), "  "
    yield lead + line
