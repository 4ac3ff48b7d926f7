"""Looking up and reading, in both languages."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from textual import events

from assistant.tui.bindings import ACTIONS, key_name
from assistant.tui.screens.compare import CompareScreen
from assistant.tui.screens.pick import Pick, PickScreen
from assistant.tui.screens.sheet_dialog import SheetDialog
from assistant.tui.screens.walk import WalkScreen
from assistant.tui.widgets.choice_list import ChoiceList
from assistant.tui.widgets.page_view import PageView
from assistant.tui.widgets.query_input import QueryInput
from assistant.tui.widgets.sheet_view import SheetView
from kb.pages.files import shipped_root
from tests.assistant.tui.conftest import screen_text, sheet_text, start, type_text, until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from assistant.tui.app import NazeApp

WORDS = {"ja": ("意味", "クイックモード", "ヘルプ"), "en": ("Meaning", "quick mode", "Help")}
SYMBOL = "ERROR_IPSEC_IKE_QM_ACQUIRE_DROP"


def page_of(pilot: Pilot[Any]) -> PageView:
    return pilot.app.screen.query_one("#page", PageView)


async def open_article(pilot: Pilot[Any], text: str = "13810", slug: str = "ike-qm-acquire-drop") -> None:
    await type_text(pilot, text)
    await pilot.press("enter")
    await until(pilot, lambda: page_of(pilot).page is not None and page_of(pilot).page.slug == slug
                and page_of(pilot).has_focus and page_of(pilot).ready.is_set(), slug)


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


async def test_the_language_switches_at_the_same_place(make_app: Callable[..., NazeApp]) -> None:
    async with make_app("ja").run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        await open_article(pilot)
        page = page_of(pilot)
        for _ in range(4):
            await pilot.press("ctrl+down")
            await pilot.pause()
        place = page.place()
        assert place.anchor not in ("", "top")
        await pilot.press("f2")
        await until(pilot, lambda: app.locale == "en" and "Meaning" in page.sheet.text, "English")
        await until(pilot, lambda: page.place().anchor == place.anchor, "same heading")
        assert "ヘルプ" not in screen_text(pilot)
        await until(pilot, lambda: "意味" not in screen_text(pilot), "no Japanese left")


async def test_both_languages_side_by_side_scroll_together(make_app: Callable[..., NazeApp]) -> None:
    async with make_app("ja").run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        await open_article(pilot)
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen), "compare")
        left, right = (app.screen.query_one(f"#twin-{lang}", SheetView) for lang in ("ja", "en"))
        await until(pilot, lambda: bool(left.sheet.rows) and bool(right.sheet.rows), "both shown")
        assert {anchor.id: anchor.row for anchor in left.sheet.anchors} == {
            anchor.id: anchor.row for anchor in right.sheet.anchors}
        await pilot.press("pagedown")
        await until(pilot, lambda: round(left.scroll_y) == round(right.scroll_y) > 0, "together")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.home, "back")


async def test_history_bookmarks_and_recent_pages(make_app: Callable[..., NazeApp]) -> None:
    async with make_app("ja").run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        await open_article(pilot)
        await pilot.press("f7")
        await until(pilot, lambda: "しおりを付けました" in screen_text(pilot), "bookmarked")
        await pilot.press("ctrl+n")
        await open_article(pilot, "13809", "ike-mm-acquire-drop")
        await pilot.press("alt+left")
        await until(pilot, lambda: page_of(pilot).page.slug == "ike-qm-acquire-drop", "back")
        await pilot.press("alt+right")
        await until(pilot, lambda: page_of(pilot).page.slug == "ike-mm-acquire-drop", "forward")
        await pilot.press("ctrl+b")
        await until(pilot, lambda: isinstance(app.screen, PickScreen), "bookmarks")
        await until(pilot, lambda: sheet_text(pilot, "#picks").count("ACQUIRE_DROP") == 2, "both listed")
    async with make_app("ja").run_test(size=(120, 40), notifications=True) as pilot:
        await start(pilot)
        await until(pilot, lambda: "ACQUIRE_DROP" in sheet_text(pilot, "#page"), "remembered")


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


async def test_headings_are_listed_and_gone_to(make_app: Callable[..., NazeApp]) -> None:
    async with make_app("en").run_test(size=(100, 30), notifications=True) as pilot:
        app = await start(pilot)
        await open_article(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, PickScreen), "headings")
        await type_text(pilot, "Escalation")
        await until(pilot, lambda: len(app.screen.query_one("#picks", ChoiceList).sheet.targets) == 1, "narrowed")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is app.home and page_of(pilot).place().anchor in (
            "escalation", "onward", "sources"), "there")


async def test_copies_in_both_languages_and_to_a_file(
    make_app: Callable[..., NazeApp], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    copied: list[str] = []
    monkeypatch.setattr("assistant.tui.console.copy_natively", lambda text: bool(copied.append(text)) or True)
    async with make_app("ja").run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        await open_article(pilot)
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, PickScreen) and bool(sheet_text(pilot, "#picks")), "copies")
        text = sheet_text(pilot, "#picks")
        assert "利用者への案内（日本語）" in text
        assert "利用者への案内（英語）" in text
        assert "Get-Service IKEEXT" in text
        await type_text(pilot, "案内 英語")
        await pilot.press("enter")
        await until(pilot, lambda: bool(copied), "copied")
        assert "Error 13810" in copied[0] or "13810" in copied[0]
        assert "お問い合わせ" not in copied[0]
        await pilot.press("ctrl+s")
        await until(pilot, lambda: any((tmp_path / "data" / "saved").glob("copy*.txt")), "saved")
        assert (tmp_path / "data" / "saved" / "copy.txt").read_text("utf-8").strip() == copied[0].strip()


async def test_a_command_is_copied_by_itself(
    make_app: Callable[..., NazeApp], monkeypatch: pytest.MonkeyPatch,
) -> None:
    copied: list[str] = []
    monkeypatch.setattr("assistant.tui.console.copy_natively", lambda text: bool(copied.append(text)) or True)
    async with make_app("ja").run_test(size=(120, 40), notifications=True) as pilot:
        await start(pilot)
        await open_article(pilot)
        view = page_of(pilot)
        number = next(number for number, target in enumerate(view.sheet.targets) if target.value.startswith("nslookup"))
        view.current = number
        await pilot.press("enter")
        await until(pilot, lambda: bool(copied), "copied")
        assert copied[0].split("\n") == ["nslookup <server>", "ping -n 50 <server>"]


async def test_links_lead_to_articles_and_back(make_app: Callable[..., NazeApp]) -> None:
    async with make_app("en").run_test(size=(120, 40), notifications=True) as pilot:
        await start(pilot)
        await open_article(pilot)
        view = page_of(pilot)
        number = next(number for number, target in enumerate(view.sheet.targets)
                      if target.act == "article" and target.value == "ike-load-soft-sa")
        view.current = number
        await pilot.press("enter")
        await until(pilot, lambda: page_of(pilot).page.slug == "ike-load-soft-sa", "linked")
        await pilot.press("alt+left")
        await until(pilot, lambda: page_of(pilot).page.slug == "ike-qm-acquire-drop", "back")


HOSTILE = "[bold red]x[/] \x1b[31mred\x1b]52;c;AAAA\x07 {0} [@click=app.leave]bye[/]"


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


@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_flags_and_comments(make_app: Callable[..., NazeApp], lang: str) -> None:
    async with make_app(lang).run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        await open_article(pilot)
        for downs, words in ((3, "社内では 13810 の手順書を先に見る"), (1, "手順 2 が伝わらない")):
            await pilot.press("f8")
            await until(pilot, lambda: isinstance(app.screen, PickScreen) and bool(sheet_text(pilot, "#picks")), "kind")
            await pilot.press(*["down"] * downs, "enter")
            await until(pilot, lambda: bool(app.screen.query("#words")), "words")
            await type_text(pilot, words)
            await pilot.press("enter")
            await until(pilot, lambda: app.screen is app.home, "kept")
        await until(pilot, lambda: "社内では" in sheet_text(pilot, "#page").replace("\n", ""), "comment below the page")
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "手順 2 が伝わらない" in sheet_text(pilot, "#todo"), "flag listed")
        assert app.say("tui.flag.unclear") in sheet_text(pilot, "#todo")


async def test_changed_content_shows_by_itself(
    make_app: Callable[..., NazeApp], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    shipped = tmp_path / "shipped"
    shutil.copytree(shipped_root(), shipped, ignore=shutil.ignore_patterns("articles", "trees"))
    monkeypatch.setattr("assistant.opening.shipped_root", lambda: shipped)
    team = tmp_path / "team"
    page = team / "ja" / "articles" / "team" / "zz-999.md"
    page.parent.mkdir(parents=True)

    def article(title: str) -> str:
        return (f"---\ntitle: \"{title}\"\nkind: reference\ncodes: [win32:13810]\nstatus: validated\n"
                "reviewed: 2026-11-23\nsources: [{title: t, url: \"https://example.com/\"}]\n---\n\n"
                "短い説明です。\n\n## 意味\n\n説明です。\n")

    page.write_text(article("最初の題"), "utf-8")
    environ = {"NAZE_CONTENT": str(team), "NAZE_CACHE": str(tmp_path / "cache")}
    async with make_app("ja", **environ).run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: bool(pilot.app.screen.query("#results")), "built")
        await start(pilot)
        await type_text(pilot, "zz-999 短い説明")
        await until(pilot, lambda: "最初の題" in sheet_text(pilot, "#results"), "found")
        await until(pilot, lambda: "最初の題" in sheet_text(pilot, "#page"), "shown")
        page.write_text(article("書き直した題です"), "utf-8")
        await until(pilot, lambda: "書き直した題です" in sheet_text(pilot, "#page"), "reloaded")


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
