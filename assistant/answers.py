"""Lookups: what a text means to the knowledge base, and how the answer reads as plain text.

Owns the decision between an article, a code without one, a conflict, a choice and nothing, for the command line and
for the answers that are rendered ahead. The conversation decides with more context (`assistant.conversation`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from assistant.article_text import format_article, format_code, format_header
from assistant.plain import WIDTH, dim, heading
from kb.codes.code import Code, format_value
from kb.codes.contract import format_conflict, format_family, format_foreign, format_unknown, format_why
from kb.codes.decode import bare_forms, format_notations
from kb.codes.identification import Conflict, Foreign, Identification, Reading, Unknown
from kb.codes.notation import identify
from kb.index.find import trees_beside
from kb.knowledge import KnowledgeBase
from kb.phrases import LOCALES
from kb.text.safe import make_safe_line
from kb.text.wrap import wrap_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator

    from kb.codes.registry import CodeFacts
    from kb.index.search import Hit
    from kb.phrases import Phrases

CLEAR_LEAD = 0.04
"""How much better the best reading must score than the next one to be taken without asking."""

LIKELY = 0.5
"""A reading that scores this much and has an article is asked about when the best one has none."""
SHOWN_TEXT = 60
MAX_OTHERS = 4


class Kind(StrEnum):
    """What a lookup came to."""

    ARTICLE = "article"
    CODE = "code"
    CHOICE = "choice"
    CONFLICT = "conflict"
    HITS = "hits"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"
    NOTHING = "nothing"


class Lookup(NamedTuple):
    """The answer to a text: what it came to, the reading that was taken, the article's slug, and what else there is.

    `others` are further readings that stand for another thing than the one that was taken.
    """

    kind: Kind
    text: str
    reading: Reading | None = None
    slug: str = ""
    others: tuple[Reading, ...] = ()
    conflict: Conflict | None = None
    unknown: Unknown | None = None
    foreign: Foreign | None = None
    hits: tuple[Hit, ...] = ()
    trees: tuple[str, ...] = ()


def look_up(knowledge: KnowledgeBase, text: str, locale: str) -> Lookup:
    """What a code, symbol, message or symptom means, as far as one text tells."""
    found = identify(text, knowledge.registry)
    if found.conflict is not None:
        return Lookup(Kind.CONFLICT, text, conflict=found.conflict)
    if found.readings:
        return _of_readings(knowledge, text, found)
    if found.unknown:
        return Lookup(Kind.UNKNOWN, text, unknown=found.unknown[0])
    result = knowledge.search(text, locale)
    if found.foreign and not result.is_sure:
        return Lookup(Kind.FOREIGN, text, foreign=found.foreign[0])
    trees = tuple(hit.slug for hit in trees_beside(knowledge, text, found))
    if result.hits or trees:
        return Lookup(Kind.HITS, text, hits=result.hits, trees=trees)
    return Lookup(Kind.NOTHING, text)


def _of_readings(knowledge: KnowledgeBase, text: str, found: Identification) -> Lookup:
    best = found.readings[0]
    slug = next(iter(_slugs(knowledge, best.code)), "")
    same = bare_forms(best.code)
    others = tuple(
        each for each in found.readings[1:]
        if not same & bare_forms(each.code) and not (slug and slug in _slugs(knowledge, each.code))
    )[:MAX_OTHERS]
    answered = [each for each in others if _slugs(knowledge, each.code)]
    if not slug and best.spelling == "hex" and len(answered) == 1 and answered[0].score >= LIKELY:
        # A short hexadecimal number of which only one reading has an article is what is met.
        rest = tuple(each for each in (best, *others) if each is not answered[0])
        return Lookup(Kind.ARTICLE, text, answered[0], next(iter(_slugs(knowledge, answered[0].code))), rest)
    likely = not slug and any(each.score >= LIKELY and _slugs(knowledge, each.code) for each in others)
    if others and (likely or best.score - others[0].score < CLEAR_LEAD):
        return Lookup(Kind.CHOICE, text, others=(best, *others))
    return Lookup(Kind.ARTICLE if slug else Kind.CODE, text, best, slug, others)


def _slugs(knowledge: KnowledgeBase, code: Code) -> tuple[str, ...]:
    """The articles of a code, or else of what it wraps or is shown as."""
    own = knowledge.slugs_of(code)
    return own or tuple(slug for each in sorted(bare_forms(code), key=str) for slug in knowledge.slugs_of(each))


def format_lookup(
    knowledge: KnowledgeBase, lookup: Lookup, phrases: Phrases, *, width: int = WIDTH, full: bool = False,
    body: list[str] | None = None,
) -> list[str]:
    """A lookup as marked lines in the phrases' locale. `body` is the article, where it is laid out already."""
    shown = make_safe_line(lookup.text)
    shown = shown if len(shown) <= SHOWN_TEXT else shown[:SHOWN_TEXT] + "…"
    match lookup.kind:
        case Kind.ARTICLE | Kind.CODE:
            return _reading_lines(knowledge, lookup, phrases, width, full, body)
        case Kind.CONFLICT:
            assert lookup.conflict is not None
            return _conflict_lines(knowledge, lookup.conflict, phrases, width)
        case Kind.CHOICE:
            return [*wrap_text(phrases.say("lookup.which", text=shown), width),
                    *_readings(knowledge, lookup.others, phrases, width)]
        case Kind.HITS:
            return [*_tree_lines(knowledge, lookup.trees, phrases, width),
                    *([phrases.say("lookup.hits", text=shown)] if lookup.hits else ()),
                    *_hit_lines(lookup.hits, phrases, width)]
        case Kind.UNKNOWN:
            assert lookup.unknown is not None
            return wrap_text(make_safe_line(format_unknown(lookup.unknown, phrases)), width)
        case Kind.FOREIGN:
            assert lookup.foreign is not None
            return wrap_text(make_safe_line(format_foreign(lookup.foreign, phrases)), width)
        case Kind.NOTHING:
            return wrap_text(phrases.say("lookup.nothing", text=shown), width)


def _reading_lines(
    knowledge: KnowledgeBase, lookup: Lookup, phrases: Phrases, width: int, full: bool, body: list[str] | None,
) -> list[str]:
    assert lookup.reading is not None
    code = lookup.reading.code
    if lookup.kind is Kind.ARTICLE:
        article = knowledge.get_article(lookup.slug, phrases.locale)
        header = code if code in article.codes else next(
            (each for each in sorted(bare_forms(code), key=str) if each in article.codes), code)
        lines = [*format_header(knowledge, header, phrases, article.title), "",
                 *(body or format_article(article, phrases, width=width, full=full))]
    else:
        lines = format_code(knowledge, code, phrases, width=width)
    if lookup.others:
        lines += ["", heading(phrases.say("lookup.other_readings")),
                  *_readings(knowledge, lookup.others, phrases, width)]
    return lines


def _readings(
    knowledge: KnowledgeBase, readings: Collection[Reading], phrases: Phrases, width: int,
) -> Iterator[str]:
    for reading in readings:
        yield from wrap_text(_name(knowledge, reading.code, phrases), width, first="  - ", rest="    ")
        meaning = knowledge.find_meaning(reading.code, phrases.locale)
        if meaning:
            yield from wrap_text(meaning, width, first="    ", rest="    ")
        yield from wrap_text(dim(format_why(reading, phrases)), width, first="    ", rest="    ")


def _name(knowledge: KnowledgeBase, code: Code, phrases: Phrases) -> str:
    facts = knowledge.find_code(code)
    symbol = facts.symbols[0] if facts is not None and facts.symbols else phrases.say("lookup.no_symbol")
    return f"{format_value(code)} {symbol} ({format_family(code.family, phrases)})"


def _conflict_lines(knowledge: KnowledgeBase, conflict: Conflict, phrases: Phrases, width: int) -> list[str]:
    lines = wrap_text(make_safe_line(format_conflict(conflict, knowledge.registry, phrases)), width)
    lines += wrap_text(phrases.say("lookup.conflict.question"), width)
    for code in (conflict.value_code, conflict.symbol_code):
        if code is None:
            continue
        lines += ["", *format_header(knowledge, code, phrases)]
        slug = next(iter(_slugs(knowledge, code)), "")
        if slug:
            lines += wrap_text(knowledge.get_article(slug, phrases.locale).title, width, first="  ", rest="  ")
        if meaning := knowledge.find_meaning(code, phrases.locale):
            lines += wrap_text(meaning, width, first="  ", rest="  ")
    return lines


def _hit_lines(hits: Collection[Hit], phrases: Phrases, width: int) -> Iterator[str]:
    for hit in hits:
        codes = " ".join(format_value(code) for code in hit.codes[:3])
        other = phrases.say("lookup.from_other_language") if hit.other_language else ""
        yield from wrap_text(f"{hit.title} {dim(other)}".strip(), width, first="  - ", rest="    ")
        yield f"    {dim(f'naze {codes}' if codes else f'naze {hit.slug}')}"


def _tree_lines(
    knowledge: KnowledgeBase, slugs: Collection[str], phrases: Phrases, width: int,
) -> Iterator[str]:
    """The first question of each tree, with its answers, and the command that walks it."""
    for slug in slugs:
        tree = knowledge.find_tree(slug, phrases.locale)
        node = tree.find_node(tree.start) if tree is not None else None
        if tree is None or node is None:
            continue
        yield heading(phrases.say("lookup.tree", title=tree.title))
        yield from wrap_text(node.title, width, first="  ", rest="  ")
        for choice in node.choices:
            yield from wrap_text(choice.label, width, first="  - ", rest="    ")
        yield f"    {dim(f'naze walk {slug}')}"
        yield ""


def code_record(facts: CodeFacts) -> dict[str, object]:
    """What the registry knows of a code, as plain JSON values."""
    return {"code": str(facts.code), "family": facts.code.family, "value": facts.code.value,
            "symbols": list(facts.symbols), "component": facts.component, "kind": facts.kind}


def answer_articles(
    connection: sqlite3.Connection, slugs: Collection[str],
) -> Iterator[tuple[str, str, str, str]]:
    """Every spelling that has one clear answer among these articles, with locale, slug and text.

    The text is what `naze SPELLING` prints at the usual width, so the quick start says nothing of its own.
    """
    knowledge = KnowledgeBase(connection)
    for slug in slugs:
        for locale in LOCALES:
            article = knowledge.find_article(slug, locale)
            if article is None:
                continue
            phrases = knowledge.phrases(locale)
            body = format_article(article, phrases)
            for code in article.codes:
                for spelling in _spellings(knowledge, code):
                    lookup = look_up(knowledge, spelling, locale)
                    if lookup.kind is not Kind.ARTICLE or lookup.slug != slug:
                        continue
                    text = "\n".join(format_lookup(knowledge, lookup, phrases, body=body)) + "\n"
                    yield spelling.lower(), locale, slug, text


def _spellings(knowledge: KnowledgeBase, code: Code) -> Iterator[str]:
    yield str(code)
    seen = set()
    for notation in format_notations(code):
        plain = notation.text.lower()
        for each in (plain, plain.removeprefix("0x"), "0x" + plain.removeprefix("0x").lstrip("0")
                     if plain.startswith("0x") else plain):
            if each not in seen:
                seen.add(each)
                yield each
    facts = knowledge.find_code(code)
    for symbol in facts.symbols if facts is not None else ():
        yield symbol
        yield symbol.replace("_", "")
