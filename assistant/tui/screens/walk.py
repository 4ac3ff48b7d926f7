"""The walk: one step, its answers, the way here; a line for numbers, notes and pasted output.

Owns what keys and the line mean. How a walk moves belongs to `assistant.troubleshoot`, keeping it to the desk.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Container, Horizontal, Vertical
from textual.widgets import Static

from assistant.sessions.store import StoreError
from assistant.troubleshoot.step import Step, StepKind
from assistant.troubleshoot.walk import Back, Choose, Input, Paste, Remember
from assistant.tui.bindings import bindings_of
from assistant.tui.screens.walk_actions import WalkActions
from assistant.tui.sheets.sheet import Act, Sheet
from assistant.tui.sheets.step_sheet import format_duration, write_options, write_step, write_trail
from assistant.tui.widgets.choice_list import ChoiceList
from assistant.tui.widgets.hint_bar import HintBar
from assistant.tui.widgets.query_input import QueryInput
from assistant.tui.widgets.sheet_view import SheetView

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from assistant.tui.walking import Walking

MAX_OPTION_ROWS = 12


class WalkScreen(WalkActions):
    """One walk, until it ends or is left; it is saved before every step is shown."""

    CSS_PATH = "walk.tcss"
    BINDINGS: ClassVar = [*bindings_of("walk"), ("escape", "step_back", "")]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - as Textual has it
    SCOPES = ("walk",)

    def __init__(self, walking: Walking) -> None:
        super().__init__(walking)
        self._note = ""

    def compose(self) -> ComposeResult:
        """Head, step with its answers, trail, line."""
        with Horizontal(id="head"):
            yield Static("", id="heading", markup=False)
            yield Static("", id="time", markup=False)
        with Container(id="panes"):
            with Vertical(id="here"):
                yield SheetView(id="step")
                yield ChoiceList(id="options")
            yield SheetView(id="trail")
        with Container(id="line"):
            yield QueryInput(id="query")
        yield HintBar("walk", "app")

    def on_mount(self) -> None:
        """Begins at the step, in the line."""
        self._say_words()
        self.query_one(QueryInput).focus()
        self.set_interval(1.0, self._tick)
        self.call_after_refresh(self._look)

    def on_unmount(self) -> None:
        """Colleagues may go on with it."""
        self.walking.leave_soon()

    async def retranslate(self) -> None:
        """The same step in the current language."""
        await super().retranslate()
        self._say_words()
        await self._look()

    def _say_words(self) -> None:
        query = self.query_one(QueryInput)
        query.placeholder = self.naze.say("tui.walk.placeholder")
        query.paste_mark = self.naze.say("tui.home.pasted")

    async def _look(self) -> None:
        await self._show(await self.walking.look(self.naze.locale))

    async def _show(self, step: Step) -> None:
        self.step = step
        phrases, walk = self.naze.phrases, self.walk
        self._note = await self.walking.note(self.naze.locale) if step.kind is StepKind.OUTCOME else ""
        note = self._note
        extra = [self.naze.say("tui.walk.copy_note"), self.naze.say("tui.walk.close")] if note else []
        options = self.query_one("#options", ChoiceList)
        rows = write_options(step, phrases, max(self.size.width, 20), extra).rows
        options.styles.height = min(len(rows), MAX_OPTION_ROWS, max(self.size.height // 3, 3)) + 1

        async def write(kind: str, width: int) -> Sheet:
            match kind:
                case "step":
                    return write_step(step, phrases, width, note)
                case "options":
                    return write_options(step, phrases, width, extra)
                case _:
                    return write_trail(step, walk, phrases, width)

        await self.query_one("#step", SheetView).show(lambda width: write("step", width))
        await options.show(lambda width: write("options", width))
        trail = self.query_one("#trail", SheetView)
        await trail.show(lambda width: write("trail", width))
        trail.action_scroll_end()
        self.query_one("#heading", Static).update(step.page)
        self._tick()

    def _tick(self) -> None:
        if self.step is None:
            return
        now = time.time()
        running = 0.0 if self.walk.end is not None else max(now - self.walk.since, 0.0)
        self.query_one("#time", Static).update(self.naze.say(
            "tui.walk.time", total=format_duration(self.walk.seconds + running), step=format_duration(running)))

    @work(group="advance")
    async def give(self, given: Input) -> None:
        """Moves the walk, or writes something down."""
        try:
            step = await self.walking.advance(given, self.naze.locale)
        except StoreError as error:
            self.naze.desk.on_problem(str(error))
            return
        if step is None:
            self.naze.say_briefly("tui.walk.no_option", severity="warning")
        else:
            await self._show(step)

    @on(QueryInput.KeyPressed, "#query")
    def _key(self, event: QueryInput.KeyPressed) -> None:
        query = self.query_one(QueryInput)
        options, step = self.query_one("#options", ChoiceList), self.query_one("#step", SheetView)
        moves = {"up": options.action_move_up, "down": options.action_move_down,
                 "pageup": step.action_page_up, "pagedown": step.action_page_down}
        if event.name in moves:
            moves[event.name]()
        elif event.name == "escape":
            self.action_step_back()
        elif query.full_text.strip():
            text = query.full_text.strip()
            query.clear()
            self._take(text)
        else:
            options.action_choose()

    def _take(self, text: str) -> None:
        """A number is an answer, several lines are the output of a command, anything else is a note."""
        if text.isdecimal():
            self._choose(int(text) - 1)
        elif "\n" in text:
            self.give(Paste(text))
        else:
            self.give(Remember(text))

    @on(SheetView.TargetChosen, "#options")
    def _option_chosen(self, event: SheetView.TargetChosen) -> None:
        event.stop()
        self._choose(event.number)

    def _choose(self, number: int) -> None:
        if self.step is None:
            return
        if 0 <= number < len(self.step.options):
            self.give(Choose(self.step.options[number].key))
        elif self._note and number == len(self.step.options):
            self.action_copy()
        elif self._note and number == len(self.step.options) + 1:
            self.dismiss()
        else:
            self.naze.say_briefly("tui.walk.no_option", severity="warning")

    @on(SheetView.TargetChosen, "#trail")
    def _crumb_chosen(self, event: SheetView.TargetChosen) -> None:
        event.stop()
        self.give(Back(int(event.target.value)))

    @on(SheetView.TargetChosen, "#step")
    def _step_target(self, event: SheetView.TargetChosen) -> None:
        event.stop()
        match event.target.act:
            case Act.COPY:
                self.naze.copy_text(event.target.value, event.target.label)
            case Act.ADDRESS:
                self.naze.open_address(event.target.value)
            case Act.ARTICLE:
                self.ask_about(event.target.value)
            case _:
                pass

    def action_back(self) -> None:
        """One answer back."""
        if self.step is not None and self.step.can_back:
            self.give(Back())
        else:
            self.naze.say_briefly("walk.said.no_back")

    def action_step_back(self) -> None:
        """To the line; from the line, empties it; then leaves the walk, which is saved."""
        query = self.query_one(QueryInput)
        if not query.has_focus:
            query.focus()
        elif query.value:
            query.clear()
        else:
            if self.walk.end is None:
                self.naze.say_briefly("tui.walk.kept")
            self.dismiss()
