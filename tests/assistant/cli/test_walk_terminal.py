"""`naze walk` on a real terminal: Japanese typed in, a pasted output, killed in the middle and resumed."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

pexpect = pytest.importorskip("pexpect")
pytestmark = [pytest.mark.pty, pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")]


def start(folder: Path, *arguments: str) -> pexpect.spawn:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("NAZE_", "LC_"))}
    environment |= {"NAZE_CACHE": str(folder / "cache"), "NAZE_DATA": str(folder / "data"),
                    "NAZE_CONFIG": str(folder / "none.toml"), "LANG": "ja_JP.UTF-8", "PYTHONUTF8": "1",
                    "NO_COLOR": "1", "TERM": "xterm"}
    return pexpect.spawn(str(Path(sys.executable).with_name("naze")), ["walk", *arguments], encoding="utf-8",
                         env=environment, dimensions=(40, 100), timeout=60)


def test_walk_on_a_terminal(tmp_path: Path) -> None:
    child = start(tmp_path, "vpn-ikev2")
    child.expect("RasClient の 20227")
    child.expect("> ")
    child.sendline("番号がない")
    child.expect("IKEEXT と BFE は動いていますか")
    child.sendline("メモ　朝から")
    child.expect("書き留めました")
    child.sendline("貼り付け")
    child.expect("行を入れてください")
    child.sendline("Stopped  IKEEXT             IKE and AuthIP IPsec Keying Modules")
    child.sendline(".")
    child.expect("IKEEXT を動かします")
    child.expect("> ")
    child.kill(signal.SIGKILL)
    child.close(force=True)

    child = start(tmp_path, "--resume", "1")
    child.expect("記録 1 の続きです")
    child.expect("番号がない、またはほかの番号")
    child.expect("IKEEXT を動かします")
    child.expect("> ")
    child.sendline("戻る 1")
    child.expect("RasClient の 20227")
    child.expect("> ")
    child.sendline("q")
    child.expect("記録 1 に保存しました")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
