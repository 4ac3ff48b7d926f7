"""The screen to start from: one line that takes anything, what it means on the left, the page on the right.

Owns the way from typing to a page. Searching runs in the library's thread, a few times a second while somebody types;
only the results of the latest text are shown, and a page only when the typing pauses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Container, Horizontal
from textual.widgets import Static

from assistant.tui.bindings import bindings_of
from assistant.tui.findings import Findings, find_pages
from assistant.tui.screens.page_actions import PageActions
from assistant.tui.sheets.list_sheet import Line, write_list
from assistant.tui.sheets.welcome_sheet import write_welcome
from assistant.tui.widgets.choice_list import ChoiceList
from assistant.tui.widgets.hint_bar import HintBar
from assistant.tui.widgets.page_view import PageView
from assistant.tui.widgets.query_input import QueryInput
from assistant.tui.widgets.sheet_view import SheetView
from kb.text.wrap import wrap_text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.timer import Timer

    from assistant.tui.pages import Page
    from assistant.tui.sheets.sheet import Sheet

SEARCH_PAUSE = 0.08
"""Seconds between two searches while somebody types."""
PREVIEW_PAUSE = 0.15
"""Seconds without typing before the page of the current result is shown."""
WIDE = 100
UNDERSTOOD_INDENT = 9


class HomeScreen(PageActions):
    """Look up, read, and go on from there."""

    CSS_PATH = "home.tcss"
    BINDINGS: ClassVar = [*bindings_of("home"), ("escape", "step_back", "")]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - as Textual has it
        (0, "-narrow"), (WIDE, "-wide")]
    SCOPES = ("home",)

    def __init__(self) -> None:
        super().__init__()
        self._findings = Findings("")
        self._search_timer: Timer | None = None
        self._preview_timer: Timer | None = None
        self._opens_first = False
        self._understood = ""

    def compose(self) -> ComposeResult:
        """The line, what it was understood as, results and page, hints."""
        with Horizontal(id="line"):
            yield Static("naze", id="name", markup=False)
            yield QueryInput(id="query")
            yield Static("", id="language", markup=False)
        yield Static("", id="understood", markup=False)
        with Container(id="panes"):
            yield ChoiceList(id="results")
            yield PageView(id="page")
        yield HintBar("home", "app")

    async def on_mount(self) -> None:
        """Begins in the line."""
        self.page_view.locale = self.naze.locale
        self._say_words()
        self.query_one(QueryInput).focus()
        self.call_after_refresh(self._show_welcome)

    @property
    def page_view(self) -> PageView:
        """The page pane."""
        return self.query_one("#page", PageView)

    async def retranslate(self) -> None:
        """Line, results and page in the current language, the page at the same place."""
        await super().retranslate()
        self.page_view.locale = self.naze.locale
        self._say_words()
        if self.page_view.page is not None:
            await self.page_view.rewrite()
        else:
            await self._show_welcome()
        self._search(keep=True)

    def _say_words(self) -> None:
        query = self.query_one(QueryInput)
        query.placeholder = self.naze.say("tui.home.placeholder")
        query.paste_mark = self.naze.say("tui.home.pasted")
        self.query_one("#language", Static).update(self.naze.say("tui.language"))
        query.place_cursor()

    async def _show_welcome(self) -> None:
        naze = self.naze

        async def source(width: int) -> Sheet:
            recent = await naze.recent_pages()
            return write_welcome(naze.phrases, width, recent)

        self.set_class(True, "-welcome")
        await self.page_view.show(source)

    @on(QueryInput.Changed, "#query")
    def _typed(self, event: QueryInput.Changed) -> None:
        if self._preview_timer is not None:
            self._preview_timer.stop()
        if self._search_timer is None:
            self._search_timer = self.set_timer(SEARCH_PAUSE, self._search)

    def _search(self, keep: bool = False) -> None:
        self._search_timer = None
        self._find(self.query_one(QueryInput).full_text, keep)

    @work(group="find", exclusive=True)
    async def _find(self, text: str, keep: bool) -> None:
        phrases = self.naze.phrases
        findings = await self.naze.library.ask(lambda knowledge: find_pages(knowledge, text, phrases))
        if text != self.query_one(QueryInput).full_text:
            return
        changed = keep or findings.items != self._findings.items
        self._findings = findings
        self._show_understood()
        if changed:
            await self._show_results(keep)
        else:
            self._preview_soon()
        if self._opens_first:
            self._opens_first = False
            await self._open_current()

    def _show_understood(self) -> None:
        understood = self.query_one("#understood", Static)
        room = max(self.size.width - UNDERSTOOD_INDENT, 20)
        words = "\n".join(wrap_text(self._findings.understood, room))
        if words != self._understood:
            same_height = words.count("\n") == self._understood.count("\n")
            self._understood = words
            understood.update(words, layout=not same_height)
        understood.set_class(self._findings.warns, "-warns")

    async def _show_results(self, keep: bool) -> None:
        findings = self._findings
        results = self.query_one("#results", ChoiceList)
        lines = [Line(each.name, each.title, each.note, each.spans) for each in findings.items]
        current = results.current if keep else 0

        async def source(width: int) -> Sheet:
            return write_list(lines, width)

        self.set_class(bool(lines), "-found")
        await results.show(source)
        results.current = min(current, len(lines) - 1)
        if not keep:
            self._preview_soon()

    @on(ChoiceList.ChoiceMoved, "#results")
    def _moved(self) -> None:
        self._preview_soon()

    def _preview_soon(self) -> None:
        if self._preview_timer is not None:
            self._preview_timer.stop()
        self._preview_timer = self.set_timer(PREVIEW_PAUSE, self._preview)

    async def _preview(self) -> None:
        if self.page_view.has_focus:
            return  # Somebody reads: a preview that comes late must not take the page away.
        page = self._current_page()
        if page is not None:
            self.remove_class("-welcome")
            await self.page_view.preview(page)
        elif not self._findings.text.strip() and self.page_view.page is not None:
            await self.page_view.forget()
            await self._show_welcome()

    @on(QueryInput.KeyPressed, "#query")
    async def _key(self, event: QueryInput.KeyPressed) -> None:
        results = self.query_one("#results", ChoiceList)
        moves = {"up": results.action_move_up, "down": results.action_move_down,
                 "pageup": self.page_view.action_page_up, "pagedown": self.page_view.action_page_down}
        if event.name in moves:
            moves[event.name]()
        elif event.name == "escape":
            await self.action_step_back()
        elif self.query_one(QueryInput).full_text == self._findings.text and self._search_timer is None:
            await self._open_current()
        else:
            self._opens_first = True

    @on(SheetView.TargetChosen, "#results")
    async def _result_chosen(self) -> None:
        await self._open_current()

    async def _open_current(self) -> None:
        page = self._current_page()
        if page is not None:
            await self.open_page(page)
        elif self._findings.is_gap:
            await self.naze.note_gap(self._findings.text)

    def _current_page(self) -> Page | None:
        current = self.query_one("#results", ChoiceList).current
        items = self._findings.items
        return items[current].page if 0 <= current < len(items) else None

    async def action_step_back(self) -> None:
        """From the page to the line; from the line, empties it."""
        query = self.query_one(QueryInput)
        if not query.has_focus:
            self.remove_class("-reading")
            query.focus()
        elif query.value:
            query.clear()

    async def action_new_search(self) -> None:
        """An empty line."""
        query = self.query_one(QueryInput)
        query.clear()
        self.remove_class("-reading")
        query.focus()
