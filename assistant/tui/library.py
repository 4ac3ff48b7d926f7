"""The library: the knowledge base on a thread of its own, so that the screen never waits for it.

Owns that thread and the state of the index: opening, first build, and noticing that content changed or that the team
published anew. The connection is used on that thread alone, which also serves an index that had to be built in memory.
"""

from __future__ import annotations

import asyncio
import math
import sqlite3
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from assistant.opening import content_roots, follow_published, index_cache, reads_published
from kb.knowledge import KnowledgeBase
from kb.pages.loading import list_content
from kb.phrases import Phrases

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.settings import Settings

T = TypeVar("T")
FOLLOW_SECONDS = 5.0
"""How often it is seen whether it is time to ask the team's server."""


class Opened(NamedTuple):
    """What the screen needs of an open index at once: the phrases by locale, and how many pages were left out."""

    phrases: dict[str, Phrases]
    left_out: int


class Library:
    """One knowledge base, asked through `ask`. `progress` are the pages done and in all while the index is built."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.progress = (0, 0)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="library")
        self._knowledge: KnowledgeBase | None = None
        self._opening: Future[Opened] | None = None
        self._state: object = None
        self._following: threading.Thread | None = None
        self._follow_at = 0.0 if reads_published(settings) else math.inf

    def open_soon(self) -> None:
        """Begins to open the index, building it when there is none."""
        self._opening = self.submit(self._open)

    async def open(self) -> Opened:
        """Waits until the index is open."""
        if self._opening is None:
            self.open_soon()
        assert self._opening is not None
        return await self.wait(self._opening)

    async def ask(self, question: Callable[[KnowledgeBase], T]) -> T:
        """What a function of the knowledge base gives. Questions are answered one after the other.

        An index that turns out to be damaged is built anew, once.
        """
        def answer() -> T:
            try:
                return question(self._get())
            except sqlite3.DatabaseError:
                index_cache(self._settings).discard()
                self._open()
                return question(self._get())

        return await self.run(answer)

    async def renew(self) -> Opened | None:
        """Opens the index anew when the content changed since it was opened; None when it did not."""
        return await self.run(self._renew)

    def close(self) -> None:
        """Ends the thread once it has done what it was given."""
        self._thread.shutdown(wait=False, cancel_futures=False)

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Work for the thread, without waiting for it."""
        return self._thread.submit(work)

    async def wait(self, future: Future[T]) -> T:
        """What submitted work came to."""
        return await asyncio.wrap_future(future)

    async def run(self, work: Callable[[], T]) -> T:
        """What work on the thread came to."""
        return await self.wait(self.submit(work))

    def _get(self) -> KnowledgeBase:
        if self._knowledge is None:
            self._open()
        assert self._knowledge is not None
        return self._knowledge

    def _open(self) -> Opened:
        from kb.diagnostics import Level
        from kb.phrases import LOCALES

        cache = index_cache(self._settings, progress=self._show_progress, asks=False)
        knowledge = KnowledgeBase(cache.open())
        self._knowledge, self._state = knowledge, cache.state
        left_out = sum(each.level is Level.ERROR for each in knowledge.diagnostics)
        return Opened({locale: knowledge.phrases(locale) for locale in LOCALES}, left_out)

    def _renew(self) -> Opened | None:
        self._follow_soon()
        state = index_cache(self._settings, asks=False).find_state()
        return self._open() if state != self._state else None

    def _follow_soon(self) -> None:
        """Asks the team's server for newer knowledge, when it is time, without letting the thread wait for it."""
        now = time.monotonic()
        if now < self._follow_at or (self._following is not None and self._following.is_alive()):
            return
        self._follow_at = now + FOLLOW_SECONDS
        self._following = threading.Thread(target=follow_published, args=(self._settings,), daemon=True)
        self._following.start()

    def _show_progress(self, done: int, total: int) -> None:
        self.progress = (done, total)

    def early_phrases(self, locale: str) -> Phrases:
        """The words of one language, read from the files, for what is said before there is an index."""
        from kb.pages.loading import load_words

        roots = content_roots(self._settings)
        files, _ = list_content(roots)
        words, _ = load_words(roots, [file for file in files if file.kind == "phrases" and file.locale == locale])
        return Phrases(locale, words.phrases[locale])
