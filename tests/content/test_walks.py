"""The shipped trees: plans in `tests/dialogues/walks` reach their ends in both languages, and every node is reached."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from assistant.troubleshoot.reading import Said, read_line
from assistant.troubleshoot.stepper import Walker
from assistant.troubleshoot.walk import Back, Choose, Input, PageKind, Paste
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from assistant.troubleshoot.step import Step
    from kb.knowledge import KnowledgeBase

FOLDER = Path(__file__).parents[1] / "dialogues" / "walks"


class Plan(NamedTuple):
    tree: str
    name: str
    answers: tuple[tuple[str, str], ...]
    end: tuple[str, str]


def load_plans() -> list[Plan]:
    plans = []
    for path in sorted(FOLDER.glob("*.md")):
        if path.name == "README.md":
            continue
        for part in path.read_text("utf-8").split("## ")[1:]:
            name, *lines = [line for line in part.split("\n") if line.strip()]
            answers = tuple((at.strip(), given.strip()) for at, _, given in
                            (line.partition(" > ") for line in lines[:-1]))
            kind, _, where = lines[-1].removeprefix("= ").partition(" ")
            plans.append(Plan(path.stem, name, answers, (kind, where)))
    return plans


PLANS = load_plans()


def option_key(step: Step, given: str) -> str:
    """The key of the option that a plan's target means."""
    if given in ("skip", "return"):
        return given
    if given.startswith("#"):
        return f"node:{given[1:]}"
    return f"tree:{given.removesuffix('.md')}" if given.endswith(".md") else f"article:{given}"


def input_of(knowledge: KnowledgeBase, step: Step, given: str, locale: str) -> Input:
    """What somebody would give: the words of the option in their language, as read from a line."""
    if given == "back":
        return Back()
    if given.startswith("paste "):
        return Paste(given.removeprefix("paste "))
    key = option_key(step, given)
    labels = {option.key: option.label for option in step.options}
    assert key in labels, f"{step.frame.at} has no {given}: {sorted(labels)}"
    said = read_line(labels[key], step.options, knowledge.phrases(locale), can_skip=True)
    assert said == Said("choose", key)
    return Choose(key)


def walk_plan(knowledge: KnowledgeBase, plan: Plan, locale: str) -> tuple[list[str], Step]:
    """The places that a plan came to, and its last step."""
    walker = Walker(knowledge)
    walk = walker.start(PageKind.TREE, plan.tree, at=0.0)
    step = walker.look(walk, locale)
    places = [f"{step.frame.slug}/{step.frame.at}"]
    for number, (at, given) in enumerate(plan.answers, 1):
        assert step.frame.at == at, f"{plan.name}: stands at {step.frame.at}, not at {at}"
        walk, step = walker.advance(walk, input_of(knowledge, step, given, locale), locale, at=float(number))
        places.append(f"{step.frame.slug}/{step.frame.at}")
    return places, step


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.tree}: {plan.name}")
def test_plans_reach_their_end_in_both_languages(knowledge: KnowledgeBase, plan: Plan) -> None:
    ways = []
    for locale in LOCALES:
        places, step = walk_plan(knowledge, plan, locale)
        ways.append(places)
        kind, where = plan.end
        if kind == "in":
            assert step.frame.slug == where
            assert step.outcome is None
        else:
            assert (step.outcome, step.frame.at) == (kind, where)
    assert ways[0] == ways[1]


def test_every_plan_is_of_a_shipped_tree(knowledge: KnowledgeBase) -> None:
    assert {plan.tree for plan in PLANS} <= set(knowledge.all_trees())
    names = [(plan.tree, plan.name) for plan in PLANS]
    assert len(set(names)) == len(names)


def test_together_the_plans_reach_every_node(knowledge: KnowledgeBase) -> None:
    reached = {place for plan in PLANS for place in walk_plan(knowledge, plan, "ja")[0]}
    for slug in knowledge.all_trees():
        tree = knowledge.find_tree(slug, "ja")
        assert tree is not None
        assert [node.id for node in tree.nodes if f"{slug}/{node.id}" not in reached] == [], slug


def test_trees_are_found_by_their_symptoms(knowledge: KnowledgeBase) -> None:
    for slug in knowledge.all_trees():
        for locale in LOCALES:
            tree = knowledge.find_tree(slug, locale)
            assert tree is not None
            for text in (tree.title, *tree.symptoms):
                found = [hit.slug for hit in knowledge.search_trees(text)]
                assert slug in found[:3], f"{text}: {found}"
