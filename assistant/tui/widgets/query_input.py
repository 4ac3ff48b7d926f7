"""The query: one line that takes anything, in the order in which it is typed.

Textual runs keys that are bound in the application's task and characters in the widget's, so that in a burst they
overtake each other. This input therefore has no bindings and handles its editing keys itself. A paste of several
lines stays whole: the line shows a short mark in its place, and `full_text` has the lines. Deleting goes by what a
person sees as one character.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input

from assistant.tui.styles import load_style
from assistant.tui.widgets.graphemes import next_boundary, previous_boundary
from kb.text.safe import make_safe, make_safe_line

if TYPE_CHECKING:
    from textual.binding import BindingType

MAX_PASTE = 4_000_000


class QueryInput(Input, inherit_bindings=False):
    """An input whose keys arrive in order. `paste_mark` words the mark of a paste; `{n}` is its number of lines."""

    DEFAULT_CSS = load_style(__file__)
    BINDINGS: ClassVar[list[BindingType]] = []
    # The line is as high and wide however long its text is: no key need lay the screen out anew.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    class KeyPressed(Message):
        """A key that is no editing key was pressed: `name` is `enter`, `escape`, `up`, `down`, `pageup` or
        `pagedown`."""

        def __init__(self, query: QueryInput, name: str) -> None:
            super().__init__()
            self.query = query
            self.name = name

        @property
        def control(self) -> QueryInput:
            """The input."""
            return self.query

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, select_on_focus=False, compact=True)
        self.paste_mark = "[{n}]"
        self._pastes: dict[str, str] = {}
        self._editing = {
            "left": self.action_cursor_left, "right": self.action_cursor_right,
            "shift+left": lambda: self.action_cursor_left(True), "shift+right": lambda: self.action_cursor_right(True),
            "ctrl+left": self.action_cursor_left_word, "ctrl+right": self.action_cursor_right_word,
            "home": self.action_home, "ctrl+a": self.action_home, "end": self.action_end, "ctrl+e": self.action_end,
            "shift+home": lambda: self.action_home(True), "shift+end": lambda: self.action_end(True),
            "backspace": self.action_delete_left, "ctrl+h": self.action_delete_left,
            "delete": self.action_delete_right, "ctrl+d": self.action_delete_right,
            "ctrl+w": self.action_delete_left_word, "ctrl+u": self.action_delete_left_all,
            "ctrl+k": self.action_delete_right_all, "ctrl+c": self.action_copy, "ctrl+x": self.action_cut,
            "ctrl+v": self.action_paste,
        }

    @property
    def full_text(self) -> str:
        """What was typed, with every paste in full."""
        text = self.value
        for mark, paste in self._pastes.items():
            text = text.replace(mark, paste)
        return text

    def clear(self) -> None:
        """Empties the line and forgets its pastes."""
        self._pastes.clear()
        self.value = ""

    async def _on_key(self, event: events.Key) -> None:
        action = self._editing.get(event.key)
        if action is not None:
            event.stop()
            event.prevent_default()
            self._restart_blink()
            action()
        elif event.key in ("enter", "escape", "up", "down", "pageup", "pagedown"):
            event.stop()
            event.prevent_default()
            self.post_message(self.KeyPressed(self, event.key))
        else:
            await super()._on_key(event)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text = make_safe(event.text[:MAX_PASTE].replace("\r\n", "\n").replace("\r", "\n"))
        if "\n" in text.strip("\n"):
            mark = base = self.paste_mark.replace("{n}", str(text.strip("\n").count("\n") + 1))
            count = 1
            while mark in self._pastes:
                count += 1
                mark = f"{base[:-1]} #{count}{base[-1:]}"
            self._pastes[mark] = text
            text = mark
        self.replace(make_safe_line(text.strip("\n")), *self.selection)

    def action_delete_left(self) -> None:
        """Deletes the character, or the whole paste, before the cursor."""
        if self.selection.is_empty:
            end = self.cursor_position
            mark = next((mark for mark in self._pastes if self.value[:end].endswith(mark)), None)
            start = end - len(mark) if mark else previous_boundary(self.value, end)
            self.delete(start, end)
        else:
            self.delete_selection()

    def action_delete_right(self) -> None:
        """Deletes the character after the cursor."""
        if self.selection.is_empty:
            self.delete(self.cursor_position, next_boundary(self.value, self.cursor_position))
        else:
            self.delete_selection()

    def action_cursor_left(self, select: bool = False) -> None:
        """Moves the cursor by one visible character."""
        start, end = self.selection
        if select:
            self.selection = type(self.selection)(start, previous_boundary(self.value, end))
        elif self.selection.is_empty:
            self.cursor_position = previous_boundary(self.value, end)
        else:
            self.cursor_position = min(start, end)

    def action_cursor_right(self, select: bool = False) -> None:
        """Moves the cursor by one visible character."""
        start, end = self.selection
        if select:
            self.selection = type(self.selection)(start, next_boundary(self.value, end))
        elif self.selection.is_empty:
            self.cursor_position = next_boundary(self.value, end)
        else:
            self.cursor_position = max(start, end)

    @property
    def cursor_screen_offset(self) -> Offset:
        """The cell of the cursor on the screen. Textual's own is one cell too far at the end of the text, where an
        input method would then open its window."""
        x, y, _, _ = self.content_region
        scroll_x, _ = self.scroll_offset
        return Offset(x + self._position_to_cell(self.cursor_position) - round(scroll_x), y)

    def place_cursor(self) -> None:
        """Tells the terminal where the cursor is, which is where an input method opens its window."""
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset
