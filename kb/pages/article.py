"""Article: what is known of one or more codes, or of a symptom, in one locale.

Owns the values. Facts (codes, likelihoods, sources) come from the source page and are the same in every locale;
words come from the page of the locale. Parsing belongs to `article_parser`, joining the two to `pairing`.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from kb.codes.code import Code
from kb.pages.blocks import Block

SECTIONS = ("meaning", "questions", "causes", "twins", "prevention", "reply", "escalation")
"""Section ids in page order; the headings are the locale's terms (`terms.yaml`, `sections`)."""

LIKELIHOOD_WEIGHTS = (1, 2, 3, 5, 7)
"""Callers of ten, roughly, for the likelihoods 1 to 5: the scale that authors estimate on."""


class Translation(StrEnum):
    """How a page relates to its source."""

    SOURCE = "source"
    CURRENT = "current"
    STALE = "stale"
    MISSING = "missing"


class Source(msgspec.Struct, frozen=True):
    """A public page that states the facts."""

    title: str
    url: str


class CauseFacts(msgspec.Struct, frozen=True):
    """What a source declares of a cause: likelihood 1–5, minutes of work, the tier that does it.

    `check` names a check that other causes may share. `outputs` are patterns of a check's pasted result: `yes` means
    that it is this cause, `no` that it is not.
    """

    likelihood: int
    check_minutes: int
    fix_minutes: int
    tier: int = 1
    check: str = ""
    outputs: dict[str, tuple[str, ...]] = {}


class Cause(msgspec.Struct, frozen=True):
    """One reason for the code, with how to tell and how to mend."""

    id: str
    title: str
    line: int
    facts: CauseFacts
    description: tuple[Block, ...]
    check: tuple[Block, ...]
    fix: tuple[Block, ...]


class Question(msgspec.Struct, frozen=True):
    """A beginner's question and the expert's answer."""

    title: str
    line: int
    answer: tuple[Block, ...]


class Twin(msgspec.Struct, frozen=True):
    """A neighbour that is taken for this article; `slug` is its article."""

    slug: str
    title: str
    line: int
    blocks: tuple[Block, ...]


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """A whole article in one locale. A section that the page does not have is empty."""

    slug: str
    topic: str
    path: str
    locale: str
    collection: str
    source_locale: str
    translation: Translation
    digest: str
    kind: str
    title: str
    aliases: tuple[str, ...]
    symptoms: tuple[str, ...]
    messages: tuple[str, ...]
    codes: tuple[Code, ...]
    aspects: dict[str, tuple[str, ...]]
    status: str
    reviewed: str
    sources: tuple[Source, ...]
    related: tuple[str, ...]
    tree: str
    lead: tuple[Block, ...]
    meaning: tuple[Block, ...]
    questions: tuple[Question, ...]
    causes: tuple[Cause, ...]
    twins: tuple[Twin, ...]
    prevention: tuple[Block, ...]
    reply: tuple[Block, ...]
    escalation: tuple[Block, ...]
