"""The server of the tests, and the small pages that walks go through."""

from __future__ import annotations

from tests.assistant.troubleshoot.conftest import small
from tests.postgres import database, server

__all__ = ["database", "server", "small"]
