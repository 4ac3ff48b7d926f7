"""A console over the shipped content, in either language, with a data folder of its own."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Any

import pytest

from assistant.opening import index_cache
from assistant.settings import Settings, load_settings
from assistant.tui.app import NazeApp
from assistant.tui.desk import Desk
from assistant.tui.library import Library
from assistant.tui.widgets.page_view import PageView
from assistant.tui.widgets.sheet_view import SheetView
from kb.pages.files import shipped_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

PATIENCE = 120.0


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the index over a copy of the shipped content, built once and shared by all consoles."""
    folder = tmp_path_factory.mktemp("console-cache")
    content = tmp_path_factory.mktemp("shipped") / "content"
    shutil.copytree(shipped_root(), content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.opening.shipped_root", lambda: content)
        index_cache(load_settings({"NAZE_CACHE": str(folder), "NAZE_CONFIG": str(folder / "none.toml")})).open().close()
        yield folder


@pytest.fixture
def environ(cache: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a console."""
    return {"NAZE_CACHE": str(cache), "NAZE_DATA": str(tmp_path / "data"), "NAZE_CONFIG": str(tmp_path / "none.toml")}


@pytest.fixture
def make_app(environ: dict[str, str]) -> Callable[..., NazeApp]:
    """Makes consoles."""

    def make(lang: str = "ja", **more: str) -> NazeApp:
        settings = load_settings({**environ, "LANG": "ja_JP.UTF-8" if lang == "ja" else "C", **more})
        return app_of(settings)

    return make


def app_of(settings: Settings) -> NazeApp:
    """A console with these settings."""
    library = Library(settings)
    return NazeApp(settings, settings.lang, library, Desk(library, settings))


async def until(pilot: Pilot[Any], condition: Callable[[], bool], what: str = "") -> None:
    """Waits until something is so; fails when it never is."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if condition():
                await pilot.pause()
                return
        except Exception:  # The screen may not be there yet.
            pass
        await pilot.pause(0.02)
    raise AssertionError(f"never so: {what or condition}\n{screen_text(pilot)}")


def screen_text(pilot: Pilot[Any]) -> str:
    """All that is on the screen, row by row."""
    app = pilot.app
    rows = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in rows)


def sheet_text(pilot: Pilot[Any], selector: str) -> str:
    """All words of a view, those out of sight too."""
    return pilot.app.screen.query_one(selector, SheetView).sheet.text


async def start(pilot: Pilot[Any]) -> NazeApp:
    """Waits for the first screen."""
    app = pilot.app
    assert isinstance(app, NazeApp)
    await until(pilot, lambda: bool(app.screen.query("#page")) and "809" in sheet_text(pilot, "#page"), "first screen")
    return app


async def type_text(pilot: Pilot[Any], text: str) -> None:
    """Types characters as a terminal sends them, whatever they are."""
    from textual.events import Key

    for character in text:
        pilot.app.post_message(Key(character, character))
    await pilot.pause()


def page_of(pilot: Pilot[Any]) -> PageView:
    """The page of the first screen."""
    return pilot.app.screen.query_one("#page", PageView)


async def open_article(pilot: Pilot[Any], text: str = "13810", slug: str = "ike-qm-acquire-drop") -> None:
    """Types words, goes into the page that is found first, and waits until it is drawn."""
    await type_text(pilot, text)
    await pilot.press("enter")
    await until(pilot, lambda: page_of(pilot).page is not None and page_of(pilot).page.slug == slug
                and page_of(pilot).has_focus and page_of(pilot).ready.is_set(), slug)
