"""Walk: where somebody stands in trees and articles, and everything that was answered on the way.

Owns the values, which hold ids and never words, so a walk goes on in the other language and after the pages have been
reworded. Moving belongs to `stepper`, showing to the front ends.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from kb.pages.tree import Outcome


class PageKind(StrEnum):
    """What is walked."""

    TREE = "tree"
    ARTICLE = "article"


class Part(StrEnum):
    """What of a page a step is: a node of a tree; a check or fix of a cause; the end of an article's causes."""

    NODE = "node"
    CHECK = "check"
    FIX = "fix"
    END = "end"


class Frame(msgspec.Struct, frozen=True):
    """A place in one page: `at` is the id of the node or cause, empty at the end."""

    kind: PageKind
    slug: str
    at: str
    part: Part


class Entry(msgspec.Struct, frozen=True):
    """One answer. `frames` is where the walk stood, the last being the step; `answer` is the key of an option.

    `check` and `found` say what a shared check came to. `pattern` is what recognised a pasted output. An automatic
    entry was answered by a check made earlier. An entry that was gone back over stays, undone.
    """

    frames: tuple[Frame, ...]
    answer: str
    at: float
    seconds: float = 0.0
    check: str = ""
    found: bool = False
    pattern: str = ""
    automatic: bool = False
    undone: bool = False


class Remark(msgspec.Struct, frozen=True):
    """Words that staff wrote down at a step: a note, the problem as the caller put it, or the environment."""

    frame: Frame
    text: str
    at: float
    kind: str = "note"


class End(msgspec.Struct, frozen=True):
    """How a walk ended: where, by which cause (when one was found), and the tier that it is passed on to."""

    outcome: Outcome
    frame: Frame
    cause: str = ""
    tier: int = 1


class Walk(msgspec.Struct, frozen=True):
    """One walk. `frames` is the stack of pages, the last the current one; `since` is when the step was first seen.

    `code` is the code it began from, as `family:value`.
    """

    frames: tuple[Frame, ...]
    since: float
    began: float
    code: str = ""
    entries: tuple[Entry, ...] = ()
    remarks: tuple[Remark, ...] = ()
    end: End | None = None

    @property
    def frame(self) -> Frame:
        """The current place."""
        return self.frames[-1]

    @property
    def live(self) -> tuple[Entry, ...]:
        """The answers that hold, in order."""
        return tuple(entry for entry in self.entries if not entry.undone)

    @property
    def seconds(self) -> float:
        """The time spent on all steps, those gone back over too."""
        return sum(entry.seconds for entry in self.entries)


class Choose(msgspec.Struct, frozen=True, tag="choose"):
    """Take an option of the step."""

    key: str


class Back(msgspec.Struct, frozen=True, tag="back"):
    """Go back: to an entry by its index in `Walk.entries`, or one step."""

    entry: int | None = None


class Remember(msgspec.Struct, frozen=True, tag="remember"):
    """Write something down; the step stays."""

    text: str
    kind: str = "note"


class Paste(msgspec.Struct, frozen=True, tag="paste"):
    """The output of a command, pasted back."""

    text: str


Input = Choose | Back | Remember | Paste
"""Everything that can be done with a walk."""

SKIP, YES, NO, HELPED, FAILED = "skip", "yes", "no", "helped", "failed"
RETURN, ESCALATE, RESOLVE, FINISH, RETRY = "return", "escalate", "resolve", "finish", "retry"
REOPEN = "reopen:"
"""Keys of options that are not choices of a tree (those are `node:id`, `tree:slug`, `article:slug`). `reopen:` is
followed by the index of the entry whose question is asked anew."""


def encode_walk(walk: Walk) -> str:
    """The walk as JSON."""
    return msgspec.json.encode(walk).decode()


def decode_walk(text: str) -> Walk:
    """The walk that was encoded. Raises `msgspec.DecodeError` for anything else."""
    return msgspec.json.decode(text, type=Walk)
