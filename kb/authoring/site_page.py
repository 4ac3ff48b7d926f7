"""The HTML of one page of the site: an article, a decision tree or a procedure.

Owns what stands on such a page and in which order. Escaping of blocks belongs to `markup`.
"""

from __future__ import annotations

from html import escape
from posixpath import dirname, relpath
from typing import TYPE_CHECKING

from kb.authoring.export_codes import code_name
from kb.authoring.export_pages import ARTICLE, TREE, ExportPage, Onward, PageKey, PagePart, Shelf, link_on
from kb.authoring.markup import html_blocks
from kb.codes.code import format_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kb.codes.code import Code
    from kb.phrases import Phrases

CODE = "code"


def place_of(key: PageKey) -> str:
    """The path of a page below the folder of its locale."""
    return f"{key.slug}.html" if key.kind == ARTICLE else f"{key.kind}/{key.slug}.html"


def address_of(start: PageKey, target: PageKey) -> str:
    """The address of a page as seen from another one of the same locale."""
    return relpath(place_of(target), dirname(place_of(start)) or ".")


def key_of_code(code: Code) -> PageKey:
    """The page of a code."""
    return PageKey(CODE, code_name(code))


def anchor(href: str, words: str, lang: str = "") -> str:
    """A link; `lang` is given when it leads to another language."""
    extra = f' lang="{lang}" hreflang="{lang}"' if lang else ""
    return f'<a href="{escape(href)}"{extra}>{escape(words)}</a>'


def bullets(items: Iterable[str]) -> str:
    """A list of what is HTML already."""
    return "<ul>\n" + "\n".join(f"<li>{each}</li>" for each in items) + "\n</ul>"


def page_body(shelf: Shelf, page: ExportPage, phrases: Phrases) -> Iterator[str]:
    """The parts of a page."""
    yield f"<h1>{escape(page.title)}</h1>"
    if page.codes:
        codes = (anchor(address_of(page.key, key_of_code(code)), format_value(code)) for code in page.codes)
        yield f'<p class="facts">{" ".join(codes)}</p>'
    for key, is_so in (("lookup.translation.missing", page.lang != page.locale),
                       ("lookup.translation.stale", page.is_stale), ("content.site.draft", page.is_draft)):
        if is_so:
            yield f'<p class="note" lang="{page.locale}">{escape(phrases.say(key))}</p>'
    if page.key.kind == TREE:
        yield f'<p class="facts" lang="{page.locale}">{escape(phrases.say("content.site.tree_hint"))}</p>'
    for part in page.parts:
        yield _node(shelf, page, part, phrases) if page.key.kind == TREE else _part(shelf, page, part, phrases)
    onward = shelf.onward_of(page)
    if onward:
        yield f'<h2 lang="{page.locale}">{escape(phrases.say("content.site.related"))}</h2>'
        yield bullets(anchor(address_of(page.key, each.key), each.title) for each in onward)
    if page.sources:
        yield f'<h2 lang="{page.locale}">{escape(phrases.say("lookup.section.sources"))}</h2>'
        yield bullets(anchor(each.url, each.title) for each in page.sources)
    if page.reviewed:
        words = phrases.say("lookup.page", path=page.path, reviewed=page.reviewed)
        yield f'<footer lang="{page.locale}">{escape(words)}</footer>'


def _part(shelf: Shelf, page: ExportPage, part: PagePart, phrases: Phrases) -> str:
    name = f' id="{part.id}"' if part.id else ""
    out = [f"<h{part.level}{name}>{escape(part.title)}</h{part.level}>"] if part.title else []
    return "\n".join([*out, *_blocks(shelf, page, part, phrases)])


def _node(shelf: Shelf, page: ExportPage, part: PagePart, phrases: Phrases) -> str:
    """A question with its answers as links, set apart so that the one that was come to stands out."""
    if not part.id:
        return _part(shelf, page, part, phrases)
    out = [f'<div class="node" id="{part.id}">', f"<h2>{escape(part.title)}</h2>"]
    if part.outcome:
        out.append(f'<p class="outcome" lang="{page.locale}">{escape(phrases.say(f"walk.outcome.{part.outcome}"))}</p>')
    out += _blocks(shelf, page, part, phrases)
    if part.choices:
        out.append(bullets(_choice(shelf, page, each) for each in part.choices).replace("<ul>", '<ul class="choices">'))
    return "\n".join([*out, "</div>"])


def _blocks(shelf: Shelf, page: ExportPage, part: PagePart, phrases: Phrases) -> Iterator[str]:
    if part.blocks:
        labels = {kind: phrases.say(f"alert.{kind}") for kind in ("note", "warning")}
        yield html_blocks(part.blocks, link_on(shelf, page, address_of), labels)


def _choice(shelf: Shelf, page: ExportPage, choice: Onward) -> str:
    target = shelf.find(choice.key, page.locale)
    if target is None:
        return escape(choice.words)
    path = "" if target is page else address_of(page.key, choice.key)
    return anchor(path + (f"#{choice.id}" if choice.id else ""), choice.words)
