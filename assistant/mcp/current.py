"""The knowledge base of a program that runs for long: as new as its files, and whole again after damage."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, TypeVar

from assistant.opening import content_roots, open_knowledge
from kb.pages.loading import list_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.settings import Settings
    from kb.knowledge import KnowledgeBase

T = TypeVar("T")
PAUSE = 2.0
"""Seconds in which the files are not looked at again."""


class CurrentKnowledge:
    """The knowledge base of the settings. It is used on one thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._knowledge: KnowledgeBase | None = None
        self._listing: object = None
        self._looked = 0.0

    def ask(self, question: Callable[[KnowledgeBase], T]) -> T:
        """What a function of the knowledge base gives; over an index built anew, once, when it was damaged."""
        try:
            return question(self._renewed())
        except sqlite3.DatabaseError:
            from assistant.opening import index_cache

            index_cache(self._settings).discard()
            self._knowledge = None
            return question(self._renewed())

    def _renewed(self) -> KnowledgeBase:
        now = time.monotonic()
        if self._knowledge is None or now - self._looked > PAUSE:
            self._looked = now
            files, _ = list_content(content_roots(self._settings))
            if self._knowledge is None or files != self._listing:
                self._listing = files
                self._knowledge = open_knowledge(self._settings)
        return self._knowledge
