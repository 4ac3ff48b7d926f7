"""The driver of a console whose terminal is a browser: it ends when the server is gone, however that went."""

from __future__ import annotations

import asyncio
import contextlib

from textual import messages
from textual.drivers.web_driver import WebDriver


class BrowserDriver(WebDriver):
    """Textual's driver for a browser, which by itself goes on for ever behind pipes that nobody holds."""

    def start_application_mode(self) -> None:
        """Begins, on this loop."""
        self._loop_of_app = asyncio.get_running_loop()
        super().start_application_mode()

    def run_input_thread(self) -> None:
        """Takes input until there is no more, and then ends the console."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            asyncio.run_coroutine_threadsafe(self._app._post_message(messages.ExitApp()), loop=self._loop_of_app)

    def write(self, data: str) -> None:
        """Writes to the browser; what nobody takes any more is dropped."""
        with contextlib.suppress(BrokenPipeError):
            super().write(data)

    def write_meta(self, data: dict[str, object]) -> None:
        """The same for what is not shown."""
        with contextlib.suppress(BrokenPipeError):
            super().write_meta(data)
