"""A conversation that is kept while it goes on: every turn is on disk before the next question is read.

Owns what is kept of a conversation: its inputs and where it began. The engine is a function, so the same inputs give
the same replies again and no reply needs keeping. Answering belongs to `assistant.conversation`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from assistant.conversation.values import Facet, Session, Topic
from kb.codes.code import parse_code

if TYPE_CHECKING:
    from assistant.sessions.store import Store

TITLE_LENGTH = 120
OUTCOME = "talked"


class TalkState(msgspec.Struct, frozen=True):
    """What a conversation can be replayed from: its languages, its inputs, and the page and code that were being read
    when it began."""

    lang: str
    fixed_lang: bool
    said: tuple[str, ...] = ()
    about: str = ""
    about_code: str = ""


class SavedTalk:
    """One conversation in a store. It is begun with its first question, so an empty one leaves nothing."""

    def __init__(
        self, store: Store, lang: str, *, fixed_lang: bool, about: str = "", about_code: str = "",
    ) -> None:
        self._store = store
        self.state = TalkState(lang, fixed_lang, (), about, about_code)
        self.session = 0

    def keep(self, said: str, *, at: float, article: str = "", code: str = "") -> None:
        """Keeps one turn: what was said, and the page and code it led to. Raises StoreError when that fails."""
        self.state = msgspec.structs.replace(self.state, said=(*self.state.said, said))
        encoded = msgspec.json.encode(self.state).decode()
        if not self.session:
            page = f"article:{article}" if article else ""
            self.session = self._store.begin("conversation", self.state.lang, said[:TITLE_LENGTH], encoded, at=at,
                                             code=code, page=page)
        step = msgspec.json.encode({"said": said, "article": article, "code": code}).decode()
        self._store.save(self.session, len(self.state.said), encoded, step, at=at, outcome=OUTCOME)


def decode_talk(state: str) -> TalkState:
    """The state of a kept conversation. Raises msgspec.DecodeError or ValidationError for another one."""
    return msgspec.json.decode(state, type=TalkState)


def start_of(state: TalkState, lang: str) -> Session:
    """The session that a kept conversation began with, in a language."""
    code = parse_code(state.about_code) if state.about_code else None
    topic = Topic(state.about, code, Facet.MEANING) if state.about or code is not None else Topic()
    return Session(lang=lang, fixed_lang=True, topic=topic)
