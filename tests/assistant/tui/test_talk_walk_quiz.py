"""The conversation, the walk and the quiz, in both languages."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from textual import events

from assistant.sessions.saved_talk import decode_talk
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.pick import PickScreen
from assistant.tui.screens.quiz import QuizScreen
from assistant.tui.screens.sheet_dialog import SheetDialog
from assistant.tui.screens.walk import WalkScreen
from assistant.tui.widgets.choice_list import ChoiceList
from assistant.tui.widgets.page_view import PageView
from assistant.tui.widgets.query_input import QueryInput
from assistant.tui.widgets.sheet_view import SheetView
from tests.assistant.tui.conftest import open_article, page_of, screen_text, sheet_text, start, type_text, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from assistant.tui.app import NazeApp

JAPANESE = "ぁ-んァ-ヶ一-龠"


async def open_chat(pilot: Pilot[Any]) -> None:
    await pilot.press("f4")
    await until(pilot, lambda: isinstance(pilot.app.screen, ChatScreen) and bool(sheet_text(pilot, "#talk")), "chat")


async def say(pilot: Pilot[Any], text: str, turns: int) -> None:
    await type_text(pilot, text)
    await pilot.press("enter")
    await until(pilot, lambda: len(pilot.app.screen.talk.turns) == turns  # type: ignore[attr-defined]
                and len(sheet_text(pilot, "#talk")) > 0 and
                any(anchor.id == f"turn:{turns}"
                    for anchor in pilot.app.screen.query_one("#talk", SheetView).sheet.anchors), f"turn {turns}")


@pytest.mark.parametrize(("lang", "question", "words"), [
    ("ja", "13810 の原因は何ですか", "専門家"), ("en", "What causes 13810?", "Expert")])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_an_answer_cites_its_page(
    make_app: Callable[..., NazeApp], lang: str, question: str, words: str, size: tuple[int, int],
) -> None:
    async with make_app(lang).run_test(size=size, notifications=True) as pilot:
        await start(pilot)
        await open_chat(pilot)
        await say(pilot, question, 1)
        text = sheet_text(pilot, "#talk")
        assert words in text
        assert "13810" in text
        view = pilot.app.screen.query_one("#talk", SheetView)
        number = next(number for number, target in enumerate(view.sheet.targets) if target.act == "article")
        view.focus()
        view.current = number
        await pilot.press("enter")
        await until(pilot, lambda: page_of(pilot).page is not None
                    and page_of(pilot).page.slug == "ike-qm-acquire-drop" and bool(page_of(pilot).sheet.rows), "cited")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: pilot.app.screen is pilot.app.home, "left")  # type: ignore[attr-defined]


async def test_suggestions_are_taken_by_number_and_the_talk_switches_language(
    make_app: Callable[..., NazeApp],
) -> None:
    async with make_app("ja").run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        await open_article(pilot)
        await open_chat(pilot)
        await say(pilot, "どういう意味ですか", 1)
        screen = app.screen
        assert isinstance(screen, ChatScreen)
        suggestion = screen.talk.last.next[0].label if screen.talk.last else ""
        await say(pilot, "1", 2)
        assert screen.talk.turns[1].said == suggestion
        await pilot.press("f2")
        await until(pilot, lambda: screen.talk.session.lang == "en" and "Expert" in sheet_text(pilot, "#talk"), "English")
        replies = [reply for turn in screen.talk.turns for reply in turn.replies]
        assert {reply.lang for reply in replies} == {"en"}
        assert "専門家" not in sheet_text(pilot, "#talk")


@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_a_clarifying_question_is_answered_with_the_arrows(make_app: Callable[..., NazeApp], lang: str) -> None:
    async with make_app(lang).run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        await open_chat(pilot)
        await say(pilot, "0x00003614 ERROR_IPSEC_IKE_QM_ACQUIRE_DROP", 1)
        screen = app.screen
        assert isinstance(screen, ChatScreen)
        assert screen.talk.session.pending is not None
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: len(screen.talk.turns) == 2, "answered")
        assert screen.talk.last is not None
        assert screen.talk.last.article == "ike-qm-acquire-drop"


async def test_a_pasted_log_is_read_whole_and_the_transcript_saved(make_app: Callable[..., NazeApp]) -> None:
    log = "\n".join(["2026-11-23 09:00:01 CoId={1}: ユーザー x が接続 y にダイヤルしましたが失敗しました。",
                     "失敗時に返されたエラー コードは 13801 です。", "終わり"])
    async with make_app("ja").run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        await open_chat(pilot)
        app.post_message(events.Paste(log))
        await until(pilot, lambda: "貼り付け 3 行" in app.screen.query_one("#query", QueryInput).value, "mark")
        await pilot.press("enter")
        await until(pilot, lambda: "13801" in sheet_text(pilot, "#talk"), "answered")
        assert "終わり" in sheet_text(pilot, "#talk")
        await pilot.press("ctrl+o")
        saved = app.settings.data_folder / "saved" / "conversation.md"
        await until(pilot, saved.exists, "saved")
        assert "> 終わり" in saved.read_text("utf-8")
        kept = [each for each in app.desk.store.list_sessions() if each.kind == "conversation"]
        assert [(decode_talk(each.state).said, each.code) for each in kept] == [((log,), "win32:13801")]


async def open_walk(pilot: Pilot[Any]) -> WalkScreen:
    await open_article(pilot)
    await pilot.press("f5")
    await until(pilot, lambda: isinstance(pilot.app.screen, WalkScreen) and bool(sheet_text(pilot, "#options")), "walk")
    screen = pilot.app.screen
    assert isinstance(screen, WalkScreen)
    return screen


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_walk_to_its_note(
    make_app: Callable[..., NazeApp], monkeypatch: pytest.MonkeyPatch, lang: str, size: tuple[int, int],
) -> None:
    copied: list[str] = []
    monkeypatch.setattr("assistant.tui.console.copy_natively", lambda text: bool(copied.append(text)) or True)
    async with make_app(lang).run_test(size=size, notifications=True) as pilot:
        app = await start(pilot)
        screen = await open_walk(pilot)
        first = screen.step.title if screen.step else ""
        await type_text(pilot, "社内の手順書も見た")
        await pilot.press("enter")
        await until(pilot, lambda: len(screen.walk.remarks) == 1, "note")
        await pilot.press("f7")
        await until(pilot, lambda: bool(app.screen.query("#words")), "problem")
        await type_text(pilot, "朝からつながらない")
        await pilot.press("enter")
        await until(pilot, lambda: len(screen.walk.remarks) == 2, "problem kept")
        await type_text(pilot, "２")
        await pilot.press("enter")
        await until(pilot, lambda: screen.step is not None and screen.step.title != first, "next cause")
        await pilot.press("alt+left")
        await until(pilot, lambda: screen.step is not None and screen.step.title == first, "back")
        await pilot.press("enter")
        await until(pilot, lambda: screen.step is not None and screen.step.kind == "fix", "fix")
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, SheetDialog) and "[>]" in sheet_text(pilot, "#sheet"), "map")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen, "map closed")
        helped = next(number for number, option in enumerate(screen.step.options) if option.key == "helped")
        await type_text(pilot, str(helped + 1))
        await pilot.press("enter")
        await until(pilot, lambda: screen.walk.end is not None and "朝からつながらない" in sheet_text(pilot, "#step"),
                    "note shown")
        options = screen.query_one("#options", ChoiceList)
        await until(pilot, lambda: len(options.sheet.targets) >= 2, "ending")
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, PickScreen) and bool(sheet_text(pilot, "#picks")), "copies")
        await type_text(pilot, "both" if lang == "en" else "日本語と英語")
        await pilot.press("enter") if lang == "ja" else None
        if lang == "en":
            await pilot.press("backspace", "backspace", "backspace", "backspace")
            await type_text(pilot, "Japanese and")
            await pilot.press("enter")
        await until(pilot, lambda: bool(copied), "copied")
        assert "社内の手順書も見た" in copied[0]
        assert copied[0].count("13810 ERROR_IPSEC_IKE_QM_ACQUIRE_DROP") >= 2


async def test_a_walk_is_kept_and_gone_on_with(make_app: Callable[..., NazeApp]) -> None:
    async with make_app("ja").run_test(size=(120, 40), notifications=True) as pilot:
        await start(pilot)
        screen = await open_walk(pilot)
        await pilot.press("down", "enter")
        await until(pilot, lambda: len(screen.walk.entries) == 1, "answered")
        entries = screen.walk.entries
        title = screen.step.title if screen.step else ""
    async with make_app("en").run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, PickScreen), "sessions")
        await until(pilot, lambda: bool(sheet_text(pilot, "#picks")), "listed")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, WalkScreen) and app.screen.step is not None, "resumed")
        assert isinstance(app.screen, WalkScreen)
        assert app.screen.walk.entries == entries
        assert app.screen.step is not None
        assert app.screen.step.title != title, "the same step, in English"


async def test_a_question_in_the_middle_leaves_the_walk_where_it_is(make_app: Callable[..., NazeApp]) -> None:
    async with make_app("en").run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        screen = await open_walk(pilot)
        walk = screen.walk
        await open_chat(pilot)
        await say(pilot, "Which ports must be open?", 1)
        assert "500" in sheet_text(pilot, "#talk")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen, "back on the walk")
        assert screen.walk == walk


@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_the_quiz_asks_and_the_page_explains(make_app: Callable[..., NazeApp], lang: str) -> None:
    async with make_app(lang).run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        app.push_screen(QuizScreen(Random(7)))
        await until(pilot, lambda: isinstance(app.screen, QuizScreen) and app.screen.riddle is not None
                    and len(app.screen.query_one("#choices", ChoiceList).sheet.targets) == 4, "question")
        screen = app.screen
        assert isinstance(screen, QuizScreen)
        riddle = screen.riddle
        assert riddle is not None
        await pilot.press(str(riddle.right + 1))
        await until(pilot, lambda: app.say("tui.quiz.heading", right=1, asked=1) in screen_text(pilot), "right")
        await until(pilot, lambda: screen.query_one("#page", PageView).page is not None
                    and screen.query_one("#page", PageView).page.slug == riddle.slug, "explained")
        await pilot.press("f2")
        await until(pilot, lambda: app.say("tui.quiz.sign_right") in sheet_text(pilot, "#choices"), "other language")
        await pilot.press("f5")
        await until(pilot, lambda: screen.riddle is not None and screen.riddle.slug != riddle.slug, "next")
        wrong = (screen.riddle.right + 1) % 4
        await until(pilot, lambda: not screen.has_class("-answered"), "asked")
        app.post_message(events.Key(chr(0xFF11 + wrong), chr(0xFF11 + wrong)))
        await until(pilot, lambda: app.say("tui.quiz.heading", right=1, asked=2) in screen_text(pilot), "wrong")
