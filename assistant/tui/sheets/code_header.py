"""The head of a page: title, every notation of the code, its parts and owner, and names it is wrongly given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.tui.sheets.sheet import Row
from kb.codes.code import Code, format_value, parse_code
from kb.codes.contract import format_component, format_facility, format_family
from kb.codes.data_rows import load_rows
from kb.codes.decode import decode, format_notations
from kb.text.wrap import wrap_text

if TYPE_CHECKING:
    from assistant.tui.sheets.sheet_writer import SheetWriter
    from kb.knowledge import KnowledgeBase


def write_head(writer: SheetWriter, knowledge: KnowledgeBase, title: str, code: Code | None) -> None:
    """The title and what is known of the code by its number alone."""
    writer.anchor("top", 1, title)
    start = len(writer.rows)
    writer.rows.append(Row(ground="card"))
    for line in wrap_text(title, writer.width - 1, first=" ", rest=" "):
        writer.text(line[1:], style="title", indent=" ", ground="card")
    if code is not None:
        _write_facts(writer, knowledge, code)
    writer.rows.append(Row(ground="card"))
    for number in range(start, len(writer.rows)):
        writer.rows[number] = writer.rows[number]._replace(left=0)
    if code is not None:
        _write_wrong_names(writer, knowledge, code)


def code_title(knowledge: KnowledgeBase, code: Code) -> str:
    """The value and the canonical symbol of a code."""
    facts = knowledge.find_code(code)
    return "  ".join([format_value(code), *(facts.symbols[:1] if facts is not None else ())])


def _write_facts(writer: SheetWriter, knowledge: KnowledgeBase, code: Code) -> None:
    phrases = writer.phrases
    notations = [phrases.say(f"lookup.notation.{each.form}", value=each.text) for each in format_notations(code)]
    writer.items(notations, style="dim", indent=" ", ground="card")
    facts = knowledge.find_code(code)
    owner = [format_family(code.family, phrases)]
    if facts is not None and facts.component:
        owner.append(format_component(facts.component, phrases))
    items = [" / ".join(dict.fromkeys(owner))]
    if parts := decode(code):
        facility = f"{parts.facility} {format_facility(parts.facility_name, phrases)}".strip()
        severity = phrases.say(f"codes.severity.{parts.severity}")
        items.append(phrases.say("lookup.parts", severity=severity, facility=facility))
    writer.items(items, style="dim", indent=" ", ground="card")
    if facts is not None and len(facts.symbols) > 1:
        symbols = ", ".join(facts.symbols[1:])
        writer.text(phrases.say("lookup.also_called", symbols=symbols), style="dim", indent=" ", ground="card")


def _write_wrong_names(writer: SheetWriter, knowledge: KnowledgeBase, code: Code) -> None:
    """Warnings about pairs of value and symbol that are in circulation and name this code."""
    wrong = []
    for claimed, symbol, true in load_rows("misattributions.tsv"):
        if claimed == str(code):
            wrong.append(writer.phrases.say("tui.page.wrong_symbol", symbol=symbol, value=format_value(code)))
        elif true == str(code):
            claimed_value = parse_code(claimed).value
            shown = f"0x{claimed_value:X}" if isinstance(claimed_value, int) else str(claimed_value)
            wrong.append(writer.phrases.say("tui.page.wrong_value", symbol=symbol, value=shown))
    for words in wrong:
        writer.gap()
        writer.text(words, indent=" ", ground="warning")
