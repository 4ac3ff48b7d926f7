"""Talks: a conversation as the console holds it - what was said, what was answered, and how to say it all again.

The engine is a function, so a talk is replayed to show it in the other language. Owns turns; understanding and
answering belong to `assistant.conversation`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from assistant.conversation.clarifying import find_suggestion
from assistant.conversation.engine import Engine
from assistant.conversation.values import Facet, Reply, Session, Topic

if TYPE_CHECKING:
    from kb.codes.code import Code
    from kb.knowledge import KnowledgeBase


class Turn(NamedTuple):
    """What a person said, how the engine was given it, and the replies.

    `suggested` is the number of the suggested question that was taken, from 1, or 0.
    """

    said: str
    given: str
    replies: tuple[Reply, ...]
    suggested: int = 0


class Talk(NamedTuple):
    """A conversation: where it began, where it is, and its turns."""

    start: Session
    session: Session
    turns: tuple[Turn, ...] = ()

    @property
    def last(self) -> Reply | None:
        """The latest reply."""
        return self.turns[-1].replies[-1] if self.turns else None


@lru_cache(maxsize=2)
def engine_of(knowledge: KnowledgeBase) -> Engine:
    """The engine over a knowledge base, made once."""
    return Engine(knowledge)


def begin_talk(lang: str, article: str = "", code: Code | None = None) -> Talk:
    """A talk in a language, about an article or a code when one is being read."""
    topic = Topic(article, code, Facet.MEANING) if article or code is not None else Topic()
    session = Session(lang=lang, fixed_lang=True, topic=topic)
    return Talk(session, session)


def continue_talk(knowledge: KnowledgeBase, talk: Talk, text: str) -> Talk:
    """The talk after somebody said something. A number alone takes a suggested question, unless a question of ours
    waits for an answer, which the engine reads itself."""
    said, suggested = text, 0
    last = talk.last
    suggestion = find_suggestion(talk.session, text)
    if suggestion is not None:
        said, suggested, text = suggestion.label, int(text), suggestion.input
    elif last is not None and talk.session.pending is not None and text.strip().isdecimal():
        number = int(text.strip())
        if 1 <= number <= len(talk.session.pending.choices):
            said = talk.session.pending.choices[number - 1].label
    session, replies = engine_of(knowledge).respond(talk.session, text)
    return Talk(talk.start, session, (*talk.turns, Turn(said, text, replies, suggested)))


def about_article(knowledge: KnowledgeBase, talk: Talk, slug: str) -> Talk:
    """The talk with an article as its topic, because its page was opened from it."""
    article = knowledge.find_article(slug, talk.session.lang)
    if article is None:
        return talk
    topic = Topic(slug, next(iter(article.codes), None), Facet.MEANING)
    return talk._replace(session=msgspec.structs.replace(talk.session, topic=topic, pending=None))


def replay_talk(knowledge: KnowledgeBase, talk: Talk, lang: str) -> Talk:
    """The talk in another language. A turn that would come to something else there keeps its words."""
    again = begin_talk(lang, talk.start.topic.article, talk.start.topic.code)
    turns: list[Turn] = []
    for turn in talk.turns:
        last = turns[-1].replies[-1] if turns else None
        given, said = turn.given, turn.said
        if turn.suggested and last is not None and turn.suggested <= len(last.next):
            given, said = last.next[turn.suggested - 1].input, last.next[turn.suggested - 1].label
        pending = again.session.pending
        if pending is not None and given.strip().isdecimal() and 1 <= int(given) <= len(pending.choices):
            said = pending.choices[int(given) - 1].label
        session, replies = engine_of(knowledge).respond(again.session, given)
        same = [(reply.kind, reply.article) for reply in replies] == [
            (reply.kind, reply.article) for reply in turn.replies]
        again = again._replace(session=session)
        turns.append(Turn(said, given, replies, turn.suggested) if same else turn)
    session = msgspec.structs.replace(again.session, lang=lang, fixed_lang=True)
    return Talk(again.start, session, tuple(turns))
