"""The console as the screens see it: library, words, desk, and what they all ask of it.

Owns the language of the interface and the services that every screen uses. Actions with keys belong to `app_actions`,
the life of the program to `app`.
"""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Literal

from textual import work
from textual.app import App
from textual.scrollbar import ScrollBar

from assistant.tui.clipboard import Way, copy_natively, save_copy
from assistant.tui.copies import Copy, list_copies
from assistant.tui.pages import Page, page_title
from assistant.tui.themes import THEMES
from assistant.tui.widgets.quiet_scroll_bar import QuietScrollBarRender
from kb.codes.code import BadCodeError, parse_code
from kb.text.safe import make_safe_line

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.tui.desk import Desk
    from assistant.tui.library import Library
    from assistant.tui.screens.home import HomeScreen
    from kb.phrases import Phrases

SHOWN_LABEL = 60


class Console(App[None]):
    """What screens and widgets know of the application."""

    home: HomeScreen

    def __init__(self, settings: Settings, locale: str, library: Library, desk: Desk) -> None:
        super().__init__()
        ScrollBar.renderer = QuietScrollBarRender
        for theme in THEMES:
            self.register_theme(theme)
        self.settings = settings
        self.locale = locale
        self.library = library
        self.desk = desk
        self._phrases: dict[str, Phrases] = {}

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The variables of the style sheets, also before a theme is chosen."""
        return {**THEMES[0].variables}

    @property
    def phrases(self) -> Phrases:
        """The words of the interface."""
        return self._phrases[self.locale]

    def phrases_of(self, locale: str) -> Phrases:
        """The words of one language."""
        return self._phrases[locale or self.locale]

    def say(self, key: str, **values: object) -> str:
        """A phrase in the language of the interface."""
        return self.phrases.say(key, **values)

    def say_briefly(
        self, key: str, *, severity: Literal["information", "warning", "error"] = "information", **values: object,
    ) -> None:
        """A message that goes away by itself."""
        self.notify(self.say(key, **values), severity=severity, markup=False, timeout=6 if severity != "error" else 12)

    @work
    async def copy_text(self, text: str, label: str) -> None:
        """Copies by the best way there is, and says by which. The clipboard of a browser's machine is the browser's."""
        is_native = not self.is_web and await asyncio.to_thread(copy_natively, text)
        way = Way.NATIVE if is_native else Way.TERMINAL
        if way is Way.TERMINAL:
            self.copy_to_clipboard(text)
        self.desk.last_copy = text
        self.say_briefly(f"tui.say.copied_{way}", label=make_safe_line(label)[:SHOWN_LABEL])

    async def save_text(self, text: str, name: str) -> None:
        """Writes a text to a new file in the folder of this user's data, and says where; a browser is handed the file
        to keep where its user sits."""
        if self.is_web:
            self.deliver_text(io.StringIO(text), save_filename=name)
            self.say_briefly("tui.say.handed", name=name)
            return
        folder = self.settings.data_folder / "saved"
        try:
            path = await asyncio.to_thread(save_copy, text, folder, name)
        except OSError:
            self.say_briefly("tui.say.not_saved", severity="error", path=make_safe_line(str(folder / name)))
        else:
            self.say_briefly("tui.say.saved", path=make_safe_line(str(path)))

    def open_address(self, address: str) -> None:
        """Opens an address of the web in the browser, because somebody asked for it."""
        if address.startswith(("https://", "http://")):
            self.open_url(address)
            self.say_briefly("tui.say.address", address=make_safe_line(address))

    async def page_of(self, key: str) -> Page:
        """The page of a bookmark, a link or an entry of the history."""
        if ":" in key:
            try:
                return Page("", parse_code(key))
            except BadCodeError:
                return Page(key)
        return Page(key)

    async def copies_of(self, page: Page) -> list[Copy]:
        """What of the page can be copied."""
        phrases = self.phrases
        return await self.library.ask(lambda knowledge: list_copies(knowledge, page, phrases))

    async def titles_of(self, keys: list[str]) -> list[tuple[str, str]]:
        """Keys with the titles of their pages."""
        locale = self.locale
        return await self.library.ask(
            lambda knowledge: [(key, page_title(knowledge, key, locale)) for key in keys])

    async def recent_pages(self) -> list[tuple[str, str]]:
        """The pages that were read last."""
        return await self.titles_of(await self.desk.recent_pages())

    async def comments_on(self, key: str) -> tuple[str, ...]:
        """What the team wrote below a page."""
        return await self.desk.comments_on(key)

    async def note_gap(self, text: str) -> None:
        """Remembers a search that found nothing."""
        await self.desk.note_gap(text, self.locale)
        self.say_briefly("tui.say.gap_noted")

    async def use_language(self, locale: str) -> None:
        """One language, everywhere; `app_actions` does it."""
        raise NotImplementedError

    def start_conversation(self, page: Page | None) -> None:
        """Goes to the conversation; `app_actions` does it."""
        raise NotImplementedError

    def start_walk(self, slug: str, code: str = "") -> object:
        """Begins a walk; `app_actions` does it."""
        raise NotImplementedError
