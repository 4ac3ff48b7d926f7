"""The console in a browser, as the process that `naze serve` starts for a tab: what it is opened with."""

from __future__ import annotations

import os
import sys

from assistant.first_query import read_query
from assistant.settings import load_settings
from assistant.tui.launch import run_console


def main() -> int:
    """Opens the console with the query of the environment, and gives its exit code."""
    settings = load_settings()
    return run_console(settings, settings.lang, query=read_query(os.environ))


if __name__ == "__main__":
    sys.exit(main())
