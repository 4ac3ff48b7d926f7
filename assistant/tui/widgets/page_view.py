"""The page pane: an article or a code, with the pages before and after it.

Owns history and what is shown. What its targets do belongs to the screen.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.message import Message

from assistant.tui.pages import Page, write_page
from assistant.tui.styles import load_style
from assistant.tui.widgets.sheet_view import Place, SheetView

if TYPE_CHECKING:
    from assistant.tui.app import NazeApp
    from assistant.tui.sheets.sheet import Sheet

MAX_HISTORY = 100


class PageView(SheetView):
    """One page, and how one came to it."""

    DEFAULT_CSS = load_style(__file__)

    class PageOpened(Message):
        """A page was opened on purpose, not only previewed."""

        def __init__(self, view: PageView, page: Page) -> None:
            super().__init__()
            self.view = view
            self.page = page

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.page: Page | None = None
        self.locale = ""
        self._opened = False
        self._back: list[tuple[Page, Place]] = []
        self._forward: list[tuple[Page, Place]] = []

    @property
    def _naze(self) -> NazeApp:
        return cast("NazeApp", self.app)

    async def preview(self, page: Page) -> None:
        """Shows a page without going to it: history does not change."""
        if not page.same_as(self.page) or page.code != self.page.code:  # type: ignore[union-attr]
            self._leave()
            self._opened = False
            await self._show(page, Place())

    async def open(self, page: Page, place: Place | None = None) -> None:
        """Goes to a page; one that is shown already stays where it is."""
        if not self._opened or not page.same_as(self.page):
            if not page.same_as(self.page):
                self._leave()
                await self._show(page, place or Place())
            self._forward.clear()
            self._opened = True
            self.post_message(self.PageOpened(self, page))
        elif place is not None:
            self.go_to(place)

    async def go_back(self) -> bool:
        """To the page before; False when there is none."""
        return await self._travel(self._back, self._forward)

    async def go_forward(self) -> bool:
        """To the page that `go_back` left; False when there is none."""
        return await self._travel(self._forward, self._back)

    async def forget(self) -> None:
        """Shows nothing. The pages before stay."""
        self._leave()
        self.page = None
        self._opened = False
        await self.show(None)

    def _leave(self) -> None:
        if self._opened and self.page is not None:
            self._back.append((self.page, self.place()))
            del self._back[:-MAX_HISTORY]

    async def _travel(self, source: list[tuple[Page, Place]], other: list[tuple[Page, Place]]) -> bool:
        if not source:
            return False
        if self.page is not None and self._opened:
            other.append((self.page, self.place()))
        page, place = source.pop()
        self._opened = True
        await self._show(page, place)
        self.post_message(self.PageOpened(self, page))
        return True

    async def _show(self, page: Page, place: Place) -> None:
        self.page = page
        await self.show(partial(self._write, page), place)

    async def _write(self, page: Page, width: int) -> Sheet:
        phrases = self._naze.phrases_of(self.locale)
        comments = await self._naze.comments_on(page.key)
        return await self._naze.library.ask(
            lambda knowledge: write_page(knowledge, page, phrases, width, comments))
