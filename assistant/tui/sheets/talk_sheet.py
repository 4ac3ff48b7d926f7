"""A conversation as a sheet: roles, replies with their blocks, choices by number, citations that open the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.conversation.saying import say_words
from assistant.conversation.values import Cite, Heading, Kind, Meaning, Part, Passage, Reply, Words
from assistant.tui.sheets.sheet import Act, Row, Run, Sheet
from assistant.tui.sheets.sheet_writer import SheetWriter

if TYPE_CHECKING:
    from assistant.tui.talk import Talk
    from kb.knowledge import KnowledgeBase
    from kb.phrases import Phrases

MAX_SAID_ROWS = 12
INDENT = " "
MORE = "more"


def write_talk(knowledge: KnowledgeBase, talk: Talk, phrases: Phrases, width: int) -> Sheet:
    """The whole conversation. Choices and suggestions of the latest reply alone can be taken."""
    writer = SheetWriter(width, phrases)
    _role(writer, "expert")
    writer.text(phrases.say("conversation.greeting"), indent=INDENT)
    if talk.start.topic.article:
        article = knowledge.find_article(talk.start.topic.article, phrases.locale)
        if article is not None:
            writer.text(phrases.say("tui.chat.about", title=article.title), style="dim", indent=INDENT)
    for number, turn in enumerate(talk.turns, 1):
        writer.gap()
        writer.anchor(f"turn:{number}", 2, turn.said)
        _role(writer, "beginner", ground="person")
        _write_said(writer, turn.said)
        for reply in turn.replies:
            _role(writer, "expert")
            _write_reply(writer, knowledge, reply, is_last=number == len(talk.turns))
    return writer.sheet()


def _role(writer: SheetWriter, role: str, ground: str = "") -> None:
    if not ground:
        writer.gap()
    words = writer.phrases.say(f"conversation.role.{role}")
    writer.rows.append(Row((Run(INDENT), Run(words, "person" if ground else "naze")), ground))


def _write_said(writer: SheetWriter, said: str) -> None:
    start = len(writer.rows)
    for line in said.split("\n"):
        if len(writer.rows) - start >= MAX_SAID_ROWS:
            rest = said.count("\n") + 1
            writer.text(writer.phrases.say("tui.chat.more_lines", n=rest), style="dim", indent=INDENT, ground="person")
            break
        writer.text(line, indent=INDENT, ground="person")
    for number in range(start, len(writer.rows)):
        writer.rows[number] = writer.rows[number]._replace(left=0)


def _write_reply(writer: SheetWriter, knowledge: KnowledgeBase, reply: Reply, *, is_last: bool) -> None:
    phrases = knowledge.phrases(reply.lang)
    before: Part | None = None
    for part in reply.parts:
        if before is not None and not (isinstance(part, Passage) and isinstance(before, Heading)):
            writer.gap()
        _write_part(writer, knowledge, part, phrases, refuses=reply.kind is Kind.REFUSE)
        before = part
    for number, choice in enumerate(reply.choices, 1):
        if is_last:
            writer.target(Act.CHOOSE, str(number), choice.label, indent="    ", first=f" {number}. ")
        else:
            writer.text(choice.label, style="dim", indent="    ", first=f" {number}. ")
    _write_cites(writer, knowledge, reply, phrases)
    if is_last and reply.more:
        writer.gap()
        writer.target(Act.ASK, MORE, phrases.say("tui.chat.more"), indent=INDENT)
    if is_last and reply.next and not reply.choices:
        writer.gap()
        writer.text(phrases.say("conversation.next_questions"), style="dim", indent=INDENT)
        for number, choice in enumerate(reply.next, 1):
            writer.target(Act.ASK, str(number), choice.label, indent="    ", first=f" {number}. ")


def _write_part(
    writer: SheetWriter, knowledge: KnowledgeBase, part: Part, phrases: Phrases, *, refuses: bool,
) -> None:
    match part:
        case Words():
            writer.text(_words(knowledge, part, phrases), indent=INDENT, ground="warning" if refuses else "")
        case Heading():
            writer.text(part.text, style="strong", indent=INDENT)
        case Meaning():
            writer.text(part.text, indent=INDENT)
        case Passage():
            writer.blocks(part.blocks, indent=INDENT)


def _words(knowledge: KnowledgeBase, part: Words, phrases: Phrases) -> str:
    if part.key.startswith("aspect."):
        aspects = knowledge.words(phrases.locale, "terms").get("aspects", {})
        aspect = aspects.get(part.key.removeprefix("aspect.")) if isinstance(aspects, dict) else None
        return str(aspect["question"]) if isinstance(aspect, dict) else ""
    return say_words(part, phrases)


def _write_cites(writer: SheetWriter, knowledge: KnowledgeBase, reply: Reply, phrases: Phrases) -> None:
    """One target for each page that the reply cites, at the first place that it is taken from."""
    first: dict[str, Cite] = {}
    for cite in reply.cites:
        known = first.get(cite.slug)
        if known is None or known.section == "title":
            first[cite.slug] = cite
    if not first:
        return
    writer.gap()
    for cite in first.values():
        article = knowledge.find_article(cite.slug, reply.lang)
        title = article.title if article is not None else cite.slug
        writer.target(Act.ARTICLE, f"{cite.slug}#{anchor_of(knowledge, cite, reply.lang)}",
                      phrases.say("tui.chat.cite", title=title), style="link", indent="   ", first=INDENT)


def anchor_of(knowledge: KnowledgeBase, cite: Cite, locale: str) -> str:
    """The anchor of the page's sheet that a citation points to; `top` where the sheet has no closer one."""
    if cite.section in ("check", "fix") and cite.anchor:
        return f"causes:{cite.anchor}:{cite.section}"
    if cite.section == "questions":
        article = knowledge.find_article(cite.slug, locale)
        for number, question in enumerate(article.questions if article is not None else (), 1):
            if cite.anchor in (question.title, str(number)):
                return f"questions:{number}"
        return "questions"
    if cite.section in ("title", "lead"):
        return "top"
    return f"{cite.section}:{cite.anchor}" if cite.anchor else cite.section
