"""What the console offers from everywhere: help, the palette, settings; and how it ends on a mistake of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual import events

from assistant.tui.bindings import ACTIONS, key_name
from assistant.tui.screens.pick import Pick, PickScreen
from assistant.tui.screens.sheet_dialog import SheetDialog
from tests.assistant.tui.conftest import sheet_text, start, type_text, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.tui.app import NazeApp


async def test_settings_are_remembered(make_app: Callable[..., NazeApp]) -> None:
    async with make_app("ja").run_test(size=(100, 30), notifications=True) as pilot:
        app = await start(pilot)
        await pilot.press("f2")
        await until(pilot, lambda: app.locale == "en", "English")
        await pilot.press("ctrl+t")
        await until(pilot, lambda: isinstance(app.screen, PickScreen), "themes")
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.theme == "light", "light")
    async with make_app("ja").run_test(size=(100, 30), notifications=True) as pilot:
        app = await start(pilot)
        assert (app.theme, app.locale) == ("light", "en")


@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_help_lists_every_binding(make_app: Callable[..., NazeApp], lang: str) -> None:
    async with make_app(lang).run_test(size=(100, 30), notifications=True) as pilot:
        app = await start(pilot)
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, SheetDialog) and bool(sheet_text(pilot, "#sheet")), "help")
        text = sheet_text(pilot, "#sheet")
        for action in ACTIONS:
            assert app.say(f"tui.action.{action.name}") in " ".join(text.split()) or app.say(
                f"tui.action.{action.name}").replace(" ", "") in "".join(text.split()), action.name
            assert key_name(action.keys[0]) in text
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.home, "closed")


async def test_every_action_is_in_the_palette_and_folds_width(make_app: Callable[..., NazeApp]) -> None:
    async with make_app("ja").run_test(size=(100, 40), notifications=True) as pilot:
        app = await start(pilot)
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, PickScreen) and bool(sheet_text(pilot, "#picks")), "palette")
        text = sheet_text(pilot, "#picks")
        for action in ACTIONS:
            if action.palette and action.scope in ("app", "home"):
                assert app.say(f"tui.action.{action.name}") in text
        await type_text(pilot, "ｺﾋﾟｰ")
        await until(pilot, lambda: "配色" not in sheet_text(pilot, "#picks"), "narrowed")
        assert "コピー" in sheet_text(pilot, "#picks")
        await type_text(pilot, "ない言葉")
        await until(pilot, lambda: app.screen.has_class("-empty"), "nothing")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.home, "closed")


async def test_keys_typed_before_a_list_is_there_are_not_lost(make_app: Callable[..., NazeApp]) -> None:
    async with make_app("en").run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        picked: list[int | None] = []
        await app.push_screen(PickScreen("title", [Pick("one"), Pick("two"), Pick("three")]), picked.append)
        for key in ("down", "down", "enter"):
            app.post_message(events.Key(key, None))
        await until(pilot, lambda: picked == [2], "third")


async def test_a_mistake_of_ours_ends_in_a_message_and_a_file(make_app: Callable[..., NazeApp]) -> None:
    app = make_app("en")

    async def run() -> None:
        async with app.run_test(size=(100, 30)) as pilot:
            await start(pilot)
            app.call_later(lambda: 1 / 0)
            await pilot.pause(0.2)

    with pytest.raises(ZeroDivisionError):
        await run()
    assert "ZeroDivisionError" in (app.settings.data_folder / "console-error.txt").read_text("utf-8")
