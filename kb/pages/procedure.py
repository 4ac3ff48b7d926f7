"""Procedures: steps that several articles share, and putting them in where a page links to one alone."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from kb.diagnostics import Diagnostic, Location
from kb.pages.blocks import Alert, Block, Bullets, Link, Paragraph, Steps
from kb.pages.fields import Field, mapping_of, read_digest, read_fields, read_rule, read_text
from kb.pages.frontmatter import parse_front_matter
from kb.pages.markdown import parse_markdown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb.pages.article import Article
    from kb.pages.tree import DecisionTree

INCLUDE = re.compile(r"(?:\.\./){1,2}procedures/([a-z0-9-]+)\.md\Z")
FIELDS = {
    "title": Field(read_text, required=True),
    "translates": Field(read_digest),
    "exempt": Field(mapping_of(read_text, read_rule)),
}
PARTS = ("lead", "meaning", "prevention", "reply", "escalation")


class Procedure(msgspec.Struct, frozen=True):
    """A shared procedure in one locale; `translates` is None for the source."""

    slug: str
    path: str
    title: str
    translates: str | None
    body: str
    blocks: tuple[Block, ...]
    exempt: dict[str, str] = {}


def parse_procedure(text: str, path: str) -> tuple[Procedure | None, list[Diagnostic]]:
    """One procedure file. Finds KB212 (a heading in it) and KB206 (nothing in it)."""
    front, diagnostics = parse_front_matter(text, path)
    if front.head is None:
        return None, diagnostics
    values, found = read_fields(front.head, FIELDS, path)
    outline, problems = parse_markdown(front.body, path, first_line=front.body_line)
    diagnostics += found + problems
    diagnostics += [Diagnostic(Location(path, heading.line), "KB212", values=(("title", heading.title),))
                    for heading in outline.headings]
    title = values.get("title", "")
    if not outline.lead:
        diagnostics.append(Diagnostic(Location(path, front.body_line), "KB206", values=(("title", title),)))
    slug = PurePosixPath(path).stem
    return Procedure(slug, path, title, values.get("translates"), front.body, outline.lead,
                     values.get("exempt", {})), diagnostics


def included_slug(block: Block) -> str:
    """The procedure that a block includes: a paragraph that is nothing but a link to one. Empty when it does not."""
    if isinstance(block, Paragraph) and len(block.inlines) == 1 and isinstance(block.inlines[0], Link):
        match = INCLUDE.match(block.inlines[0].href)
        return match[1] if match else ""
    return ""


def fill_procedures(blocks: tuple[Block, ...], procedures: Mapping[str, Procedure]) -> tuple[Block, ...]:
    """The blocks with each included procedure in place of its link; links to unknown ones stay links."""
    out: list[Block] = []
    for block in blocks:
        procedure = procedures.get(included_slug(block))
        if procedure is not None:
            out.extend(procedure.blocks)
        elif isinstance(block, Steps | Bullets):
            items = tuple(fill_procedures(item, procedures) for item in block.items)
            out.append(msgspec.structs.replace(block, items=items))
        elif isinstance(block, Alert):
            out.append(msgspec.structs.replace(block, blocks=fill_procedures(block.blocks, procedures)))
        else:
            out.append(block)
    return tuple(out)


def include_tree_procedures(tree: DecisionTree, procedures: Mapping[str, Procedure]) -> DecisionTree:
    """The tree with each included procedure in place of its link."""
    return msgspec.structs.replace(tree, nodes=tuple(
        msgspec.structs.replace(node, blocks=fill_procedures(node.blocks, procedures)) for node in tree.nodes))


def include_procedures(article: Article, procedures: Mapping[str, Procedure]) -> Article:
    """The article with each included procedure in place of its link."""

    def fill(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return fill_procedures(blocks, procedures)

    replace = msgspec.structs.replace
    return replace(
        article,
        **{part: fill(getattr(article, part)) for part in PARTS},
        questions=tuple(replace(each, answer=fill(each.answer)) for each in article.questions),
        causes=tuple(
            replace(each, description=fill(each.description), check=fill(each.check), fix=fill(each.fix))
            for each in article.causes
        ),
        twins=tuple(replace(each, blocks=fill(each.blocks)) for each in article.twins),
    )
