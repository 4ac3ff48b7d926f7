"""What can be done on a walk besides answering: the way here, the map, notes, copies, a question in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from assistant.notes import Form
from assistant.troubleshoot.maps import map_article, map_tree
from assistant.troubleshoot.walk import Back, Input, PageKind, Remember, Walk
from assistant.tui.copies import Copy
from assistant.tui.screens.base import NazeScreen
from assistant.tui.screens.pick import Pick, PickScreen
from assistant.tui.screens.sheet_dialog import SheetDialog
from assistant.tui.screens.write import WriteScreen
from assistant.tui.sheets.step_sheet import write_map

if TYPE_CHECKING:
    from assistant.troubleshoot.maps import MapLine
    from assistant.troubleshoot.step import Step
    from assistant.tui.sheets.sheet import Sheet
    from assistant.tui.walking import Walking
    from kb.knowledge import KnowledgeBase


class WalkActions(NazeScreen[None]):
    """Actions on a walk. The screen moves it with `give`."""

    def __init__(self, walking: Walking) -> None:
        super().__init__()
        self.walking = walking
        self.step: Step | None = None

    @property
    def walk(self) -> Walk:
        """The walk as it is now."""
        return self.walking.walk

    def give(self, given: Input) -> object:
        """Moves the walk, or writes something down."""
        raise NotImplementedError

    @work
    async def action_show_trail(self) -> None:
        """Lists the way here and goes back to one of its steps."""
        trail = self.step.trail if self.step is not None else ()
        if not trail:
            self.naze.say_briefly("walk.said.no_back")
            return
        picks = [Pick(crumb.title, crumb.answer) for crumb in trail]
        number = await self.naze.push_screen_wait(PickScreen(self.naze.say("tui.walk.trail"), picks))
        if number is not None:
            self.give(Back(trail[number].entry))

    @work
    async def action_copy(self) -> None:
        """Copies a command of the step, or the note so far in either language."""
        copies = [Copy(self.naze.say("tui.copy.command"), text) for text in (self.step.commands if self.step else ())]
        notes = await self.walking.notes()
        copies += [Copy(self.naze.say(f"tui.copy.note_{which}"), text) for which, text in notes.items()]
        picks = [Pick(copy.name, copy.first_line) for copy in copies]
        number = await self.naze.push_screen_wait(PickScreen(self.naze.say("tui.pick.copy"), picks))
        if number is not None:
            self.naze.copy_text(copies[number].text, copies[number].name)

    async def action_save(self) -> None:
        """Writes the note to a file."""
        await self.naze.save_text(await self.walking.note(self.naze.locale, Form.MARKDOWN), "note.md")

    @work
    async def action_write_problem(self) -> None:
        """Writes down the problem as the caller puts it."""
        await self._write("problem")

    @work
    async def action_write_environment(self) -> None:
        """Writes down the computer, the line, the place."""
        await self._write("environment")

    async def _write(self, kind: str) -> None:
        words = await self.naze.push_screen_wait(
            WriteScreen(self.naze.say(f"tui.walk.{kind}"), self.naze.say("tui.flag.hint")))
        if words:
            self.give(Remember(words, kind))

    def action_show_map(self) -> None:
        """The whole tree, or all causes, with the way here."""
        self.naze.push_screen(SheetDialog(self._write_map))

    async def _write_map(self, width: int) -> Sheet:
        phrases, walk, frame = self.naze.phrases, self.walk, self.walk.frame

        def lines(knowledge: KnowledgeBase) -> list[MapLine]:
            if frame.kind is PageKind.TREE:
                tree = knowledge.find_tree(frame.slug, phrases.locale)
                return map_tree(tree, walk, phrases) if tree is not None else []
            article = knowledge.find_article(frame.slug, phrases.locale)
            return map_article(article, walk, self.walking.odds(knowledge, article)) if article is not None else []

        legend = "legend" if frame.kind is PageKind.TREE else "legend_article"
        return write_map(await self.naze.library.ask(lines), phrases.say(f"walk.map.{legend}"), phrases, width)

    @work
    async def ask_about(self, slug: str) -> None:
        """A conversation about a page, over the walk."""
        self.naze.start_conversation(await self.naze.page_of(slug))

    def action_ask(self) -> None:
        """A question in the middle; the walk waits where it is."""
        self.ask_about(self.walk.frame.slug)

