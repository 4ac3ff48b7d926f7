"""The installed `naze` in a real pseudo-terminal: Japanese typed as UTF-8, read back from a terminal emulator."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb.text.wrap import cell_width

if sys.platform == "win32":
    pytest.skip("needs a POSIX pseudo-terminal", allow_module_level=True)

import pexpect
import pyte

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.pty

PATIENCE = 120.0
PROGRAM = Path(sys.executable).with_name("naze")
SIZES = [(80, 24), (120, 40)]


class Terminal:
    """A program in a terminal of a given size."""

    def __init__(self, environ: dict[str, str], columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.sent = b""
        self._child = pexpect.spawn(str(PROGRAM), [], env=environ, dimensions=(rows, columns), timeout=5)

    def read(self, seconds: float = 0.1) -> None:
        """Takes what the program writes."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                data = self._child.read_nonblocking(65536, timeout=0.05)
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                return
            self.sent += data
            # The emulator does not know the answers to questions about the terminal; what it draws is unaffected.
            self._stream.feed(data)

    def write(self, text: str) -> None:
        """Types."""
        self._child.send(text.encode())

    def until(self, condition: Callable[[str], bool], what: str) -> str:
        """The screen once something is so."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.read()
            if condition(self.text):
                return self.text
        raise AssertionError(f"never so: {what}\n{self.text}")

    @property
    def text(self) -> str:
        """What is on the screen; the second cell of a wide character is empty in the emulator."""
        rows = (self.screen.buffer[row] for row in range(self.screen.lines))
        return "\n".join("".join(row[column].data for column in range(self.screen.columns)).rstrip() for row in rows)

    def resize(self, columns: int, rows: int) -> None:
        """Another size."""
        self._child.setwinsize(rows, columns)
        self.screen.resize(rows, columns)

    @property
    def is_over(self) -> bool:
        """Whether the program ended."""
        return not self._child.isalive()

    def close(self) -> None:
        """Ends the program."""
        self._child.close(force=True)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the index, built by the first start."""
    return tmp_path_factory.mktemp("pty-cache")


@pytest.fixture
def open_terminal(cache: Path, tmp_path: Path) -> Iterator[Callable[[str, int, int], Terminal]]:
    """Opens consoles, and closes them afterwards."""
    opened: list[Terminal] = []

    def open_one(lang: str, columns: int, rows: int) -> Terminal:
        environ = {
            "PATH": os.environ["PATH"], "HOME": str(tmp_path), "TERM": "xterm-256color", "COLORTERM": "truecolor",
            "LANG": "C.UTF-8", "NAZE_LANG": lang, "NAZE_CACHE": str(cache), "NAZE_DATA": str(tmp_path / "data"),
            "NAZE_CONFIG": str(tmp_path / "none.toml"), "SSH_CONNECTION": "a clipboard that is not this machine's",
        }
        opened.append(Terminal(environ, columns, rows))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


def assert_whole(terminal: Terminal) -> None:
    """No row is wider than the terminal, and no half of a wide character stands alone."""
    for row in terminal.text.split("\n"):
        assert cell_width(row) <= terminal.screen.columns, row


@pytest.mark.parametrize(("columns", "rows"), SIZES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_japanese_is_typed_found_and_read(
    open_terminal: Callable[[str, int, int], Terminal], lang: str, columns: int, rows: int,
) -> None:
    terminal = open_terminal(lang, columns, rows)
    terminal.until(lambda text: "F1" in text and "809" in text, "first screen")
    assert not re.search(rb"\x1b\[>\d+u", terminal.sent), "the Kitty keyboard protocol breaks input methods"
    # One write for the whole commit of an input method.
    terminal.write("クイックモードが失敗する")
    text = terminal.until(lambda text: "クイックモードが失敗する" in text and "13810" in text, "found")
    assert_whole(terminal)
    terminal.write("\x15")
    terminal.write("timeout" + "\x7f" * 7 + "13810\r")
    words = {"ja": ("破棄された", "ヘルプ"), "en": ("grew old", "Help")}
    page, hint = words[lang]
    text = terminal.until(lambda text: "0x35F2" in text and "ERROR_IPSEC_IKE_QM_ACQUIRE_DROP" in text
                          and "timeout" not in text and page in text and hint in text, "article")
    assert_whole(terminal)
    terminal.write("\x1bOQ")
    other_page, other_hint = words["en" if lang == "ja" else "ja"]
    text = terminal.until(lambda text: other_page in text and other_hint in text and page not in text,
                          "the other language")
    assert hint not in text
    assert_whole(terminal)
    terminal.write("\x11")
    end = time.monotonic() + 20
    while not terminal.is_over and time.monotonic() < end:
        terminal.read()
    assert terminal.is_over


def test_a_pasted_log_and_its_escapes(open_terminal: Callable[[str, int, int], Terminal]) -> None:
    terminal = open_terminal("ja", 120, 40)
    terminal.until(lambda text: "F1" in text and "809" in text, "first screen")
    terminal.write("\x1b[200~RasClient 20227\r\n[bold]エラー 13801[/] を返しました\r\n]52;c;QUJD\x07終わり\x1b[201~")
    terminal.until(lambda text: "[貼り付け 3 行]" in text and "13801" in text, "paste")
    assert b"]52;c;QUJD" not in terminal.sent
    terminal.write("\r")
    terminal.until(lambda text: "ERROR_IPSEC_IKE_AUTH_FAIL" in text, "article of the log")


def test_the_window_shrinks_and_grows(open_terminal: Callable[[str, int, int], Terminal]) -> None:
    terminal = open_terminal("ja", 120, 40)
    terminal.until(lambda text: "F1" in text and "809" in text, "first screen")
    terminal.write("13810\r")
    terminal.until(lambda text: "0x35F2" in text, "article")
    for columns, rows in ((80, 24), (50, 14), (100, 30)):
        terminal.resize(columns, rows)
        terminal.until(lambda text: "F1" in text.split("\n")[-1] and "0x35F2" in text, f"{columns}x{rows}")
        terminal.read(0.5)
        assert_whole(terminal)


def test_the_conversation_takes_an_input_method(open_terminal: Callable[[str, int, int], Terminal]) -> None:
    terminal = open_terminal("ja", 80, 24)
    terminal.until(lambda text: "F1" in text and "809" in text, "first screen")
    terminal.write("\x1bOS")
    terminal.until(lambda text: "専門家" in text, "conversation")
    terminal.write("13801 の原因は何ですか\r")
    terminal.until(lambda text: "初心者" in text and "13801 の原因は何ですか" in text and "ERROR_IPSEC_IKE_AUTH_FAIL" in text,
                   "answer")
    assert_whole(terminal)
