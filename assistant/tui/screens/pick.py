"""Picking one of several: the command palette, headings, copies, bookmarks, themes - every list that opens over a
screen. What is typed narrows the list, whatever its width and case."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.containers import Vertical
from textual.widgets import Static

from assistant.tui.screens.base import NazeDialog
from assistant.tui.sheets.list_sheet import Line, write_list
from assistant.tui.widgets.choice_list import ChoiceList
from assistant.tui.widgets.query_input import QueryInput
from assistant.tui.widgets.sheet_view import SheetView
from kb.text.fold import fold_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from assistant.tui.sheets.sheet import Sheet


class Pick(NamedTuple):
    """One thing to pick: its name, words about it, and the key that does the same."""

    name: str
    words: str = ""
    key: str = ""


class PickScreen(NazeDialog[int | None]):
    """A list over the screen; its result is the number of the pick, or None."""

    CSS_PATH = "pick.tcss"
    BINDINGS: ClassVar = [("escape", "dismiss_nothing", "")]
    SCOPES = ("pick",)

    def __init__(self, title: str, picks: Sequence[Pick], *, current: int = 0) -> None:
        super().__init__()
        self._title = title
        self._picks = tuple(picks)
        self._folded = [fold_text(f"{pick.name} {pick.words} {pick.key}") for pick in picks]
        self._shown = list(range(len(picks)))
        self._current = current
        self._is_filled = False
        self._early: list[str] = []

    def compose(self) -> ComposeResult:
        """Title, the line to narrow the list, the list."""
        with Vertical(id="box"):
            yield Static(self._title, id="title", markup=False)
            yield QueryInput(id="narrow")
            yield ChoiceList(id="picks")
            yield Static("", id="none", markup=False)

    def on_mount(self) -> None:
        """Begins in the line to type in, with the whole list shown."""
        self.query_one(QueryInput).placeholder = self.naze.say("tui.pick.narrow")
        self.query_one("#none", Static).update(self.naze.say("tui.pick.nothing"))
        self.query_one(QueryInput).focus()
        self.call_after_refresh(self._fill_first)

    async def _fill_first(self) -> None:
        """Shows the list, as high as it is, and then does what was typed before it was there."""
        await self._fill(self._current)
        picks = self.query_one(ChoiceList)
        picks.styles.height = max(len(picks.sheet.rows), 1)
        self._is_filled = True
        for name in self._early:
            self._press(name)

    async def _fill(self, current: int = 0) -> None:
        picks = self.query_one(ChoiceList)
        lines = [Line(each.name, each.words, key=each.key) for each in (self._picks[number] for number in self._shown)]

        async def source(width: int) -> Sheet:
            return write_list(lines, width, gap=False)

        await picks.show(source)
        if 0 <= current < len(lines):
            picks.current = current
        self.set_class(not lines, "-empty")

    @on(QueryInput.Changed)
    async def _narrow(self, event: QueryInput.Changed) -> None:
        event.stop()
        words = [fold_text(word) for word in event.value.split()]
        self._shown = [number for number, folded in enumerate(self._folded) if all(word in folded for word in words)]
        await self._fill()

    @on(QueryInput.KeyPressed)
    def _key(self, event: QueryInput.KeyPressed) -> None:
        event.stop()
        if self._is_filled:
            self._press(event.name)
        else:
            self._early.append(event.name)

    def _press(self, name: str) -> None:
        picks = self.query_one(ChoiceList)
        match name:
            case "up":
                picks.action_move_up()
            case "down":
                picks.action_move_down()
            case "pageup":
                picks.action_page_up()
            case "pagedown":
                picks.action_page_down()
            case "enter":
                self.action_choose()
            case "escape":
                self.dismiss(None)

    def action_choose(self) -> None:
        """Ends with what is current."""
        current = self.query_one(ChoiceList).current
        self.dismiss(self._shown[current] if 0 <= current < len(self._shown) else None)

    @on(SheetView.TargetChosen)
    def _chosen(self, event: SheetView.TargetChosen) -> None:
        event.stop()
        self.dismiss(self._shown[event.number])

    def action_dismiss_nothing(self) -> None:
        """Ends without a pick."""
        self.dismiss(None)
