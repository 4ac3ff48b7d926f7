"""A real Chromium without a window, driven over its own protocol: what a person at a browser does and sees."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import os
import re
import shutil
import subprocess
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self

import aiohttp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 90.0
CONTROL, SHIFT = 2, 8
KEYS = {"Enter": 13, "Escape": 27, "Backspace": 8, "F2": 113, "F3": 114, "F6": 117, "F10": 121}


def find_chromium() -> str:
    """The program; empty when there is none."""
    return next(filter(None, map(shutil.which, NAMES)), "")


class Chromium:
    """The browser, until it is closed."""

    def __init__(self, folder: Path, *more: str) -> None:
        # A test machine often runs as root, where the sandbox of the browser does not start.
        self._process = subprocess.Popen(
            [find_chromium(), "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
             "--no-first-run", "--disable-extensions", "--disable-background-networking", "--remote-debugging-port=0",
             f"--user-data-dir={folder}", "--window-size=1200,800", *more, "about:blank"],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=os.environ | {"HOME": str(folder)})
        assert self._process.stderr is not None
        found = next((each for line in self._process.stderr if (each := re.search(r"ws://([^/]+)/", line))), None)
        assert found is not None, "Chromium did not start"
        self.address = found[1]

    @asynccontextmanager
    async def tab(self) -> AsyncIterator[Tab]:
        """A new tab."""
        async with aiohttp.ClientSession() as session:
            async with session.put(f"http://{self.address}/json/new?about:blank") as answer:
                target = await answer.json()
            async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                yield await Tab(socket).begin()
            await session.get(f"http://{self.address}/json/close/{target['id']}")

    def close(self) -> None:
        """Ends the browser."""
        self._process.terminate()
        self._process.wait(20)
        assert self._process.stderr is not None
        self._process.stderr.close()


class BrowserError(Exception):
    """A command that the browser refuses."""


class Tab:
    """One tab. `hosts` are all hosts that it asked anything of, and `problems` what its pages complained about."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.hosts: set[str] = set()
        self.problems: list[str] = []

    async def begin(self) -> Self:
        for each in ("Page", "Runtime", "Network", "Log"):
            await self.call(f"{each}.enable")
        return self

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What the browser answers to a command."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            message = await self._socket.receive_json(timeout=PATIENCE)
            if message.get("id") == number:
                if "error" in message:
                    raise BrowserError(message["error"])
                return message["result"]
            self._notice(message)

    def _notice(self, message: dict[str, Any]) -> None:
        match message:
            case {"method": "Network.requestWillBeSent", "params": {"request": {"url": url}}}:
                self.hosts |= set(re.findall(r"^https?://([^/]*)", url))
            case {"method": "Network.webSocketCreated", "params": {"url": url}}:
                self.hosts |= set(re.findall(r"^wss?://([^/]*)", url))
            case {"method": "Log.entryAdded", "params": {"entry": {"level": "error", "text": text}}}:
                self.problems.append(text)
            case {"method": "Runtime.exceptionThrown", "params": {"exceptionDetails": details}}:
                self.problems.append(str(details))

    async def open(self, address: str) -> None:
        """Goes to an address."""
        await self.call("Page.navigate", url=address)

    async def load(self, address: str) -> None:
        """Goes to an address and waits until all of the page is there."""
        # An address that differs in its fragment alone loads nothing.
        await self.call("Page.navigate", url="about:blank")
        await self.call("Page.navigate", url=address)
        await self._loaded(address)

    async def _loaded(self, address: str) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            # Between two pages there may be none that could answer.
            with contextlib.suppress(BrowserError):
                if await self.value("document.readyState + location.href") == f"complete{address}":
                    return
            await asyncio.sleep(0.05)
        raise AssertionError(f"never there: {address}\n{self.problems}")

    async def address(self) -> str:
        """The address of the page."""
        return str(await self.value("location.href"))

    async def click(self, words: str) -> None:
        """Clicks on the link with these words, and waits until it has led somewhere."""
        place = await self.value(f"""(() => {{
            const link = [...document.querySelectorAll("a")].find(each => each.innerText === {words!r});
            link.scrollIntoView({{block: "center"}});
            const box = link.getClientRects()[0];
            return [box.x + box.width / 2, box.y + box.height / 2, link.href]; }})()""")
        for kind in ("mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)
        await self._loaded(place[2])

    async def value(self, script: str) -> Any:
        """What a script of the page comes to."""
        answer = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def commit(self, text: str) -> None:
        """Writes as an input method does: it shows what is being written, and then commits it."""
        await self.call("Input.imeSetComposition", text=text, selectionStart=len(text), selectionEnd=len(text))
        await self.call("Input.insertText", text=text)
        # xterm.js reads its field in a timer, after the event: what the mouse marks before that would be read as typed.
        await self.value("new Promise(done => setTimeout(done, 0))")

    async def press(self, key: str, *, ctrl: bool = False) -> None:
        """A key by its name, or one character."""
        code = KEYS.get(key, ord(key[0].upper()))
        text = {"text": key} if len(key) == 1 and not ctrl else {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            await self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code,
                            modifiers=CONTROL if ctrl else 0, **(text if kind == "keyDown" else {}))

    async def words(self) -> str:
        """The text of the terminal: everything is marked with the mouse, copied, and let go."""
        width, height = await self.value("[innerWidth, innerHeight]")
        await self._drag((2, 2), (width - 2, height - 2))
        text = await self.value("""(() => {
            const data = new DataTransfer();
            document.querySelector(".xterm")?.dispatchEvent(new ClipboardEvent("copy", {clipboardData: data}));
            return data.getData("text/plain");
        })()""")
        await self._drag((2, 2), (2, 2))
        # On Linux xterm.js leaves what was marked in the field that takes the input method's words.
        await self.value("""document.querySelectorAll("textarea").forEach(each => { each.value = ""; })""")
        return str(text)

    async def _drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        for kind, (x, y) in (("mousePressed", start), ("mouseMoved", end), ("mouseReleased", end)):
            await self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", modifiers=SHIFT,
                            clickCount=1, buttons=0 if kind == "mouseReleased" else 1)

    async def until(self, condition: Callable[[str], bool], what: str) -> str:
        """The text of the terminal once something is so."""
        end = time.monotonic() + PATIENCE
        text = ""
        while time.monotonic() < end:
            text = await self.words()
            if condition(text):
                return text
            await asyncio.sleep(0.1)
        raise AssertionError(f"never so: {what}\n{text}\n{self.problems}")

    async def picture(self, path: Path) -> None:
        """A picture of what is seen, as PNG."""
        answer = await self.call("Page.captureScreenshot")
        path.write_bytes(base64.b64decode(answer["data"]))
