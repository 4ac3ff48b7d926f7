"""The server: a page for each tab, a console behind each page.

Owns routes, limits, headers and the end of it all. Who may come in belongs to `access`, the consoles to
`console_process`; the terminal in the page is that of textual-serve.
"""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import aiohttp_jinja2
import textual_serve
from aiohttp import WSCloseCode, WSMsgType, web
from textual_serve.server import Server, to_int

from assistant.first_query import clean_query
from assistant.web.access import PROXY_HEADER, find_refusal
from assistant.web.console_process import ConsoleProcess

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual_serve.app_service import AppService

    from assistant.web.access import Access
    from kb.phrases import Phrases

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

OWN = Path(__file__).parent / "pages"
THEIRS = Path(textual_serve.__file__).parent / "static"
WIDTHS, HEIGHTS, FONT_SIZES = range(20, 501), range(5, 201), range(8, 41)
# xterm.js sets the sizes of its cells in style elements. Only the page itself may talk to the server, and no page of
# another site may frame it, where a click could be led astray.
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src data:;"
          " connect-src 'self' ws://{host} wss://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")


class Limits(NamedTuple):
    """How many consoles run at once."""

    consoles: int = 8


class ConsoleServer(Server):
    """Serves consoles at a socket that listens, until it is told to end."""

    def __init__(self, access: Access, limits: Limits, phrases: Phrases) -> None:
        super().__init__("naze", title="naze", templates_path=OWN, statics_path=THEIRS)
        self.access = access
        self.limits = limits
        self.phrases = phrases
        self._open: set[web.WebSocketResponse] = set()

    def run(self, listening: socket.socket) -> None:
        """Serves until SIGINT or SIGTERM; every console has ended when this returns."""
        web.run_app(self._make_app(), sock=listening, print=None, access_log=None, shutdown_timeout=20.0)

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.router.add_get("/ws/{query}", self.handle_websocket)
        app.router.add_static("/page", OWN)
        app.middlewares.append(self._guard)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Says nothing: the command has said where it is."""

    async def on_shutdown(self, app: web.Application) -> None:
        """Ends every console."""
        for each in tuple(self._open):
            await each.close(code=WSCloseCode.GOING_AWAY)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        is_console = request.path == "/ws" or request.path.startswith("/ws/")
        refusal = find_refusal(self.access, host=request.host, secret=request.headers.get(PROXY_HEADER, ""),
                               origin=request.headers.get("Origin", "") if is_console else None)
        if refusal:
            return self._say(403, f"serve.refused.{refusal}")
        if len(self._open) >= self.limits.consoles and (is_console or request.path == "/"):
            return self._say(503, "serve.full", n=self.limits.consoles)
        try:
            response = await handler(request)
        except web.HTTPNotFound:
            return self._say(404, "serve.no_page")
        if not response.prepared:
            self._protect(response, request.host)
        return response

    def _protect(self, response: web.StreamResponse, host: str = "") -> None:
        response.headers.update({
            "Content-Security-Policy": POLICY.replace("{host}", self.access.host_for(host)),
            "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin", "Cache-Control": "no-cache",
        })

    def _say(self, status: int, key: str, **values: object) -> web.Response:
        response = web.Response(status=status, text=self.phrases.say(key, **values) + "\n")
        self._protect(response)
        return response

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """The page of a console. Its script takes the query from the address."""
        size = to_int(request.query.get("fontsize", ""), 16)
        return aiohttp_jinja2.render_template("console.html", request, {
            "lang": self.phrases.locale, "font_size": min(max(size, FONT_SIZES[0]), FONT_SIZES[-1]),
            "words": self.phrases.under("serve.page")})

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """A console, as long as the tab is open."""
        websocket = web.WebSocketResponse(heartbeat=15)
        await websocket.prepare(request)
        console = ConsoleProcess("", write_bytes=websocket.send_bytes, write_str=websocket.send_str,
                                 close=self._closing(websocket), download_manager=self.download_manager)
        console.query = clean_query(request.match_info.get("query", "").removeprefix("q="))
        self._open.add(websocket)
        try:
            await console.start(_within(WIDTHS, request.query.get("width"), 80),
                                _within(HEIGHTS, request.query.get("height"), 24))
            await self._process_messages(websocket, console)
        finally:
            await console.stop()
            self._open.discard(websocket)
        return websocket

    @staticmethod
    def _closing(websocket: web.WebSocketResponse) -> Callable[[], Awaitable[None]]:
        async def close() -> None:
            await websocket.close()

        return close

    async def _process_messages(self, websocket: web.WebSocketResponse, app_service: AppService) -> None:
        """What the page sends: keys, sizes, focus. Anything else is left alone."""
        async for message in websocket:
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                kind, *rest = message.json()
            except (ValueError, TypeError):
                continue
            match kind, rest:
                case "stdin", [str(data)]:
                    await app_service.send_bytes(data.encode("utf-8", "replace"))
                case "resize", [{"width": width, "height": height}]:
                    await app_service.set_terminal_size(_within(WIDTHS, width, 80), _within(HEIGHTS, height, 24))
                case "ping", [str(data)]:
                    await websocket.send_json(["pong", data[:40]])
                case "blur", _:
                    await app_service.blur()
                case "focus", _:
                    await app_service.focus()


def _within(bounds: range, value: object, default: int) -> int:
    number = value if isinstance(value, int) else to_int(str(value), default)
    return min(max(number, bounds[0]), bounds[-1])
