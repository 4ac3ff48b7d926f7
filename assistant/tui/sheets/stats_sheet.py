"""The numbers for the team lead on a sheet: charts where they can be drawn, then the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.stats.tables import TABLES, Table, format_table
from assistant.tui.sheets.sheet import Row, Run, Sheet
from assistant.tui.sheets.sheet_writer import SheetWriter
from kb.text.wrap import cell_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.stats.figures import Figures
    from kb.phrases import Phrases

MOST_ROWS = 10
MAX_CHART = 76


def write_stats(figures: Figures, tables: Sequence[Table], phrases: Phrases, width: int) -> Sheet:
    """Charts, then every table but that of the days, which is drawn."""
    writer = SheetWriter(width, phrases)
    writer.text(phrases.say("stats.title", days=figures.days), style="strong", indent=" ")
    for name, lines in _draw(figures, min(width - 2, MAX_CHART)):
        writer.heading(phrases.say(f"stats.chart.{name}", days=figures.days), f"chart-{name}")
        _add_lines(writer, lines)
    for table in tables:
        if table.name == TABLES[-1]:
            continue
        writer.heading(phrases.say(f"stats.table.{table.name}"), table.name)
        _add_lines(writer, format_table(table, phrases, most=MOST_ROWS if table.name != "totals" else len(table.rows)))
    return writer.sheet()


def _draw(figures: Figures, width: int) -> list[tuple[str, list[str]]]:
    """The charts that have something to show; none where plotext is not installed."""
    try:
        from assistant.stats.charts import draw_codes, draw_days
    except ImportError:
        return []
    charts = [("days", draw_days(figures.by_day, width)), ("codes", draw_codes(figures.codes, width))]
    return [(name, lines) for name, lines in charts if lines]


def _add_lines(writer: SheetWriter, lines: Sequence[str]) -> None:
    for line in lines:
        while cell_width(line) > writer.width - 1:
            line = line[:-1]
        writer.rows.append(Row((Run(" " + line),)))
