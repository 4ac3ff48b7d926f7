"""Answering: an article and what is asked of it -> the parts of a reply.

Owns which section answers which facet, the shortest form that is complete, and what waits behind "more". It takes
everything from pages and phrases and words nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from assistant.conversation.values import Choice, Cite, Facet, Heading, Kind, Meaning, Part, Passage, Reply, Words
from kb.codes.code import Code, format_value
from kb.pages.article import LIKELIHOOD_WEIGHTS, Article, Cause, Translation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kb.knowledge import KnowledgeBase
    from kb.pages.blocks import Block

SHOWN_CAUSES = 2
"""Fixes and checks of this many causes are shown at once; the others wait behind "more"."""
MAX_NEXT = 4


def by_likelihood(article: Article) -> list[Cause]:
    """The causes, most likely first; among equals those that are checked sooner, then in page order."""
    return sorted(article.causes, key=lambda cause: (-LIKELIHOOD_WEIGHTS[cause.facts.likelihood - 1],
                                                     cause.facts.check_minutes))


def answer_facet(knowledge: KnowledgeBase, article: Article, facet: Facet, lang: str, *, code: Code | None = None,
                 asked: str = "") -> Reply:
    """The answer to one facet of an article. `asked` tells the reply to the user from the escalation."""
    parts: list[Part] = [title_of(article)]
    if article.locale != lang:
        parts.append(Words("conversation.other_language"))
    elif article.translation is Translation.STALE:
        parts.append(Words("conversation.stale"))
    more: list[Part] = []
    match facet:
        case Facet.MEANING:
            parts += [passage(article, "lead", article.lead)]
            more += [passage(article, "meaning", article.meaning)]
        case Facet.CAUSE:
            shown, hidden = _causes(article, _cause_parts)
            parts += [Words("conversation.causes", (("n", str(len(article.causes))),)), *shown]
            more += hidden
        case Facet.CHECK:
            shown, hidden = _causes(article, _check_parts)
            parts += shown
            more += hidden
        case Facet.FIX:
            shown, hidden = _causes(article, _fix_parts)
            parts += shown
            more += hidden
        case Facet.PREVENTION:
            parts += [passage(article, "prevention", article.prevention)]
        case Facet.ESCALATE:
            first, second = ("reply", "escalation") if asked == "reply" else ("escalation", "reply")
            parts += [passage(article, first, getattr(article, first))]
            more += [passage(article, second, getattr(article, second))]
    parts = [part for part in parts if not isinstance(part, Passage) or part.blocks]
    if not any(isinstance(part, Passage) for part in parts):
        # The page has no such section (a reference page, say): its nutshell and meaning are what there is.
        parts += [passage(article, "lead", article.lead), passage(article, "meaning", article.meaning)]
    return Reply(
        kind=Kind.ANSWER, lang=lang, parts=tuple(parts), codes=main_codes(article, code), article=article.slug,
        facet=facet, more=tuple(part for part in more if not isinstance(part, Passage) or part.blocks),
        next=suggest(knowledge, article, facet, lang),
    )


def shorten(reply: Reply) -> Reply:
    """The shortest form of an answer: its title and the nutshell, or its first cause; the rest waits behind "more"."""
    titles = [at for at, part in enumerate(reply.parts) if isinstance(part, Heading) and part.cite.section != "title"]
    passages = [at for at, part in enumerate(reply.parts) if isinstance(part, Passage)]
    keep = (titles or passages or [len(reply.parts) - 1])[0] + 1
    return replace(reply, parts=reply.parts[:keep], more=(*reply.parts[keep:], *reply.more))


def ticket_parts(article: Article) -> tuple[Part, ...]:
    """What a ticket wants of an article: what it is, and what to collect for whom."""
    parts = (title_of(article), passage(article, "lead", article.lead),
             passage(article, "escalation", article.escalation))
    return tuple(part for part in parts if not isinstance(part, Passage) or part.blocks)


def title_of(article: Article) -> Heading:
    """The title of an article, citing it."""
    return Heading(article.title, Cite(article.slug, "title", locale=article.locale))


def passage(article: Article, section: str, blocks: tuple[Block, ...], anchor: str = "") -> Passage:
    """Blocks of an article, citing their section."""
    return Passage(blocks, Cite(article.slug, section, anchor, article.locale))


def main_codes(article: Article, code: Code | None) -> tuple[Code, ...]:
    """The codes of the article with the one that was asked for in front."""
    if code is None or code not in article.codes:
        return article.codes if code is None else (code, *article.codes)
    return (code, *(each for each in article.codes if each != code))


def answer_cause(
    knowledge: KnowledgeBase, article: Article, cause: Cause, lang: str, code: Code | None, facet: Facet,
) -> Reply:
    """What the article says of one cause: how it shows itself and how to tell, with the fix behind "more"; only the
    check, or the fix, where the facet asks for that."""
    description = passage(article, "causes", cause.description, cause.id)
    check, fix = (passage(article, name, getattr(cause, name), cause.id) for name in ("check", "fix"))
    shown, more = {Facet.CHECK: ((check,), (fix,)), Facet.FIX: ((fix,), (check,))}.get(
        facet, ((description, check), (fix,)))
    return Reply(
        kind=Kind.ANSWER, lang=lang, codes=main_codes(article, code), article=article.slug, facet=facet,
        parts=(title_of(article), Words("conversation.possible_cause"), _cause_title(article, cause),
               *(part for part in shown if part.blocks)),
        more=more, next=suggest(knowledge, article, facet, lang),
    )


def answer_passage(
    knowledge: KnowledgeBase, article: Article, parts: Iterable[Part], facet: Facet, lang: str, code: Code | None,
) -> Reply:
    """One passage of an article that answers the question as it was put."""
    return Reply(kind=Kind.ANSWER, lang=lang, codes=main_codes(article, code), article=article.slug, facet=facet,
                 parts=(title_of(article), *parts), next=suggest(knowledge, article, facet, lang))


def answer_code(knowledge: KnowledgeBase, code: Code, lang: str, facet: Facet) -> Reply:
    """A code without an article: its names and the meaning in one line, called just that, whatever was asked."""
    facts = knowledge.find_code(code)
    symbol = facts.symbols[0] if facts is not None and facts.symbols else ""
    meaning = knowledge.find_meaning(code, lang)
    name = " ".join(filter(None, [format_value(code), symbol]))
    parts: list[Part] = [Words("conversation.registry", (("name", name), ("family_key", code.family)))]
    if meaning:
        parts.append(Meaning(code, meaning))
    parts.append(Words("lookup.no_article" if meaning else "lookup.only_registry"))
    return Reply(kind=Kind.ANSWER, lang=lang, parts=tuple(parts), codes=(code,), facet=facet)


def answer_comparison(knowledge: KnowledgeBase, first: Article, second: Article, lang: str) -> Reply:
    """Two articles told apart: what either says of the other, else both in a nutshell."""
    parts: list[Part] = []
    for article, other in ((first, second), (second, first)):
        for twin in article.twins:
            if twin.slug == other.slug and not parts:
                cite = Cite(article.slug, "twins", twin.slug, article.locale)
                parts += [Heading(twin.title, cite), Passage(twin.blocks, cite)]
    nutshells: list[Part] = []
    for article in (first, second):
        nutshells += [title_of(article), passage(article, "lead", article.lead)]
    return Reply(
        kind=Kind.ANSWER, lang=lang, codes=(*first.codes[:1], *second.codes[:1]), article=first.slug,
        facet=Facet.MEANING, parts=tuple(parts or nutshells), more=tuple(nutshells if parts else ()),
        next=suggest(knowledge, first, Facet.MEANING, lang),
    )


def suggest(knowledge: KnowledgeBase, article: Article, facet: Facet, lang: str) -> tuple[Choice, ...]:
    """Questions that could come next: other facets, the article's own questions, the walk, related articles."""
    phrases = knowledge.phrases(lang)
    code = format_value(article.codes[0]) if article.codes else ""
    order = [each for each in (Facet.FIX, Facet.CHECK, Facet.CAUSE, Facet.PREVENTION, Facet.ESCALATE, Facet.MEANING)
             if each is not facet]
    if not article.causes:
        order = [each for each in order if each is Facet.MEANING]
    out = [Choice(phrases.say(f"conversation.next.{each}"), phrases.say(f"conversation.next.{each}"))
           for each in order[:2]]
    out += [Choice(question.title, question.title) for question in article.questions[:1]]
    for slug in article.related[:1]:
        related = knowledge.find_article(slug, lang)
        if related is not None and related.codes:
            value = format_value(related.codes[0])
            text = phrases.say("conversation.next.compare", first=code, second=value)
            if code:
                out.append(Choice(text, text))
    return tuple(out[:MAX_NEXT])


def _causes(
    article: Article, parts_of: Callable[[Article, Cause], list[Part]],
) -> tuple[list[Part], list[Part]]:
    groups = [parts_of(article, cause) for cause in by_likelihood(article)]
    shown = [part for group in groups[:SHOWN_CAUSES] for part in group]
    return shown, [part for group in groups[SHOWN_CAUSES:] for part in group]


def _cause_title(article: Article, cause: Cause) -> Heading:
    return Heading(cause.title, Cite(article.slug, "causes", cause.id, article.locale))


def _cause_parts(article: Article, cause: Cause) -> list[Part]:
    parts: list[Part] = [_cause_title(article, cause)]
    if cause.description:
        parts.append(passage(article, "causes", cause.description, cause.id))
    return parts


def _check_parts(article: Article, cause: Cause) -> list[Part]:
    return [_cause_title(article, cause), passage(article, "check", cause.check, cause.id)]


def _fix_parts(article: Article, cause: Cause) -> list[Part]:
    return [_cause_title(article, cause), passage(article, "fix", cause.fix, cause.id)]
