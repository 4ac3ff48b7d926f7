"""The engine: understand, find, answer from the knowledge base, cite it, offer what comes next.

It is a function: no clock, no screen, no file, and the same session and inputs give the same replies. The meanings
of an input are tried in `steps`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from assistant.conversation.cues import Cues, load_cues
from assistant.conversation.outside import Outside, load_outside
from assistant.conversation.understanding import understand
from assistant.conversation.values import (
    Reply,
    Session,
)

if TYPE_CHECKING:
    from kb.knowledge import KnowledgeBase

from assistant.conversation.steps import Steps
from assistant.conversation.thresholds import (
    BARE_NUMBER,
    LEAST_COUNTED,
    NOT_SAID_TO_BE,
)


class Engine:
    """A conversation over one knowledge base. It holds nothing of a session."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._cues: Cues = load_cues(knowledge)
        self._outside: Outside = load_outside(knowledge)

    def respond(self, session: Session, text: str) -> tuple[Session, tuple[Reply, ...]]:
        """The session after an input, and the replies to it, at least one."""
        said = understand(text, self._cues, self._knowledge.registry, session.lang)
        if not said.codes.readings and all(each.kind in NOT_SAID_TO_BE for each in said.codes.foreign) and (
                number := BARE_NUMBER.search(said.folded)) and not (
                int(number[1]) < LEAST_COUNTED and any(each.kind == "count" for each in said.codes.foreign)):
            named = understand(f"error {number[1]}", self._cues, self._knowledge.registry, session.lang).codes
            if any(self._knowledge.slugs_of(reading.code) for reading in named.readings):
                # A number that a page answers is a code even where no word says so.
                said = said._replace(codes=named, rest=said.rest.replace(number[1], " ").strip())
        lang = session.lang if session.fixed_lang else said.lang
        session = msgspec.structs.replace(session, lang=lang, turns=session.turns + 1)
        turn = Steps(self._knowledge, self._cues, self._outside, session, said, lang)
        session, replies = turn.run()
        return msgspec.structs.replace(session, last=replies), replies
