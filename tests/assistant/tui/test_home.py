"""Looking up in the console: what is typed, pasted or clicked, and what is found, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual import events

from assistant.tui.screens.sheet_dialog import SheetDialog
from assistant.tui.screens.walk import WalkScreen
from assistant.tui.widgets.choice_list import ChoiceList
from assistant.tui.widgets.query_input import QueryInput
from tests.assistant.tui.conftest import open_article, page_of, screen_text, sheet_text, start, type_text, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.tui.app import NazeApp

WORDS = {"ja": ("意味", "クイックモード", "ヘルプ"), "en": ("Meaning", "quick mode", "Help")}
SYMBOL = "ERROR_IPSEC_IKE_QM_ACQUIRE_DROP"
HOSTILE = "[bold red]x[/] \x1b[31mred\x1b]52;c;AAAA\x07 {0} [@click=app.leave]bye[/]"


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (58, 18)])
async def test_a_code_is_found_while_typing(make_app: Callable[..., NazeApp], lang: str, size: tuple[int, int]) -> None:
    heading, words, help_word = WORDS[lang]
    async with make_app(lang).run_test(size=size, notifications=True) as pilot:
        await start(pilot)
        await type_text(pilot, "13810")
        await until(pilot, lambda: SYMBOL in sheet_text(pilot, "#results"), "results")
        await until(pilot, lambda: words in sheet_text(pilot, "#page"), "preview")
        assert heading in sheet_text(pilot, "#page")
        assert help_word in screen_text(pilot)
        assert "0x35F2" in sheet_text(pilot, "#page")
        assert "0x3614" in sheet_text(pilot, "#page"), "the wrong value in circulation is warned of"
        await pilot.press("enter")
        await until(pilot, lambda: page_of(pilot).has_focus, "one key opens it")
        assert SYMBOL in screen_text(pilot)


@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_enter_right_behind_the_code_opens_it(make_app: Callable[..., NazeApp], lang: str) -> None:
    async with make_app(lang).run_test(size=(120, 40), notifications=True) as pilot:
        await start(pilot)
        await open_article(pilot)
        assert page_of(pilot).page is not None


async def test_a_wrong_pair_shows_both_true_entries(make_app: Callable[..., NazeApp]) -> None:
    async with make_app("en").run_test(size=(120, 40), notifications=True) as pilot:
        await start(pilot)
        await type_text(pilot, f"0x00003614 {SYMBOL}")
        await until(pilot, lambda: "13844" in sheet_text(pilot, "#results"), "results")
        assert "13810" in sheet_text(pilot, "#results")
        understood = pilot.app.screen.query_one("#understood")
        assert understood.has_class("-warns")


async def test_markup_and_escapes_are_text(make_app: Callable[..., NazeApp]) -> None:
    async with make_app("en").run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        pilot.app.post_message(events.Paste(HOSTILE))
        query = app.home.query_one("#query", QueryInput)
        await until(pilot, lambda: "[bold red]x[/]" in query.value, "shown as text")
        assert "\x1b" not in query.value
        assert "\x07" not in query.value
        await pilot.press("enter")
        await pilot.pause(0.3)
        assert "\x1b" not in screen_text(pilot)


async def test_a_paste_of_many_lines_stays_whole(make_app: Callable[..., NazeApp]) -> None:
    log = "\r\n".join(["2026-11-23 09:00:01 RasClient 20227", "エラー 13801 を返しました", "次の行 0x80070005", ""])
    async with make_app("ja").run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        await type_text(pilot, "前")
        pilot.app.post_message(events.Paste(log))
        query = app.home.query_one("#query", QueryInput)
        await until(pilot, lambda: "[貼り付け 3 行]" in query.value, "mark")
        assert "次の行 0x80070005" in query.full_text
        await until(pilot, lambda: "13801" in sheet_text(pilot, "#results"), "codes of the log")
        assert "0x80070005" in sheet_text(pilot, "#results")
        await pilot.press("backspace")
        await until(pilot, lambda: query.value == "前", "the paste goes as one")


async def test_full_width_keys_do_what_half_width_ones_do(make_app: Callable[..., NazeApp]) -> None:
    async with make_app("ja").run_test(size=(120, 40), notifications=True) as pilot:
        await start(pilot)
        await open_article(pilot)
        view = page_of(pilot)
        await until(pilot, lambda: len(view.sheet.rows) > 40, "long page")
        pilot.app.post_message(events.Key("ideographic_space", "\N{IDEOGRAPHIC SPACE}"))
        await until(pilot, lambda: view.scroll_y > 0, "space turns the page")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen.query_one("#query").has_focus, "line")
        await pilot.press("ctrl+n")
        await type_text(pilot, "８０９")
        assert pilot.app.screen.query_one("#query", QueryInput).value == "８０９", "typed text stays as it is"
        await until(pilot, lambda: "809" in sheet_text(pilot, "#results"), "found all the same")


async def test_nothing_found_becomes_a_gap(make_app: Callable[..., NazeApp]) -> None:
    async with make_app("en").run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        await type_text(pilot, "zzqqxxyy wwvvkk")
        await pilot.press("enter")
        await until(pilot, lambda: "Noted" in screen_text(pilot), "noted")
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "zzqqxxyy wwvvkk" in sheet_text(pilot, "#todo"), "listed")
        assert "(1" not in sheet_text(pilot, "#todo")
        await pilot.press("ctrl+o")
        saved = app.settings.data_folder / "saved" / "todo.md"
        await until(pilot, saved.exists, "exported")
        assert "- [ ] `zzqqxxyy wwvvkk`" in saved.read_text("utf-8")
        await pilot.press("right", "delete")
        await until(pilot, lambda: "zzqqxxyy" not in sheet_text(pilot, "#todo"), "done")


async def test_the_mouse_does_what_keys_do(make_app: Callable[..., NazeApp]) -> None:
    async with make_app("en").run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        await type_text(pilot, "0x00003614 ERROR_IPSEC_IKE_QM_ACQUIRE_DROP")
        results = app.home.query_one("#results", ChoiceList)
        await until(pilot, lambda: len(results.sheet.targets) >= 2, "results")
        second = results.sheet.targets[1]
        await pilot.click("#results", offset=(4, second.first + 1))
        await until(pilot, lambda: page_of(pilot).has_focus and page_of(pilot).page.slug == "ike-qm-acquire-drop", "open")
        await pilot.click("HintBar", offset=(2, 0))
        await until(pilot, lambda: isinstance(app.screen, SheetDialog), "help")


@pytest.mark.parametrize(("lang", "words", "question"), [
    ("ja", "つながらないんだけど", "何が起きていますか"), ("en", "cannot connect to the VPN", "What is happening")])
async def test_vague_words_lead_to_the_question_that_matters(
    make_app: Callable[..., NazeApp], lang: str, words: str, question: str,
) -> None:
    async with make_app(lang).run_test(size=(100, 30)) as pilot:
        await start(pilot)
        await type_text(pilot, words)
        await until(pilot, lambda: question in sheet_text(pilot, "#page"), "the tree is previewed")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, WalkScreen), "the walk begins")
        await until(pilot, lambda: question in sheet_text(pilot, "#step"), "its first question")
