"""Walks: through trees and articles, back, over to other pages and home again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.troubleshoot.step import StepKind
from assistant.troubleshoot.stepper import NoOptionError, Walker
from assistant.troubleshoot.walk import (
    Back,
    Choose,
    Input,
    PageKind,
    Paste,
    Remember,
    Walk,
    decode_walk,
    encode_walk,
)
from kb.pages.tree import Outcome

if TYPE_CHECKING:
    from assistant.troubleshoot.step import Step
    from kb.knowledge import KnowledgeBase


class Trip:
    """A walk with a clock that goes on ten seconds at each input."""

    def __init__(self, knowledge: KnowledgeBase, kind: PageKind, slug: str, tier: int = 1) -> None:
        self.walker = Walker(knowledge, tier=tier)
        self.now = 0.0
        self.walk: Walk = self.walker.start(kind, slug, at=self.now)
        self.step: Step = self.walker.look(self.walk, "en")

    def give(self, *inputs: Input | str) -> Trip:
        for each in inputs:
            self.now += 10
            given = Choose(each) if isinstance(each, str) else each
            self.walk, self.step = self.walker.advance(self.walk, given, "en", at=self.now)
            assert self.walker.look(decode_walk(encode_walk(self.walk)), "en") == self.step._replace(said=None)
        return self

    @property
    def keys(self) -> list[str]:
        return [option.key for option in self.step.options]

    @property
    def place(self) -> str:
        return f"{self.step.frame.slug}/{self.step.frame.at}/{self.step.frame.part}"


@pytest.fixture
def tree(small: KnowledgeBase) -> Trip:
    return Trip(small, PageKind.TREE, "main")


@pytest.fixture
def alpha(small: KnowledgeBase) -> Trip:
    return Trip(small, PageKind.ARTICLE, "alpha")


def test_through_a_tree_to_an_outcome(tree: Trip) -> None:
    assert tree.step.kind is StepKind.NODE
    assert tree.step.title == "Is the service running?"
    assert [option.label for option in tree.step.options] == [
        "It is stopped", "It is running", "I don't know (leave it open)"]
    assert tree.step.commands == ("Get-Service IKEEXT",)
    tree.give("node:start", "node:done")
    assert (tree.step.kind, tree.step.outcome) == (StepKind.OUTCOME, Outcome.RESOLVED)
    assert tree.step.options == ()
    assert [(crumb.title, crumb.answer, crumb.seconds) for crumb in tree.step.trail] == [
        ("Is the service running?", "It is stopped", 10.0), ("Start it", "It connects", 10.0)]
    assert tree.walk.seconds == 20.0


def test_only_what_is_offered_can_be_chosen(tree: Trip) -> None:
    with pytest.raises(NoOptionError):
        tree.give("node:done")
    tree.give("node:start", "node:done")
    with pytest.raises(NoOptionError):
        tree.give("escalate")


def test_checks_come_by_chance_over_minutes(alpha: Trip) -> None:
    # 7/10, 3/2 and 1/2 of thirteen: quick, slow, stopped.
    assert alpha.place == "alpha/quick/check"
    assert alpha.step.odds is not None
    assert round(alpha.step.odds.chance, 3) == round(3 / 11, 3)
    assert (alpha.step.left, alpha.step.minutes, alpha.step.tier) == (3, 2, 2)
    assert alpha.give("no").place == "alpha/slow/check"
    assert alpha.step.odds is not None
    assert round(alpha.step.odds.chance, 3) == round(7 / 8, 3)
    assert alpha.give("yes").place == "alpha/slow/fix"
    assert alpha.give("failed").place == "alpha/stopped/check"
    alpha.give("yes", "helped")
    assert alpha.step.outcome is Outcome.RESOLVED
    assert alpha.walk.end is not None
    assert (alpha.walk.end.cause, alpha.walk.end.tier) == ("stopped", 1)


def test_work_of_a_higher_tier_is_offered_as_escalation_first(small: KnowledgeBase) -> None:
    assert Trip(small, PageKind.ARTICLE, "alpha").give("yes").keys == ["escalate", "helped", "failed"]
    assert Trip(small, PageKind.ARTICLE, "alpha", tier=2).give("yes").keys == ["helped", "failed", "escalate"]
    end = Trip(small, PageKind.ARTICLE, "alpha").give("yes", "escalate").walk.end
    assert end is not None
    assert (end.outcome, end.cause, end.tier) == (Outcome.ESCALATE, "quick", 2)


def test_an_exhausted_article_goes_back_to_what_was_left_open(alpha: Trip) -> None:
    alpha.give("skip", "no", "skip")
    assert alpha.step.kind is StepKind.EXHAUSTED
    assert alpha.keys == ["retry", "resolve", "escalate"]
    assert alpha.give("retry").place == "alpha/quick/check"
    alpha.give("no", "no")
    assert alpha.step.kind is StepKind.EXHAUSTED
    assert alpha.keys == ["resolve", "escalate"]
    assert alpha.give("escalate").step.outcome is Outcome.ESCALATE


def test_a_check_that_causes_share_is_asked_once(small: KnowledgeBase) -> None:
    trip = Trip(small, PageKind.ARTICLE, "beta")
    # Together 4/7 for 4 minutes, against 3/7; the quick fix comes first.
    assert trip.place == "beta/two/check"
    assert trip.give("yes").place == "beta/two/fix"
    assert trip.give("failed").place == "beta/one/fix"
    assert trip.give("failed").place == "beta/three/check"
    trip.give(Back(0), "no")
    assert trip.place == "beta/three/check"
    assert trip.give("no").step.kind is StepKind.EXHAUSTED


def test_a_check_made_in_a_tree_is_not_made_again_in_an_article(tree: Trip) -> None:
    tree.give("node:kind", "article:alpha", "no", "no")
    # The service runs, so the cause "stopped" is out.
    assert tree.step.kind is StepKind.EXHAUSTED
    found = Trip(tree.walker._knowledge, PageKind.TREE, "main").give("node:start", "node:kind", "article:alpha")
    assert found.place == "alpha/stopped/fix"


def test_a_check_made_in_an_article_answers_the_tree(small: KnowledgeBase) -> None:
    trip = Trip(small, PageKind.ARTICLE, "beta")
    trip.give("no", "no")
    assert trip.keys == ["tree:main", "resolve", "escalate"]
    trip = Trip(small, PageKind.ARTICLE, "alpha").give("no", "no", "no")
    walk = trip.walker._enter(trip.walk, PageKind.TREE, "main")
    walk = trip.walker._pass_known(walk)
    step = trip.walker.look(walk, "en")
    assert (step.frame.at, step.trail[-1].automatic, step.trail[-1].answer) == ("kind", True, "It is running")


def test_over_to_an_article_and_back(tree: Trip) -> None:
    tree.give("node:kind", "article:alpha", "no", "no")
    assert tree.keys == ["return", "resolve", "escalate"]
    assert tree.step.options[0].label == 'Back to "Main tree"'
    tree.give("return")
    assert tree.place == "main/kind/node"
    assert [(option.key, option.tried) for option in tree.step.options] == [
        ("tree:sub", False), ("article:alpha", True), ("node:dig", False), ("skip", False)]
    tree.give("tree:sub", "node:dns")
    assert (tree.step.outcome, tree.keys) == (Outcome.ESCALATE, ["return"])
    tree.give("return", "node:dig", "node:read")
    assert tree.keys == ["article:alpha", "article:beta", "finish"]
    assert tree.give("finish").step.outcome is Outcome.ARTICLE


def test_going_in_circles_does_not_pile_up(small: KnowledgeBase) -> None:
    trip = Trip(small, PageKind.ARTICLE, "beta").give("no", "no")
    for _ in range(5):
        trip.give("tree:main", "node:kind")
        assert len(trip.walk.frames) == 2
        trip.give("node:dig", "node:read", "article:beta")
        assert [(frame.slug, frame.at) for frame in trip.walk.frames] == [("beta", "")]


def test_skipping_a_question_keeps_it_open(tree: Trip) -> None:
    tree.give("node:kind", "skip")
    assert tree.place == "sub/name/node"
    tree.give("skip")
    assert tree.step.outcome is Outcome.RESOLVED
    tree.give(Back(), "node:dns")
    assert [option.label for option in tree.step.options] == [
        "Back to the question left open: Which kind of VPN?", 'Back to "Main tree"']
    tree.give(tree.keys[0])
    assert tree.place == "main/kind/node"
    assert tree.give("skip").place == "alpha/quick/check"


def test_back_to_any_step_keeps_the_time_and_the_record(tree: Trip) -> None:
    tree.give("node:start", "node:kind", "node:dig", Back())
    assert tree.place == "main/kind/node"
    tree.give(Back(0))
    assert tree.place == "main/service/node"
    assert tree.step.trail == ()
    assert not tree.step.can_back
    assert [entry.undone for entry in tree.walk.entries] == [True] * 3
    assert tree.walk.seconds == 50.0
    assert tree.give(Back()).place == "main/service/node"
    with pytest.raises(NoOptionError):
        tree.give(Back(1))


def test_back_from_the_end(tree: Trip) -> None:
    tree.give("node:start", "node:done", Back())
    assert tree.place == "main/start/node"
    assert tree.walk.end is None


def test_a_pasted_output_answers(tree: Trip, alpha: Trip) -> None:
    assert tree.step.takes_paste
    tree.give(Paste("Status   Name     DisplayName\nＲｕｎｎｉｎｇ  IKEEXT   IKE and AuthIP"))
    assert tree.place == "main/kind/node"
    assert tree.step.said == ("recognised", (("pattern", "Running*IKEEXT"),))
    assert tree.walk.entries[-1].pattern == "Running*IKEEXT"
    tree.give(Paste("Running IKEEXT"))
    assert tree.step.said == ("not_recognised", ())
    assert alpha.give(Paste("TcpTestSucceeded : False\n")).place == "alpha/quick/check"
    assert alpha.give(Paste("False  443\n")).place == "alpha/quick/fix"


def test_what_fits_two_answers_is_not_recognised(tree: Trip) -> None:
    tree.give(Paste("Running IKEEXT\nStopped IKEEXT"))
    assert tree.place == "main/service/node"
    tree.give(Paste("Stopped BFE\nother IKEEXT"))
    assert tree.place == "main/service/node"


def test_notes_stay_at_their_step(tree: Trip) -> None:
    tree.give(Remember(" the caller is at home ", "environment"), "node:kind")
    assert [(each.kind, each.text, each.frame.at) for each in tree.walk.remarks] == [
        ("environment", "the caller is at home", "service")]
    assert len(tree.step.trail) == 1


def test_any_step_can_end_the_walk(tree: Trip) -> None:
    assert tree.give("node:kind", "node:dig", "escalate").step.outcome is Outcome.ESCALATE
    assert tree.walk.end is not None
    assert tree.walk.end.tier == 2
    assert tree.give(Back(), "resolve").step.outcome is Outcome.RESOLVED


def test_a_page_that_went_away(tree: Trip) -> None:
    gone = decode_walk(encode_walk(tree.walk).replace('"service"', '"sarvice"'))
    step = tree.walker.look(gone, "en")
    assert (step.kind, [option.key for option in step.options]) == (StepKind.LOST, ["escalate"])
    _, step = tree.walker.advance(gone, Choose("escalate"), "en", at=1)
    assert (step.kind, step.outcome, step.options) == (StepKind.OUTCOME, Outcome.ESCALATE, ())
    with pytest.raises(KeyError):
        tree.walker.start(PageKind.TREE, "nothing", at=0)


def test_both_languages_stand_at_the_same_place(tree: Trip) -> None:
    tree.give("node:kind")
    step = tree.walker.look(tree.walk, "ja")
    assert step.frame == tree.step.frame
    assert step.options[-1].label == "わからない（後回し）"
