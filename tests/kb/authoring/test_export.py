"""Exports: every article in both languages, every code an address, every link a page, and no word of a page a tag."""

from __future__ import annotations

import posixpath
import re
from html.parser import HTMLParser

import pytest

from kb.authoring.export import export_markdown, export_site
from kb.authoring.markup import html_blocks, markdown_blocks
from kb.codes.code import Code, format_value
from kb.knowledge import KnowledgeBase
from kb.pages.blocks import CodeBlock, CodeSpan, Link, Paragraph, Steps, Text
from kb.phrases import LOCALES

HOSTILE = '<script>alert("x")</script>'


class Collector(HTMLParser):
    """Tags and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]


@pytest.fixture(scope="module")
def site(knowledge: KnowledgeBase) -> dict[str, str]:
    return export_site(knowledge)


def test_every_article_and_code_has_its_page(site: dict[str, str], knowledge: KnowledgeBase) -> None:
    for slug in knowledge.all_slugs():
        for locale in LOCALES:
            article = knowledge.get_article(slug, locale)
            assert f"{locale}/{slug}.html" in site
            for code in article.codes:
                assert f"{locale}/code/{code.family}-{format_value(code)}.html" in site
    main = knowledge.slugs_of(Code("win32", 13810))[0]
    assert f"../{main}.html" in site["ja/code/win32-13810.html"]


def test_every_link_leads_somewhere(site: dict[str, str]) -> None:
    for path, text in site.items():
        if not path.endswith(".html"):
            continue
        page = Collector()
        page.feed(text)
        for address in page.addresses:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), address))
            assert address.startswith("https://") or target in site, (path, address)


def test_pages_load_nothing_and_run_nothing_of_their_own(site: dict[str, str]) -> None:
    scripts = {path for path, text in site.items() if "<script" in text}
    assert scripts == {f"{locale}/index.html" for locale in LOCALES}
    assert not [path for path, text in site.items() if re.search(r'(?:src|link rel="stylesheet" href)="https?:', text)]


def test_search_list_knows_codes_symbols_and_symptoms(site: dict[str, str], knowledge: KnowledgeBase) -> None:
    for locale in LOCALES:
        index = site[f"{locale}/index.html"]
        assert "ERROR_IPSEC_IKE_QM_ACQUIRE_DROP" in index
        assert knowledge.get_article("ike-qm-acquire-drop", locale).symptoms[0] in index


def test_markdown_keeps_commands_and_numbers(knowledge: KnowledgeBase) -> None:
    files = export_markdown(knowledge)
    assert len(files) == 2 * len(knowledge.all_slugs())
    text = files["en/ike-qm-acquire-drop.md"]
    assert "Get-Service IKEEXT, BFE" in text
    assert "## Causes and fixes" in text
    assert "`13810`" in text


def test_words_of_a_page_are_no_tags() -> None:
    blocks = (Paragraph(1, (Text(HOSTILE), CodeSpan(HOSTILE), Link(f"javascript:{HOSTILE}", (Text(HOSTILE),)))),
              CodeBlock(2, "text", HOSTILE), Steps(3, ((Paragraph(3, (Text(HOSTILE),)),),)))
    html = html_blocks(blocks, lambda href: href if href.startswith("https://") else "", {})
    page = Collector()
    page.feed(html)
    assert page.tags == {"p", "code", "pre", "ol", "li"}
    assert page.addresses == []
    assert "<script>" not in re.sub(r"`[^`]*`|```.*?```", "", markdown_blocks(blocks[:1], lambda href: ""))
