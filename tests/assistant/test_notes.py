"""Notes: what a walk leaves in the ticket, in both languages and all forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.notes import Form, format_note, make_note, note_record
from assistant.troubleshoot.stepper import Walker
from assistant.troubleshoot.walk import Back, Choose, Input, PageKind, Paste, Remember, Walk
from kb.phrases import LOCALES, Phrases
from tests.assistant.troubleshoot.conftest import small

if TYPE_CHECKING:
    from kb.knowledge import KnowledgeBase

__all__ = ["small"]


def walked(knowledge: KnowledgeBase, *inputs: Input | str) -> tuple[Walker, Walk]:
    walker = Walker(knowledge)
    walk = walker.start(PageKind.TREE, "main", at=0, code="ras:809")
    for number, given in enumerate(inputs, 1):
        walk, _ = walker.advance(walk, Choose(given) if isinstance(given, str) else given, "en", at=number * 60.0)
    return walker, walk


def test_what_was_asked_tried_and_found(small: KnowledgeBase) -> None:
    walker, walk = walked(
        small, Remember("cannot work from home", "problem"), Remember("Windows 11", "environment"),
        Paste("Running IKEEXT"), "article:alpha", "no", "yes", Remember("did it twice"), "failed", "escalate")
    note = make_note(small, walker, walk, "en", session=7)
    assert note.code == "809 ERROR_VPN_TIMEOUT"
    assert (note.problem, note.environment) == (("cannot work from home",), ("Windows 11",))
    assert [(line.title, line.answer, line.pattern) for line in note.asked] == [
        ("Is the service running?", "It is running", "Running*IKEEXT"), ("Which kind of VPN?", "809 is shown", ""),
        ("The cause quick", "No, it is not", ""), ("The cause slow", "Yes, that is so", "")]
    assert [(line.title, line.answer, line.seconds) for line in note.tried] == [
        ("The cause slow", "It did not help", 120.0)]
    assert note.remarks == (("The cause slow", "did it twice"),)
    assert (note.outcome, note.cause, note.whom) == ("escalate", "", "second line")
    assert note.collect == "Collect alpha."
    assert note.seconds == 9 * 60


def test_the_cause_that_was_found(small: KnowledgeBase) -> None:
    walker, walk = walked(small, "node:kind", "article:alpha", "yes", "helped")
    note = make_note(small, walker, walk, "en")
    assert (note.outcome, note.cause, note.next_step, note.whom) == (
        "resolved", "The cause quick", "none (solved)", "")


def test_the_code_of_the_article_that_a_tree_led_to(small: KnowledgeBase) -> None:
    walker = Walker(small)
    walk = walker.start(PageKind.TREE, "main", at=0)
    assert make_note(small, walker, walk, "en").code == ""
    for number, key in enumerate(("node:kind", "article:alpha"), 1):
        walk, _ = walker.advance(walk, Choose(key), "en", at=float(number))
    assert make_note(small, walker, walk, "en").code == "809 ERROR_VPN_TIMEOUT"


def test_a_walk_that_goes_on_says_what_is_next(small: KnowledgeBase) -> None:
    walker, walk = walked(small, "node:kind", "article:alpha")
    assert make_note(small, walker, walk, "en").next_step == "go on checking: The cause quick"
    walker, walk = walked(small, "node:kind", "article:alpha", Back(), "node:dig", "node:hand")
    note = make_note(small, walker, walk, "en")
    assert note.next_step == "To the network team"
    assert [line.answer for line in note.asked] == ["It is running", "Another one", "Somebody else"]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("form", Form)
def test_templates_are_filled(small: KnowledgeBase, locale: str, form: Form) -> None:
    walker, walk = walked(small, Remember("a {next} b", "problem"), "node:kind", "article:alpha", "no", "escalate")
    text = format_note(make_note(small, walker, walk, locale, session=7), small.phrases(locale), form)
    assert "809 ERROR_VPN_TIMEOUT" in text
    assert "a {next} b" in text
    assert text.count("{") == 1
    assert "\x01" not in text
    assert text.endswith("\n")


def test_a_team_replaces_the_template(small: KnowledgeBase) -> None:
    walker, walk = walked(small, "node:kind")
    phrases = Phrases("en", {**small.phrases("en")._table, "note.template.plain": "[{session}] {title}: {whom}"})
    assert format_note(make_note(small, walker, walk, "en", session=7), phrases, Form.PLAIN) == (
        "[7] Main tree: first line\n")


def test_records_hold_the_same(small: KnowledgeBase) -> None:
    walker, walk = walked(small, "node:kind", "article:alpha", "yes", "failed")
    record = note_record(make_note(small, walker, walk, "ja", session=7))
    assert record["outcome"] == "open"
    assert record["tried"] == [{
        "page": "Article alpha", "title": "The cause quick", "answer": "直らなかった", "seconds": 60.0,
        "at": "alpha#quick", "recognised_by": None, "known_before": False}]
