"""Export as a static site that a team can host, or open from a folder: no server, and nothing from elsewhere.

Every page is a file in each language, every code an address that stays (`en/code/win32-13810.html`), and a decision
tree a page whose choices are links. The one script searches the list of pages; without it the list is still there.
Owns which files there are, the list and the pages of codes. Other pages belong to `site_page`.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from posixpath import dirname, relpath
from typing import TYPE_CHECKING

from kb.authoring.export_codes import CodeEntry, list_codes
from kb.authoring.export_pages import ARTICLE, PROCEDURE, TREE, PageKey, Shelf
from kb.authoring.site_page import address_of, anchor, bullets, key_of_code, page_body, place_of
from kb.codes.code import format_value
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kb.authoring.export_pages import Procedures
    from kb.knowledge import KnowledgeBase
    from kb.phrases import Phrases

PARTS = Path(__file__).parent / "site"
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'"
INDEX = PageKey(ARTICLE, "index")


def export_site(knowledge: KnowledgeBase, procedures: Procedures) -> dict[str, str]:
    """The files of the site by path."""
    files = {name: (PARTS / name).read_text("utf-8") for name in ("style.css", "search.js")}
    shelf = Shelf(knowledge, procedures)
    for page in shelf.pages:
        phrases = knowledge.phrases(page.locale)
        others = [each for each in LOCALES if shelf.find(page.key, each) is not None]
        files[f"{page.locale}/{place_of(page.key)}"] = _file(
            knowledge, page.locale, page.key, page.title, page_body(shelf, page, phrases), others, lang=page.lang)
    for locale in LOCALES:
        phrases = knowledge.phrases(locale)
        codes = list_codes(knowledge, shelf, locale)
        for entry in codes:
            key = key_of_code(entry.code)
            files[f"{locale}/{place_of(key)}"] = _file(
                knowledge, locale, key, entry.title, _code_body(entry, key, phrases), LOCALES)
        files[f"{locale}/index.html"] = _file(
            knowledge, locale, INDEX, phrases.say("content.site.title"), _list_body(knowledge, shelf, codes, phrases),
            LOCALES, script=True)
    files["index.html"] = _front(knowledge)
    return files


def _code_body(entry: CodeEntry, key: PageKey, phrases: Phrases) -> Iterator[str]:
    yield f"<h1>{escape(entry.title)}</h1>"
    notations = " ".join(f"<code>{escape(each)}</code>" for each in entry.notations)
    yield f'<p class="facts">{notations}<br>{escape(entry.owner)}</p>'
    if len(entry.symbols) > 1:
        yield f"<p>{escape(phrases.say('lookup.also_called', symbols=', '.join(entry.symbols[1:])))}</p>"
    if entry.meaning:
        yield f"<p>{escape(entry.meaning)}</p>"
    if entry.pages:
        yield f"<h2>{escape(phrases.say('content.site.pages_of_code'))}</h2>"
        yield bullets(anchor(address_of(key, page.key), page.title) for page in entry.pages)
    else:
        yield f"<p>{escape(phrases.say('lookup.no_article'))}</p>"


def _list_body(
    knowledge: KnowledgeBase, shelf: Shelf, codes: Iterable[CodeEntry], phrases: Phrases,
) -> Iterator[str]:
    """Everything, under headings: trees, articles by what somebody was doing, procedures, codes without a page."""
    codes = list(codes)
    words: dict[PageKey, list[str]] = {}
    for entry in codes:
        for page in entry.pages:
            words.setdefault(page.key, []).extend(_names(entry))
    pages = [page for page in shelf.pages if page.locale == phrases.locale]
    topics = _topics(knowledge, phrases.locale)
    groups: dict[str, list[str]] = {}
    for page in sorted(pages, key=lambda page: (page.key.kind != TREE, page.key.kind == PROCEDURE)):
        heading = topics.get(page.topic, page.topic) or phrases.say(f"content.site.{page.key.kind}")
        text = " ".join([page.title, *words.get(page.key, ()), *page.search_words])
        groups.setdefault(heading, []).append(_item(text, address_of(INDEX, page.key), page.title, page.lang, phrases))
    lone = groups.setdefault(phrases.say("content.site.lone_codes"), [])
    for entry in codes:
        if not entry.pages:
            lone.append(_item(" ".join([*_names(entry), entry.meaning]), address_of(INDEX, key_of_code(entry.code)),
                              f"{entry.title}  {entry.meaning}", phrases.locale, phrases))
    yield f"<h1>{escape(phrases.say('content.site.title'))}</h1>"
    label = escape(phrases.say("content.site.search"))
    yield f'<input type="search" aria-label="{label}" placeholder="{label}" autofocus>'
    yield f'<p id="nothing" role="status" hidden>{escape(phrases.say("content.site.nothing"))}</p>'
    for heading, items in groups.items():
        if items:
            yield f"<section>\n<h2>{escape(heading)}</h2>\n<ul>\n" + "\n".join(items) + "\n</ul>\n</section>"


def _names(entry: CodeEntry) -> list[str]:
    return list(dict.fromkeys([str(entry.code), format_value(entry.code), *entry.notations, *entry.symbols]))


def _item(text: str, href: str, title: str, lang: str, phrases: Phrases) -> str:
    return f'<li data-text="{escape(text)}">{anchor(href, title, lang if lang != phrases.locale else "")}</li>'


def _topics(knowledge: KnowledgeBase, locale: str) -> dict[str, str]:
    """What somebody was doing, by the folder of articles."""
    match knowledge.words(locale, "terms"):
        case {"aspects": {"topic": {"values": dict(values)}}}:
            return {str(name): str(words) for name, words in values.items()}
    return {}


def _file(
    knowledge: KnowledgeBase, locale: str, key: PageKey, title: str, body: Iterable[str], locales: Iterable[str], *,
    lang: str = "", script: bool = False,
) -> str:
    """A whole file: links to the list and to the same page in the other languages, then the body."""
    root = "../" * (place_of(key).count("/") + 1)
    nav = [] if key == INDEX else [anchor(relpath(place_of(INDEX), dirname(place_of(key)) or "."), "naze")]
    nav += [anchor(f"{root}{each}/{place_of(key)}", knowledge.phrases(each).say("content.site.language"), each)
            for each in locales if each != locale]
    end = f'<script src="{root}search.js"></script>\n' if script else ""
    return (_head(lang or locale, title, root) + f"<body>\n<nav>{' '.join(nav)}</nav>\n<main>\n" + "\n".join(body)
            + f"\n</main>\n{end}</body>\n</html>\n")


def _head(lang: str, title: str, root: str) -> str:
    return (f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
            f'<title>{escape(title)}</title>\n<link rel="stylesheet" href="{root}style.css">\n</head>\n')


def _front(knowledge: KnowledgeBase) -> str:
    """The choice of the language."""
    links = bullets(anchor(f"{each}/index.html", knowledge.phrases(each).say("content.site.title"), each)
                    for each in LOCALES)
    return _head(LOCALES[0], "naze", "") + f"<body>\n<main>\n<h1>naze</h1>\n{links}\n</main>\n</body>\n</html>\n"
