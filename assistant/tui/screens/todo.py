"""The to-do list: gaps and flags, to be read, to be opened, to be taken along as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widgets import Static

from assistant.tui.bindings import bindings_of
from assistant.tui.screens.base import NazeScreen
from assistant.tui.sheets.sheet import Act, Sheet, Target
from assistant.tui.sheets.sheet_writer import SheetWriter
from assistant.tui.todo import Flag, Gap, format_todo
from assistant.tui.widgets.hint_bar import HintBar
from assistant.tui.widgets.sheet_view import SheetView

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from kb.phrases import Phrases


class TodoScreen(NazeScreen[Target | None]):
    """Its result is a gap to look up or a page to open, or None."""

    CSS_PATH = "todo.tcss"
    BINDINGS: ClassVar = [*bindings_of("todo"), ("escape", "close", "")]
    SCOPES = ("todo",)

    def __init__(self) -> None:
        super().__init__()
        self._gaps: list[Gap] = []
        self._flags: list[Flag] = []

    def compose(self) -> ComposeResult:
        """One sheet."""
        yield Static("", id="heading", markup=False)
        yield SheetView(id="todo")
        yield HintBar("todo", "app")

    def on_mount(self) -> None:
        """Shows the list."""
        self.query_one(SheetView).focus()
        self.call_after_refresh(self._show)

    async def retranslate(self) -> None:
        """The list in the current language."""
        await super().retranslate()
        await self._show()

    async def _show(self) -> None:
        self.query_one("#heading", Static).update(self.naze.say("tui.todo.title"))
        self._gaps = await self.naze.desk.gaps()
        flags = await self.naze.desk.flags()
        titles = dict(await self.naze.titles_of([flag.key for flag in flags]))
        self._flags = [flag._replace(title=titles.get(flag.key, flag.key)) for flag in flags]

        async def source(width: int) -> Sheet:
            return write_todo(self._gaps, self._flags, self.naze.phrases, width)

        await self.query_one(SheetView).show(source)

    @on(SheetView.TargetChosen)
    def _chosen(self, event: SheetView.TargetChosen) -> None:
        event.stop()
        self.dismiss(event.target)

    def action_copy(self) -> None:
        """Copies the list as Markdown."""
        self.naze.copy_text(self._markdown(), self.naze.say("tui.todo.title"))

    async def action_save(self) -> None:
        """Writes the list to a Markdown file."""
        await self.naze.save_text(self._markdown(), "todo.md")

    async def action_done(self) -> None:
        """Takes the current item off the list."""
        view = self.query_one(SheetView)
        number = view.current
        if 0 <= number < len(self._gaps):
            await self.naze.desk.close_gap(self._gaps[number])
        elif 0 <= number - len(self._gaps) < len(self._flags):
            await self.naze.desk.close_flag(self._flags[number - len(self._gaps)].number)
        else:
            return
        await self._show()
        view.current = min(number, len(view.sheet.targets) - 1)

    def _markdown(self) -> str:
        return format_todo(self._gaps, self._flags, self.naze.phrases)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)


def write_todo(gaps: list[Gap], flags: list[Flag], phrases: Phrases, width: int) -> Sheet:
    """Gaps, the most frequent first, then flags, each opening its page."""
    writer = SheetWriter(width, phrases)
    writer.heading(phrases.say("tui.todo.gaps"), "gaps")
    writer.gap()
    for gap in gaps:
        writer.target(Act.ASK, gap.text, gap.text, indent="   ", first=" - ",
                      note=phrases.say("tui.todo.times", n=gap.times))
    if not gaps:
        writer.text(phrases.say("tui.todo.none"), style="dim", indent=" ")
    writer.heading(phrases.say("tui.todo.flags"), "flags")
    writer.gap()
    for flag in flags:
        writer.target(Act.ARTICLE, flag.key, flag.title, indent="   ", first=" - ",
                      note=phrases.say(f"tui.flag.{flag.kind}"))
        if flag.words:
            writer.text(flag.words, indent="     ")
    if not flags:
        writer.text(phrases.say("tui.todo.none"), style="dim", indent=" ")
    return writer.sheet()
