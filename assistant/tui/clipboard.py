"""The clipboard: the one of this machine where there is one, the terminal's over SSH, and a file always.

Owns the order. The terminal's way (OSC 52) gives no answer, so whoever copies is told that it may not have worked.
"""

from __future__ import annotations

import importlib
import os
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Way(StrEnum):
    """How a text was copied."""

    NATIVE = "native"
    TERMINAL = "terminal"


class Terminal(Protocol):
    """What can write to the terminal's clipboard."""

    def copy_to_clipboard(self, text: str) -> None:
        """Hands the text to the terminal."""


def copy_natively(text: str, environ: Mapping[str, str] | None = None) -> bool:
    """Whether this machine's clipboard took the text. Over SSH it is the wrong machine's, so it is left alone."""
    environ = os.environ if environ is None else environ
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return False
    try:
        pyperclip = importlib.import_module("pyperclip")
        pyperclip.copy(text)
    except Exception:  # Every platform fails in a way of its own, and the answer is always the next way.
        return False
    return True


def save_copy(text: str, folder: Path, name: str) -> Path:
    """Writes the text to a new file of the folder and gives its path. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    stem, dot, ending = name.partition(".")
    path = folder / name
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{dot}{ending}"
    path.write_text(text if text.endswith("\n") else text + "\n", "utf-8")
    return path
