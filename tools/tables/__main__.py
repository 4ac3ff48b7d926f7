"""Command line of the generated tables: `python -m tools.tables fetch|build|count`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.tables.fetch import VERSION_FILE, fetch_all
from tools.tables.layout import write_tables
from tools.tables.merge import collect_voices, merge_voices
from tools.tables.report import format_counts, format_report
from tools.tables.rows import load_tables
from tools.tables.sources import SOURCES, MissingSourceError, find_roots

TABLES = Path(__file__).parents[2] / "kb" / "codes" / "tables"
REPORT = Path(__file__).with_name("report.md")


def build_tables(folders: Sequence[Path], out: Path, report: Path) -> None:
    """Read all sources, write the tables and the report."""
    roots = find_roots(folders)
    found, packages = {}, {}
    for source in SOURCES:
        print(f"reading {source.name} …", file=sys.stderr)
        found[source.name] = source.load(roots[source.name])
        packages[source.name] = _read_version(folders, source.package)
    rows, conflicts = merge_voices(collect_voices(found))
    write_tables(rows, out)
    report.write_text(format_report(packages, rows, conflicts), "utf-8", newline="\n")
    print(format_counts(rows))
    print(f"conflicts: {len(conflicts)}")


def _read_version(folders: Sequence[Path], package: str) -> str:
    for folder in folders:
        path = folder / package / VERSION_FILE
        if path.is_file():
            return path.read_text("utf-8").strip()
    return package


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command; 0 when it is done, 1 when a source is missing."""
    parser = argparse.ArgumentParser(prog="python -m tools.tables", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    fetch = commands.add_parser("fetch", help="download and unpack the packages into FOLDER (outside the tree)")
    fetch.add_argument("folder", type=Path)
    build = commands.add_parser("build", help="read the unpacked packages below FOLDER, write tables and report")
    build.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    build.add_argument("--out", type=Path, default=TABLES)
    build.add_argument("--report", type=Path, default=REPORT)
    count = commands.add_parser("count", help="count symbols and codes of the generated tables")
    count.add_argument("--tables", type=Path, default=TABLES)
    given = parser.parse_args(arguments)
    if given.command == "fetch":
        print("\n".join(fetch_all(given.folder.resolve())))
    elif given.command == "count":
        print(format_counts(load_tables(given.tables)))
    else:
        try:
            build_tables(given.folders, given.out, given.report)
        except MissingSourceError as error:
            print(f"not found in the folders given: {error}; run fetch first", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
