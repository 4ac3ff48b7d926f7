"""What all screens share: the application with its type, words, and what happens when the language changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from textual.screen import ModalScreen, Screen

from assistant.tui.widgets.hint_bar import HintBar

if TYPE_CHECKING:
    from assistant.tui.app import NazeApp

Result = TypeVar("Result")


class NazeScreen(Screen[Result]):
    """A full screen. `SCOPES` are the scopes of the actions that work on it."""

    SCOPES: tuple[str, ...] = ()

    @property
    def naze(self) -> NazeApp:
        """The application."""
        return cast("NazeApp", self.app)

    async def retranslate(self) -> None:
        """Shows everything in the current language; called after a switch, and when content or words changed."""
        for bar in self.query(HintBar):
            bar.refresh()

    async def refresh_content(self) -> None:
        """Shows what changed in the content."""
        await self.retranslate()


class NazeDialog(ModalScreen[Result]):
    """A screen over another one, which ends with a result."""

    SCOPES: tuple[str, ...] = ()

    @property
    def naze(self) -> NazeApp:
        """The application."""
        return cast("NazeApp", self.app)

    async def retranslate(self) -> None:
        """Dialogs keep the language that they were opened in until they close."""

    async def refresh_content(self) -> None:
        """Dialogs do not follow changes of the content."""
