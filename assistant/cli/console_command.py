"""`naze` alone: the console. The only place where the command line knows of the other front end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.cli.context import Context


def run(context: Context) -> int:
    """Opens the console and gives its exit code."""
    from assistant.tui.launch import run_console

    return run_console(context.settings, context.locale)
