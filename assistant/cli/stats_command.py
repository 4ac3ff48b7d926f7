"""`naze stats`: numbers for the team lead, as tables, JSON, CSV or charts."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from assistant.cli.arguments import UsageError
from assistant.cli.context import OPENING_SECONDS
from assistant.plain import heading
from assistant.sessions.opening import open_sessions
from assistant.sessions.store import StoreError
from assistant.settings import SettingsError
from assistant.stats.figures import load_figures
from assistant.stats.tables import TABLES, PageTitles, format_csv, format_table, list_tables, make_table, to_records
from kb.text.safe import make_safe_line

if TYPE_CHECKING:
    from argparse import Namespace

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from assistant.stats.figures import Figures
    from kb.phrases import Phrases

DEFAULT_DAYS, MOST_DAYS = 30, 3_660
DEFAULT_ROWS = 15
EXTRA = "naze[charts]"


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze stats`."""
    parser.add_argument("--days", type=int, metavar="N", default=DEFAULT_DAYS,
                        help=phrases.say("stats.option.days", default=DEFAULT_DAYS))
    parser.add_argument("--rows", type=int, metavar="N", default=DEFAULT_ROWS,
                        help=phrases.say("stats.option.rows", default=DEFAULT_ROWS))
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=phrases.say("cli.option.json"))
    form.add_argument("--csv", choices=TABLES, metavar="TABLE",
                      help=phrases.say("stats.option.csv", tables=", ".join(TABLES)))
    form.add_argument("--chart", action="store_true", help=phrases.say("stats.option.chart"))


def run(arguments: Namespace, context: Context) -> int:
    """0, or 1 when the store cannot be read."""
    if not 1 <= arguments.days <= MOST_DAYS:
        raise UsageError(context.phrases.say("stats.bad_days", most=MOST_DAYS))
    if arguments.chart:
        require_charts()
    now = time.time()
    store, problem = open_sessions(context.settings, at=now, patience=OPENING_SECONDS)
    try:
        figures = load_figures(store, at=now, days=arguments.days)
    except StoreError as error:
        problem = str(error)
        figures = None
    finally:
        context.close_store(store)
    if problem or figures is None:
        context.output.message(context.phrases.say("sessions.said.unsaved", problem=make_safe_line(problem)))
        return 1
    titles = PageTitles(context.knowledge, context.locale)
    if arguments.json:
        context.output.record({"days": arguments.days} | {
            table.name: to_records(table) for table in list_tables(figures, titles)})
    elif arguments.csv:
        for line in format_csv(make_table(figures, arguments.csv, titles)).splitlines():
            context.output.line(line)
    elif arguments.chart:
        _print_charts(figures, context)
    else:
        _print_tables(figures, titles, max(arguments.rows, 1), context)
    return 0


def require_charts() -> None:
    """Raises SettingsError when plotext is not installed."""
    try:
        import assistant.stats.charts  # noqa: F401
    except ImportError as error:
        raise SettingsError("needs_charts", extra=EXTRA) from error


def _print_tables(figures: Figures, titles: PageTitles, rows: int, context: Context) -> None:
    phrases, output = context.phrases, context.output
    output.line(phrases.say("stats.title", days=figures.days))
    for table in list_tables(figures, titles, TABLES[:-1]):
        output.line()
        output.line(heading(phrases.say(f"stats.table.{table.name}")))
        for line in format_table(table, phrases, most=rows if table.name != "totals" else len(table.rows)):
            output.line(line)


def _print_charts(figures: Figures, context: Context) -> None:
    from assistant.stats.charts import draw_codes, draw_days

    phrases, output = context.phrases, context.output
    for name, lines in (("codes", draw_codes(figures.codes, output.width)),
                        ("days", draw_days(figures.by_day, output.width))):
        output.line(heading(phrases.say(f"stats.chart.{name}", days=figures.days)))
        for line in lines or [phrases.say("stats.none")]:
            output.line(line)
        output.line()
