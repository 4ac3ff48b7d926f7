"""The codes of an export: every code that a page answers or that has a meaning in one line, each under one name.

Owns which codes there are, what is said of one, and the name of its address, which does not change: it is made of the
family and the value alone.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, NamedTuple

from kb.codes.code import Code, format_value, parse_code
from kb.codes.contract import format_component, format_family
from kb.codes.decode import format_notations
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from kb.authoring.export_pages import ExportPage, Shelf
    from kb.knowledge import KnowledgeBase
    from kb.phrases import Phrases

UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


class CodeEntry(NamedTuple):
    """One code: its names, who owns it, its meaning in a locale (empty where there is none), and the pages about it,
    the one that it stands first on first."""

    code: Code
    title: str
    notations: tuple[str, ...]
    owner: str
    symbols: tuple[str, ...]
    meaning: str
    pages: tuple[ExportPage, ...]


def code_name(code: Code) -> str:
    """The name of a code's address: `win32-13801`, `hresult-0x80070005`. What cannot stand in one is replaced, and a
    sum of the whole keeps such names apart."""
    text = f"{code.family}-{format_value(code)}"
    name = UNSAFE.sub("-", text)
    return name if name == text else f"{name}-{zlib.crc32(text.encode()):08x}"


def list_codes(knowledge: KnowledgeBase, shelf: Shelf, locale: str) -> list[CodeEntry]:
    """All codes, in the order of their families and values."""
    pages: dict[Code, list[tuple[int, ExportPage]]] = {}
    for page in shelf.pages:
        if page.locale == locale:
            for position, code in enumerate(page.codes):
                pages.setdefault(code, []).append((position, page))
    codes = set(pages)
    for family, value in knowledge.connection.execute("SELECT DISTINCT family, value FROM meaning"):
        codes.add(parse_code(f"{family}:{value}"))
    phrases = knowledge.phrases(locale)
    return [_entry(knowledge, code, tuple(page for _, page in sorted(pages.get(code, ()), key=lambda each: (
        each[0], each[1].key))), phrases) for code in sorted(codes, key=_order)]


def _order(code: Code) -> tuple[str, int, str]:
    return (code.family, code.value, "") if isinstance(code.value, int) else (code.family, 0, code.value)


def _entry(
    knowledge: KnowledgeBase, code: Code, pages: tuple[ExportPage, ...], phrases: Phrases,
) -> CodeEntry:
    facts = knowledge.find_code(code)
    symbols = facts.symbols if facts is not None else ()
    owner = format_family(code.family, phrases)
    if facts is not None:
        owner = f"{owner} / {format_component(facts.component, phrases)}"
    other = next(each for each in LOCALES if each != phrases.locale)
    return CodeEntry(
        code, "  ".join([format_value(code), *symbols[:1]]), tuple(each.text for each in format_notations(code)), owner,
        symbols, knowledge.find_meaning(code, phrases.locale) or knowledge.find_meaning(code, other) or "", pages)
