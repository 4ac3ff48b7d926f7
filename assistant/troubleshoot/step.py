"""Step: what somebody sees at one place of a walk, in one language.

Owns the values. Making them belongs to `stepper`, laying them out to the front ends.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from assistant.troubleshoot.learning import Odds
from assistant.troubleshoot.walk import Frame
from kb.pages.blocks import Block
from kb.pages.tree import Outcome


class StepKind(StrEnum):
    """A question of a tree; a check or fix of a cause; no cause left; the end; a page that is no longer there."""

    NODE = "node"
    CHECK = "check"
    FIX = "fix"
    EXHAUSTED = "exhausted"
    OUTCOME = "outcome"
    LOST = "lost"


class Option(NamedTuple):
    """Something that can be chosen; `tried` says that it was chosen here before."""

    key: str
    label: str
    tried: bool = False


class Crumb(NamedTuple):
    """One answer of the way here: the index of its entry, what was asked, and what was answered, in words."""

    entry: int
    frame: Frame
    page: str
    title: str
    answer: str
    seconds: float
    automatic: bool


class Step(NamedTuple):
    """One step. `outcome` is set at the end of the walk.

    `odds` is the chance of the cause among those that are not out of question, with what the team has seen.
    `commands` are the code blocks of the step, ready to copy. `minutes` is what the page says that the check or fix
    takes, `left` how many causes are still open with this one, `tier` who does the work. `said` is the answer to the
    last input when it was no move: the key of a phrase below `walk.said`, with its values.
    """

    kind: StepKind
    frame: Frame
    page: str
    title: str
    blocks: tuple[Block, ...]
    options: tuple[Option, ...]
    trail: tuple[Crumb, ...]
    commands: tuple[str, ...] = ()
    outcome: Outcome | None = None
    odds: Odds | None = None
    minutes: int = 0
    left: int = 0
    tier: int = 1
    takes_paste: bool = False
    said: tuple[str, tuple[tuple[str, str], ...]] | None = None

    @property
    def can_back(self) -> bool:
        """Whether there is an answer to go back to."""
        return bool(self.trail)
