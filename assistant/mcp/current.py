"""The knowledge base of a program that runs for long: as new as its files or what its team published, and whole again
after damage."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, TypeVar

from assistant.opening import follow_published, index_cache
from kb.knowledge import KnowledgeBase

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.settings import Settings

T = TypeVar("T")
PAUSE = 2.0
"""Seconds in which the files are not looked at again."""


class CurrentKnowledge:
    """The knowledge base of the settings. It is used on one thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._knowledge: KnowledgeBase | None = None
        self._state: object = None
        self._looked = 0.0

    def ask(self, question: Callable[[KnowledgeBase], T]) -> T:
        """What a function of the knowledge base gives; over an index built anew, once, when it was damaged."""
        try:
            return question(self._renewed())
        except sqlite3.DatabaseError:
            index_cache(self._settings).discard()
            self._knowledge = None
            return question(self._renewed())

    def _renewed(self) -> KnowledgeBase:
        now = time.monotonic()
        if self._knowledge is None or now - self._looked > PAUSE:
            self._looked = now
            follow_published(self._settings)
            cache = index_cache(self._settings, asks=False)
            if self._knowledge is None or cache.find_state() != self._state:
                self._knowledge = KnowledgeBase(cache.open())
                self._state = cache.state
        return self._knowledge
