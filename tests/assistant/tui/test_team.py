"""The console of a team: a colleague's walk, who has it, a server that goes away, and no psycopg at all."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from assistant.sessions.saved_walk import SavedWalk
from assistant.sessions.sqlite_store import SqliteStore
from assistant.team.team_store import TeamStore
from assistant.troubleshoot.stepper import Walker
from assistant.troubleshoot.walk import Choose, PageKind
from assistant.tui.screens.pick import PickScreen
from assistant.tui.screens.walk import WalkScreen
from tests.assistant.tui.conftest import sheet_text, start, until

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from textual.pilot import Pilot

    from assistant.tui.app import NazeApp
    from kb.knowledge import KnowledgeBase
    from tests.postgres import Database


def said(pilot: Pilot[Any]) -> str:
    """All messages that are shown."""
    return "\n".join(str(each.message) for each in pilot.app._notifications)


async def pick_session(pilot: Pilot[Any]) -> None:
    await pilot.press("ctrl+r")
    await until(pilot, lambda: isinstance(pilot.app.screen, PickScreen) and bool(sheet_text(pilot, "#picks")), "sessions")


async def test_a_colleagues_walk_is_gone_on_with(
    make_app: Callable[..., NazeApp], database: Database, knowledge: KnowledgeBase,
) -> None:
    ben = database.store("ben")
    saved = SavedWalk.begin(Walker(knowledge), ben, PageKind.TREE, "vpn-ikev2", "ja", at=1)  # type: ignore[arg-type]
    saved.give(Choose(saved.look().options[0].key), at=2)
    async with make_app("ja", NAZE_STORE=database.url("aoi")).run_test(size=(120, 40), notifications=True) as pilot:
        app = await start(pilot)
        await pick_session(pilot)
        assert "ben さんが作業中" in sheet_text(pilot, "#picks")
        await pilot.press("enter")
        await until(pilot, lambda: "この記録は ben さんが" in said(pilot), "told who has it")
        ben.leave(saved.session)
        await pick_session(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, WalkScreen) and app.screen.step is not None, "resumed")
        assert isinstance(app.screen, WalkScreen)
        assert app.screen.walk.entries == saved.walk.entries
        assert isinstance(app.desk.store, TeamStore)
        await until(pilot, lambda: ben.list_sessions()[0].holder == "aoi", "taken")
        await pilot.press("escape")
        await until(pilot, lambda: ben.list_sessions()[0].holder == "", "left")
        database.server.kill()
        await app.desk.comment("vpn-ikev2", "書き留める")
        await until(pilot, lambda: "チームのサーバーに接続できません" in said(pilot), "told that it is away")
        database.server.start()


async def test_the_numbers_are_shown_with_charts_and_without(
    make_app: Callable[..., NazeApp], knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with make_app("ja").run_test(size=(100, 40), notifications=True) as pilot:
        app = await start(pilot)
        saved = await app.library.run(lambda: SavedWalk.begin(
            Walker(knowledge), app.desk.store, PageKind.TREE, "vpn-ikev2", "ja", at=time.time(), code="ras:809"))
        assert saved.session
        await pilot.press("ctrl+l")
        await until(pilot, lambda: "直近 30 日間の集計" in sheet_text(pilot, "#sheet"), "numbers")
        text = sheet_text(pilot, "#sheet")
        assert "リンク率" in text
        assert "ras:809|####" in text
        await pilot.press("escape")
        monkeypatch.setitem(sys.modules, "assistant.stats.charts", None)
        await pilot.press("ctrl+l")
        await until(pilot, lambda: "直近 30 日間の集計" in sheet_text(pilot, "#sheet"), "numbers")
        assert "####" not in sheet_text(pilot, "#sheet")
        assert "ras:809" in sheet_text(pilot, "#sheet")


async def test_without_psycopg_the_console_works_alone(
    make_app: Callable[..., NazeApp], monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    async with make_app("en", NAZE_STORE="postgresql://db.example.com/naze").run_test(notifications=True) as pilot:
        app = await start(pilot)
        await until(pilot, lambda: "naze[team]" in said(pilot), "told what is missing")
        assert type(app.desk.store) is SqliteStore
