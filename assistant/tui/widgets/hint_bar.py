"""The bottom line: the keys that matter on this screen, as many as fit, none of them cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rich.style import Style
from rich.text import Text
from textual.widget import Widget

from assistant.tui.bindings import ACTIONS, key_name
from assistant.tui.styles import load_style
from kb.text.wrap import cell_width

if TYPE_CHECKING:
    from textual import events
    from textual.app import RenderResult

    from assistant.tui.app import NazeApp


HINT = "hint"


class HintBar(Widget):
    """Hints for the actions of some scopes. A click on one does it."""

    DEFAULT_CSS = load_style(__file__)
    COMPONENT_CLASSES = {"hint-bar--key"}  # noqa: RUF012 - as Textual has it

    def __init__(self, *scopes: str) -> None:
        super().__init__()
        self._scopes = scopes

    def render(self) -> RenderResult:
        """The hints on one line."""
        naze = cast("NazeApp", self.app)
        text = Text(no_wrap=True, end="")
        key_style = self.get_component_rich_style("hint-bar--key", partial=True)
        room = self.size.width
        for action in ACTIONS:
            if not action.hint or action.scope not in self._scopes:
                continue
            key, words = key_name(action.keys[0]), naze.say(f"tui.hint.{action.name}")
            if text.cell_len + cell_width(key) + cell_width(words) + 3 > room:
                break
            prefix = "app" if action.scope == "app" else "screen"
            click = Style(meta={HINT: f"{prefix}.{action.name}"})
            text.append(key, key_style + click)
            text.append(f" {words}", click)
            text.append("   ")
        return text

    async def on_click(self, event: events.Click) -> None:
        """Does what the hint under the mouse says."""
        if action := event.style.meta.get(HINT):
            await self.run_action(str(action))
