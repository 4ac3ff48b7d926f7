"""What can be done anywhere in the console, by key or from the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from assistant.sessions.store import SessionClaimedError, StoreError
from assistant.sessions.telling import format_time, format_who
from assistant.tui.bindings import ACTIONS, key_name
from assistant.tui.console import Console
from assistant.tui.screens.base import NazeDialog, NazeScreen
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.pick import Pick, PickScreen
from assistant.tui.screens.quiz import QuizScreen
from assistant.tui.screens.sheet_dialog import SheetDialog
from assistant.tui.screens.todo import TodoScreen
from assistant.tui.screens.walk import WalkScreen
from assistant.tui.sheets.help_sheet import write_help
from assistant.tui.themes import NAMES
from assistant.tui.walking import Walking
from kb.phrases import LOCALES
from kb.text.safe import make_safe_line

if TYPE_CHECKING:
    from assistant.tui.pages import Page
    from assistant.tui.sheets.sheet import Sheet

STATS_DAYS = 30


class ActingConsole(Console):
    """The actions of the application."""

    async def retranslate(self) -> None:
        """Shows every screen in the current language."""
        for screen in self.screen_stack:
            if isinstance(screen, NazeScreen | NazeDialog):
                await screen.retranslate()

    async def use_language(self, locale: str) -> None:
        """One language, everywhere, at the same place."""
        self.locale = locale
        await self.desk.remember(locale=locale)
        await self.retranslate()

    async def action_switch_language(self) -> None:
        """The other language."""
        await self.use_language(LOCALES[(LOCALES.index(self.locale) + 1) % len(LOCALES)])

    async def action_save_copy(self) -> None:
        """Saves what was copied last to a file."""
        if self.desk.last_copy:
            await self.save_text(self.desk.last_copy, "copy.txt")
        else:
            self.say_briefly("tui.say.nothing_copied")

    def start_conversation(self, page: Page | None) -> None:
        """Goes to the conversation, about what is being read."""
        self.push_screen(ChatScreen(page, self.locale))

    def action_help(self) -> None:
        """Every key and what it does."""
        if not isinstance(self.screen, SheetDialog):
            self.push_screen(SheetDialog(self._write_help))

    async def _write_help(self, width: int) -> Sheet:
        return write_help(self.phrases, width)

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

    @work
    async def action_show_todo(self) -> None:
        """Gaps and flags; goes on to a page, or looks a gap up again."""
        if isinstance(self.screen, TodoScreen):
            return
        target = await self.push_screen_wait(TodoScreen())
        if target is not None:
            await self.go_home()
            await self.home.act_on(target)

    @work
    async def action_show_stats(self) -> None:
        """The numbers of the last days, over the screen."""
        from assistant.stats.tables import PageTitles, list_tables
        from assistant.tui.sheets.stats_sheet import write_stats

        if isinstance(self.screen, SheetDialog):
            return
        figures = await self.desk.figures(STATS_DAYS)
        if figures is None:
            return
        locale = self.locale
        tables = await self.library.ask(lambda knowledge: list_tables(figures, PageTitles(knowledge, locale)))

        async def write(width: int) -> Sheet:
            return write_stats(figures, tables, self.phrases, width)

        self.push_screen(SheetDialog(write))

    def action_start_quiz(self) -> None:
        """The quiz."""
        if not isinstance(self.screen, QuizScreen):
            self.push_screen(QuizScreen())

    @work
    async def action_show_sessions(self) -> None:
        """The walks that were left; goes on with one."""
        sessions = await self.desk.open_sessions()
        if not sessions:
            self.say_briefly("tui.say.no_sessions")
            return
        picks = [Pick(each.title, format_who(each, self.phrases)) for each in sessions]
        number = await self.push_screen_wait(PickScreen(self.say("tui.pick.sessions"), picks))
        if number is None:
            return
        await self.go_home()
        session = sessions[number]
        try:
            walking = await Walking.resume(self.library, self.desk, session, self.locale)
        except KeyError:
            self.say_briefly("walk.said.no_session", severity="warning", session=session.handle)
        except SessionClaimedError as error:
            self.say_briefly("walk.said.claimed", severity="warning", holder=make_safe_line(error.holder),
                             since=format_time(error.since))
        except StoreError as error:
            self.say_briefly("walk.said.not_opened", severity="warning", session=session.handle,
                             problem=make_safe_line(str(error)))
        else:
            self.push_screen(WalkScreen(walking))

    @work
    async def start_walk(self, slug: str, code: str = "") -> None:
        """Walks a tree or the causes of an article; without one, or where there are none, one is picked."""
        walking = await Walking.begin(self.library, self.desk, slug, self.locale, code=code) if slug else None
        if walking is None:
            locale = self.locale
            trees = await self.library.ask(lambda knowledge: [
                tree for name in knowledge.all_trees() if (tree := knowledge.find_tree(name, locale)) is not None])
            if not trees:
                self.say_briefly("tui.say.no_walk")
                return
            number = await self.push_screen_wait(
                PickScreen(self.say("tui.pick.walk"), [Pick(tree.title) for tree in trees]))
            if number is None:
                return
            walking = await Walking.begin(self.library, self.desk, trees[number].slug, self.locale)
        if walking is not None:
            self.push_screen(WalkScreen(walking))
