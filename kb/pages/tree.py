"""DecisionTree: a question at a time from a symptom to an outcome, in one locale.

Owns the values. Ids, targets and what a node declares in front matter are the same in every locale; words come from
the page of the locale. Parsing belongs to `tree_parser`, joining the locales to `tree_pairing`, what can be said of the
whole graph to `tree_graph`.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from kb.codes.code import Code
from kb.pages.article import Source, Translation
from kb.pages.blocks import Block


class Outcome(StrEnum):
    """How a walk can end at a node: mended, passed on, or in articles that the node links to."""

    RESOLVED = "resolved"
    ESCALATE = "escalate"
    ARTICLE = "article"


class TargetKind(StrEnum):
    """What a choice leads to."""

    NODE = "node"
    TREE = "tree"
    ARTICLE = "article"


class Target(msgspec.Struct, frozen=True, order=True):
    """Where a choice leads: a node of this tree by its id, or another tree or an article by its slug."""

    kind: TargetKind
    name: str


class Choice(msgspec.Struct, frozen=True):
    """One answer to a node's question."""

    label: str
    target: Target
    line: int


class NodeFacts(msgspec.Struct, frozen=True):
    """What a source declares of a node.

    `tier` does the work of the node. `check` names a check that causes of articles share, and `positive` are the
    targets whose choice means that the check found what it looks for. `outputs` are patterns of a pasted result, by
    the target that they lead to; `*` stands for any text.
    """

    tier: int = 1
    check: str = ""
    positive: tuple[str, ...] = ()
    outputs: dict[str, tuple[str, ...]] = {}


class Node(msgspec.Struct, frozen=True):
    """A question with its choices, or an outcome."""

    id: str
    title: str
    line: int
    blocks: tuple[Block, ...]
    choices: tuple[Choice, ...]
    outcome: Outcome | None = None
    facts: NodeFacts = NodeFacts()


class DecisionTree(msgspec.Struct, frozen=True, kw_only=True):
    """A whole tree in one locale; `start` is the id of its first node."""

    slug: str
    path: str
    locale: str
    collection: str
    source_locale: str
    translation: Translation
    digest: str
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
    lead: tuple[Block, ...]
    start: str
    nodes: tuple[Node, ...]

    def find_node(self, name: str) -> Node | None:
        """The node of an id."""
        return next((node for node in self.nodes if node.id == name), None)
