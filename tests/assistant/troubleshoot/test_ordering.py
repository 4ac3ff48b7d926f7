"""The order of causes: against exhaustive search, with shared checks, and with what a team has seen."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from assistant.troubleshoot.learning import PRIOR_CASES, case_of, odds_of
from assistant.troubleshoot.ordering import Candidate, order_causes
from assistant.troubleshoot.outputs import recognise
from assistant.troubleshoot.stepper import Walker
from assistant.troubleshoot.walk import Choose, PageKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kb.knowledge import KnowledgeBase


def expected_minutes(order: Sequence[Candidate]) -> float:
    """The expected minutes of an order: one cause at work, true checks, each named check made once."""
    total, left, made = 0.0, sum(each.chance for each in order), set[str]()
    for number, each in enumerate(order):
        if each.check in made and each.check:
            continue
        made.add(each.check)
        total += left * each.check_minutes
        group = [other for other in order[number:] if other is each or (each.check and other.check == each.check)]
        inside = sum(other.chance for other in group)
        left -= inside
        for other in group:
            total += inside * other.fix_minutes
            inside -= other.chance
    return total


causes = st.builds(Candidate, id=st.uuids().map(str), chance=st.integers(1, 9).map(float),
                   check_minutes=st.integers(1, 30).map(float), fix_minutes=st.integers(1, 60).map(float), check=st.just(""))


@given(st.lists(causes, min_size=1, max_size=6))
def test_no_order_is_cheaper(candidates: list[Candidate]) -> None:
    ours = expected_minutes(order_causes(candidates))
    best = min(map(expected_minutes, permutations(candidates)))
    assert ours <= best + 1e-6


@given(st.lists(causes, min_size=2, max_size=5), st.data())
def test_no_order_is_cheaper_with_a_shared_check(candidates: list[Candidate], data: st.DataObject) -> None:
    shared = data.draw(st.sets(st.sampled_from(range(len(candidates))), min_size=2))
    minutes = candidates[0].check_minutes
    candidates = [each._replace(check="same", check_minutes=minutes) if i in shared else each
                  for i, each in enumerate(candidates)]
    ours = expected_minutes(order_causes(candidates))
    best = min(map(expected_minutes, permutations(candidates)))
    assert ours <= best + 1e-6


def test_known_checks_put_first_and_leave_out() -> None:
    one, two, three = (Candidate(name, 1, 1, 1, check) for name, check in (("a", ""), ("b", "x"), ("c", "y")))
    assert [each.id for each in order_causes([one, two, three], {"y": True, "x": False})] == ["c", "a"]


def test_equals_stay_in_page_order() -> None:
    candidates = [Candidate(name, 2, 4, 9 - i) for i, name in enumerate("abc")]
    assert [each.id for each in order_causes(candidates)] == ["a", "b", "c"]


class Seen:
    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = counts

    def count_causes(self, article: str, code: str) -> Mapping[str, int]:
        return self.counts if (article, code) == ("alpha", "ras:809") else {}


def test_cases_shift_the_chances_and_are_shown(small: KnowledgeBase) -> None:
    article = small.get_article("alpha", "en")
    page = odds_of(article)
    assert sum(each.chance for each in page.values()) == 1
    assert (page["slow"].chance, page["slow"].seen, page["slow"].cases) == (7 / 11, 0, 0)
    seen = odds_of(article, {"stopped": 30, "slow": 10, "gone": 5})
    assert sum(each.chance for each in seen.values()) == 1
    assert seen["stopped"] == ((PRIOR_CASES / 11 + 30) / (PRIOR_CASES + 40), 30, 40)
    walker = Walker(small, experience=Seen({"stopped": 30, "slow": 10}))
    walk = walker.start(PageKind.ARTICLE, "alpha", at=0, code="ras:809")
    assert walk.frame.at == "stopped"
    step = walker.look(walk, "en")
    assert step.odds is not None
    assert (step.odds.seen, step.odds.cases) == (30, 40)
    assert walker.start(PageKind.ARTICLE, "alpha", at=0).frame.at == "quick"


def test_only_a_walk_that_found_its_cause_is_a_case(small: KnowledgeBase) -> None:
    walker = Walker(small)
    walk = walker.start(PageKind.ARTICLE, "alpha", at=0, code="ras:809")
    assert case_of(walk) is None
    walk, _ = walker.advance(walk, Choose("yes"), "en", at=60)
    done, _ = walker.advance(walk, Choose("helped"), "en", at=90)
    case = case_of(done)
    assert case is not None
    assert (case.code, case.article, case.cause, case.outcome, case.seconds, case.tier) == (
        "ras:809", "alpha", "quick", "resolved", 90, 2)
    assert case_of(walker.advance(walk, Choose("resolve"), "en", at=90)[0]) is None


@given(st.text(max_size=200), st.text(max_size=30))
def test_any_paste_is_read_or_not(pasted: str, pattern: str) -> None:
    found = recognise({"yes": [pattern]}, pasted)
    assert found is None or found.key == "yes"
