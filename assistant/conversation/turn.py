"""A turn: what the steps of a conversation share - searching, answering, asking, and what is remembered.

Owns the session of the turn while it runs. Which meaning an input has is tried step by step in `steps`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from assistant.conversation import answering, passages
from assistant.conversation.cues import Cues
from assistant.conversation.outside import Outside
from assistant.conversation.understanding import Understanding
from assistant.conversation.values import (
    Choice,
    Facet,
    Heading,
    Kind,
    Pending,
    Reply,
    Session,
    Topic,
    Words,
)
from kb.codes.decode import bare_forms
from kb.index.search import POSSIBLE, SURE
from kb.pages.article import Cause, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.codes.code import Code
    from kb.codes.identification import Reading
    from kb.index.search import Hit, SearchResult
    from kb.knowledge import KnowledgeBase
    from kb.pages.article import Article

from assistant.conversation.thresholds import (
    FEW_TOKENS,
    MAX_HISTORY,
    NEARLY_CERTAIN,
    OF_THIS_PAGE,
    SHORT,
    SHOWN_NEAREST,
    WORTH_ANSWERING,
    WORTH_ASKING,
)


class Found(NamedTuple):
    """What the input is about: an article, and the code that led there."""

    article: Article
    code: Code | None


class Turn:
    """One turn: the session so far, what was said, and the ways to answer that its steps share."""

    def __init__(
        self, knowledge: KnowledgeBase, cues: Cues, outside: Outside, session: Session, said: Understanding, lang: str,
    ) -> None:
        self.knowledge, self.cues, self.outside = knowledge, cues, outside
        self.session, self.said, self.lang = session, said, lang
        self._searched: dict[str, SearchResult] = {}

    @property
    def asks_nothing_new(self) -> bool:
        """Whether there is nothing in the input but what is asked of something."""
        said = self.said
        return said.facet is not None and not said.codes.readings and not passages.tokens_of(said.rest)

    @property
    def is_detail(self) -> bool:
        """Whether a short input only adds to what is talked about: it fits no page surely, and no tree well."""
        trees = self.knowledge.search_trees(self.said.text, limit=1)
        return (len(self.said.text) <= SHORT[self.lang] and not self.is_sure_of(self.said.text)
                and not (trees and trees[0].score >= SURE) and not self.missing(self.said.rest))

    def of_topic(self, readings: Sequence[Reading]) -> Reading | None:
        """The one reading of a short input that is of a family of the article talked about, when another is read first:
        709 is a printing number among printing numbers."""
        article = self.knowledge.find_article(self.session.topic.article, self.lang)
        if article is None or len(self.said.text) > SHORT[self.lang]:
            return None
        families = {code.family for code in article.codes}
        same = [each for each in readings if each.code.family in families and self.find(each) is not None]
        return same[0] if len(same) == 1 and readings[0].code.family not in families else None

    def ending_in(self, digits: str) -> list[Code]:
        """The codes of articles whose hexadecimal form ends in some digits, those of the topic's family first."""
        topic = self.session.topic.code
        codes = [code for code in self.knowledge.articled_codes() if isinstance(code.value, int)
                 and f"{code.value & 0xFFFFFFFF:08x}".endswith(digits) and code.value > 0xFFFF]
        return sorted(codes, key=lambda code: (topic is None or code.family != topic.family, str(code)))

    def is_sure_of(self, text: str) -> bool:
        """Whether a page is found surely, and by more than one part of the text."""
        hits = self.hits(text)
        return bool(hits) and hits[0].score >= SURE and hits[0].evidence > 0

    def of_same_family(self, readings: Sequence[Reading]) -> Reading | None:
        """The one reading that belongs to the family of the topic: who talks of a stop code goes on with stop codes."""
        code = self.session.topic.code
        same = [each for each in readings if code is not None and each.code.family == code.family]
        return same[0] if len(same) == 1 else None

    def is_elsewhere(self, article: Article | None) -> bool:
        """Whether the words point at another article than the current one.

        Words that the current page knows keep to it when the input leans on what was said before, or names only what
        it wants to know; otherwise they must fit the other page surely.
        """
        tokens = set(passages.tokens_of(self.said.rest))
        hits = [hit for hit in self.hits(self.said.rest) if hit.slug] if tokens else []
        if not hits or (article is not None and hits[0].slug == article.slug):
            return False
        if self.said.refers and article is not None and hits[0].score < NEARLY_CERTAIN:
            return False  # "Is that safe?" is about what was just said, whatever page has the word.
        known = article is not None and passages.share_of(article, self.said.rest) >= OF_THIS_PAGE
        leans = self.said.refers or self.said.facet is not None or len(tokens) <= FEW_TOKENS[self.lang]
        vague = leans and not self.knowledge.terms_in(self.said.rest)[0]
        return not (known and leans) and hits[0].score >= (SURE if known or vague else WORTH_ANSWERING)

    def hits(self, text: str) -> list[Hit]:
        return list(self.searched(text)) if text else []

    def searched(self, text: str) -> SearchResult:
        """What the search finds, asked once in a turn."""
        if text not in self._searched:
            self._searched[text] = self.knowledge.search(text, self.lang)
        return self._searched[text]

    def missing(self, text: str) -> tuple[str, ...]:
        """The words of a text that no page has, those that were taken for other words included."""
        result = self.searched(text)
        return (*result.missing, *(word for word, _ in result.corrected))

    def find(self, reading: Reading) -> Found | None:
        return self.find_code(reading.code)

    def find_code(self, wanted: Code) -> Found | None:
        """The article of a code, or of what it wraps or is shown as."""
        for code in (wanted, *sorted(bare_forms(wanted), key=str)):
            for slug in self.knowledge.slugs_of(code):
                article = self.knowledge.find_article(slug, self.lang)
                if article is not None:
                    return Found(article, code)
        return None

    def all_found(self) -> list[Found]:
        """The articles of all codes in the text, one for each part of it, each article once."""
        out: list[Found] = []
        for group in self.said.codes.groups:
            found = next((each for each in map(self.find, group.readings) if each is not None), None)
            if found is not None and all(found.article.slug != each.article.slug for each in out):
                out.append(found)
        return out

    def facet_of_code(self) -> Facet:
        """What is asked of a code: the cue's facet; without one, by how it was put."""
        topic = self.session.topic.facet
        if (topic is not None and self.said.facet is None and len(self.said.text) <= SHORT[self.lang]
                and (self.said.refers or len(passages.tokens_of(self.said.rest)) <= FEW_TOKENS[self.lang])):
            return topic  # "829 too", 86 は？: the same is asked of another code.
        if self.said.asks_whether and passages.tokens_of(self.said.rest):
            return Facet.CAUSE  # "Is it because of …?", "does it mean that …?"
        if self.said.facet is not None:
            return self.said.facet
        if self.said.is_log:
            return Facet.CAUSE
        if self.said.is_code_alone:
            same_turn = self.session.topic.facet if self.said.refers else None
            return same_turn or Facet.MEANING
        if self.said.refers and self.session.topic.facet is not None:
            return self.session.topic.facet
        return Facet.FIX

    def answer(self, found: Found, facet: Facet | None) -> Reply:
        facet = facet or Facet.MEANING
        self.visit(found, facet)
        return answering.answer_facet(self.knowledge, found.article, facet, self.lang, code=found.code,
                                      asked=self.said.asked)

    def on_topic(self, facet: Facet, asked: str = "") -> Reply | None:
        article = self.knowledge.find_article(self.session.topic.article, self.lang)
        if article is None:
            return None
        self.visit(Found(article, self.session.topic.code), facet)
        return answering.answer_facet(self.knowledge, article, facet, self.lang, code=self.session.topic.code,
                                      asked=asked)

    def on_cause(self, found: Found, match: passages.Match, facet: Facet | None) -> Reply:
        """One cause of the article: how it shows itself, or its check or fix where that was being asked."""
        assert isinstance(match.part, Cause)
        facet = facet if facet in (Facet.CHECK, Facet.FIX) else Facet.CAUSE
        self.visit(found, facet)
        return answering.answer_cause(self.knowledge, found.article, match.part, self.lang, found.code, facet)

    def on_code(self, code: Code, facet: Facet | None) -> Reply:
        """A code without an article: what the registry knows, whatever was asked of it."""
        self.visit(None, facet or Facet.MEANING, code)
        return answering.answer_code(self.knowledge, code, self.lang, facet or Facet.MEANING)

    def on_question(self, found: Found, match: passages.Match, asked: Facet | None = None) -> Reply:
        assert isinstance(match.part, Question)
        facet = asked or self.said.facet or self.session.topic.facet or Facet.MEANING
        self.visit(found, facet)
        question = match.part
        cite = answering.passage(found.article, "questions", question.answer, question.title)
        return answering.answer_passage(
            self.knowledge, found.article, (Heading(question.title, cite.cite), cite), facet, self.lang,
            found.code)

    def visit(self, found: Found | None, facet: Facet, code: Code | None = None) -> None:
        """Makes an article the topic, and remembers the one before."""
        topic = Topic(found.article.slug, found.code, facet) if found else Topic("", code, facet)
        visited = self.session.visited
        if self.session.topic.article and self.session.topic != topic:
            visited = (*visited, self.session.topic)[-MAX_HISTORY:]
        self.update(topic=topic, visited=visited, asked=0, pending=None)

    def update(self, **changes: object) -> None:
        self.session = msgspec.structs.replace(self.session, **changes)

    def ask(self, asked: tuple[Reply, Pending]) -> Reply:
        reply, pending = asked
        self.update(pending=pending, asked=self.session.asked + 1)
        return reply

    def again(self) -> Reply | None:
        topic = self.session.topic
        article = self.knowledge.find_article(topic.article, self.lang)
        if article is not None and topic.facet is not None:
            return answering.answer_facet(self.knowledge, article, topic.facet, self.lang, code=topic.code)
        return self.session.last[-1] if self.session.last and self.session.last[-1].lang == self.lang else None

    def back(self) -> Reply | None:
        if not self.session.visited:
            return self.plain("conversation.no_way_back")
        topic = self.session.visited[-1]
        self.update(topic=topic, visited=self.session.visited[:-1], pending=None)
        return self.again()

    def more(self) -> Reply | None:
        last = self.session.last[-1] if self.session.last else None
        if last is None or not last.article:
            return self.about_topic(self.plain("conversation.no_more"))
        if not last.more:
            return self.about_topic(self.plain("conversation.no_more"))
        return msgspec.structs.replace(last, parts=last.more, more=())

    def shorter(self) -> Reply | None:
        """The last answer in its shortest form."""
        last = self.session.last[-1] if self.session.last else None
        if last is None or not last.article or last.kind is not Kind.ANSWER:
            return self.on_topic(Facet.MEANING)
        return answering.shorten(last)

    def ticket(self) -> Reply | None:
        """What a ticket wants of the topic; without one, where notes are written."""
        article = self.knowledge.find_article(self.session.topic.article, self.lang)
        if article is None:
            return self.pointer("note")
        code = self.session.topic.code
        self.visit(Found(article, code), Facet.ESCALATE)
        return answering.answer_passage(self.knowledge, article, answering.ticket_parts(article)[1:], Facet.ESCALATE,
                                        self.lang, code)

    def pointer(self, name: str) -> Reply:
        """What another part of the program does, with the command for the current topic."""
        code = self.session.topic.code
        return self.about_topic(self.plain(
            f"conversation.{name}", code=str(code.value) if code is not None else "CODE"))

    def not_a_code(self) -> Reply | None:
        """A well-formed code that does not exist, or a number of another maker: said so when nothing else is asked."""
        found = self.said.codes
        if found.unknown:
            near = [hit for hit in self.hits(self.said.rest) if hit.slug and hit.score >= WORTH_ASKING]
            choices = tuple(Choice(hit.title, f"article:{hit.slug}") for hit in near[:SHOWN_NEAREST])
            return msgspec.structs.replace(self.refuse("unknown_code", text=found.unknown[0].text), choices=choices)
        makers = [each for each in found.foreign if each.kind in ("maker", "http")]
        if makers:
            return self.refuse("foreign", text=makers[0].text)
        return None

    def not_covered(self) -> Reply:
        hits = self.hits(self.said.text)[:SHOWN_NEAREST]
        self.update(gaps=(*self.session.gaps, self.said.text)[-MAX_HISTORY:])
        choices = tuple(Choice(hit.title, f"article:{hit.slug}") for hit in hits
                        if hit.slug and hit.score >= POSSIBLE / 2)
        return msgspec.structs.replace(self.refuse("not_covered"), choices=choices)

    def refuse(self, reason: str, **values: str) -> Reply:
        return Reply(kind=Kind.REFUSE, lang=self.lang, reason=reason,
                     parts=(Words(f"conversation.refuse.{reason}", tuple(values.items())),))

    def plain(self, key: str, **values: str) -> Reply:
        return Reply(kind=Kind.ANSWER, lang=self.lang, parts=(Words(key, tuple(values.items())),))

    def about_topic(self, reply: Reply) -> Reply:
        """A reply that is not from the page but about it."""
        topic = self.session.topic
        return msgspec.structs.replace(reply, codes=(topic.code,) if topic.code is not None else (),
                                       article=topic.article, facet=topic.facet)
