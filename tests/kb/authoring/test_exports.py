"""Exports: every page in both languages, every code an address, no dead link, and no word of a page a tag."""

from __future__ import annotations

import posixpath
import re
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.authoring.export_codes import code_name
from kb.authoring.markdown_export import export_markdown
from kb.authoring.markup import html_blocks, markdown_blocks, markdown_text
from kb.authoring.site_export import export_site
from kb.codes.code import Code, format_value
from kb.index.cache import IndexCache
from kb.knowledge import KnowledgeBase
from kb.pages.blocks import Block, CodeBlock, CodeSpan, Link, Paragraph, Steps, Text, plain_blocks
from kb.pages.files import shipped_root
from kb.pages.loading import list_content, load_words
from kb.pages.markdown import parse_markdown
from kb.pages.tree import TargetKind
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kb.pages.procedure import Procedure

HOSTILE = '<script>alert("x")</script>'
PAGE = """---
title: {title}
symptoms: [{title}]
kind: reference
codes: [{codes}]
status: {status}
reviewed: 2026-11-23
sources: [{{title: RFC 7296, url: "https://www.rfc-editor.org/rfc/rfc7296"}}]
related: [old-page, vpn-not-connecting]
---

In short.

## Meaning

See [the old page](old-page.md), [the tree](../../trees/vpn-pptp.md#number), [a cause](../ras/vpn-timeout.md#no-such-cause)
and [a procedure](../../procedures/restart-ikeext.md).
"""


class Collector(HTMLParser):
    """Tags, ids and addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in ("href", "src"):
                (self.links if tag == "a" else self.loads).append(value or "")


def procedures_of(*roots: Path) -> dict[str, dict[str, Procedure]]:
    words, _ = load_words(roots, list_content(roots)[0])
    return words.procedures


@pytest.fixture(scope="module")
def site(knowledge: KnowledgeBase) -> dict[str, str]:
    return export_site(knowledge, procedures_of(shipped_root()))


@pytest.fixture(scope="module")
def markdown(knowledge: KnowledgeBase) -> dict[str, str]:
    return export_markdown(knowledge, procedures_of(shipped_root()))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[KnowledgeBase, dict[str, dict[str, Procedure]]]]:
    """The shipped content with a collection over it: an archived page, links to it, codes of its own, one language."""
    root = tmp_path_factory.mktemp("own")
    folder = root / "en" / "articles" / "own"
    folder.mkdir(parents=True)
    (root / "kb.yaml").write_text("name: Own\nfamilies: [own]\n", "utf-8")
    (folder / "old-page.md").write_text(PAGE.format(title="Old", codes="", status="archived"), "utf-8")
    (folder / "new-page.md").write_text(
        PAGE.format(title="New <b>&amp; *bold*", codes='"own:E 1/2", "own:E-1-2"', status="draft"), "utf-8")
    roots = [shipped_root(), root]
    connection = IndexCache(tmp_path_factory.mktemp("own-index"), roots, ["naze", "own"]).open()
    yield KnowledgeBase(connection), procedures_of(*roots)
    connection.close()


def dead_links(site: dict[str, str]) -> list[tuple[str, str]]:
    """Links and loaded files of pages that lead to no file, or to no id of it."""
    pages = {path: Collector(text) for path, text in site.items() if path.endswith(".html")}
    dead = []
    for path, page in pages.items():
        for address in (*page.links, *page.loads):
            if address.startswith("https://"):
                continue
            file, _, name = unquote(address).partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
            if target not in site or (name and name not in pages[target].ids):
                dead.append((path, address))
    return dead


def test_every_page_is_there(site: dict[str, str], knowledge: KnowledgeBase) -> None:
    for locale in LOCALES:
        for slug in knowledge.all_slugs():
            article = knowledge.get_article(slug, locale)
            assert f"<h1>{escape(article.title)}</h1>" in site[f"{locale}/{slug}.html"]
        assert all(f"{locale}/tree/{slug}.html" in site for slug in knowledge.all_trees())
        assert all(f"{locale}/procedure/{slug}.html" in site for slug in procedures_of(shipped_root())[locale])


def test_every_code_has_an_address_that_stays(site: dict[str, str], knowledge: KnowledgeBase) -> None:
    for locale in LOCALES:
        for slug in knowledge.all_slugs():
            for code in knowledge.get_article(slug, locale).codes:
                page = site[f"{locale}/code/{code.family}-{format_value(code)}.html"]
                assert f'href="../{slug}.html"' in page
        assert "ERROR_VPN_TIMEOUT" in site[f"{locale}/code/ras-809.html"]
        lone = Code("win32", 1920)
        meaning = knowledge.find_meaning(lone, locale)
        assert not meaning or meaning in site[f"{locale}/code/win32-1920.html"]
    names = {code_name(Code("own", text)) for text in ("E-1", "E 1", "E/1", "Ｅ 1", "E--1")}
    assert len(names) == 5
    assert all(re.fullmatch(r"[A-Za-z0-9.-]+", name) for name in names)


def test_no_link_is_dead(site: dict[str, str]) -> None:
    assert dead_links(site) == []
    assert sum(len(Collector(text).links) for path, text in site.items() if path.endswith(".html")) > 5_000


def test_trees_are_walked_by_links_alone(site: dict[str, str], knowledge: KnowledgeBase) -> None:
    for locale in LOCALES:
        for slug in knowledge.all_trees():
            tree = knowledge.find_tree(slug, locale)
            assert tree is not None
            page = Collector(site[f"{locale}/tree/{slug}.html"])
            assert page.ids == [node.id for node in tree.nodes]
            assert "script" not in page.tags
            for node in tree.nodes:
                for choice in node.choices:
                    address = {TargetKind.NODE: f"#{choice.target.name}", TargetKind.TREE: f"{choice.target.name}.html",
                               TargetKind.ARTICLE: f"../{choice.target.name}.html"}[choice.target.kind]
                    assert address in page.links


def test_pages_load_nothing_and_run_nothing_of_their_own(site: dict[str, str]) -> None:
    scripts = {path for path, text in site.items() if "<script" in text}
    assert scripts == {f"{locale}/index.html" for locale in LOCALES}
    loads = {posixpath.basename(each) for path, text in site.items() if path.endswith(".html")
             for each in Collector(text).loads}
    assert loads == {"style.css", "search.js"}
    assert not re.findall(r"https?:|url\(|@import", site["style.css"] + site["search.js"])
    assert all("default-src 'none'" in text for path, text in site.items() if path.endswith(".html"))


def test_search_list_knows_codes_symbols_and_symptoms(site: dict[str, str], knowledge: KnowledgeBase) -> None:
    for locale in LOCALES:
        index = site[f"{locale}/index.html"]
        assert "ERROR_IPSEC_IKE_QM_ACQUIRE_DROP" in index
        assert knowledge.get_article("ike-qm-acquire-drop", locale).symptoms[0] in index
        tree = knowledge.find_tree("vpn-pptp", locale)
        assert tree is not None
        assert tree.symptoms[0] in index


def test_own_pages_codes_and_what_is_archived(own: tuple[KnowledgeBase, dict[str, dict[str, Procedure]]]) -> None:
    site = export_site(*own)
    assert dead_links(site) == []
    assert "en/old-page.html" not in site
    page = Collector(site["en/new-page.html"])
    assert {"tree/vpn-not-connecting.html", "tree/vpn-pptp.html#number", "vpn-timeout.html",
            "procedure/restart-ikeext.html"} <= set(page.links)
    assert "New &lt;b&gt;&amp;amp; *bold*" in site["en/new-page.html"]
    assert "draft" in site["en/new-page.html"]
    assert '<html lang="en">' in site["ja/new-page.html"]
    assert len({path for path in site if path.startswith("en/code/own-")}) == 2


# Plain Markdown.

def without_lines(blocks: tuple[Block, ...]) -> Any:
    """Blocks as plain values, without their lines in the file and without addresses."""

    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: strip(each) for key, each in value.items() if key not in ("line", "href")}
        return [strip(each) for each in value] if isinstance(value, list | tuple) else value

    return strip(msgspec.to_builtins(blocks))


def test_markdown_says_what_the_pages_say(markdown: dict[str, str], knowledge: KnowledgeBase) -> None:
    for locale in LOCALES:
        for slug in knowledge.all_slugs():
            article = knowledge.get_article(slug, locale)
            outline, found = parse_markdown(markdown[f"{locale}/{slug}.md"], "x.md")
            assert found == []
            assert outline.headings[0].title == article.title
            codes = 1 if article.codes else 0
            assert without_lines(outline.headings[0].blocks[codes:]) == without_lines(article.lead)
            text = plain_blocks(block for heading in outline.headings for each in walk(heading) for block in each.blocks)
            for cause in article.causes:
                for part in (cause.description, cause.check, cause.fix):
                    assert plain_blocks(part) in text


def walk(heading: Any) -> Iterator[Any]:
    yield heading
    for child in heading.children:
        yield from walk(child)


def test_blocks_come_back_from_markdown(knowledge: KnowledgeBase) -> None:
    for locale in LOCALES:
        for slug in knowledge.all_slugs():
            article = knowledge.get_article(slug, locale)
            for blocks in (article.meaning, *(part for cause in article.causes for part in (cause.check, cause.fix))):
                again, _ = parse_markdown(markdown_blocks(blocks, lambda href: href), "x.md")
                assert without_lines(again.lead) == without_lines(blocks)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), min_size=1).filter(
    lambda text: text == " ".join(text.split())), st.text(st.sampled_from("`a |\\"), min_size=1).filter(
    lambda text: text.strip() == text))
def test_any_words_come_back_from_markdown(text: str, code: str) -> None:
    blocks = (Paragraph(1, (Text(text + " "), CodeSpan(code))),)
    again, _ = parse_markdown(markdown_blocks(blocks, lambda href: href), "x.md")
    assert plain_blocks(again.lead) == f"{text} {code}"


def test_markdown_links_lead_to_files_and_ids(markdown: dict[str, str], knowledge: KnowledgeBase) -> None:
    assert {f"{locale}/tree/{slug}.md" for locale in LOCALES for slug in knowledge.all_trees()} <= set(markdown)
    assert {f"{locale}/procedure/restart-ikeext.md" for locale in LOCALES} <= set(markdown)
    seen = 0
    for path, text in markdown.items():
        for address in re.findall(r"(?<!\\)\]\(([^)\s]+)\)", re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)):
            if address.startswith("https://"):
                continue
            file, _, name = address.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
            assert target in markdown, (path, address)
            assert not name or f'<a id="{name}"></a>' in markdown[target], (path, address)
            seen += 1
    assert seen > 2_000


def test_words_of_a_page_are_no_tags() -> None:
    blocks = (Paragraph(1, (Text(HOSTILE), CodeSpan(HOSTILE), Link(f"javascript:{HOSTILE}", (Text(HOSTILE),)))),
              CodeBlock(2, "text", HOSTILE), Steps(3, ((Paragraph(3, (Text(HOSTILE),)),),)))
    page = Collector(html_blocks(blocks, lambda href: href if href.startswith("https://") else "", {}))
    assert page.tags == {"p", "code", "pre", "ol", "li"}
    assert page.links == []
    assert "<script>" not in re.sub(r"`[^`]*`|```.*?```|\\<", "", markdown_blocks(blocks[:1], lambda href: ""))
    assert markdown_text("**a** [b](c) <d> snake_case _e_") == r"\*\*a\*\* \[b\](c) \<d> snake_case \_e\_"
