"""The quiz: a code or a symptom is shown, the trainee chooses, the page explains."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Container, Vertical
from textual.widgets import Static

from assistant.tui.bindings import bindings_of
from assistant.tui.pages import Page
from assistant.tui.quiz import Riddle, make_riddle, say_riddle
from assistant.tui.screens.base import NazeScreen
from assistant.tui.sheets.list_sheet import Line, write_list
from assistant.tui.sheets.sheet import Act
from assistant.tui.widgets.choice_list import ChoiceList
from assistant.tui.widgets.hint_bar import HintBar
from assistant.tui.widgets.page_view import PageView
from assistant.tui.widgets.sheet_view import SheetView
from kb.text.wrap import wrap_text

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from assistant.tui.sheets.sheet import Sheet


class QuizScreen(NazeScreen[None]):
    """Question after question, until it is left."""

    CSS_PATH = "quiz.tcss"
    BINDINGS: ClassVar = [*bindings_of("quiz"), ("escape", "close", ""),
                          *((str(number), f"answer({number - 1})", "") for number in range(1, 10))]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - as Textual has it
    SCOPES = ("quiz",)

    def __init__(self, chance: Random | None = None) -> None:
        super().__init__()
        self._chance = chance or Random()
        self.riddle: Riddle | None = None
        self._before: tuple[str, ...] = ()
        self._given: int | None = None
        self._right = 0

    def compose(self) -> ComposeResult:
        """Question and choices, the page beside them once it is answered."""
        yield Static("", id="heading", markup=False)
        with Container(id="panes"):
            with Vertical(id="asked"):
                yield Static("", id="question", markup=False)
                yield ChoiceList(id="choices")
                yield Static("", id="verdict", markup=False)
            yield PageView(id="page")
        yield HintBar("quiz", "app")

    def on_mount(self) -> None:
        """The first question."""
        self.query_one(PageView).locale = self.naze.locale
        self.query_one(ChoiceList).focus()
        self.call_after_refresh(self.action_next)

    async def retranslate(self) -> None:
        """The same question in the current language."""
        await super().retranslate()
        self.query_one(PageView).locale = self.naze.locale
        await self._show()
        if self.query_one(PageView).page is not None:
            await self.query_one(PageView).rewrite()

    async def action_next(self) -> None:
        """Another question."""
        chance, before = self._chance, self._before
        self.riddle = await self.naze.library.ask(lambda knowledge: make_riddle(knowledge, chance, before))
        self._given = None
        self.remove_class("-answered")
        if self.riddle is not None:
            self._before = (*self._before, self.riddle.slug)
        await self._show()
        self.query_one(ChoiceList).focus()

    async def _show(self) -> None:
        riddle, locale = self.riddle, self.naze.locale
        self.query_one("#heading", Static).update(self.naze.say(
            "tui.quiz.heading", right=self._right, asked=max(len(self._before) - (self._given is None), 0)))
        if riddle is None:
            self._say("#question", self.naze.say("tui.quiz.too_small"))
            return
        shown, choices = await self.naze.library.ask(lambda knowledge: say_riddle(knowledge, riddle, locale))
        self._say("#question", self.naze.say(f"tui.quiz.{riddle.asked}", shown=shown))
        given = self._given
        verdict = "" if given is None else self.naze.say(
            "tui.quiz.right" if given == riddle.right else "tui.quiz.wrong", number=riddle.right + 1)
        self._say("#verdict", verdict)
        lines = [Line(f"{number}. {choice}", key=self._sign(number - 1)) for number, choice in enumerate(choices, 1)]

        async def source(width: int) -> Sheet:
            return write_list(lines, width)

        await self.query_one(ChoiceList).show(source)

    def _sign(self, number: int) -> str:
        if self._given is None or self.riddle is None:
            return ""
        if number == self.riddle.right:
            return self.naze.say("tui.quiz.sign_right")
        return self.naze.say("tui.quiz.sign_given") if number == self._given else ""

    def _say(self, where: str, words: str) -> None:
        label = self.query_one(where, Static)
        label.update("\n".join(wrap_text(words, max(label.content_size.width, 30))) if words else "")

    @on(SheetView.TargetChosen, "#choices")
    async def _chosen(self, event: SheetView.TargetChosen) -> None:
        event.stop()
        await self.action_answer(event.number)

    async def action_answer(self, number: int) -> None:
        """Takes an answer, and explains; after that Enter goes on."""
        if self.riddle is None or number >= len(self.riddle.choices):
            return
        if self._given is not None:
            await self.action_next()
            return
        self._given = number
        self._right += number == self.riddle.right
        self.add_class("-answered")
        page = Page(self.riddle.slug)
        await self._show()
        self.call_after_refresh(self.query_one(PageView).preview, page)

    @on(SheetView.TargetChosen, "#page")
    def _page_target(self, event: SheetView.TargetChosen) -> None:
        event.stop()
        if event.target.act is Act.COPY:
            self.naze.copy_text(event.target.value, event.target.label)
        elif event.target.act is Act.ADDRESS:
            self.naze.open_address(event.target.value)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)
