"""A step of a walk as sheets: what is to be done, the answers, and the way here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.troubleshoot.step import Step, StepKind
from assistant.tui.sheets.list_sheet import Line, write_list
from assistant.tui.sheets.sheet import Act, Sheet
from assistant.tui.sheets.sheet_writer import SheetWriter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.troubleshoot.maps import MapLine
    from assistant.troubleshoot.walk import Walk
    from kb.phrases import Phrases

INDENT = " "
SECONDS = 60


def format_duration(seconds: float) -> str:
    """Minutes and seconds, `3:05`."""
    minutes, rest = divmod(int(seconds), SECONDS)
    return f"{minutes}:{rest:02}"


def write_step(step: Step, phrases: Phrases, width: int, note: str = "") -> Sheet:
    """What is seen at a step, with its facts and, at the end, the note."""
    writer = SheetWriter(width, phrases)
    if step.said is not None:
        key, values = step.said
        writer.text(phrases.say(f"walk.said.{key}", **dict(values)), indent=INDENT, ground="note")
        writer.gap()
    writer.anchor("top", 1, step.title)
    title = step.title
    if step.kind in (StepKind.CHECK, StepKind.FIX):
        title = phrases.say(f"walk.kind.{step.kind}", title=step.title)
    writer.text(title, style="title", indent=INDENT)
    writer.items(_facts(step, phrases), style="dim", indent=INDENT)
    writer.gap()
    writer.blocks(step.blocks, indent=INDENT)
    if note:
        writer.heading(phrases.say("tui.walk.note"), "note")
        writer.gap()
        for line in note.split("\n"):
            if line.strip():
                writer.text(line, indent=INDENT)
            else:
                writer.gap()
    return writer.sheet()


def _facts(step: Step, phrases: Phrases) -> list[str]:
    if step.outcome is not None:
        return [phrases.say("walk.head.outcome", outcome=phrases.say(f"walk.outcome.{step.outcome}"))]
    facts = []
    if step.minutes and step.kind in (StepKind.CHECK, StepKind.FIX):
        facts.append(phrases.say(f"walk.head.{step.kind}", minutes=step.minutes))
    if step.left:
        facts.append(phrases.say("walk.head.left", left=step.left))
    if step.odds is not None:
        facts.append(phrases.say("walk.head.chance", percent=round(step.odds.chance * 100)))
        if step.odds.cases:
            facts.append(phrases.say("walk.head.seen", seen=step.odds.seen, cases=step.odds.cases))
    if step.tier > 1:
        facts.append(phrases.say("walk.head.tier", tier=phrases.say(f"lookup.tier.{step.tier}")))
    return facts


def write_options(step: Step, phrases: Phrases, width: int, extra: Sequence[str] = ()) -> Sheet:
    """The numbered answers of a step; those tried before say so. `extra` are further lines, numbered on."""
    lines = [Line(f"{number}. {option.label}", note=phrases.say("tui.walk.tried") if option.tried else "")
             for number, option in enumerate(step.options, 1)]
    lines += [Line(f"{number}. {words}") for number, words in enumerate(extra, len(step.options) + 1)]
    return write_list(lines, width, gap=False)


def write_trail(step: Step, walk: Walk, phrases: Phrases, width: int) -> Sheet:
    """The way here: pages, questions and answers, each a target to go back to, with what was written down there."""
    writer = SheetWriter(width, phrases)
    writer.text(phrases.say("tui.walk.trail"), style="heading2", indent=INDENT)
    page = ""
    for number, crumb in enumerate(step.trail, 1):
        writer.gap()
        if crumb.page != page:
            page = crumb.page
            writer.text(page, style="dim", indent=INDENT)
        automatic = phrases.say("tui.walk.automatic") if crumb.automatic else format_duration(crumb.seconds)
        writer.target(Act.CHOOSE, str(crumb.entry), crumb.title, indent="    ", first=f" {number}. ", note=automatic)
        writer.text(crumb.answer, style="strong", indent="    ")
        for remark in walk.remarks:
            if remark.frame == crumb.frame:
                writer.text(remark.text, indent="    ", ground="note")
    writer.gap()
    if step.outcome is None:
        writer.text(step.page, style="dim", indent=INDENT)
    writer.text(phrases.say("tui.walk.here", title=step.title), style="mark", indent=INDENT)
    for remark in walk.remarks:
        if remark.frame == walk.frame:
            writer.text(remark.text, indent="    ", ground="note")
    return writer.sheet()


def write_map(lines: Sequence[MapLine], legend: str, phrases: Phrases, width: int) -> Sheet:
    """A map: indented by depth, marked at the left, the place of the walk standing out."""
    writer = SheetWriter(width, phrases)
    for line in lines:
        words = f"{line.answer}: {line.text}" if line.answer else line.text
        indent = "    " + "  " * line.depth
        style = {">": "mark", "*": "strong", "": ""}.get(line.mark, "dim")
        writer.text(words, style=style, indent=indent, first=(f"[{line.mark}] " if line.mark else "    ") + indent[4:])
    writer.gap()
    writer.text(legend, style="dim")
    return writer.sheet()
