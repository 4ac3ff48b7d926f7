"""The desk: what is kept between two days - bookmarks, pages read last, comments, flags, gaps, theme and language.

Owns how the console words these for the store, on the library's thread. Where they are kept belongs to
`assistant.sessions`.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from assistant.sessions.opening import open_sessions
from assistant.sessions.saved_talk import SavedTalk
from assistant.sessions.store import OPEN, StoreError
from assistant.settings import SettingsError
from assistant.tui.todo import Flag, Gap

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from assistant.conversation.values import Session as Conversation
    from assistant.conversation.values import Topic
    from assistant.sessions.store import News, Session, Store
    from assistant.settings import Settings
    from assistant.stats.figures import Figures
    from assistant.tui.library import Library

MAX_RECENT = 12
MAX_SHOWN_GAP = 200
FLAGS = ("wrong", "unclear", "missing")
COMMENT = "comment"
THEME, LOCALE = "console.theme", "console.locale"


class Remembered(NamedTuple):
    """The settings of last time, why nothing will be kept this time (empty when it will), and why the team's store is
    not used although it is set."""

    theme: str = ""
    locale: str = ""
    problem: str = ""
    alone: SettingsError | None = None


class Desk:
    """What is remembered. `store` can be used on the library's thread once `open` has returned."""

    store: Store

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library = library
        self._settings = settings
        self._opening: Future[Remembered] | None = None
        self.last_copy = ""
        self.on_problem: Callable[[str], None] = lambda problem: None

    def open_soon(self) -> None:
        """Begins to open the store."""
        self._opening = self._library.submit(self._open)

    async def open(self) -> Remembered:
        """The settings of last time. A store that cannot be opened becomes one that forgets, and a team's store that
        needs what is not installed becomes that of one person."""
        if self._opening is None:
            self.open_soon()
        assert self._opening is not None
        return await self._library.wait(self._opening)

    def _open(self) -> Remembered:
        alone = None
        try:
            self.store, problem = open_sessions(self._settings, at=time.time())
        except SettingsError as error:
            alone = error
            self.store, problem = open_sessions(self._settings._replace(store=""), at=time.time())
        return Remembered(self.store.get_setting(THEME), self.store.get_setting(LOCALE), problem, alone)

    async def news(self) -> list[News]:
        """What happened to earlier work since this was asked last."""
        return list(await self._library.run(lambda: self.store.news()))

    async def remember(self, *, theme: str | None = None, locale: str | None = None) -> None:
        """Keeps a setting."""
        for key, value in ((THEME, theme), (LOCALE, locale)):
            if value is not None:
                await self._keep(lambda store, key=key, value=value: store.set_setting(key, value))  # type: ignore[misc]

    async def remember_page(self, key: str) -> None:
        """Puts a page at the head of those read last."""
        await self._keep(lambda store: store.add_visit(_kind(key), key, at=time.time()))

    async def recent_pages(self) -> list[str]:
        """The keys of the pages read last, the latest first."""
        visits = await self._library.run(lambda: self.store.list_visits(limit=MAX_RECENT))
        return [visit.slug for visit in visits]

    async def toggle_bookmark(self, key: str) -> bool:
        """Whether the page is bookmarked now."""
        kept = False

        def toggle(store: Store) -> None:
            nonlocal kept
            kept = store.toggle_bookmark(_kind(key), key, at=time.time())

        await self._keep(toggle)
        return kept

    async def bookmarks(self) -> list[str]:
        """The keys of the bookmarked pages, the latest first."""
        return [visit.slug for visit in await self._library.run(lambda: self.store.list_bookmarks())]

    async def comments_on(self, key: str) -> tuple[str, ...]:
        """What was written below a page, the oldest first, each with its day."""
        comments = await self._library.run(lambda: self.store.list_comments(key))
        return tuple(f"{time.strftime('%Y-%m-%d', time.localtime(each.at))}  {each.author}{': ' if each.author else ''}"
                     f"{each.text}" for each in comments)

    async def comment(self, key: str, words: str) -> None:
        """Keeps a comment, shown below the page."""
        await self._keep(lambda store: store.add_comment(key, words, at=time.time()))

    async def flag(self, key: str, kind: str, words: str, locale: str) -> None:
        """Keeps a flag for the people who write the page."""
        await self._keep(lambda store: store.add_flag(key, locale, f"{kind}: {words}", at=time.time()))

    async def flags(self) -> list[Flag]:
        """The open flags, the latest first."""
        return [_of_flag(each.id, each.slug, each.comment)
                for each in await self._library.run(lambda: self.store.list_flags())]

    async def close_flag(self, number: int) -> None:
        """Says that a flag was dealt with."""
        await self._keep(lambda store: store.close_flag(number))

    async def note_gap(self, text: str, locale: str) -> None:
        """Remembers a search that found nothing, on one line."""
        words = " ".join(text.split())[:MAX_SHOWN_GAP]
        await self._keep(lambda store: store.add_gap(words, locale, at=time.time()))

    async def gaps(self) -> list[Gap]:
        """The searches that found nothing, the most frequent first."""
        return [Gap(each.text, each.times, each.locale)
                for each in await self._library.run(lambda: self.store.list_gaps())]

    async def close_gap(self, gap: Gap) -> None:
        """Takes a gap off the list."""
        await self._keep(lambda store: store.remove_gap(gap.text, gap.locale))

    def new_talk(self, start: Conversation) -> SavedTalk:
        """A conversation that will be kept, from where it began."""
        code = start.topic.code
        return SavedTalk(self.store, start.lang, fixed_lang=start.fixed_lang, about=start.topic.article,
                         about_code=str(code) if code is not None else "")

    async def keep_turn(self, talk: SavedTalk, given: str, topic: Topic) -> None:
        """Keeps one turn of a conversation, and the page and code that it led to."""
        code = str(topic.code) if topic.code is not None else ""
        await self._keep(lambda _: talk.keep(given, at=time.time(), article=topic.article, code=code))

    async def open_sessions(self) -> list[Session]:
        """The walks that were left before their end, the latest first."""
        sessions = await self._library.run(lambda: self.store.list_sessions(status=OPEN))
        return [each for each in sessions if each.kind == "walk"]

    async def figures(self, days: int) -> Figures | None:
        """The numbers of the last days; None when they cannot be read, which is told."""
        from assistant.stats.figures import load_figures

        try:
            return await self._library.run(lambda: load_figures(self.store, at=time.time(), days=days))
        except StoreError as error:
            self.on_problem(str(error))
            return None

    def close(self) -> None:
        """Lets go of the store."""
        self._library.submit(lambda: self.store.close())

    async def _keep(self, change: Callable[[Store], object]) -> None:
        """Makes a change, or says why it was impossible."""
        try:
            await self._library.run(lambda: change(self.store))
        except StoreError as error:
            self.on_problem(str(error))


def _kind(key: str) -> str:
    return "code" if ":" in key else "article"


def _of_flag(number: int, key: str, comment: str) -> Flag:
    kind, colon, words = comment.partition(": ")
    if colon and kind in FLAGS:
        return Flag(number, key, kind, words.strip())
    return Flag(number, key, FLAGS[0], comment.removesuffix(":"))
