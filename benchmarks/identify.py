"""Codes: one warm look-up, a batch of 10,000 lines, and the scan of a 200 MB log, against `grep -cE` on that file."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from assistant.opening import open_knowledge
from assistant.settings import load_settings
from benchmarks.measuring import median, milliseconds, percentile, print_table, time_calls
from kb.codes.notation import identify

LOG_BYTES = 200_000_000
LINES = 10_000
PATTERN = r"0x[0-9a-fA-F]{8}|(ERROR|STATUS)_[A-Z_]+|(error|code|failed)[^0-9]{1,20}[0-9]{3,5}"
TEXTS = ("13801", "VPN エラー 691 になります", "0x80070005 access denied while mapping a drive",
         "STOP 0x0000007B (0xFFFFF880, 0xC0000034, 0x0, 0x0)", "ERROR_IPSEC_IKE_AUTH_FAIL が出ました")


def main() -> None:
    """Prints times, throughput and peak memory."""
    knowledge = open_knowledge(load_settings())
    registry = knowledge.registry
    rows = []
    times = [each for text in TEXTS for each in time_calls(lambda text=text: identify(text, registry), runs=100)]
    rows.append(("one look-up, warm", milliseconds(median(times)), f"p95 {milliseconds(percentile(times, 0.95))}"))
    script = shutil.which("naze", path=str(Path(sys.executable).parent)) or "naze"
    with tempfile.TemporaryDirectory() as folder:
        batch = Path(folder) / "batch.jsonl"
        write_batch(batch)
        seconds, _ = run([script, "identify", "--jsonl"], batch)
        rows.append((f"identify --jsonl, {LINES:,} lines", f"{seconds:.2f} s", f"{LINES / seconds:,.0f} lines/s"))
        log = Path(folder) / "big.log"
        write_log(log)
        grep, _ = run(["grep", "-cE", PATTERN, str(log)])
        seconds, peak = run([script, "log", str(log)])
        rows.append(("grep -cE on a 200 MB log (baseline)", f"{grep:.2f} s", f"{LOG_BYTES / grep / 1e6:,.0f} MB/s"))
        rows.append(("naze log on the same file", f"{seconds:.2f} s",
                     f"{LOG_BYTES / seconds / 1e6:,.0f} MB/s, ratio {seconds / grep:.1f}, peak {peak} MB"))
    print_table("Codes", ("what", "time", ""), rows)


def run(command: list[str], stdin: Path | None = None) -> tuple[float, int]:
    """Wall seconds of a command, and the peak memory in megabytes of any child so far."""
    start = time.perf_counter()
    with Path(stdin or os.devnull).open("rb") as source:
        # Into a pipe: grep leaves at the first match when its output is the null device.
        subprocess.run(command, stdin=source, stdout=subprocess.PIPE, check=True)
    return time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def write_batch(path: Path) -> None:
    """Lines as tools send them: half a code alone, half a sentence with one."""
    chooser = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        for number in range(LINES):
            code = chooser.choice((str(chooser.randrange(1, 16_000)), f"0x8007{chooser.randrange(65_536):04X}",
                                   str(chooser.randrange(600, 900))))
            text = code if number % 2 else f"接続に失敗しました。エラー {code} が表示されます"
            file.write(json.dumps({"id": number, "q": text}) + "\n")


def write_log(path: Path) -> None:
    """A servicing log: most lines say nothing of an error."""
    chooser = random.Random(2)
    kinds = (
        "10:{a:02}:{b:02}, Info                  CBS    Session: {c}_{d} initialized by client, directory: (null)\n",
        "10:{a:02}:{b:02}, Info                  CBS    Appl: DetectUpdate, Package: KB{c}, result = 0x{e:08x}\n",
        "10:{a:02}:{b:02}, Error                 CSI    (F) STATUS_OBJECT_NAME_NOT_FOUND #{c}#; failed with {f}\n",
    )
    written = 0
    with path.open("w", encoding="utf-8") as file:
        while written < LOG_BYTES:
            kind = chooser.choices(kinds, (90, 7, 3))[0]
            line = kind.format(a=chooser.randrange(60), b=chooser.randrange(60), c=chooser.randrange(10**7),
                               d=chooser.randrange(10**9), e=chooser.choice((0, 0, 0x800F0816, 0x800F081F)),
                               f=chooser.choice((5, 809, 13801, 1603)))
            written += file.write(line)


if __name__ == "__main__":
    main()
