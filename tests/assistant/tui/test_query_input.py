"""The line: keys in their order, whole characters, whole pastes."""

from __future__ import annotations

import time

import pytest
from textual import events, on
from textual.app import App, ComposeResult

from assistant.tui.themes import THEMES
from assistant.tui.widgets.graphemes import next_boundary, previous_boundary
from assistant.tui.widgets.query_input import QueryInput


class LineApp(App[None]):
    """One line, with a handler that is as slow as a bad one."""

    def __init__(self, slow: float = 0.0) -> None:
        super().__init__()
        self.slow = slow
        self.entered: list[str] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(THEMES[0].variables)

    def compose(self) -> ComposeResult:
        yield QueryInput(id="query")

    def on_mount(self) -> None:
        self.query_one(QueryInput).focus()

    @on(QueryInput.Changed)
    def _work(self) -> None:
        time.sleep(self.slow)

    @on(QueryInput.KeyPressed)
    def _key(self, event: QueryInput.KeyPressed) -> None:
        if event.name == "enter":
            self.entered.append(event.query.full_text)


async def test_a_burst_of_keys_keeps_its_order() -> None:
    app = LineApp(slow=0.01)
    async with app.run_test() as pilot:
        for _ in range(3):
            query = app.query_one(QueryInput)
            query.clear()
            for character in "timeout":
                app.post_message(events.Key(character, character))
            for _ in range(7):
                app.post_message(events.Key("backspace", None))
            for character in "設定":
                app.post_message(events.Key(character, character))
            app.post_message(events.Key("left", None))
            app.post_message(events.Key("x", "x"))
            app.post_message(events.Key("enter", "\r"))
            await pilot.pause(0.6)
            assert query.value == "設x定"
    assert app.entered == ["設x定"] * 3


GRAPHEMES = ["a", "漢", "が", "か\u3099", "ﾊﾟ", "é", "e\u0301", "👍", "👍🏽", "👨\u200d👩\u200d👧", "🇯🇵", "❤\ufe0f", "葛\U000E0100"]


@pytest.mark.parametrize("grapheme", GRAPHEMES)
def test_boundaries(grapheme: str) -> None:
    text = "前" + grapheme + "🇯🇵" + "後"
    end = 1 + len(grapheme)
    assert previous_boundary(text, end) == 1
    assert next_boundary(text, 1) == end
    assert previous_boundary(text, 1) == 0
    assert next_boundary(text, len(text) - 1) == len(text)


async def test_deleting_takes_whole_characters() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        query = app.query_one(QueryInput)
        query.value = "か\u3099🇯🇵👨\u200d👩\u200d👧"
        query.cursor_position = len(query.value)
        await pilot.press("backspace")
        assert query.value == "か\u3099🇯🇵"
        await pilot.press("left", "left", "delete")
        assert query.value == "🇯🇵"


async def test_pastes_stay_whole_and_two_alike_are_told_apart() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        query = app.query_one(QueryInput)
        for text in ("a\nb", "c\r\nd", "one line\n"):
            app.post_message(events.Paste(text))
            await pilot.pause()
        assert query.full_text == "a\nbc\ndone line"
        assert query.value.count("[") == 2
        query.cursor_position = query.value.index("one")
        await pilot.press("backspace")
        assert query.full_text == "a\nbone line"


async def test_a_very_large_paste_does_not_stop_the_line() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        begin = time.perf_counter()
        app.post_message(events.Paste("エラー 13801\n" * 100_000))
        await pilot.pause()
        assert time.perf_counter() - begin < 5
        assert app.query_one(QueryInput).full_text.count("\n") == 100_000


async def test_the_terminal_cursor_stands_in_the_line() -> None:
    app = LineApp()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("a")
        app.post_message(events.Key("漢", "漢"))
        await pilot.pause()
        query = app.query_one(QueryInput)
        query.place_cursor()
        assert app.cursor_position == query.cursor_screen_offset
        assert app.cursor_position.x == 3
