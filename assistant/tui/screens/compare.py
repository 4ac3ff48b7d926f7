"""One page in both languages, side by side: the same headings on the same rows, scrolled together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal

from assistant.tui.pages import Page, write_page
from assistant.tui.screens.base import NazeScreen
from assistant.tui.sheets.aligned import align_sheets
from assistant.tui.sheets.sheet import Act, Target
from assistant.tui.widgets.hint_bar import HintBar
from assistant.tui.widgets.sheet_view import Place, SheetView
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from assistant.tui.sheets.sheet import Sheet


class TwinView(SheetView):
    """A view that takes its twin along."""

    twin: TwinView | None = None

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Scrolls the twin to the same row."""
        super().watch_scroll_y(old_value, new_value)
        if self.twin is not None and round(self.twin.scroll_y) != round(new_value):
            self.twin.scroll_to(y=new_value, animate=False, force=True)


class CompareScreen(NazeScreen[Target | None]):
    """Japanese left, English right. Its result is a target that leads elsewhere, or None."""

    CSS_PATH = "compare.tcss"
    BINDINGS: ClassVar = [("escape", "close", ""), ("f3", "close", "")]
    SCOPES = ("compare",)

    def __init__(self, page: Page, place: Place) -> None:
        super().__init__()
        self._page = page
        self._place = place

    def compose(self) -> ComposeResult:
        """Two views."""
        with Horizontal():
            for locale in LOCALES:
                yield TwinView(id=f"twin-{locale}")
        yield HintBar("compare", "app")

    def on_mount(self) -> None:
        """Shows both at the place where the page was."""
        views = [self.query_one(f"#twin-{locale}", TwinView) for locale in LOCALES]
        views[0].twin, views[1].twin = views[1], views[0]
        views[LOCALES.index(self.naze.locale)].focus()
        self.call_after_refresh(self._show)

    async def _show(self) -> None:
        for locale in LOCALES:
            view = self.query_one(f"#twin-{locale}", TwinView)
            await view.show(partial(self._write, LOCALES.index(locale)), self._place)

    async def refresh_content(self) -> None:
        """Shows both anew."""
        for view in self.query(TwinView):
            await view.rewrite()

    async def _write(self, side: int, width: int) -> Sheet:
        # The two may differ by a cell, and only sheets of one width can be aligned.
        width = min(width, *(view.text_width or width for view in self.query(TwinView)))
        words = [self.naze.phrases_of(locale) for locale in LOCALES]
        sheets = await self.naze.library.ask(
            lambda knowledge: [write_page(knowledge, self._page, phrases, width) for phrases in words])
        return align_sheets(*sheets)[side]

    def on_sheet_view_target_chosen(self, event: SheetView.TargetChosen) -> None:
        """Copies here; everything else belongs to the screen below, which takes over."""
        event.stop()
        if event.target.act is Act.COPY:
            self.naze.copy_text(event.target.value, event.target.label)
        else:
            self.dismiss(event.target)

    def action_close(self) -> None:
        """Back to one language."""
        self.dismiss(None)
