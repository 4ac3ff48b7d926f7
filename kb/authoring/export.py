"""Export: the articles of a knowledge base as plain Markdown, or as a static site that a team can host.

Owns which files come out and what is on them. A site needs no server: every article is a page, every code an
address (`en/code/win32-13810.html`), and the search runs in the page over a list of titles, codes and symptoms.
Nothing is loaded from elsewhere. Escaping belongs to `markup`, writing to `writing`.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from kb.authoring.markup import html_blocks, markdown_blocks
from kb.codes.code import format_value
from kb.pages.article import SECTIONS
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kb.codes.code import Code
    from kb.knowledge import KnowledgeBase
    from kb.pages.article import Article
    from kb.pages.blocks import Block

PAGE_LINK = re.compile(r"(?:\.\./)*(?:[a-z0-9-]+/)*([a-z0-9-]+)\.md(?:#[a-z0-9-]+)?\Z")
STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.7 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid #8884; border-radius: .4rem; }
code { font-family: ui-monospace, monospace; }
.note, .warning { border-inline-start: .3rem solid #07c; padding: .1rem 1rem; margin: 1rem 0; }
.warning { border-color: #c60; }
table { border-collapse: collapse; } td, th { border: 1px solid #8886; padding: .3rem .6rem; text-align: start; }
nav a, .codes { margin-inline-end: 1rem; } input { font: inherit; width: 100%; padding: .5rem; box-sizing: border-box; }
"""
SCRIPT = """
const input = document.querySelector("input"), items = [...document.querySelectorAll("li[data-text]")];
const fold = text => text.normalize("NFKC").toLowerCase();
const words = items.map(item => fold(item.dataset.text));
function search() {
  const parts = fold(input.value).split(/\\s+/).filter(Boolean);
  items.forEach((item, i) => { item.hidden = !parts.every(part => words[i].includes(part)); });
}
input.addEventListener("input", search);
input.value = decodeURIComponent(location.hash.slice(1));
search();
"""
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'"


def export_markdown(knowledge: KnowledgeBase) -> dict[str, str]:
    """One Markdown file for each article and locale, by path, with shared procedures and collections put in."""
    files: dict[str, str] = {}
    for locale, article in _articles(knowledge):
        link = _link_to(knowledge, ".md")
        parts = [f"# {article.title}"]
        if article.codes:
            parts.append(" / ".join(f"`{format_value(code)}`" for code in article.codes))
        for level, title, blocks in _outline(knowledge, article):
            if title:
                parts.append(f"{'#' * level} {title}")
            if blocks:
                parts.append(markdown_blocks(blocks, link))
        sources = "\n".join(f"- [{each.title}]({each.url})" for each in article.sources)
        parts += [sources] if sources else []
        files[f"{locale}/{article.slug}.md"] = "\n\n".join(parts) + "\n"
    return files


def export_site(knowledge: KnowledgeBase) -> dict[str, str]:
    """The files of the static site by path."""
    files = {"style.css": STYLE.lstrip(), "search.js": SCRIPT.lstrip()}
    listed: dict[str, list[str]] = {locale: [] for locale in LOCALES}
    for locale, article in _articles(knowledge):
        words = knowledge.phrases(locale)
        labels = {kind: words.say(f"alert.{kind}") for kind in ("note", "warning")}
        body = [f"<h1>{escape(article.title)}</h1>"]
        for level, title, blocks in _outline(knowledge, article):
            body += [f"<h{level}>{escape(title)}</h{level}>"] if title else []
            body.append(html_blocks(blocks, _link_to(knowledge, ".html"), labels))
        sources = "".join(f'<li><a href="{escape(each.url)}">{escape(each.title)}</a></li>' for each in article.sources)
        body += [f"<ul>{sources}</ul>"] if sources else []
        others = [each for each in LOCALES if each != locale]
        nav = [("index.html", "naze"), *((f"../{each}/{article.slug}.html", each) for each in others)]
        files[f"{locale}/{article.slug}.html"] = _page(article.locale, article.title, nav, "\n".join(body))
        names = [format_value(code) for code in article.codes]
        symbols = [symbol for code in article.codes for symbol in _symbols(knowledge, code)]
        text = " ".join([article.title, *names, *symbols, *article.symptoms, *article.aliases])
        listed[locale].append(
            f'<li data-text="{escape(text)}"><a href="{article.slug}.html">{escape(article.title)}</a></li>')
        for code in article.codes:
            name = f"{locale}/code/{_file_name(code)}.html"
            if name not in files or code == article.codes[0]:
                files[name] = _forward(locale, f"../{article.slug}.html", article.title)
    for locale, items in listed.items():
        nav = [(f"../{each}/index.html", each) for each in LOCALES if each != locale]
        body_text = f'<h1>naze</h1>\n<input type="search" autofocus>\n<ul>\n{chr(10).join(items)}\n</ul>'
        files[f"{locale}/index.html"] = _page(locale, "naze", nav, body_text, script=True)
    files["index.html"] = _forward("ja", "ja/index.html", "naze")
    return files


def _articles(knowledge: KnowledgeBase) -> Iterator[tuple[str, Article]]:
    for slug in knowledge.all_slugs():
        for locale in LOCALES:
            article = knowledge.get_article(slug, locale)
            if article.status != "archived":
                yield locale, article


def _outline(knowledge: KnowledgeBase, article: Article) -> Iterator[tuple[int, str, tuple[Block, ...]]]:
    """Heading level, heading (empty before the first one) and blocks of each part, in page order."""
    terms = knowledge.words(article.locale, "terms").get("headings")
    headings = terms if isinstance(terms, dict) else {}
    yield 2, "", article.lead
    for name in SECTIONS:
        if not getattr(article, name):
            continue
        yield 2, str(headings[name]), () if name in ("questions", "causes", "twins") else getattr(article, name)
        match name:
            case "questions":
                yield from ((3, each.title, each.answer) for each in article.questions)
            case "twins":
                yield from ((3, each.title, each.blocks) for each in article.twins)
            case "causes":
                for cause in article.causes:
                    yield 3, cause.title, cause.description
                    yield 4, str(headings["check"]), cause.check
                    yield 4, str(headings["fix"]), cause.fix


def _link_to(knowledge: KnowledgeBase, ending: str) -> Callable[[str], str]:
    slugs = set(knowledge.all_slugs())

    def link(href: str) -> str:
        if href.startswith("https://"):
            return href
        match = PAGE_LINK.match(href)
        return match[1] + ending if match and match[1] in slugs else ""

    return link


def _symbols(knowledge: KnowledgeBase, code: Code) -> tuple[str, ...]:
    facts = knowledge.find_code(code)
    return facts.symbols if facts is not None else ()


def _file_name(code: Code) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", f"{code.family}-{format_value(code)}")


def _page(locale: str, title: str, nav: list[tuple[str, str]], body: str, *, script: bool = False) -> str:
    links = "".join(f'<a href="{escape(href)}">{escape(words)}</a>' for href, words in nav)
    end = '<script src="../search.js"></script>\n' if script else ""
    return (f'<!doctype html>\n<html lang="{locale}">\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n<title>{escape(title)}</title>\n'
            f'<link rel="stylesheet" href="../style.css">\n<nav>{links}</nav>\n<main>\n{body}\n</main>\n{end}</html>\n')


def _forward(locale: str, target: str, title: str) -> str:
    return (f'<!doctype html>\n<html lang="{locale}">\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
            f'<meta http-equiv="refresh" content="0; url={escape(target)}">\n'
            f'<a href="{escape(target)}">{escape(title)}</a>\n</html>\n')
