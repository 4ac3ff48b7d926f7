"""The exported site in a real browser, opened from its folder: the search, a tree, the languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.assistant.cli.test_lookup import naze

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.chromium import Chromium

SHOWN = "[...document.querySelectorAll('li')].filter(item => !item.hidden).map(item => item.innerText)"


@pytest.fixture(scope="module")
def site(naze_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "pages"
    result = naze("content", "export", "--format", "html", str(folder), cache=naze_cache)
    assert result.returncode == 0, result.stderr
    assert naze("content", "export", str(folder), cache=naze_cache).returncode == 1
    return folder


async def test_site_works_from_its_folder(site: Path, browser: Chromium) -> None:
    async with browser.tab() as tab:
        await tab.load((site / "ja" / "index.html").as_uri())
        everything = await tab.value(SHOWN)
        await tab.commit("809")
        assert len(await tab.value(SHOWN)) < 10
        assert any("ERROR_VPN_TIMEOUT" in each for each in await tab.value(SHOWN))
        await tab.value("document.querySelector('input').select()")
        await tab.commit("ＶＰＮ つながらない")
        found = await tab.value(SHOWN)
        assert "VPN がつながらない" in found
        assert len(found) < len(everything) / 2
        await tab.value("document.querySelector('input').select()")
        await tab.commit("そんなものはない")
        assert await tab.value(SHOWN) == []
        assert not await tab.value("document.getElementById('nothing').hidden")
        await tab.load((site / "en" / "index.html").as_uri() + "#0x80070005")
        assert any("denied" in each for each in await tab.value(SHOWN))
        assert tab.problems == []


async def test_tree_is_walked_without_scripts(site: Path, browser: Chromium) -> None:
    async with browser.tab() as tab:
        await tab.call("Emulation.setScriptExecutionDisabled", value=True)
        await tab.load((site / "en" / "tree" / "vpn-pptp.html").as_uri())
        for words, place in (("The user was told to use PPTP", "vpn-pptp.html#number"), ("806", "vpn-gre-blocked.html"),
                             ("naze", "index.html")):
            await tab.click(words)
            assert (await tab.address()).endswith(place)
        await tab.load((site / "en" / "code" / "ras-809.html").as_uri())
        await tab.click("日本語")
        assert (await tab.address()).endswith("ja/code/ras-809.html")
        assert tab.problems == []
