"""`python -m benchmarks [NAME…]`: runs the named benchmarks, or the quick ones, and prints their tables."""

from __future__ import annotations

import argparse
import importlib

QUICK = ("startup", "index")
LONG = ("search", "scale", "check", "identify", "conversation", "scope", "troubleshoot", "console", "team", "server")


def main() -> None:
    """Each benchmark is a module of this package with a function `main()` that prints its table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join((*QUICK, *LONG)))
    names = parser.parse_args().names or QUICK
    for name in names:
        if name not in QUICK + LONG:
            parser.error(f"no benchmark {name}")
        importlib.import_module(f"benchmarks.{name}").main()
        print()


if __name__ == "__main__":
    main()
