"""The console in a pseudo-terminal, against a bare Textual app in the same run: first paint, typing, memory.

Times are what a person has: from the start of the program to the first words on the screen, and from a key press to
its character on the screen. POSIX only; needs pexpect, as the tests do.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measuring import median, milliseconds, percentile, print_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COLUMNS, ROWS = 120, 40
STARTS = 9
KEYS_PER_SECOND = 20
SETTLING = 2.0
TAIL = 8
TYPED = "VPN の認証に失敗してつながらない 13801 0x80070005 access is denied クイックモード UDP 500 "
BARE = """
import os
os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
from textual.app import App
from textual.widgets import Input, Static
class Bare(App):
    def compose(self):
        yield Input(placeholder="type here")
        yield Static("words on the screen")
Bare().run()
"""
MARKS = {"bare": "type here", "naze": "Type a code"}


class Terminal:
    """A program in a pseudo-terminal, and what it writes."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        import pexpect

        self._timeout, self._eof = pexpect.TIMEOUT, pexpect.EOF
        self.begun = time.perf_counter()
        self.child = pexpect.spawn(command[0], list(command[1:]), env=dict(environ), dimensions=(ROWS, COLUMNS))
        self.child.delaybeforesend = None

    def read(self, patience: float) -> bytes:
        """What the program wrote, empty when it wrote nothing in the time."""
        try:
            data: bytes = self.child.read_nonblocking(65536, timeout=patience)
        except (self._timeout, self._eof):
            return b""
        return data

    def until(self, words: str, patience: float = 60.0) -> float:
        """Seconds since the start when the words came onto the screen. Raises TimeoutError."""
        seen = ""
        while time.perf_counter() - self.begun < patience:
            data = self.read(0.2)
            if data:
                seen = (seen + data.decode("utf-8", "replace"))[-200_000:]
                if words in seen:
                    return time.perf_counter() - self.begun
        raise TimeoutError(words)

    def settle(self) -> None:
        """Takes what the program writes for a while; a blinking cursor never stops writing."""
        end = time.perf_counter() + SETTLING
        while time.perf_counter() < end:
            self.read(0.1)

    def memory(self) -> int:
        """Resident memory in KiB."""
        found = subprocess.run(["ps", "-o", "rss=", "-p", str(self.child.pid)], capture_output=True, text=True,
                               check=True)
        return int(found.stdout)


def time_typing(terminal: Terminal, text: str = TYPED) -> list[float]:
    """Seconds from each key until the line with its character reaches the terminal, at 20 keys a second.

    What the terminal needs to draw it is not counted, so the output is looked at as it comes, without an emulator.
    """
    times: list[float] = []
    typed = ""
    due = time.perf_counter()
    for character in text:
        due += 1 / KEYS_PER_SECOND
        while time.perf_counter() < due:
            terminal.read(max(due - time.perf_counter(), 0.001))
        typed += character
        shown = b""
        start = time.perf_counter()
        terminal.child.send(character.encode())
        while typed[-TAIL:].strip().encode() not in shown and time.perf_counter() - start < 5:
            shown += terminal.read(0.005)
        if not character.isspace():
            times.append(time.perf_counter() - start)
    return times


def main() -> None:
    """Prints the tables."""
    if sys.platform == "win32":
        sys.exit("benchmarks.console needs a POSIX pseudo-terminal")
    root = Path(__file__).parent.parent
    for package in ("kb", "assistant"):
        compileall.compile_dir(str(root / package), quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            "PATH": os.environ["PATH"], "HOME": folder, "TERM": "xterm-256color", "COLORTERM": "truecolor",
            "LANG": "C.UTF-8", "NAZE_LANG": "en", "NAZE_CACHE": folder, "NAZE_DATA": f"{folder}/data",
            "NAZE_CONFIG": f"{folder}/none.toml", "SSH_CONNECTION": "bench",
        }
        script = Path(folder) / "bare.py"
        script.write_text(BARE, "utf-8")
        commands = {"bare": [sys.executable, str(script)],
                    "naze": [str(Path(sys.executable).with_name("naze"))]}
        subprocess.run([commands["naze"][0], "13810"], check=True, stdout=subprocess.DEVNULL, env=environ)
        paint: dict[str, list[float]] = {name: [] for name in commands}
        for number in range(STARTS + 1):
            for name, command in commands.items():
                terminal = Terminal(command, environ)
                seconds = terminal.until(MARKS[name])
                terminal.child.close(force=True)
                if number:
                    paint[name].append(seconds)
        typing: dict[str, list[float]] = {}
        memory: dict[str, int] = {}
        for name, command in commands.items():
            terminal = Terminal(command, environ)
            terminal.until(MARKS[name])
            terminal.settle()
            typing[name] = time_typing(terminal)
            terminal.settle()
            memory[name] = terminal.memory()
            terminal.child.close(force=True)
    base = median(paint["bare"])
    print_table(f"First paint (median of {STARTS} starts each, in turn)", ("program", "median", "ratio to bare"), [
        (name, milliseconds(median(times)), f"{median(times) / base:.2f}") for name, times in paint.items()])
    print()
    print_table(f"Key to screen at {KEYS_PER_SECOND} keys a second", ("program", "keys", "median", "p95", "longest"), [
        (name, str(len(times)), milliseconds(median(times)), milliseconds(percentile(times, 0.95)),
         milliseconds(max(times))) for name, times in typing.items()])
    print()
    print_table("Resident memory after typing", ("program", "MiB", "ratio to bare"), [
        (name, f"{each / 1024:.1f}", f"{each / memory['bare']:.2f}") for name, each in memory.items()])


if __name__ == "__main__":
    main()
