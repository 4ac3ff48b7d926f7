"""The report of a build: sources, counts, conflicts.

Owns its text. It is committed, so it says nothing that differs from run to run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tools.tables.merge import LINEAGE, Conflict
from tools.tables.rows import Row, count_rows, format_value


def format_counts(rows: Sequence[Row]) -> str:
    """Symbols and distinct codes per family and in all, markers not counted, as a Markdown table."""
    lines = ["| family | symbols | codes | markers |", "|---|---:|---:|---:|"]
    for family in sorted({row.family for row in rows}):
        own = [row for row in rows if row.family == family]
        symbols, codes = count_rows(own)
        lines.append(f"| {family} | {symbols} | {codes} | {sum(row.kind == 'marker' for row in own)} |")
    symbols, codes = count_rows(rows)
    lines.append(f"| **all** | **{symbols}** | **{codes}** | {sum(row.kind == 'marker' for row in rows)} |")
    return "\n".join(lines)


def format_report(packages: Mapping[str, str], rows: Sequence[Row], conflicts: Iterable[Conflict]) -> str:
    """The whole report. `packages` gives the package and version behind each source."""
    conflicts = list(conflicts)
    lines = ["# Generated tables", "", "Written by `python -m tools.tables build`. Names and numbers only.", "",
             "## Sources", "", "Sources of one lineage have one voice.", "",
             "| source | lineage | package | names taken |", "|---|---|---|---:|"]
    taken = Counter(origin.rpartition("@")[2] for row in rows for origin in row.origin.split(";"))
    lines.extend(f"| {name} | {LINEAGE[name]} | {package} | {taken[name]} |" for name, package in packages.items())
    lines += ["", "## Counts", "", "Markers are not counted as symbols or codes.", "", format_counts(rows), "",
              "## Components", "", "| family | component | rows |", "|---|---|---:|"]
    components = Counter((row.family, row.component) for row in rows)
    lines.extend(f"| {family} | {component} | {number} |" for (family, component), number in sorted(components.items()))
    lines += ["", "## Conflicts", "", f"Names to which headers give different values: {len(conflicts)}. The value of "
              "most lineages holds; where voices are even, that of the source listed first above.", "",
              "| name | taken | said |", "|---|---|---|"]
    for conflict in conflicts:
        said = "; ".join(f"{format_value(conflict.family, value)}: {', '.join(who)}" for value, who in conflict.said)
        taken_value = format_value(conflict.family, conflict.taken)
        lines.append(f"| {conflict.family}: {conflict.symbol} | {taken_value} | {said} |")
    return "\n".join(lines) + "\n"
