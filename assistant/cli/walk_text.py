"""Walks as plain text: steps, trails and maps as marked lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.plain import dim, format_blocks, heading
from assistant.troubleshoot.maps import map_article, map_tree
from assistant.troubleshoot.step import StepKind
from assistant.troubleshoot.walk import PageKind
from kb.text.marks import CODE, END, STRONG
from kb.text.wrap import wrap_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.troubleshoot.step import Crumb, Step
    from assistant.troubleshoot.stepper import Walker
    from assistant.troubleshoot.walk import Walk
    from kb.knowledge import KnowledgeBase
    from kb.phrases import Phrases

NOTICED_SECONDS = 30


def format_step(step: Step, phrases: Phrases, width: int) -> list[str]:
    """A step: where it is, what is asked, how to find out, and what can be answered."""
    title = step.title
    if step.kind in (StepKind.CHECK, StepKind.FIX):
        title = phrases.say(f"walk.kind.{step.kind}", title=title)
    lines = ["", *(dim(line) for line in wrap_text(step.page, width))]
    lines += [heading(line) for line in wrap_text(f"{len(step.trail) + 1}. {title}", width, rest="   ")]
    if facts := facts_of(step, phrases):
        lines += wrap_text(dim(" / ".join(facts)), width, first="   ", rest="   ")
    if step.blocks:
        lines += ["", *format_blocks(step.blocks, phrases, width=width, indent="   ")]
    if step.options:
        lines.append("")
    for number, option in enumerate(step.options, 1):
        mark = "*" if option.tried else " "
        lines += wrap_text(option.label, width, first=f" {mark}{STRONG}{number:>2}{END}  ", rest="      ")
    return lines


def facts_of(step: Step, phrases: Phrases) -> list[str]:
    """What is known of a step beside its text: chance and experience, minutes, tier, what is left, the outcome."""
    facts = []
    tier = phrases.say(f"lookup.tier.{step.tier}")
    if step.outcome is not None:
        name = phrases.say(f"walk.outcome.{step.outcome}")
        key = "outcome_tier" if step.outcome == "escalate" and step.tier > 1 else "outcome"
        facts.append(phrases.say(f"walk.head.{key}", outcome=name, tier=tier))
    if step.odds is not None:
        if step.kind is StepKind.CHECK:
            facts.append(phrases.say("walk.head.chance", percent=round(step.odds.chance * 100)))
        if step.odds.cases:
            facts.append(phrases.say("walk.head.seen", seen=step.odds.seen, cases=step.odds.cases))
    if step.minutes:
        facts.append(phrases.say(f"walk.head.{step.kind}", minutes=step.minutes))
    if step.tier > 1 and step.outcome is None:
        facts.append(phrases.say("walk.head.tier", tier=tier))
    if step.kind is StepKind.CHECK:
        facts.append(phrases.say("walk.head.left", left=step.left))
    return facts


def format_commands(step: Step) -> list[str]:
    """The commands of a step, ready to copy: nothing but them, an empty line between two."""
    return "\n\n".join(step.commands).split("\n")


def format_trail(trail: Iterable[Crumb], phrases: Phrases, width: int) -> list[str]:
    """The answers so far, numbered as "back" wants them, under the titles of their pages."""
    lines: list[str] = []
    page = ""
    for number, crumb in enumerate(trail, 1):
        if crumb.page != page:
            page = crumb.page
            lines += (dim(line) for line in wrap_text(page, width))
        lines += wrap_text(crumb.title, width, first=f" {number:>2}  ", rest="     ")
        answer = f"-> {crumb.answer}"
        if crumb.seconds >= NOTICED_SECONDS:
            answer += "  " + dim(phrases.say("note.minutes", minutes=round(crumb.seconds / 60)))
        lines += wrap_text(answer, width, first="     ", rest="        ")
    return lines


def format_map(
    knowledge: KnowledgeBase, walker: Walker, kind: PageKind, slug: str, walk: Walk | None, phrases: Phrases,
    width: int,
) -> list[str]:
    """The whole of a page with the way that the walk took."""

    def title_of(kind: str, slug: str) -> str:
        find = knowledge.find_tree if kind == PageKind.TREE else knowledge.find_article
        page = find(slug, phrases.locale)
        return page.title if page is not None else slug

    if kind is PageKind.TREE:
        tree = knowledge.find_tree(slug, phrases.locale)
        found = map_tree(tree, walk, phrases, title_of) if tree is not None else []
        lines = [heading(line) for line in wrap_text(tree.title, width)] if tree is not None else []
    else:
        article = knowledge.find_article(slug, phrases.locale)
        odds = walker.odds(article, walk.code if walk is not None else "") if article is not None else {}
        found = map_article(article, walk, odds) if article is not None else []
        lines = []
    for line in found:
        indent = "  " * line.depth
        mark = f"[{line.mark}]" if line.mark else "   "
        words = f"{line.answer} -> {line.text}" if line.answer else line.text
        words = f"{CODE}{words}{END}" if line.mark == ">" else words
        lines += wrap_text(words, width, first=f"{mark} {indent}", rest=f"    {indent}  ")
    if walk is not None:
        key = "legend" if kind is PageKind.TREE else "legend_article"
        lines += ["", dim(phrases.say(f"walk.map.{key}"))]
    return lines
