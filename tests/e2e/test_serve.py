"""`naze serve`: the console in a real browser, and everybody who must not get at it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

if sys.platform == "win32":
    pytest.skip("ends programs by signals", allow_module_level=True)

import aiohttp
from aiohttp import web

from tests.assistant.cli.test_lookup import naze
from tests.e2e.proxy import COOKIE, make_certificate, proxy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.e2e.chromium import Chromium

PATIENCE = 60.0
PUBLIC = "https://naze.example.com"
SECRET = "known to the proxy alone"
PAGES = Path(__file__).parents[2] / "assistant" / "web" / "pages"


class Served:
    """A `naze serve` that runs. `address` is what it printed."""

    def __init__(self, environ: dict[str, str], *arguments: str) -> None:
        self._process = subprocess.Popen(
            [str(Path(sys.executable).with_name("naze")), "serve", "--port", "0", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ, text=True, encoding="utf-8")
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        found = re.search(r"https?://\S+/", line)
        assert found is not None, (line, self._process.communicate())
        self.address = found[0]

    @property
    def host(self) -> str:
        """Where it listens."""
        return self.address.split("/")[2]

    def consoles(self) -> set[int]:
        """The processes of its consoles."""
        pid = self._process.pid
        return {int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()}

    def end(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """Its exit code and what it complained about."""
        self._process.send_signal(how)
        _, problems = self._process.communicate(timeout=PATIENCE)
        return self._process.returncode, problems


@pytest.fixture(scope="module")
def cache(naze_cache: Path) -> Path:
    """The folder of the index."""
    return naze_cache


@pytest.fixture
def serve(cache: Path, tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Starts servers, and ends them."""
    started: list[Served] = []

    def start(*arguments: str, **more: str) -> Served:
        environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "NAZE_CACHE": str(cache),
                   "NAZE_DATA": str(tmp_path / "data"), "NAZE_CONFIG": str(tmp_path / "none.toml"), **more}
        started.append(Served(environ, *arguments))
        return started[-1]

    yield start
    for each in started:
        each.end(signal.SIGKILL)


# Who is let in.

@pytest.mark.parametrize(("arguments", "secret", "words"), [
    (("--host", "0.0.0.0"), "", "--behind-proxy"), (("--host", "pc.example"), SECRET, "--behind-proxy"),
    (("--behind-proxy", "http://naze.example.com"), SECRET, "https://naze.example.com"),
    (("--behind-proxy", PUBLIC), "", "NAZE_PROXY_SECRET"), (("--behind-proxy", PUBLIC), "short", "X-Naze-Proxy"),
    (("--consoles", "0"), "", "200"), (("--port", "a"), "", "--port"),
])
def test_what_lets_anybody_in_is_refused(cache: Path, arguments: tuple[str, ...], secret: str, words: str) -> None:
    for lang in ("ja", "en"):
        result = naze("serve", *arguments, "--lang", lang, cache=cache, NAZE_PROXY_SECRET=secret)
        assert (result.returncode, result.stdout) == (2, b"")
        assert words in result.stderr.decode("utf-8")


def test_port_that_is_taken(serve: Callable[..., Served], cache: Path) -> None:
    port = serve().address.rstrip("/").rpartition(":")[2]
    result = naze("serve", "--port", port, "--lang", "en", cache=cache)
    assert result.returncode == 1
    assert f"port {port}" in result.stderr.decode("utf-8")


def test_without_the_extra_it_is_named(cache: Path) -> None:
    script = ("import sys; sys.modules['textual_serve'] = None; sys.argv = ['naze', 'serve', '--lang', 'en'];"
              "from assistant.cli.start import main; sys.exit(main())")
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False,
                            env=os.environ | {"NAZE_CACHE": str(cache)})
    assert result.returncode == 2
    assert b"naze[web]" in result.stderr


async def status_of(address: str, path: str = "", **headers: str) -> int:
    """The status of a request for a page, or of one for a console."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    async with aiohttp.ClientSession() as session:
        if not path.startswith("ws"):
            async with session.get(address + path, headers=names) as answer:
                return answer.status
        try:
            async with session.ws_connect(address + path, headers=names) as console:
                assert b"\x1b[" in (await console.receive(PATIENCE)).data
                return 101
        except aiohttp.WSServerHandshakeError as error:
            return error.status


async def test_pages_of_other_sites_are_kept_out(serve: Callable[..., Served]) -> None:
    served = serve()
    address, host = served.address, served.host
    assert await status_of(address) == 200
    assert await status_of(address, Host="rebound.example.com") == 403
    assert await status_of(address, "ws/q=809", Origin="http://example.com") == 403
    assert await status_of(address, "ws", Origin=f"https://{host}") == 403
    assert await status_of(address, "ws") == 403
    assert await status_of(address, "static/../../server.py") == 404
    assert await status_of(address, "nothing") == 404
    assert served.consoles() == set()
    assert await status_of(address, "ws/q=809", Origin=f"http://{host}") == 101


async def test_proxy_must_prove_itself(serve: Callable[..., Served], tmp_path: Path) -> None:
    served = serve("--behind-proxy", PUBLIC + "/", "--port", str(port := free_port()), NAZE_PROXY_SECRET=SECRET)
    assert served.address == PUBLIC + "/"
    address = f"http://127.0.0.1:{port}/"
    assert await status_of(address) == 403
    assert await status_of(address, X_Naze_Proxy="another secret, longer") == 403
    assert await status_of(address, X_Naze_Proxy=SECRET) == 200
    assert await status_of(address, "ws", Origin=PUBLIC) == 403
    assert await status_of(address, "ws", Origin="https://example.com", X_Naze_Proxy=SECRET) == 403
    assert await status_of(address, "ws", Origin=PUBLIC, X_Naze_Proxy=SECRET) == 101


async def test_page_loads_nothing_from_elsewhere(serve: Callable[..., Served]) -> None:
    async with aiohttp.ClientSession() as session, session.get(serve("--lang", "ja").address) as answer:
        text, policy = await answer.text(), answer.headers["Content-Security-Policy"]
    assert '<html lang="ja">' in text
    assert "エラー コード" in text
    assert not re.findall(r"https?://|//\w", text)
    assert not [path for path in PAGES.glob("*.css") if "url(" in path.read_text("utf-8")]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy


# How many, and how it ends.

def free_port() -> int:
    """A port that was free a moment ago."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


async def until(condition: Callable[[], bool], what: str) -> None:
    """Waits until something is so."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, what
        await asyncio.sleep(0.05)


async def until_free(address: str) -> None:
    """Waits until the server has a place for a console: it is free a moment after the console's process ended."""
    end = time.monotonic() + PATIENCE
    while await status_of(address) == 503:
        assert time.monotonic() < end, "the place of a closed console is free"
        await asyncio.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
async def test_consoles_end_with_their_tab_and_with_the_server(serve: Callable[..., Served], how: signal.Signals) -> None:
    served = serve("--consoles", "1")
    origin = {"Origin": served.address.rstrip("/")}
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(served.address + "ws", headers=origin) as console:
            await console.receive(PATIENCE)
            first = served.consoles()
            assert len(first) == 1
            assert await status_of(served.address) == 503
            assert await status_of(served.address, "ws", **origin) == 503
            # What is no message of the page changes nothing.
            for nonsense in ("", "[", "null", "[1]", '["resize", {"width": "x", "height": 1e99}]', '["stdin", 5]'):
                await console.send_str(nonsense)
            await console.send_str('["ping", "1"]')
            while (message := await console.receive(PATIENCE)).type is not aiohttp.WSMsgType.TEXT:
                assert message.type is aiohttp.WSMsgType.BINARY
        await until(lambda: not served.consoles(), "the console of a closed tab ends")
        await until_free(served.address)
        async with session.ws_connect(served.address + "ws", headers=origin) as console:
            await console.receive(PATIENCE)
            second = served.consoles()
            code, problems = served.end(how)
            await until(lambda: not any(map(is_running, first | second)), "the consoles of a server that is gone end")
    if how is not signal.SIGKILL:
        assert (code, problems) == (0, "")


# In a real browser.

async def test_japanese_is_typed_found_and_read(serve: Callable[..., Served], browser: Chromium, tmp_path: Path) -> None:
    served = serve("--lang", "ja")
    async with browser.tab() as tab:
        await tab.open(served.address)
        await tab.until(lambda text: "F1" in text and "809" in text, "first screen")
        await tab.commit("つながらない")
        await tab.until(lambda text: "つながらない" in text and "件のページが当てはまります" in text, "found")
        await tab.press("Escape")
        await tab.until(lambda text: "当てはまります" not in text, "emptied")
        for key in "809":
            await tab.press(key)
        await tab.until(lambda text: "809" in text and "ERROR_VPN_TIMEOUT" in text, "the page of 809")
        await tab.press("Enter")
        await tab.press("F2")
        await tab.until(lambda text: "F1 Help" in text and "ERROR_VPN_TIMEOUT" in text, "the other language")
        await tab.picture(tmp_path / "page.png")
        assert (tmp_path / "page.png").stat().st_size > 20_000
        assert await tab.value("document.title + document.documentElement.lang") == "naze（なぜ）：エラー コードの意味と直し方ja"
        assert tab.hosts == {served.host}
        assert tab.problems == []


async def test_address_opens_its_query_and_nothing_else(serve: Callable[..., Served], browser: Chromium, tmp_path: Path) -> None:
    served = serve("--lang", "en")
    async with browser.tab() as tab:
        await tab.open(f"{served.address}?q=809")
        text = await tab.until(lambda text: "ERROR_VPN_TIMEOUT" in text and "F1 Help" in text, "the page of 809")
        assert re.search(r"naze\s+809\s", text)
        hostile = f"--version $(touch {tmp_path}/made) `id` ; 認証/..%00\x1b]52;c;QUJD\x07"
        await tab.open(f"{served.address}?q={quote(hostile)}")
        text = await tab.until(lambda text: "F1 Help" in text and "--version" in text, "the query as it is")
        assert f"--version $(touch {tmp_path}/made) `id` ; 認証/..%00 ]52;c;QUJD" in text
        assert not (tmp_path / "made").exists()
        await tab.open(f"{served.address}?q={'長い' * 400}")
        await tab.until(lambda text: "長い長い" in text and "F1 Help" in text, "a long query")
        assert tab.hosts == {served.host}
    assert await status_of(served.address, "?q=" + "9" * 20_000) == 400


async def test_files_are_handed_to_the_browser(serve: Callable[..., Served], browser: Chromium, tmp_path: Path) -> None:
    served = serve("--lang", "en")
    async with browser.tab() as tab:
        await tab.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path / "got"))
        await tab.open(f"{served.address}?q=809")
        await tab.until(lambda text: "ERROR_VPN_TIMEOUT" in text and "F1 Help" in text, "the page of 809")
        await tab.press("F6")
        await tab.until(lambda text: "Reply to the user" in text, "what can be copied")
        await tab.press("Enter")
        await tab.until(lambda text: "clipboard" in text, "copied")
        await tab.press("s", ctrl=True)
        await until(lambda: any((tmp_path / "got").glob("copy*.txt")), "the file arrives")
    assert next((tmp_path / "got").glob("copy*.txt")).read_text("utf-8").strip()
    assert not list((tmp_path / "data").glob("saved/*"))


async def test_console_behind_a_proxy_that_signs_people_in(
    serve: Callable[..., Served], browser: Chromium, tmp_path: Path,
) -> None:
    port = free_port()
    async with proxy(make_certificate(tmp_path, "naze.signed.test"), f"http://127.0.0.1:{port}/", SECRET) as public_port:
        public = f"https://naze.signed.test:{public_port}"
        serve("--behind-proxy", public, "--port", str(port), "--lang", "ja", NAZE_PROXY_SECRET=SECRET)
        async with browser.tab() as tab:
            await tab.call("Security.setIgnoreCertificateErrors", ignore=True)
            await tab.load(f"{public}/?q=809")
            assert await tab.value("document.body.innerText") == "sign in first"
            await tab.call("Network.setCookie", url=public, name=COOKIE, value="yes")
            await tab.load(f"{public}/?q=809")
            await tab.until(lambda text: "ERROR_VPN_TIMEOUT" in text and "F1 ヘルプ" in text, "the page of 809")
            assert tab.hosts == {public.removeprefix("https://")}


async def test_a_page_of_another_site_gets_no_console(serve: Callable[..., Served], browser: Chromium) -> None:
    served = serve()

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text="<p>another site</p>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await (site := web.TCPSite(runner, "127.0.0.1", 0)).start()
    port = served.host.rpartition(":")[2]
    try:
        async with browser.tab() as tab:
            await tab.open(site.name)
            for target in (f"ws://{served.host}/ws", f"ws://localhost:{port}/ws/q=809"):
                outcome = await tab.value(f"""new Promise(done => {{
                    const socket = new WebSocket({target!r});
                    socket.onmessage = () => done("a console"); socket.onerror = () => done("nothing"); }})""")
                assert outcome == "nothing"
            framed = await tab.value(f"""new Promise(done => {{
                const frame = document.createElement("iframe");
                frame.onload = () => {{ try {{ done(frame.contentDocument ? "empty" : "kept out"); }}
                                        catch {{ done("kept out"); }} }};
                frame.src = {served.address!r}; document.body.append(frame); }})""")
            assert framed == "kept out"
            # A name of theirs that leads to this machine.
            await tab.open(f"http://www.rebound.test:{port}/")
            assert "403" not in await tab.value("document.title")
            assert "naze serve" in await tab.value("document.body.innerText")
            assert "textual" not in await tab.value("document.documentElement.outerHTML")
        assert served.consoles() == set()
    finally:
        await runner.cleanup()
