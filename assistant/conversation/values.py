"""The values of a conversation: replies with their parts and citations, and the session between two inputs.

A reply is made of parts that name where they come from: blocks of a page, a phrase with its values, or a one-line
meaning. Nothing else can be said, so a test can prove that every sentence is in the content.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from kb.codes.code import Code
from kb.pages.blocks import Block


class Facet(StrEnum):
    """What is asked of an article."""

    MEANING = "meaning"
    CAUSE = "cause"
    FIX = "fix"
    CHECK = "check"
    PREVENTION = "prevention"
    ESCALATE = "escalate"


class Kind(StrEnum):
    """What a reply is."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    REFUSE = "refuse"


class Cite(msgspec.Struct, frozen=True):
    """Where a part comes from: an article (or a tree), its section, and the cause or question in it."""

    slug: str
    section: str
    anchor: str = ""
    locale: str = ""


class Words(msgspec.Struct, frozen=True, tag="words"):
    """A phrase of the content with its values."""

    key: str
    values: tuple[tuple[str, str], ...] = ()


class Passage(msgspec.Struct, frozen=True, tag="passage"):
    """Blocks of a page as they stand."""

    blocks: tuple[Block, ...]
    cite: Cite


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """A title of a page: of an article, a cause, a question or a neighbour."""

    text: str
    cite: Cite


class Meaning(msgspec.Struct, frozen=True, tag="meaning"):
    """The one-line meaning of a code, from the tables of meanings."""

    code: Code
    text: str


Part = Words | Passage | Heading | Meaning


class Choice(msgspec.Struct, frozen=True):
    """One answer to a clarifying question, or one question that could come next: what is shown, and the input that it
    stands for."""

    label: str
    input: str


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """One reply in one locale. `more` is what is held back behind "more"; `next` are questions to go on with. `tree` is
    the decision tree whose question is asked."""

    kind: Kind
    lang: str
    parts: tuple[Part, ...]
    codes: tuple[Code, ...] = ()
    article: str = ""
    tree: str = ""
    facet: Facet | None = None
    choices: tuple[Choice, ...] = ()
    more: tuple[Part, ...] = ()
    next: tuple[Choice, ...] = ()
    reason: str = ""

    @property
    def cites(self) -> tuple[Cite, ...]:
        """The citations of pages in all shown parts, in order and without repeats; the tree is named by itself."""
        found = (part.cite for part in self.parts if isinstance(part, Passage | Heading))
        return tuple(cite for cite in dict.fromkeys(found) if cite.slug != self.tree)


class Topic(msgspec.Struct, frozen=True):
    """What the conversation is about: an article, the code that led there, and the side that was asked last."""

    article: str = ""
    code: Code | None = None
    facet: Facet | None = None


class Pending(msgspec.Struct, frozen=True):
    """A clarifying question that waits for its answer: the choices, and what had been asked."""

    choices: tuple[Choice, ...]
    candidates: tuple[str, ...]
    question: str
    facet: Facet | None = None


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """What a conversation remembers.

    `fixed_lang` is set when the user chose the language of the answers. `visited` are the earlier topics, the latest
    last. `asked` counts clarifying questions in a row.
    """

    lang: str = "ja"
    fixed_lang: bool = False
    topic: Topic = Topic()
    visited: tuple[Topic, ...] = ()
    pending: Pending | None = None
    asked: int = 0
    last: tuple[Reply, ...] = ()
    gaps: tuple[str, ...] = ()
    turns: int = 0
