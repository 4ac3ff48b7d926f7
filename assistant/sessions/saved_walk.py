"""A saved walk: a walk whose every step is in the store before anybody sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from assistant.sessions.store import RESUMED
from assistant.troubleshoot.learning import case_of
from assistant.troubleshoot.walk import Input, PageKind, Paste, Walk, decode_walk, encode_walk

if TYPE_CHECKING:
    from assistant.sessions.store import Session, Store
    from assistant.troubleshoot.step import Step
    from assistant.troubleshoot.stepper import Walker

MAX_KEPT_PASTE = 2_000
"""Characters of a pasted output that are kept with its step."""


class SavedWalk:
    """One walk of one session. `walk` is its state, always the one that the store has."""

    def __init__(self, walker: Walker, store: Store, session: int, walk: Walk, locale: str, *,
                 steps: int | None = None) -> None:
        self._walker = walker
        self._store = store
        self._steps = _count_steps(store, session) if steps is None else steps
        self.session = session
        self.walk = walk
        self.locale = locale

    @classmethod
    def begin(cls, walker: Walker, store: Store, kind: PageKind, slug: str, locale: str, *, at: float,
              code: str = "") -> SavedWalk:
        """A new session at the beginning of a page. Raises KeyError when there is no such page."""
        walk = walker.start(kind, slug, at=at, code=code)
        title = walker.look(walk, locale).page
        session = store.begin("walk", locale, title, encode_walk(walk), at=at, code=code, page=f"{kind}:{slug}")
        return cls(walker, store, session, walk, locale, steps=0)

    @classmethod
    def resume(cls, walker: Walker, store: Store, session: Session, *, at: float, locale: str = "") -> SavedWalk:
        """A session that was left, exactly where it stood; the time in between is not counted."""
        saved = cls(walker, store, session.id, decode_walk(session.state), locale or session.locale)
        saved._keep(walker.resume(saved.walk, at=at), RESUMED, at)
        return saved

    def renew(self, walker: Walker, locale: str) -> SavedWalk:
        """The same walk over another knowledge base, or in the other language."""
        return SavedWalk(walker, self._store, self.session, self.walk, locale, steps=self._steps)

    @property
    def outcome(self) -> str:
        """How the walk ended; empty while it goes on."""
        return str(self.walk.end.outcome) if self.walk.end is not None else ""

    def look(self) -> Step:
        """The step that the walk stands at."""
        return self._walker.look(self.walk, self.locale)

    def give(self, given: Input, *, at: float) -> Step:
        """The step after an input, with the walk saved. Raises NoOptionError as `Walker.advance` does; the walk is
        then as before, as it is with SessionMovedError and StoreError."""
        walk, step = self._walker.advance(self.walk, given, self.locale, at=at)
        if walk is not self.walk:
            if isinstance(given, Paste):
                given = Paste(given.text[:MAX_KEPT_PASTE])
            self._keep(walk, msgspec.json.encode(given).decode(), at)
        return step

    def _keep(self, walk: Walk, step: str, at: float) -> None:
        outcome = str(walk.end.outcome) if walk.end is not None else ""
        self._store.save(self.session, self._steps + 1, encode_walk(walk), step, at=at, outcome=outcome,
                         locale=self.locale, case=case_of(walk))
        self._steps += 1
        self.walk = walk


def _count_steps(store: Store, session: int) -> int:
    taken = store.steps_of(session)
    return taken[-1].number if taken else 0
