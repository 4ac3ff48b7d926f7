"""One console for one tab: a process whose terminal is the browser.

Owns how it is started and that it ends. What goes to and fro belongs to textual-serve.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from asyncio.subprocess import PIPE, Process

from textual_serve.app_service import AppService

from assistant.first_query import VARIABLE, encode_query

NEW_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
ENDING_SECONDS = 5.0
"""How long a console may take to end by itself."""


class ConsoleProcess(AppService):
    """A console that is opened with a query. No shell is between: nothing of a request is ever a command."""

    query = ""

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return super()._build_environment(width, height) | {
            "TEXTUAL_DRIVER": "assistant.tui.browser_driver:BrowserDriver", VARIABLE: encode_query(self.query)}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        # Ctrl+C is for the server, which then ends its consoles; and the current folder is no place to import from.
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "assistant.tui.browser", stdin=PIPE, stdout=PIPE, stderr=PIPE,
            env=self._build_environment(width, height), start_new_session=True, creationflags=NEW_GROUP)
        assert process.stdin is not None
        self._stdin = process.stdin
        return process

    async def stop(self) -> None:
        """Asks the console to end and waits; one that does not is killed."""
        process = self._process
        with contextlib.suppress(TimeoutError, OSError):
            await asyncio.wait_for(super().stop(), ENDING_SECONDS)
        if process is None or process.returncode is not None:
            return
        try:
            await asyncio.wait_for(process.wait(), ENDING_SECONDS)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
