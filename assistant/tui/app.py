"""The application: how it begins, follows the content, and takes keys.

Owns the life of the program. What can be done belongs to `app_actions`, what a screen shows to the screens.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
import traceback
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import work
from textual.events import Key
from textual.widgets import TextArea

from assistant.sessions.store import StoreError
from assistant.sessions.telling import format_news
from assistant.tui.app_actions import ActingConsole
from assistant.tui.bindings import bindings_of
from assistant.tui.keys import fold_key
from assistant.tui.screens.base import NazeDialog, NazeScreen
from assistant.tui.screens.home import HomeScreen
from assistant.tui.themes import DEFAULT, NAMES
from assistant.tui.widgets.query_input import QueryInput
from kb.phrases import LOCALES
from kb.text.safe import make_safe_line

if TYPE_CHECKING:
    from textual import events

    from assistant.tui.library import Opened

QUICK_OPENING = 0.25
RENEWAL_PAUSE = 0.6
NEWS_PAUSE = 3.0
RENEWAL_SHARE = 0.02
"""Looking for changed content takes at most this share of the time, however large the content."""


class NazeApp(ActingConsole):
    """The console."""

    CSS_PATH = "app.tcss"
    TITLE = "naze"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = [*bindings_of("app"), ("tab", "app.focus_next", ""), ("shift+tab", "app.focus_previous", "")]
    first_query = ""
    """What is looked up to begin with."""

    async def on_mount(self) -> None:
        """Opens the library, shows progress if that takes time, and then the first screen."""
        self._remembered = remembered = await self.desk.open()
        self.desk.on_problem = self._tell_problem
        self.theme = remembered.theme if remembered.theme in NAMES else DEFAULT
        if remembered.locale in LOCALES and not self.settings.lang_fixed:
            self.locale = remembered.locale
        opening = asyncio.ensure_future(self.library.open())
        done, _ = await asyncio.wait({opening}, timeout=QUICK_OPENING)
        if not done:
            from assistant.tui.screens.opening import OpeningScreen

            await self.push_screen(OpeningScreen(self.library, self.locale))
        self._begin(opening)

    @work
    async def _begin(self, opening: asyncio.Future[Opened]) -> None:
        opened = await opening
        self._phrases = opened.phrases
        self.home = HomeScreen()
        await self.switch_screen(self.home) if len(self.screen_stack) > 1 else await self.push_screen(self.home)
        if self.first_query:
            self.home.look_up(self.first_query)
        if opened.left_out:
            self.say_briefly("tui.say.left_out", severity="warning", n=opened.left_out)
        if self._remembered.problem:
            self._tell_problem(self._remembered.problem)
        if self._remembered.alone is not None:
            self.say_briefly(f"settings.{self._remembered.alone.key}", severity="warning",
                             **self._remembered.alone.values)
        self._watch_content()
        self._watch_news()

    def _tell_problem(self, problem: str) -> None:
        """What was not kept, and why."""
        self.say_briefly("tui.say.not_kept", severity="warning", problem=make_safe_line(problem))

    @work(group="watch")
    async def _watch_content(self) -> None:
        """Looks for changed content as long as the console is open."""
        pause = RENEWAL_PAUSE
        while True:
            await asyncio.sleep(pause)
            start = time.perf_counter()
            try:
                opened = await self.library.renew()
            except Exception as error:  # The content may be in the middle of being written.
                self.log(error)
                continue
            pause = max(RENEWAL_PAUSE, (time.perf_counter() - start) / RENEWAL_SHARE) if opened is None else pause
            if opened is not None:
                self._phrases = opened.phrases
                for screen in self.screen_stack:
                    if isinstance(screen, NazeScreen | NazeDialog):
                        await screen.refresh_content()
                if opened.left_out:
                    self.say_briefly("tui.say.left_out", severity="warning", n=opened.left_out)
                else:
                    self.say_briefly("tui.say.reloaded")

    @work(group="news")
    async def _watch_news(self) -> None:
        """Tells what happens to work that is shared, as long as the console is open."""
        while True:
            await asyncio.sleep(NEWS_PAUSE)
            with contextlib.suppress(StoreError):
                for each in await self.desk.news():
                    self.notify(format_news(each, self.phrases), severity="warning", markup=False)

    async def on_event(self, event: events.Event) -> None:
        """Folds full-width keys before anything is done with them, but not where text is typed."""
        if isinstance(event, Key) and not event.is_forwarded and not self._types_text():
            event = fold_key(event)
        await super().on_event(event)

    def _types_text(self) -> bool:
        return isinstance(self.focused, QueryInput | TextArea)

    def _fatal_error(self) -> None:
        """A mistake of ours: the details go to a file, and the person is told where it is and that nothing is lost."""
        details = traceback.format_exc()
        path = self.settings.data_folder / "console-error.txt"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(details, "utf-8")
            words = self.say("tui.say.crashed", path=str(path)) if self._phrases else details
        except OSError:
            words = details
        self._exit_renderables.append(Text(words))
        self._close_messages_no_wait()

    def on_resize(self) -> None:
        """The input method's window follows the line after everything has moved."""
        self.call_after_refresh(self._place_cursor)

    def _place_cursor(self) -> None:
        if isinstance(self.focused, QueryInput):
            self.focused.place_cursor()

    def on_unmount(self) -> None:
        """Ends the threads."""
        self.desk.close()
        self.library.close()
