"""Output: text on stdout, messages on stderr, on any console.

Owns colour, encodings that lack a character, and closed pipes. What is said belongs to the commands.
"""

from __future__ import annotations

import codecs
import json
import os
import shutil
from typing import TYPE_CHECKING, TextIO

from kb.text.marks import drop_marks, marks_to_ansi

if TYPE_CHECKING:
    from collections.abc import Mapping

SUBSTITUTES = {
    "–": "-", "—": "-", "‐": "-", "−": "-", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "✓": "v", "✗": "x",
    "→": "->", "←": "<-", "•": "-", "·": ".", "\N{NO-BREAK SPACE}": " ", "▸": ">", "█": "#", "░": ".", "│": "|",
    "─": "-", "└": "+", "├": "+", "●": "*", "○": "o", "≥": ">=", "≤": "<=", "×": "x", "～": "~", "〜": "~",
}
ERRORS = "naze.substitute"


def _substitute(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    words = "".join(SUBSTITUTES.get(each, "?") for each in error.object[error.start:error.end])
    return words, error.end


class ClosedPipeError(Exception):
    """The reader of stdout went away: nothing more needs to be said."""


class Output:
    """Where a command writes. `width` is for running text: 78 cells, or what a narrower terminal has."""

    def __init__(self, stdout: TextIO, stderr: TextIO, environ: Mapping[str, str] | None = None) -> None:
        environ = os.environ if environ is None else environ
        codecs.register_error(ERRORS, _substitute)
        self._stdout = stdout
        self._stderr = stderr
        for stream in (stdout, stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors=ERRORS)
        self.is_terminal = stdout.isatty()
        self.is_colour = (self.is_terminal and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
                          and _takes_sequences(environ))
        columns = shutil.get_terminal_size((80, 24)).columns if self.is_terminal else 80
        self.width = max(min(columns, 80) - 2, 20)

    def can_show(self, text: str) -> bool:
        """Whether stdout can show every character of the text."""
        try:
            text.encode(self._stdout.encoding or "utf-8")
        except (UnicodeEncodeError, LookupError):
            return False
        return True

    def line(self, text: str = "") -> None:
        """One marked line, or several, on stdout. Raises ClosedPipeError."""
        self._write((marks_to_ansi(text) if self.is_colour else drop_marks(text)) + "\n")

    def record(self, value: object, *, indent: int | None = 2) -> None:
        """One JSON value on stdout: indented, or on one line with `indent=None`. Raises ClosedPipeError."""
        ascii_only = (self._stdout.encoding or "utf-8").lower().replace("-", "") != "utf8"
        text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
        self._write(text.encode("utf-8", "replace").decode() + "\n")

    def message(self, text: str) -> None:
        """One line on stderr."""
        try:
            self._stderr.write(drop_marks(text) + "\n")
            self._stderr.flush()
        except OSError:
            pass

    def status(self, text: str) -> None:
        """A line on stderr that the next one replaces; nothing when stderr is no terminal."""
        if self._stderr.isatty():
            self._stderr.write("\r\x1b[K" + drop_marks(text))
            self._stderr.flush()

    @property
    def shows_status(self) -> bool:
        """Whether a status line reaches anybody."""
        return self._stderr.isatty()

    def flush(self) -> None:
        """Everything written, out. Raises ClosedPipeError."""
        try:
            self._stdout.flush()
        except BrokenPipeError as error:
            self._close_quietly()
            raise ClosedPipeError from error

    def _write(self, text: str) -> None:
        try:
            self._stdout.write(text)
        except BrokenPipeError as error:
            self._close_quietly()
            raise ClosedPipeError from error

    def _close_quietly(self) -> None:
        # Python flushes stdout once more at exit; into the null device it has nothing to complain about.
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._stdout.fileno())


def _takes_sequences(environ: Mapping[str, str]) -> bool:
    # The old Windows console shows them as text; terminals that do not set one of these.
    return os.name != "nt" or any(environ.get(name) for name in ("WT_SESSION", "ANSICON", "TERM", "ConEmuANSI"))
