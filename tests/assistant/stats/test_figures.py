"""Figures: counted from walks that were really walked, in every form, on every store."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from assistant.sessions.saved_talk import SavedTalk
from assistant.sessions.saved_walk import SavedWalk
from assistant.stats.charts import draw_codes, draw_days
from assistant.stats.figures import CodeFigure, Day, Figures, Place, load_figures
from assistant.stats.tables import Cell, PageTitles, Table, format_csv, format_table, list_tables, to_records
from assistant.troubleshoot.stepper import Walker
from assistant.troubleshoot.walk import Choose, PageKind
from kb.text.wrap import cell_width
from tests.assistant.sessions.conftest import shared
from tests.assistant.troubleshoot.conftest import small

if TYPE_CHECKING:

    from assistant.sessions.store import SharedStore, Store
    from kb.knowledge import KnowledgeBase

__all__ = ["shared", "small"]

DAY = 86_400.0
NOW = 1_000 * DAY
MINUTE = 60.0


def fill(store: Store | SharedStore, knowledge: KnowledgeBase) -> None:
    """Three walks of one code and one of another, one left and gone on with, one left for good, one long ago; a talk
    that led to an article, and one that did not."""
    def begin(page: PageKind, slug: str, code: str, at: float) -> SavedWalk:
        return SavedWalk.begin(Walker(knowledge), store, page, slug, "en", at=at, code=code)  # type: ignore[arg-type]

    def mend(walk: SavedWalk, at: float, minutes: float) -> None:
        walk.give(Choose("yes"), at=at + minutes * MINUTE / 2)
        walk.give(Choose("helped"), at=at + minutes * MINUTE)

    for number, minutes in enumerate((4, 10)):
        mend(begin(PageKind.ARTICLE, "alpha", "ras:809", NOW - number * DAY), NOW - number * DAY, minutes)
    left = begin(PageKind.ARTICLE, "alpha", "ras:809", NOW - 2 * DAY)
    session = store.find_session(left.session)
    assert session is not None
    mend(SavedWalk.resume(Walker(knowledge), store, session, at=NOW - DAY), NOW - DAY, 8)  # type: ignore[arg-type]
    given_up = begin(PageKind.TREE, "main", "win32:5", NOW - 3 * DAY)
    given_up.give(Choose("node:kind"), at=NOW - 3 * DAY + 60)
    store.leave(given_up.session)
    begin(PageKind.TREE, "main", "win32:5", NOW - 60)
    mend(begin(PageKind.ARTICLE, "alpha", "ras:1", NOW - 90 * DAY), NOW - 90 * DAY, 1)
    for said, article in (("691", "beta"), ("the moon", "")):
        talk = SavedTalk(store, "en", fixed_lang=True)  # type: ignore[arg-type]
        talk.keep(said, at=NOW - DAY, article=article, code="ras:691" if article else "")
    store.close_flag(store.add_flag("alpha", "en", "wrong: old", at=NOW - DAY))
    store.add_flag("beta", "en", "unclear: long", at=NOW - 90 * DAY)
    store.close_flag(store.add_flag("beta", "en", "wrong: older", at=NOW - 90 * DAY))
    for at in (NOW - 2 * DAY, NOW - DAY):
        store.add_gap("=cmd()", "en", at=at)
    store.add_gap("歌うプリンター", "ja", at=NOW)
    store.add_gap("long ago", "en", at=NOW - 90 * DAY)


@pytest.fixture
def figures(small: KnowledgeBase, shared: SharedStore) -> Figures:
    fill(shared, small)
    return load_figures(shared, at=NOW + 20 * MINUTE, days=30)


def test_what_the_numbers_mean(figures: Figures) -> None:
    totals = figures.totals
    assert totals._asdict() == {
        "sessions": 7, "walks": 5, "ended": 3, "resolved": 3, "first_contact": 2, "escalated": 0, "abandoned": 1,
        "linked": 4}
    assert totals.first_contact_rate == 2 / 3
    assert totals.link_rate == 4 / 7
    assert figures.codes == (
        CodeFigure("ras:809", 3, 3, 3, 2, 8.0), CodeFigure("win32:5", 2, 0, 0, 0, None),
        CodeFigure("ras:691", 1, 0, 0, 0, None))
    assert figures.abandoned == (Place(PageKind.TREE, "main", "kind", 1),)
    assert [tuple(each) for each in figures.flags] == [("beta", 1, 1), ("alpha", 0, 1)]
    assert [(each.text, each.times) for each in figures.gaps] == [("=cmd()", 2), ("歌うプリンター", 1)]
    assert len(figures.by_day) == 31
    assert sum(day.sessions for day in figures.by_day) == 7
    assert sum(day.resolved for day in figures.by_day) == 3


@pytest.mark.parametrize("shared", ["sqlite"], indirect=True)
def test_every_form_says_the_same(figures: Figures, small: KnowledgeBase) -> None:
    tables = {table.name: table for table in list_tables(figures, PageTitles(small, "en"))}
    assert tables["abandoned"].rows == (("Main tree", "Which kind of VPN?", 1),)
    phrases = small.phrases("en")
    text = format_table(tables["codes"], phrases, most=2)
    assert [line.split() for line in text] == [
        ["Code", "Sessions", "Ended", "Resolved", "First", "contact", "Minutes"],
        ["ras:809", "3", "3", "3", "2", "8.0"], ["win32:5", "2", "0", "0", "0", "-"], ["...", "and", "1", "more"]]
    rows = list(csv.reader(io.StringIO(format_csv(tables["codes"]))))
    assert rows[:2] == [list(tables["codes"].columns), ["ras:809", "3", "3", "3", "2", "8.0"]]
    # A spreadsheet must not take a caller's words for a formula.
    assert "'=cmd()" in format_csv(tables["gaps"])
    record = json.loads(json.dumps({name: to_records(table) for name, table in tables.items()}))
    assert record["codes"][0] == {"code": "ras:809", "sessions": 3, "ended": 3, "resolved": 3, "first_contact": 2,
                                  "minutes": 8.0}
    assert (record["totals"]["link_rate"], record["gaps"][0]["text"]) == (0.571, "=cmd()")


def test_wide_words_stay_in_their_columns(small: KnowledgeBase) -> None:
    rows: tuple[tuple[Cell, ...], ...] = (("印刷できない" * 9, "ja", 2), ("short", "en", 12))
    lines = format_table(Table("gaps", ("text", "lang", "times"), rows), small.phrases("ja"), most=9)
    assert len({cell_width(line) for line in lines}) == 1
    assert lines[1].endswith(" 2")
    assert "..." in lines[1]


@pytest.mark.parametrize(("highest", "days"), [(1, 2), (7, 31), (250, 366)])
def test_charts_are_ascii_and_have_the_highest_value(highest: int, days: int) -> None:
    by_day = [Day(f"2026-{1 + day // 28 % 12:02d}-{1 + day % 28:02d}", (day * 7) % highest + 1, 0) for day in range(days)]
    by_day[0] = by_day[0]._replace(sessions=highest)
    codes = [CodeFigure("hresult:0x80070005", highest, 0, 0, 0, None), CodeFigure("ras:809", 1, 0, 0, 0, None)]
    for lines in (draw_days(by_day, 70), draw_codes(codes, 70)):
        assert all(line.isascii() and len(line) <= 70 for line in lines)
        assert any("#" in line for line in lines)
    bars = {line.split("|")[0].strip(): line.count("#") for line in draw_codes(codes, 70) if line.split("|")[0].strip()}
    assert bars["hresult:0x80070005"] > 40
    assert bars["ras:809"] <= max(bars["hresult:0x80070005"] // highest + 2, 2)
    assert draw_days([Day("2026-01-01", 0, 0)], 70) == draw_codes([], 70) == []
