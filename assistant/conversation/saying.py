"""Saying: a reply as plain text, and a transcript as Markdown.

Owns how parts, choices and citations read. It takes all words from the reply's parts and the phrases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.conversation.values import Cite, Heading, Meaning, Part, Passage, Reply, Words
from assistant.plain import WIDTH, dim, format_blocks
from kb.codes.contract import format_family
from kb.text.marks import END, STRONG, drop_marks
from kb.text.safe import make_safe_line
from kb.text.wrap import wrap_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kb.knowledge import KnowledgeBase
    from kb.phrases import Phrases


def format_reply(knowledge: KnowledgeBase, reply: Reply, *, width: int = WIDTH) -> list[str]:
    """A reply as marked lines: its parts, numbered choices, citations, and questions to go on with."""
    phrases = knowledge.phrases(reply.lang)
    lines: list[str] = []
    for part in reply.parts:
        said = _part_lines(knowledge, part, phrases, width)
        if said and lines and not isinstance(part, Passage):
            lines.append("")
        lines += said
    for number, choice in enumerate(reply.choices, 1):
        lines += wrap_text(make_safe_line(choice.label), width, first=f"  {number}. ", rest="     ")
    if reply.more:
        lines += ["", *wrap_text(dim(phrases.say("conversation.more_waits")), width)]
    if cites := format_cites(reply.cites) or reply.tree:
        lines += ["", *wrap_text(dim(phrases.say("conversation.cites", cites=cites)), width)]
    if reply.next:
        lines += ["", *wrap_text(dim(phrases.say("conversation.next_questions")), width)]
        for number, choice in enumerate(reply.next, 1):
            lines += wrap_text(make_safe_line(choice.label), width, first=f"  [{number}] ", rest="      ")
    return lines


def format_parts(knowledge: KnowledgeBase, parts: Iterable[Part], lang: str) -> str:
    """The words of some parts without marks and without width, for other programs."""
    phrases = knowledge.phrases(lang)
    lines = [line for part in parts for line in _part_lines(knowledge, part, phrases, 10_000)]
    return drop_marks("\n".join(lines))


def say_words(words: Words, phrases: Phrases) -> str:
    """A phrase with its values; a value may name the family of a code."""
    values: dict[str, object] = {name: make_safe_line(value) for name, value in words.values}
    if "family_key" in values:
        values["family"] = format_family(str(values["family_key"]), phrases)
    if "n" in values:
        values["n"] = int(str(values["n"]))
    return phrases.say(words.key, **values)


def _part_lines(knowledge: KnowledgeBase, part: Part, phrases: Phrases, width: int) -> list[str]:
    match part:
        case Words(key=key) if key.startswith("aspect."):
            aspects = knowledge.words(phrases.locale, "terms")["aspects"]
            return wrap_text(aspects[key.removeprefix("aspect.")]["question"], width)  # type: ignore[index]
        case Words():
            return wrap_text(say_words(part, phrases), width)
        case Heading():
            return wrap_text(f"{STRONG}{part.text}{END}", width)
        case Meaning():
            return wrap_text(part.text, width)
        case Passage():
            return format_blocks(part.blocks, phrases, width=width)


def format_cites(cites: Iterable[Cite]) -> str:
    """Citations as `slug#section`, the sections of one page together."""
    pages: dict[str, list[str]] = {}
    for cite in cites:
        section = cite.section if not cite.anchor or cite.section == "questions" else f"{cite.section}/{cite.anchor}"
        if cite.section != "title":
            pages.setdefault(cite.slug, []).append(section)
        else:
            pages.setdefault(cite.slug, [])
    return "; ".join(f"{slug}#{','.join(dict.fromkeys(sections))}" if sections else slug
                     for slug, sections in pages.items())


def format_transcript(knowledge: KnowledgeBase, turns: Iterable[tuple[str, tuple[Reply, ...]]], lang: str) -> str:
    """A conversation as Markdown, with the roles of beginner and expert in the locale."""
    return "\n".join(_transcript(knowledge, turns, knowledge.phrases(lang)))


def _transcript(
    knowledge: KnowledgeBase, turns: Iterable[tuple[str, tuple[Reply, ...]]], phrases: Phrases,
) -> Iterator[str]:
    yield f"# {phrases.say('conversation.transcript')}"
    for question, replies in turns:
        yield f"\n## {phrases.say('conversation.role.beginner')}\n"
        yield from (f"> {line}" for line in question.split("\n"))
        yield f"\n## {phrases.say('conversation.role.expert')}\n"
        for reply in replies:
            yield format_parts(knowledge, reply.parts, reply.lang)
            yield from (f"{number}. {choice.label}" for number, choice in enumerate(reply.choices, 1))
            if cites := format_cites(reply.cites) or reply.tree:
                yield f"\n{phrases.say('conversation.cites', cites=cites)}"
