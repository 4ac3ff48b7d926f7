"""Figures: what a store's sessions, flags and questions come to over a number of days.

Owns what each number means. A walk counts as resolved at first contact when it ended as resolved and was never left and
gone on with; as abandoned when it is open and nobody touched it for `ABANDONED_HOURS`. The link rate is that of
Knowledge-Centered Service: the share of sessions in which an article was used.
"""

from __future__ import annotations

import statistics
import time
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from assistant.sessions.store import FINISHED, OPEN, Gap, Session
from assistant.troubleshoot.walk import PageKind, Walk, decode_walk
from kb.pages.tree import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.sessions.store import Flag, Marks, SharedStore

SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE = 86_400.0, 3_600.0, 60.0
ABANDONED_HOURS = 12.0
WALK = "walk"


class Totals(NamedTuple):
    """All sessions together. `ended` are the walks that have an end."""

    sessions: int = 0
    walks: int = 0
    ended: int = 0
    resolved: int = 0
    first_contact: int = 0
    escalated: int = 0
    abandoned: int = 0
    linked: int = 0

    @property
    def first_contact_rate(self) -> float | None:
        """The share of ended walks that were resolved at first contact; None without any."""
        return self.first_contact / self.ended if self.ended else None

    @property
    def link_rate(self) -> float | None:
        """The share of sessions in which an article was used; None without any."""
        return self.linked / self.sessions if self.sessions else None


class CodeFigure(NamedTuple):
    """One code: its sessions, how many walks ended and how, and the median minutes of those; None without any."""

    code: str
    sessions: int
    ended: int
    resolved: int
    first_contact: int
    minutes: float | None


class Place(NamedTuple):
    """A step at which walks were abandoned: the page as `tree` or `article`, its slug, the node or cause, how often."""

    kind: PageKind
    slug: str
    at: str
    times: int


class PageFlags(NamedTuple):
    """The flags of a page: how many are open, and how many there were."""

    slug: str
    open: int
    all: int


class Day(NamedTuple):
    """One day, as year-month-day in local time: sessions begun, and walks begun then that were resolved."""

    date: str
    sessions: int
    resolved: int


class Figures(NamedTuple):
    """Everything that is shown, each list with what matters most first; days in order."""

    days: int
    totals: Totals
    codes: tuple[CodeFigure, ...]
    abandoned: tuple[Place, ...]
    flags: tuple[PageFlags, ...]
    gaps: tuple[Gap, ...]
    by_day: tuple[Day, ...]


class _Case(NamedTuple):
    """A session with its walk, where it is one that can be read."""

    session: Session
    walk: Walk | None
    is_first: bool
    is_linked: bool

    @property
    def is_resolved(self) -> bool:
        return self.walk is not None and self.session.outcome == Outcome.RESOLVED

    @property
    def is_ended(self) -> bool:
        return self.walk is not None and self.session.status == FINISHED


def load_figures(store: SharedStore, *, at: float, days: int) -> Figures:
    """The figures of the last days before a time. Raises StoreError."""
    since = at - days * SECONDS_PER_DAY
    return count_figures(store.list_sessions(limit=-1, since=since), store.list_marks(since=since),
                         store.list_flags(with_done=True), store.list_gaps(limit=1_000_000), at=at, days=days)


def count_figures(
    sessions: Iterable[Session], marks: Marks, flags: Iterable[Flag], gaps: Iterable[Gap], *, at: float, days: int,
) -> Figures:
    """The figures of sessions that were worked on in the last days; of flags and questions, those of the same days."""
    since = at - days * SECONDS_PER_DAY
    cases = [_read(session, marks) for session in sessions if session.updated >= since]
    abandoned = [case for case in cases if case.walk is not None and case.session.status == OPEN
                 and not case.session.holder and case.session.updated < at - ABANDONED_HOURS * SECONDS_PER_HOUR]
    totals = Totals(
        len(cases), sum(case.walk is not None for case in cases), sum(case.is_ended for case in cases),
        sum(case.is_resolved for case in cases), sum(case.is_resolved and case.is_first for case in cases),
        sum(case.walk is not None and case.session.outcome == Outcome.ESCALATE for case in cases), len(abandoned),
        sum(case.is_linked for case in cases))
    recent = [flag for flag in flags if flag.at >= since or not flag.done]
    return Figures(days, totals, _count_codes(cases), _count_places(abandoned), _count_flags(recent),
                   tuple(gap for gap in gaps if gap.at >= since), _count_days(cases, at, days))


def _read(session: Session, marks: Marks) -> _Case:
    walk = None
    if session.kind == WALK:
        try:
            walk = decode_walk(session.state)
        except (msgspec.DecodeError, msgspec.ValidationError):
            # A walk of another version; that it took place is still known.
            walk = None
    frames = [] if walk is None else [*walk.frames, *(entry.frames[-1] for entry in walk.entries)]
    return _Case(session, walk, session.uid not in marks.resumed,
                 session.uid in marks.linked or any(frame.kind is PageKind.ARTICLE for frame in frames)
                 or session.outcome == Outcome.ARTICLE)


def _count_codes(cases: Sequence[_Case]) -> tuple[CodeFigure, ...]:
    by_code: dict[str, list[_Case]] = defaultdict(list)
    for case in cases:
        if case.session.code:
            by_code[case.session.code].append(case)
    figures = []
    for code, those in by_code.items():
        minutes = [case.walk.seconds / SECONDS_PER_MINUTE for case in those if case.walk is not None and case.is_ended]
        figures.append(CodeFigure(
            code, len(those), len(minutes), sum(case.is_resolved for case in those),
            sum(case.is_resolved and case.is_first for case in those), statistics.median(minutes) if minutes else None))
    return tuple(sorted(figures, key=lambda each: (-each.sessions, each.code)))


def _count_places(cases: Iterable[_Case]) -> tuple[Place, ...]:
    times = Counter((case.walk.frame.kind, case.walk.frame.slug, case.walk.frame.at)
                    for case in cases if case.walk is not None)
    return tuple(Place(*place, number) for place, number in sorted(
        times.items(), key=lambda each: (-each[1], each[0])))


def _count_flags(flags: Iterable[Flag]) -> tuple[PageFlags, ...]:
    every: Counter[str] = Counter()
    still: Counter[str] = Counter()
    for flag in flags:
        every[flag.slug] += 1
        still[flag.slug] += not flag.done
    return tuple(sorted((PageFlags(slug, still[slug], number) for slug, number in every.items()),
                        key=lambda each: (-each.open, -each.all, each.slug)))


def _count_days(cases: Iterable[_Case], at: float, days: int) -> tuple[Day, ...]:
    dates = [time.strftime("%Y-%m-%d", time.localtime(at - day * SECONDS_PER_DAY)) for day in range(days, -1, -1)]
    begun: Counter[str] = Counter()
    resolved: Counter[str] = Counter()
    for case in cases:
        date = time.strftime("%Y-%m-%d", time.localtime(case.session.created))
        begun[date] += 1
        resolved[date] += case.is_resolved
    return tuple(Day(date, begun[date], resolved[date]) for date in dict.fromkeys(dates))


