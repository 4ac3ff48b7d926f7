"""Export as plain Markdown: every page a file that any viewer shows, with a list of the pages and one of the codes.

Owns the layout of the files. Which pages there are belongs to `export_pages`, escaping to `markup`.
"""

from __future__ import annotations

from posixpath import dirname, relpath
from typing import TYPE_CHECKING

from kb.authoring.export_codes import list_codes
from kb.authoring.export_pages import ARTICLE, KINDS, PageKey, Shelf, link_on
from kb.authoring.markup import markdown_blocks, markdown_text
from kb.codes.code import format_value
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kb.authoring.export_pages import ExportPage, PagePart, Procedures
    from kb.knowledge import KnowledgeBase
    from kb.phrases import Phrases

    Address = Callable[[PageKey, PageKey], str]


def export_markdown(knowledge: KnowledgeBase, procedures: Procedures) -> dict[str, str]:
    """The files by path: articles as `<locale>/<slug>.md`, trees and procedures in folders of their kind, `index.md`
    and `codes.md`. Procedures stand in the pages that include them, too."""
    shelf = Shelf(knowledge, procedures)
    files: dict[str, str] = {}
    for page in shelf.pages:
        text = format_page(shelf, page, knowledge.phrases(page.locale), _address)
        files[f"{page.locale}/{_place(page.key)}"] = text
    for locale in LOCALES:
        files[f"{locale}/index.md"] = _index(shelf, locale, knowledge.phrases(locale))
        files[f"{locale}/codes.md"] = _codes(knowledge, shelf, locale)
    return files


def _place(key: PageKey) -> str:
    return f"{key.slug}.md" if key.kind == ARTICLE else f"{key.kind}/{key.slug}.md"


def _address(start: PageKey, target: PageKey) -> str:
    return relpath(_place(target), dirname(_place(start)) or ".")


def format_page(shelf: Shelf, page: ExportPage, phrases: Phrases, address: Address) -> str:
    """A page as Markdown; `address` gives where a page is from another one."""
    return "\n\n".join(_page_parts(shelf, page, phrases, address)) + "\n"


def _page_parts(shelf: Shelf, page: ExportPage, phrases: Phrases, address: Address) -> Iterator[str]:
    link = link_on(shelf, page, address)
    yield f"# {markdown_text(page.title)}"
    if page.codes:
        yield " / ".join(f"`{format_value(code)}`" for code in page.codes)
    if page.lang != page.locale:
        yield f"> [!NOTE]\n> {phrases.say('lookup.translation.missing')}"
    for part in page.parts:
        yield from _part(shelf, page, part, link, phrases, address)
    onward = shelf.onward_of(page)
    if onward:
        yield f"## {phrases.say('content.site.related')}"
        yield "\n".join(f"- [{markdown_text(each.title)}]({address(page.key, each.key)})"
                        for each in onward)
    if page.sources:
        yield f"## {phrases.say('lookup.section.sources')}"
        yield "\n".join(f"- [{markdown_text(each.title)}]({each.url})" for each in page.sources)


def _part(
    shelf: Shelf, page: ExportPage, part: PagePart, link: Callable[[str], str], phrases: Phrases, address: Address,
) -> Iterator[str]:
    if part.id:
        # Viewers make ids of headings in ways of their own; choices need one that holds.
        yield f'<a id="{part.id}"></a>'
    if part.title:
        ending = f" [{phrases.say(f'walk.outcome.{part.outcome}')}]" if part.outcome else ""
        yield f"{'#' * part.level} {markdown_text(part.title)}{ending}"
    if part.blocks:
        yield markdown_blocks(part.blocks, link)
    lines = []
    for choice in part.choices:
        words = markdown_text(choice.words)
        target = shelf.find(choice.key, page.locale)
        if target is None:
            lines.append(f"- {words}")
        else:
            path = "" if target is page else address(page.key, choice.key)
            lines.append(f"- [{words}]({path}{f'#{choice.id}' if choice.id else ''})")
    if lines:
        yield "\n".join(lines)


def _index(shelf: Shelf, locale: str, phrases: Phrases) -> str:
    parts = ["# naze", f"[{phrases.say('content.site.codes')}](codes.md)"]
    for kind in (KINDS[1], KINDS[0], KINDS[2]):
        pages = [page for page in shelf.pages if page.locale == locale and page.key.kind == kind]
        if pages:
            parts.append(f"## {phrases.say(f'content.site.{kind}')}")
            parts.append("\n".join(f"- [{markdown_text(page.title)}]({_place(page.key)})" for page in pages))
    return "\n\n".join(parts) + "\n"


def _codes(knowledge: KnowledgeBase, shelf: Shelf, locale: str) -> str:
    phrases = knowledge.phrases(locale)
    rows = [f"# {phrases.say('content.site.codes')}", "", f"| {phrases.say('content.site.code_columns')} |",
            "|---|---|---|"]
    for entry in list_codes(knowledge, shelf, locale):
        pages = ", ".join(f"[{markdown_text(page.title)}]({_place(page.key)})" for page in entry.pages)
        cells = (f"`{entry.code}` {' '.join(f'`{symbol}`' for symbol in entry.symbols)}".strip(),
                 markdown_text(entry.meaning), pages)
        rows.append(f"| {' | '.join(each.replace('|', chr(92) + '|') for each in cells)} |")
    return "\n".join(rows) + "\n"
