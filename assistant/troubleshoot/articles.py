"""The walk of an article: check, is it so? then fix, did it help?

Owns what the answers so far say of each cause and where the walk goes next. The order belongs to `ordering`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from assistant.troubleshoot.learning import candidates_of
from assistant.troubleshoot.ordering import order_causes, order_fixes
from assistant.troubleshoot.walk import FAILED, HELPED, NO, RETRY, SKIP, YES, Frame, PageKind, Part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.troubleshoot.learning import Odds
    from assistant.troubleshoot.walk import Entry
    from kb.pages.article import Article


class ArticleState(NamedTuple):
    """What is known of an article's causes, by id: found and not yet mended, out of question, left open."""

    found: tuple[str, ...]
    excluded: frozenset[str]
    skipped: frozenset[str]
    known: Mapping[str, bool]


def known_checks(live: Sequence[Entry]) -> dict[str, bool]:
    """What the shared checks came to, the last answer counting."""
    return {entry.check: entry.found for entry in live if entry.check}


def state_of(article: Article, live: Sequence[Entry]) -> ArticleState:
    """The state of the causes after the answers that hold, those given on other pages too."""
    known = known_checks(live)
    answers: dict[str, str] = {}
    for entry in live:
        frame = entry.frames[-1]
        if frame.kind is PageKind.ARTICLE and frame.slug == article.slug:
            if entry.answer == RETRY:
                answers = {name: answer for name, answer in answers.items() if answer != SKIP}
            elif frame.at and entry.answer in (YES, NO, SKIP, HELPED, FAILED):
                answers[frame.at] = entry.answer
    found, excluded = [], set()
    for cause in article.causes:
        answer = answers.get(cause.id)
        said = known.get(cause.facts.check) if cause.facts.check else None
        if answer in (NO, HELPED, FAILED) or (said is False and answer != YES):
            excluded.add(cause.id)
        elif answer == YES or said is True:
            found.append(cause.id)
    skipped = {name for name, answer in answers.items() if answer == SKIP} - excluded - set(found)
    return ArticleState(tuple(found), frozenset(excluded), frozenset(skipped), known)


def open_causes(article: Article, state: ArticleState, odds: Mapping[str, Odds]) -> list[str]:
    """The causes still to be asked about, in the order worth checking; those found come first."""
    candidates = {each.id: each for each in candidates_of(article, odds)}
    fixes = order_fixes([candidates[name] for name in state.found])
    done = {*state.found, *state.excluded, *state.skipped}
    checks = order_causes([each for name, each in candidates.items() if name not in done], state.known)
    return [each.id for each in (*fixes, *checks)]


def next_frame(article: Article, state: ArticleState, odds: Mapping[str, Odds]) -> Frame:
    """Where the walk of the article goes on: the fix of a cause that was found, the next check, or the end."""
    waiting = open_causes(article, state, odds)
    if not waiting:
        return Frame(PageKind.ARTICLE, article.slug, "", Part.END)
    part = Part.FIX if waiting[0] in state.found else Part.CHECK
    return Frame(PageKind.ARTICLE, article.slug, waiting[0], part)
