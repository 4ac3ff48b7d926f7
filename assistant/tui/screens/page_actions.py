"""What can be done with the page on the screen: move, copy, mark, compare, go on from it.

Owns the actions that the look-up and the conversation share. The screen gives `page_view`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from assistant.tui.pages import Page
from assistant.tui.screens.base import NazeScreen
from assistant.tui.screens.compare import CompareScreen
from assistant.tui.screens.pick import Pick, PickScreen
from assistant.tui.sheets.sheet import Act
from assistant.tui.widgets.page_view import PageView
from assistant.tui.widgets.query_input import QueryInput
from assistant.tui.widgets.sheet_view import Place, SheetView

if TYPE_CHECKING:
    from assistant.tui.sheets.sheet import Target


class PageActions(NazeScreen[None]):
    """Actions on the page pane of a screen."""

    @property
    def page_view(self) -> PageView:
        """The page pane."""
        raise NotImplementedError

    async def open_page(self, page: Page, place: Place | None = None) -> None:
        """Goes to a page, and into it; of a tree, the walk begins."""
        if page.tree:
            self.naze.start_walk(page.tree)
            return
        self.remove_class("-welcome")
        self.add_class("-reading")
        await self.page_view.open(page, place)
        self.page_view.focus()

    @on(PageView.PageOpened)
    async def _page_opened(self, event: PageView.PageOpened) -> None:
        await self.naze.desk.remember_page(event.page.key)

    @on(SheetView.TargetChosen, "#page")
    async def _page_target(self, event: SheetView.TargetChosen) -> None:
        event.stop()
        await self.act_on(event.target)

    async def act_on(self, target: Target) -> None:
        """Does what a target of a page is there for."""
        match target.act:
            case Act.ARTICLE:
                await self.open_page(await self.naze.page_of(target.value))
            case Act.TREE:
                self.naze.start_walk(target.value)
            case Act.ADDRESS:
                self.naze.open_address(target.value)
            case Act.COPY:
                self.naze.copy_text(target.value, target.label)
            case Act.ASK:
                self.look_up(target.value)
            case _:
                pass

    def look_up(self, text: str) -> None:
        """Puts a text into the line, as if somebody had typed it."""
        query = self.query_one(QueryInput)
        query.value = text
        query.cursor_position = len(text)
        query.focus()

    async def action_history_back(self) -> None:
        """The page before."""
        if await self.page_view.go_back():
            self.remove_class("-welcome")
            self.add_class("-reading")
        else:
            self.naze.say_briefly("tui.say.no_page_before")

    async def action_history_forward(self) -> None:
        """The page after."""
        if not await self.page_view.go_forward():
            self.naze.say_briefly("tui.say.no_page_after")

    @work
    async def action_show_headings(self) -> None:
        """Lists the headings, and goes to one."""
        await self.page_view.ready.wait()
        anchors = [anchor for anchor in self.page_view.sheet.anchors if anchor.title]
        if not self._has_page() or not anchors:
            return
        here = self.page_view.place().anchor
        current = next((number for number, anchor in enumerate(anchors) if anchor.id == here), 0)
        picks = [Pick("  " * max(anchor.level - 2, 0) + anchor.title) for anchor in anchors]
        number = await self.naze.push_screen_wait(
            PickScreen(self.naze.say("tui.pick.headings"), picks, current=current))
        if number is not None:
            self.page_view.go_to(Place(anchors[number].id))
            self.page_view.focus()

    @work
    async def action_copy(self) -> None:
        """Lists what can be copied of the page, in both languages, and copies one."""
        page = self.page_view.page
        if page is None:
            self.naze.say_briefly("tui.say.no_page")
            return
        copies = await self.naze.copies_of(page)
        picks = [Pick(copy.name, copy.first_line) for copy in copies]
        number = await self.naze.push_screen_wait(PickScreen(self.naze.say("tui.pick.copy"), picks))
        if number is not None:
            self.naze.copy_text(copies[number].text, copies[number].name)

    @work
    async def action_compare(self) -> None:
        """Shows the page in both languages, side by side."""
        if (page := self._has_page()) is not None:
            target = await self.naze.push_screen_wait(CompareScreen(page, self.page_view.place()))
            if target is not None:
                await self.act_on(target)

    async def action_bookmark(self) -> None:
        """Sets or removes the bookmark of the page."""
        if (page := self._has_page()) is not None:
            kept = await self.naze.desk.toggle_bookmark(page.key)
            self.naze.say_briefly("tui.say.bookmarked" if kept else "tui.say.bookmark_removed")

    @work
    async def action_flag(self) -> None:
        """Flags the page as wrong, unclear or missing something, or comments on it."""
        from assistant.tui.screens.flag import flag_page

        if (page := self._has_page()) is not None and await flag_page(self.naze, page):
            await self.page_view.rewrite()

    def action_ask(self) -> None:
        """Goes to the conversation, about what is on the screen."""
        self.naze.start_conversation(self.page_view.page)

    def action_walk(self) -> None:
        """Begins to walk through the causes of the page, or picks a walk."""
        page = self.page_view.page
        code = str(page.code) if page is not None and page.code is not None else ""
        self.naze.start_walk(page.slug or page.tree if page is not None else "", code)

    def _has_page(self) -> Page | None:
        if self.page_view.page is None:
            self.naze.say_briefly("tui.say.no_page")
        return self.page_view.page
