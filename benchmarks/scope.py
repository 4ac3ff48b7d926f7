"""Scope: what is refused and what is lost as more or less is needed for words to belong to the field.

Over the labelled questions without a code of `benchmarks/data`, those that may be read. A line is a value for
`assistant.conversation.scope.NEEDED`; the one in use is marked.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from assistant.conversation.cues import load_cues
from assistant.conversation.outside import load_outside
from assistant.conversation.scope import NEEDED, weigh
from assistant.conversation.steps import Steps
from assistant.conversation.understanding import understand
from assistant.conversation.values import Session
from assistant.opening import open_knowledge
from assistant.settings import load_settings
from benchmarks.conversation import LABELS
from benchmarks.measuring import print_table

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)


class Weighed(NamedTuple):
    """A labelled question: whether it belongs, and how far its signs are above what is needed (None where nothing
    needs to be weighed)."""

    belongs: bool
    above: float | None


def main() -> None:
    """Prints the table."""
    weighed = list(weigh_labels())
    ours = [each for each in weighed if each.belongs]
    others = [each for each in weighed if not each.belongs]
    rows = []
    for step in STEPS:
        refused = sum(each.above is not None and each.above < step for each in others)
        lost = sum(each.above is not None and each.above < step for each in ours)
        rows.append((f"{NEEDED + step:.1f}{'' if step else ' *'}", share(refused, len(others)), share(lost, len(ours))))
    print_table("Words that belong to the field (* in use)", ("needed", "of others refused", "of ours lost"), rows)


def share(part: int, whole: int) -> str:
    """A part as a percentage of the whole."""
    return f"{100 * part / whole:.1f}% of {whole}"


def weigh_labels() -> Iterator[Weighed]:
    """The questions in words alone, out of the labels that may be read."""
    knowledge = open_knowledge(load_settings())
    cues, outside = load_cues(knowledge), load_outside(knowledge)
    for path in LABELS:
        for line in path.read_text("utf-8").splitlines():
            label = json.loads(line)
            belongs = str(label["style"]).startswith("symptom")
            if label.get("split") == "held" or label.get("context") or not (
                    belongs or label["style"] == "out-of-scope"):
                continue
            said = understand(label["q"], cues, knowledge.registry, label["lang"])
            if said.codes.readings or said.refusal or said.smalltalk:
                continue
            turn = Steps(knowledge, cues, outside, Session(lang=label["lang"]), said, said.lang)
            signs = turn.signs()
            yield Weighed(belongs, None if turn.fits_as_it_is(signs) else weigh(signs))
