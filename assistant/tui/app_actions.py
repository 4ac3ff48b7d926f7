"""What can be done anywhere in the console, by key or from the palette."""

from __future__ import annotations

from textual import work

from assistant.tui.bindings import ACTIONS, key_name
from assistant.tui.console import Console
from assistant.tui.screens.base import NazeDialog, NazeScreen
from assistant.tui.screens.pick import Pick, PickScreen
from assistant.tui.themes import NAMES
from kb.phrases import LOCALES


class ActingConsole(Console):
    """The actions of the application."""

    async def retranslate(self) -> None:
        """Shows every screen in the current language."""
        for screen in self.screen_stack:
            if isinstance(screen, NazeScreen | NazeDialog):
                await screen.retranslate()

    async def action_switch_language(self) -> None:
        """The other language, everywhere, at the same place."""
        self.locale = LOCALES[(LOCALES.index(self.locale) + 1) % len(LOCALES)]
        await self.desk.remember(locale=self.locale)
        await self.retranslate()

    def action_help(self) -> None:
        """Every key and what it does."""
        from assistant.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    @work
    async def action_palette(self) -> None:
        """Everything that can be done here, by name."""
        if isinstance(self.screen, PickScreen):
            return
        scopes = ("app", *getattr(self.screen, "SCOPES", ()))
        actions = [action for action in ACTIONS if action.scope in scopes and action.palette]
        picks = [Pick(self.say(f"tui.action.{action.name}"), key=key_name(action.keys[0])) for action in actions]
        number = await self.push_screen_wait(PickScreen(self.say("tui.pick.palette"), picks))
        if number is not None:
            action = actions[number]
            await self.run_action(action.name, self if action.scope == "app" else self.screen)

    @work
    async def action_choose_theme(self) -> None:
        """Picks the colours."""
        picks = [Pick(self.say(f"tui.theme.{name}")) for name in NAMES]
        current = NAMES.index(self.theme) if self.theme in NAMES else 0
        number = await self.push_screen_wait(PickScreen(self.say("tui.pick.theme"), picks, current=current))
        if number is not None:
            self.theme = NAMES[number]
            await self.desk.remember(theme=self.theme)

    @work
    async def action_show_bookmarks(self) -> None:
        """Bookmarks, then the pages read last; opens one."""
        marked = await self.desk.bookmarks()
        keys = [*marked, *(key for key in await self.desk.recent_pages() if key not in marked)]
        if not keys:
            self.say_briefly("tui.say.no_bookmarks")
            return
        picks = [Pick(title, self.say("tui.pick.bookmarked") if key in marked else self.say("tui.pick.recent"))
                 for key, title in await self.titles_of(keys)]
        number = await self.push_screen_wait(PickScreen(self.say("tui.pick.bookmarks"), picks))
        if number is not None:
            await self.go_home()
            await self.home.open_page(await self.page_of(keys[number]))

    async def go_home(self) -> None:
        """Leaves every screen over the first one."""
        while self.screen is not self.home:
            await self.pop_screen()

    def action_leave(self) -> None:
        """Ends the console. Everything is saved already."""
        self.exit()
