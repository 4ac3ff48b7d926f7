"""Measuring: whole commands in turn, medians and ratios, and a plain table."""

from __future__ import annotations

import statistics
import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


def time_commands(
    commands: Mapping[str, Sequence[str]], *, runs: int = 21, environ: Mapping[str, str] | None = None,
) -> dict[str, list[float]]:
    """Wall seconds of each command, run in turn so that a slow spell of the machine falls on all; the first round is
    not counted. Raises CalledProcessError when a command fails."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for round_number in range(runs + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environ)
            if round_number:
                times[name].append(time.perf_counter() - start)
    return times


def time_calls(call: Callable[[], object], *, runs: int = 200) -> list[float]:
    """Wall seconds of each call, after one that is not counted."""
    call()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return times


def percentile(times: Sequence[float], part: float) -> float:
    """The value below which `part` (0 to 1) of the times lie."""
    return sorted(times)[min(int(len(times) * part), len(times) - 1)]


def milliseconds(seconds: float) -> str:
    """Seconds as milliseconds with two digits after the point."""
    return f"{seconds * 1000:.2f} ms"


def median(times: Sequence[float]) -> float:
    """The median."""
    return statistics.median(times)


def print_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table with a title, its columns aligned."""
    lines = [list(header), *(list(row) for row in rows)]
    sizes = [max(len(line[i]) for line in lines) for i in range(len(header))]
    print(title)
    for number, line in enumerate(lines):
        print("  " + "  ".join(cell.ljust(size) for cell, size in zip(line, sizes, strict=True)).rstrip())
        if number == 0:
            print("  " + "  ".join("-" * size for size in sizes))
