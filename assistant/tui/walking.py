"""Walking: one saved walk as a screen uses it, on the library's thread.

Owns nothing of the walk itself: moving belongs to `assistant.troubleshoot`, saving to `assistant.sessions`, what a
note says to `assistant.notes`.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from assistant.notes import Form, format_note, make_note
from assistant.sessions.saved_walk import SavedWalk
from assistant.sessions.store import StoreError
from assistant.troubleshoot.stepper import NoOptionError, Walker
from assistant.troubleshoot.walk import Input, PageKind, Walk
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.sessions.store import Session, Store
    from assistant.troubleshoot.learning import Odds
    from assistant.troubleshoot.step import Step
    from assistant.tui.desk import Desk
    from assistant.tui.library import Library
    from kb.knowledge import KnowledgeBase
    from kb.pages.article import Article


class Walking:
    """A walk that is on."""

    def __init__(self, library: Library, desk: Desk, saved: SavedWalk) -> None:
        self._library = library
        self._desk = desk
        self._saved = saved

    @classmethod
    async def begin(cls, library: Library, desk: Desk, slug: str, locale: str, *, code: str = "") -> Walking | None:
        """A new walk of a tree or an article; None when there is no such page, or nothing to walk on it."""

        def start(knowledge: KnowledgeBase) -> SavedWalk | None:
            kind = PageKind.TREE if knowledge.find_tree(slug, locale) is not None else PageKind.ARTICLE
            article = knowledge.find_article(slug, locale) if kind is PageKind.ARTICLE else None
            if kind is PageKind.ARTICLE and (article is None or not article.causes):
                return None
            return SavedWalk.begin(_walker(knowledge, desk.store), desk.store, kind, slug, locale, at=time.time(),
                                   code=code)

        saved = await library.ask(start)
        return cls(library, desk, saved) if saved is not None else None

    @classmethod
    async def resume(cls, library: Library, desk: Desk, session: Session, locale: str) -> Walking:
        """A walk that was left, where it stood. Raises KeyError when it is gone, SessionClaimedError while a colleague
        has it, and StoreError when the team's server, which alone has it, cannot be asked."""

        def resume(knowledge: KnowledgeBase) -> SavedWalk:
            taken = desk.store.take(session.uid, at=time.time())
            return SavedWalk.resume(_walker(knowledge, desk.store), desk.store, taken, at=time.time(), locale=locale)

        return cls(library, desk, await library.ask(resume))

    def leave_soon(self) -> None:
        """Lets colleagues have the walk, once the library's thread comes to it."""
        store, session = self._desk.store, self._saved.session

        def leave() -> None:
            # The lease ends by itself when this fails.
            with contextlib.suppress(StoreError):
                store.leave(session)

        self._library.submit(leave)

    @property
    def walk(self) -> Walk:
        """The walk as the store has it."""
        return self._saved.walk

    async def look(self, locale: str) -> Step:
        """The step that the walk stands at, over the content as it is now."""

        def look(knowledge: KnowledgeBase) -> Step:
            self._renew(knowledge, locale)
            return self._saved.look()

        return await self._library.ask(look)

    async def advance(self, given: Input, locale: str) -> Step | None:
        """The step after an input, once it is saved; None for an answer that the step does not have."""

        def advance(knowledge: KnowledgeBase) -> Step | None:
            self._renew(knowledge, locale)
            try:
                return self._saved.give(given, at=time.time())
            except NoOptionError:
                return None

        return await self._library.ask(advance)

    async def note(self, locale: str, form: Form = Form.PLAIN) -> str:
        """The note for the ticket as it stands, in one language."""
        return await self._library.ask(lambda knowledge: self._format(knowledge, locale, form))

    def odds(self, knowledge: KnowledgeBase, article: Article) -> Mapping[str, Odds]:
        """The chances of an article's causes for this walk; to be asked on the library's thread."""
        return _walker(knowledge, self._desk.store).odds(article, self.walk.code)

    async def notes(self) -> dict[str, str]:
        """The note in each language and in both, by `ja`, `en` and `both`."""
        notes = {locale: await self.note(locale) for locale in LOCALES}
        return notes | {"both": "\n".join(notes.values())}

    def _format(self, knowledge: KnowledgeBase, locale: str, form: Form) -> str:
        walker = _walker(knowledge, self._desk.store)
        note = make_note(knowledge, walker, self.walk, locale, session=self._saved.session)
        return format_note(note, knowledge.phrases(locale), form)

    def _renew(self, knowledge: KnowledgeBase, locale: str) -> None:
        store = self._desk.store
        self._saved = SavedWalk(_walker(knowledge, store), store, self._saved.session, self._saved.walk, locale)


def _walker(knowledge: KnowledgeBase, store: Store) -> Walker:
    return Walker(knowledge, experience=store)
