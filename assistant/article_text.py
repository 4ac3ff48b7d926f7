"""Articles and codes as plain text: the layout of `naze CODE`.

Owns which sections are shown and in which order. Laying out blocks belongs to `assistant.plain`, deciding what is
shown to `assistant.answers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.plain import WIDTH, dim, fill_items, format_blocks, heading
from assistant.system_text import find_system_text
from kb.codes.code import Code, format_value
from kb.codes.contract import format_component, format_facility, format_family
from kb.codes.decode import decode, format_notations
from kb.pages.article import Article, Cause, Translation
from kb.text.marks import END, STRONG
from kb.text.wrap import wrap_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.knowledge import KnowledgeBase
    from kb.phrases import Phrases

LEVELS = ("1", "2", "3", "4", "5")


def format_header(knowledge: KnowledgeBase, code: Code, phrases: Phrases, title: str = "") -> list[str]:
    """The title (by default the code and its symbol), then the notations of the code and who owns it."""
    facts = knowledge.find_code(code)
    symbols = facts.symbols if facts is not None else ()
    lines = [heading(line) for line in wrap_text(title or "  ".join([format_value(code), *symbols[:1]]), WIDTH)]
    notations = [phrases.say(f"lookup.notation.{each.form}", value=each.text) for each in format_notations(code)]
    lines.extend(map(dim, fill_items(notations, WIDTH, indent="  ")))
    if parts := decode(code):
        facility = f"{parts.facility} {format_facility(parts.facility_name, phrases)}".strip()
        lines.append("  " + dim(phrases.say(
            "lookup.parts", severity=phrases.say(f"codes.severity.{parts.severity}"), facility=facility)))
    owner = [format_family(code.family, phrases)]
    if facts is not None:
        owner.append(format_component(facts.component, phrases))
    lines.append("  " + dim(" / ".join(owner)))
    if text := find_system_text(code):
        lines.extend(map(dim, wrap_text(phrases.say("lookup.system", text=text), WIDTH, first="  ", rest="    ")))
    if len(symbols) > 1:
        lines.extend(wrap_text(phrases.say("lookup.also_called", symbols=", ".join(symbols[1:])), WIDTH,
                               first="  ", rest="    "))
    return lines


def format_code(knowledge: KnowledgeBase, code: Code, phrases: Phrases, *, width: int = WIDTH) -> list[str]:
    """A code that has no article: the registry's facts and the meaning in one line, called just that."""
    lines = format_header(knowledge, code, phrases)
    meaning = knowledge.find_meaning(code, phrases.locale)
    lines.append("")
    if meaning is not None:
        lines.extend(wrap_text(meaning, width))
    lines.extend(wrap_text(phrases.say("lookup.no_article" if meaning else "lookup.only_registry"), width))
    return lines


def format_article(article: Article, phrases: Phrases, *, width: int = WIDTH, full: bool = False) -> list[str]:
    """An article: nutshell, meaning, causes with checks and procedures, sources; with `full` everything else too."""
    lines = format_blocks(article.lead, phrases, width=width)
    if article.locale != phrases.locale:
        lines += ["", *wrap_text(phrases.say("lookup.translation.missing"), width)]
    elif article.translation is Translation.STALE:
        lines += ["", *wrap_text(dim(phrases.say("lookup.translation.stale")), width)]
    for section in _sections(article, phrases, width, full):
        lines += ["", *section]
    lines += ["", dim(phrases.say("lookup.page", path=article.path, reviewed=article.reviewed or "-"))]
    return lines


def _sections(article: Article, phrases: Phrases, width: int, full: bool) -> Iterator[list[str]]:
    name = phrases.under("lookup.section")
    if article.meaning:
        yield [heading(name["meaning"]), *format_blocks(article.meaning, phrases, width=width, indent="  ")]
    if full:
        for question in article.questions:
            yield [*wrap_text(f"{STRONG}{question.title}{END}", width, first="Q. ", rest="   "),
                   *format_blocks(question.answer, phrases, width=width, indent="   ")]
    if article.causes:
        yield [heading(name["causes"])]
        for number, cause in enumerate(article.causes, 1):
            yield _cause_lines(number, cause, phrases, width)
    if full:
        for twin in article.twins:
            yield [f"{STRONG}{twin.title}{END}", *format_blocks(twin.blocks, phrases, width=width, indent="  ")]
        for section in ("prevention", "reply", "escalation"):
            if blocks := getattr(article, section):
                yield [heading(name[section]), *format_blocks(blocks, phrases, width=width, indent="  ")]
    if article.sources:
        yield [heading(name["sources"]), *(
            line for source in article.sources
            for line in (*wrap_text(source.title, width, first="  - ", rest="    "), dim(f"    {source.url}")))]


def _cause_lines(number: int, cause: Cause, phrases: Phrases, width: int) -> list[str]:
    facts = cause.facts
    lines = wrap_text(f"{STRONG}{number}. {cause.title}{END}", width, first="  ", rest="     ")
    lines += wrap_text(dim(phrases.say(
        "lookup.cause_facts", likelihood=phrases.say(f"lookup.likelihood.{LEVELS[facts.likelihood - 1]}"),
        check=facts.check_minutes, fix=facts.fix_minutes, tier=phrases.say(f"lookup.tier.{facts.tier}"))),
        width, first="     ", rest="     ")
    parts = ((None, cause.description), ("check", cause.check), ("fix", cause.fix))
    for name, blocks in parts:
        if not blocks:
            continue
        if name is not None:
            lines += ["", f"     {STRONG}{phrases.say(f'lookup.section.{name}')}{END}"]
        lines += format_blocks(blocks, phrases, width=width, indent="     ")
    return lines


def article_record(article: Article) -> dict[str, object]:
    """An article as plain JSON values, with each section as text."""
    from kb.pages.blocks import plain_blocks

    return {
        "article": article.slug, "topic": article.topic, "locale": article.locale, "title": article.title,
        "codes": [str(code) for code in article.codes], "status": article.status, "reviewed": article.reviewed,
        "translation": article.translation.value, "collection": article.collection,
        "lead": plain_blocks(article.lead), "meaning": plain_blocks(article.meaning),
        "questions": [{"question": each.title, "answer": plain_blocks(each.answer)} for each in article.questions],
        "causes": [{
            "id": cause.id, "title": cause.title, "likelihood": cause.facts.likelihood,
            "check_minutes": cause.facts.check_minutes, "fix_minutes": cause.facts.fix_minutes,
            "tier": cause.facts.tier, "description": plain_blocks(cause.description),
            "check": plain_blocks(cause.check), "fix": plain_blocks(cause.fix),
        } for cause in article.causes],
        "prevention": plain_blocks(article.prevention), "reply": plain_blocks(article.reply),
        "escalation": plain_blocks(article.escalation), "tree": article.tree, "related": list(article.related),
        "sources": [{"title": source.title, "url": source.url} for source in article.sources],
    }


