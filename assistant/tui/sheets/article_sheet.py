"""Articles and codes as sheets: which sections stand on a page, in which order, with which targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.tui.sheets.code_header import code_title, write_head
from assistant.tui.sheets.sheet import Act, Sheet
from assistant.tui.sheets.sheet_writer import SheetWriter
from kb.codes.decode import bare_forms
from kb.pages.article import Article, Cause, Translation
from kb.pages.blocks import plain_blocks

if TYPE_CHECKING:
    from kb.codes.code import Code
    from kb.knowledge import KnowledgeBase
    from kb.phrases import Phrases

INDENT = " "


def write_article(
    knowledge: KnowledgeBase, article: Article, phrases: Phrases, width: int, *, code: Code | None = None,
    comments: tuple[str, ...] = (),
) -> Sheet:
    """The whole page of an article. `code` is the one that led here; by default the article's first."""
    writer = SheetWriter(width, phrases)
    write_head(writer, knowledge, article.title, _own_code(article, code))
    _write_state(writer, article)
    writer.gap()
    writer.blocks(article.lead, indent=INDENT)
    headings = _headings(knowledge, phrases)
    if article.meaning:
        writer.heading(headings["meaning"], "meaning")
        writer.gap()
        writer.blocks(article.meaning, indent=INDENT)
    if article.causes:
        writer.heading(headings["causes"], "causes")
        for number, cause in enumerate(article.causes, 1):
            _write_cause(writer, number, cause, headings)
    if article.questions:
        writer.heading(headings["questions"], "questions")
        for number, question in enumerate(article.questions, 1):
            writer.heading(f"Q. {question.title}", f"questions:{number}", level=3, indent=INDENT)
            writer.blocks(question.answer, indent=INDENT)
    if article.twins:
        writer.heading(headings["twins"], "twins")
        for twin in article.twins:
            writer.heading(twin.title, f"twins:{twin.slug}", level=3, indent=INDENT)
            writer.blocks(twin.blocks, indent=INDENT)
    for name in ("prevention", "reply", "escalation"):
        if blocks := getattr(article, name):
            writer.heading(headings[name], name)
            writer.gap()
            writer.blocks(blocks, indent=INDENT)
            if name == "reply":
                writer.gap()
                writer.target(Act.COPY, plain_blocks(blocks), phrases.say("tui.page.copy_reply"), indent=INDENT)
    _write_links(writer, knowledge, article)
    _write_comments(writer, comments)
    writer.gap()
    writer.text(phrases.say("tui.page.reviewed", path=article.path, reviewed=article.reviewed or "-",
                            status=phrases.say(f"tui.status.{article.status}")), style="dim", indent=INDENT)
    return writer.sheet()


def write_code(knowledge: KnowledgeBase, code: Code, phrases: Phrases, width: int, *, why: str = "") -> Sheet:
    """A code that has no article: the registry's facts and the meaning in one line, called just that."""
    writer = SheetWriter(width, phrases)
    write_head(writer, knowledge, code_title(knowledge, code), code)
    writer.gap()
    meaning = knowledge.find_meaning(code, phrases.locale)
    if meaning is not None:
        writer.text(meaning, indent=INDENT)
        writer.gap()
    writer.text(phrases.say("lookup.no_article" if meaning else "lookup.only_registry"), style="dim", indent=INDENT)
    if why:
        writer.gap()
        writer.text(why, style="dim", indent=INDENT)
    return writer.sheet()


def _own_code(article: Article, code: Code | None) -> Code | None:
    if code is None or code in article.codes:
        return code or next(iter(article.codes), None)
    return next((each for each in sorted(bare_forms(code), key=str) if each in article.codes), code)


def _headings(knowledge: KnowledgeBase, phrases: Phrases) -> dict[str, str]:
    headings = knowledge.words(phrases.locale, "terms").get("headings", {})
    return headings if isinstance(headings, dict) else {}


def _write_state(writer: SheetWriter, article: Article) -> None:
    phrases = writer.phrases
    if article.locale != phrases.locale:
        writer.gap()
        writer.text(phrases.say("lookup.translation.missing"), indent=INDENT, ground="warning")
    elif article.translation is Translation.STALE:
        writer.gap()
        writer.text(phrases.say("lookup.translation.stale"), indent=INDENT, ground="note")
    if article.status != "validated":
        writer.gap()
        writer.text(phrases.say(f"tui.page.{article.status}"), indent=INDENT, ground="note")


def _write_cause(writer: SheetWriter, number: int, cause: Cause, headings: dict[str, str]) -> None:
    phrases, facts = writer.phrases, cause.facts
    writer.heading(f"{number}. {cause.title}", f"causes:{cause.id}", level=3, indent=INDENT)
    writer.text(phrases.say(
        "lookup.cause_facts", likelihood=phrases.say(f"lookup.likelihood.{facts.likelihood}"),
        check=facts.check_minutes, fix=facts.fix_minutes, tier=phrases.say(f"lookup.tier.{facts.tier}")),
        style="dim", indent=INDENT)
    writer.gap()
    writer.blocks(cause.description, indent=INDENT)
    for name, blocks in (("check", cause.check), ("fix", cause.fix)):
        if blocks:
            writer.heading(headings[name], f"causes:{cause.id}:{name}", level=4, indent=INDENT)
            writer.blocks(blocks, indent=INDENT)


def _write_links(writer: SheetWriter, knowledge: KnowledgeBase, article: Article) -> None:
    phrases = writer.phrases
    related = [each for slug in article.related if (each := knowledge.find_article(slug, phrases.locale)) is not None]
    if related or article.tree or article.causes:
        writer.heading(phrases.say("tui.page.onward"), "onward")
        writer.gap()
        if article.tree:
            writer.target(Act.TREE, article.tree, phrases.say("tui.page.tree"), indent="   ", first=" - ")
        if article.causes:
            writer.target(Act.TREE, article.slug, phrases.say("tui.page.walk"), indent="   ", first=" - ")
        for each in related:
            writer.target(Act.ARTICLE, each.slug, each.title, indent="   ", first=" - ")
    if article.sources:
        writer.heading(phrases.say("lookup.section.sources"), "sources")
        writer.gap()
        for source in article.sources:
            writer.target(Act.ADDRESS, source.url, source.title, indent="   ", first=" - ")
            writer.text(source.url, style="dim", indent="   ")


def _write_comments(writer: SheetWriter, comments: tuple[str, ...]) -> None:
    if comments:
        writer.heading(writer.phrases.say("tui.page.comments"), "comments")
        for each in comments:
            writer.gap()
            writer.text(each, indent=INDENT)
