"""The conversation: the caller's questions, naze's answers, and the cited page beside them.

Owns the line, the transcript and the page. What is answered belongs to `assistant.conversation`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Container
from textual.widgets import Static

from assistant.conversation.saying import format_parts, format_transcript
from assistant.tui.bindings import bindings_of
from assistant.tui.copies import Copy
from assistant.tui.screens.page_actions import PageActions
from assistant.tui.screens.pick import Pick, PickScreen
from assistant.tui.sheets.sheet import Act
from assistant.tui.sheets.talk_sheet import MORE, write_talk
from assistant.tui.talk import Talk, about_article, begin_talk, continue_talk, replay_talk
from assistant.tui.widgets.hint_bar import HintBar
from assistant.tui.widgets.page_view import PageView
from assistant.tui.widgets.query_input import QueryInput
from assistant.tui.widgets.sheet_view import Place, SheetView

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from assistant.sessions.saved_talk import SavedTalk
    from assistant.tui.pages import Page
    from assistant.tui.sheets.sheet import Sheet


class ChatScreen(PageActions):
    """Ask and be answered. `page` is what was being read."""

    CSS_PATH = "chat.tcss"
    BINDINGS: ClassVar = [*bindings_of("chat"), ("escape", "step_back", "")]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - as Textual has it
    SCOPES = ("chat",)

    def __init__(self, page: Page | None, locale: str) -> None:
        super().__init__()
        self._page = page
        self.talk = begin_talk(locale, page.slug if page else "", page.code if page else None)
        self._saved: SavedTalk | None = None

    def compose(self) -> ComposeResult:
        """Transcript and page, the line below them."""
        yield Static("", id="heading", markup=False)
        with Container(id="panes"):
            yield SheetView(id="talk")
            yield PageView(id="page")
        with Container(id="line"):
            yield QueryInput(id="query")
        yield HintBar("chat", "app")

    async def on_mount(self) -> None:
        """Begins in the line, with the greeting above."""
        self.page_view.locale = self.naze.locale
        self._say_words()
        self.query_one(QueryInput).focus()
        self.call_after_refresh(self._show_talk)
        if self._page is not None:
            self.add_class("-cited")
            self.call_after_refresh(self.page_view.preview, self._page)

    @property
    def page_view(self) -> PageView:
        """The page pane."""
        return self.query_one("#page", PageView)

    @property
    def _view(self) -> SheetView:
        return self.query_one("#talk", SheetView)

    async def retranslate(self) -> None:
        """The whole conversation and the page in the current language."""
        await super().retranslate()
        locale = self.naze.locale
        talk = self.talk
        self.talk = await self.naze.library.ask(lambda knowledge: replay_talk(knowledge, talk, locale))
        self.page_view.locale = locale
        self._say_words()
        await self._show_talk()
        if self.page_view.page is not None:
            await self.page_view.rewrite()

    def _say_words(self) -> None:
        query = self.query_one(QueryInput)
        query.placeholder = self.naze.say("tui.chat.placeholder")
        query.paste_mark = self.naze.say("tui.home.pasted")
        self.query_one("#heading", Static).update(self.naze.say("tui.chat.heading"))

    async def _show_talk(self) -> None:
        """Shows the conversation, the latest question at the top of the view."""

        async def source(width: int) -> Sheet:
            phrases, talk = self.naze.phrases, self.talk
            return await self.naze.library.ask(lambda knowledge: write_talk(knowledge, talk, phrases, width))

        turns = len(self.talk.turns)
        await self._view.show(source, Place(f"turn:{turns}") if turns else None)

    @on(QueryInput.KeyPressed, "#query")
    def _key(self, event: QueryInput.KeyPressed) -> None:
        query, view = self.query_one(QueryInput), self._view
        moves = {"pageup": view.action_page_up, "pagedown": view.action_page_down,
                 "up": view.action_previous_target, "down": view.action_next_target}
        if event.name in moves:
            moves[event.name]()
            view.refresh_highlight()
        elif event.name == "escape":
            self.action_step_back()
        elif query.full_text.strip():
            text = query.full_text
            query.clear()
            self._say(text)
        else:
            view.action_choose()

    @work(group="say")
    async def _say(self, text: str) -> None:
        talk = self.talk
        before = len(talk.session.gaps)
        self.talk = talk = await self.naze.library.ask(lambda knowledge: continue_talk(knowledge, talk, text))
        for gap in talk.session.gaps[before:]:
            await self.naze.desk.note_gap(gap, self.naze.locale)
        await self._keep()
        if talk.session.lang != self.naze.locale:
            await self.naze.use_language(talk.session.lang)
        await self._show_talk()

    async def _keep(self) -> None:
        """Keeps the latest turn, so that the conversation can be found and exported tomorrow."""
        if self._saved is None:
            self._saved = self.naze.desk.new_talk(self.talk.start)
        await self.naze.desk.keep_turn(self._saved, self.talk.turns[-1].given, self.talk.session.topic)

    @on(SheetView.TargetChosen, "#talk")
    async def _taken(self, event: SheetView.TargetChosen) -> None:
        event.stop()
        target = event.target
        match target.act:
            case Act.ASK:
                more = self.naze.say("tui.chat.more_input")
                self._say(more if target.value == MORE else target.value)
            case Act.CHOOSE:
                await self._choose(int(target.value))
            case Act.ARTICLE:
                slug, _, anchor = target.value.partition("#")
                self.add_class("-cited")
                page = await self.naze.page_of(slug)
                self.call_after_refresh(self.open_page, page, Place(anchor))
            case _:
                await self.act_on(target)

    async def _choose(self, number: int) -> None:
        """Answers our question; choices that nobody waits for are pages to open."""
        last = self.talk.last
        if self.talk.session.pending is not None or last is None:
            self._say(str(number))
            return
        slug = last.choices[number - 1].input.removeprefix("article:")
        talk = self.talk
        self.talk = await self.naze.library.ask(lambda knowledge: about_article(knowledge, talk, slug))
        self.add_class("-cited")
        self.call_after_refresh(self.open_page, await self.naze.page_of(slug))

    def action_step_back(self) -> None:
        """From the page to the line, from the line to where one came from."""
        query = self.query_one(QueryInput)
        if not query.has_focus:
            self.remove_class("-reading")
            query.focus()
        elif query.value:
            query.clear()
        else:
            self.dismiss()

    @work
    async def action_copy(self) -> None:
        """Copies the latest answer, the whole conversation, or something of the page."""
        copies = await self._talk_copies()
        if self.page_view.page is not None:
            copies += await self.naze.copies_of(self.page_view.page)
        if not copies:
            self.naze.say_briefly("tui.say.nothing_said")
            return
        picks = [Pick(copy.name, copy.first_line) for copy in copies]
        number = await self.naze.push_screen_wait(PickScreen(self.naze.say("tui.pick.copy"), picks))
        if number is not None:
            self.naze.copy_text(copies[number].text, copies[number].name)

    async def action_save(self) -> None:
        """Writes the conversation to a Markdown file."""
        if self.talk.turns:
            await self.naze.save_text(await self._transcript(), "conversation.md")
        else:
            self.naze.say_briefly("tui.say.nothing_said")

    async def _talk_copies(self) -> list[Copy]:
        last = self.talk.last
        if last is None:
            return []
        answer = await self.naze.library.ask(lambda knowledge: format_parts(knowledge, last.parts, last.lang))
        return [Copy(self.naze.say("tui.copy.answer"), answer),
                Copy(self.naze.say("tui.copy.transcript"), await self._transcript())]

    async def _transcript(self) -> str:
        talk: Talk = self.talk
        locale = self.naze.locale
        return await self.naze.library.ask(lambda knowledge: format_transcript(
            knowledge, [(turn.said, turn.replies) for turn in talk.turns], locale))
