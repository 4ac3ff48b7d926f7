"""Extensions: a page of a later collection that adds to an article of an earlier one.

It lies at the same path, begins with `extends: <slug>`, and has those sections that it adds to. Owns its front
matter and how it joins the article; the name of the collection stands before everything that it adds, so that a
reader sees whose sentence it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from kb.diagnostics import Diagnostic, Location
from kb.pages.article import Article, Cause, CauseFacts
from kb.pages.article_parser import CAUSE_FIELDS, ArticlePage, parse_sections
from kb.pages.blocks import Paragraph, Strong, Text
from kb.pages.fields import Field, list_of, mapping_of, raw_mapping, read_fields, read_rule, read_slug, read_text
from kb.pages.frontmatter import parse_front_matter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from kb.pages.blocks import Block

MARK = re.compile(r"^extends:", re.MULTILINE)
FIELDS = {
    "extends": Field(read_slug, required=True),
    "aliases": Field(list_of(read_text)),
    "symptoms": Field(list_of(read_text)),
    "messages": Field(list_of(read_text)),
    "related": Field(list_of(read_slug)),
    "causes": Field(mapping_of(raw_mapping, read_slug)),
    "exempt": Field(mapping_of(read_text, read_rule)),
}
PLAIN_PARTS = ("meaning", "prevention", "reply", "escalation")


class Extension(msgspec.Struct, frozen=True):
    """One file of an extension: its words, and the facts of the causes that it adds, where it declares them."""

    page: ArticlePage
    related: tuple[str, ...]
    causes: dict[str, CauseFacts]


def is_extension(text: str) -> bool:
    """Whether a page is one, by its front matter."""
    return text.startswith("---") and MARK.search(text, 0, max(text.find("\n---", 3), 0)) is not None


def parse_extension(
    text: str, path: str, headings: Mapping[str, str],
) -> tuple[Extension | None, list[Diagnostic]]:
    """One extension page; what can be wrong with its front matter and sections is the same as for an article."""
    front, diagnostics = parse_front_matter(text, path)
    if front.head is None:
        return None, diagnostics
    values, found = read_fields(front.head, FIELDS, path)
    diagnostics += found
    causes: dict[str, CauseFacts] = {}
    for name, mapping in values.get("causes", {}).items():
        facts, found = read_fields(mapping, CAUSE_FIELDS, path)
        diagnostics += found
        if all(key in facts for key, field in CAUSE_FIELDS.items() if field.required):
            causes[name] = CauseFacts(**facts)
    sections, found = parse_sections(front, path, headings)
    # The answer in a nutshell is the article's; here it may be missing.
    diagnostics += [each for each in found if each.rule != "KB203" or ("n", "0") not in each.values]
    slug = path.rpartition("/")[2].removesuffix(".md")
    if values.get("extends", slug) != slug:
        words = (("slug", slug), ("extends", values["extends"]))
        diagnostics.append(Diagnostic(Location(path), "KB121", values=words))
    page = ArticlePage(
        slug=slug, topic=path.split("/")[-2], path=path, title="", aliases=values.get("aliases", ()),
        symptoms=values.get("symptoms", ()), messages=values.get("messages", ()), translates=None, facts=None,
        body=front.body, exempt=values.get("exempt", {}), **sections)
    return Extension(page, values.get("related", ()), causes), diagnostics


def join_extensions(
    article: Article, extensions: Mapping[str, Extension], collection: str,
) -> tuple[Article, list[Diagnostic]]:
    """The article with what the extension of its locale adds. `extensions` are those of one collection by locale:
    any of them may declare the facts of a cause. Finds KB211 (a cause without facts)."""
    extension = extensions.get(article.locale)
    if extension is None:
        return article, []
    page = extension.page
    facts = {name: each for other in extensions.values() for name, each in other.causes.items()}
    diagnostics = [
        Diagnostic(Location(page.path, cause.line), "KB211", values=(("cause", cause.id),))
        for cause in page.causes if cause.id not in facts
    ]

    def named(blocks: tuple[Block, ...], line: int) -> tuple[Block, ...]:
        return (Paragraph(line, (Strong((Text(collection),)),)), *blocks)

    changes: dict[str, Any] = {
        part: getattr(article, part) + named(getattr(page, part), getattr(page, part)[0].line)
        for part in PLAIN_PARTS if getattr(page, part)
    }
    for key in ("aliases", "symptoms", "messages"):
        changes[key] = getattr(article, key) + getattr(page, key)
    replace = msgspec.structs.replace
    return replace(
        article, **changes,
        related=article.related + extension.related,
        questions=article.questions + tuple(
            replace(each, answer=named(each.answer, each.line)) for each in page.questions),
        causes=article.causes + tuple(
            Cause(each.id, each.title, each.line, facts[each.id], named(each.description, each.line), each.check,
                  each.fix)
            for each in page.causes if each.id in facts),
        twins=article.twins + tuple(replace(each, blocks=named(each.blocks, each.line)) for each in page.twins),
    ), diagnostics
