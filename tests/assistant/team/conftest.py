"""The small pages that walks go through."""

from __future__ import annotations

from tests.assistant.troubleshoot.conftest import small

__all__ = ["small"]
