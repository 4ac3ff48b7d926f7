"""Reading a page in the console: both languages, headings, links, copies, remarks, and content that changes."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from assistant.tui.screens.compare import CompareScreen
from assistant.tui.screens.pick import PickScreen
from assistant.tui.widgets.choice_list import ChoiceList
from assistant.tui.widgets.sheet_view import SheetView
from kb.pages.files import shipped_root
from tests.assistant.tui.conftest import open_article, page_of, screen_text, sheet_text, start, type_text, until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from assistant.tui.app import NazeApp


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
        assert "13810" in copied[0]
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
