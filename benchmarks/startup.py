"""Start-up: `naze CODE` with a built index, against a bare interpreter start in the same run.

The console script is run as it is installed, byte code compiled, with its own cache folder.
"""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import median, milliseconds, print_table, time_commands

BASELINE = "python -c pass"


def main() -> None:
    """Prints medians and ratios."""
    script = shutil.which("naze", path=str(Path(sys.executable).parent)) or shutil.which("naze")
    if script is None:
        sys.exit("naze is not installed: python -m pip install -e .")
    root = Path(__file__).parent.parent
    for package in ("kb", "assistant"):
        compileall.compile_dir(str(root / package), quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "NAZE_CACHE": folder, "NAZE_LANG": "ja"}
        subprocess.run([script, "13810"], check=True, stdout=subprocess.DEVNULL, env=environ)
        times = time_commands({
            BASELINE: [sys.executable, "-c", "pass"],
            "naze 13810": [script, "13810"],
            "naze 0x800735F2 --lang en": [script, "0x800735F2", "--lang", "en"],
            "naze --version": [script, "--version"],
            "naze 13002 (no article)": [script, "13002"],
        }, environ=environ)
    base = median(times[BASELINE])
    print_table("Start-up (median of 21 runs each, in turn)", ("command", "median", "ratio to " + BASELINE), [
        (name, milliseconds(median(each)), f"{median(each) / base:.2f}") for name, each in times.items()])


if __name__ == "__main__":
    main()
