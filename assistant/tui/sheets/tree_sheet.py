"""A decision tree before it is walked, as a sheet: for whom it is, its first question, and what may be answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.tui.sheets.sheet import Act, Sheet
from assistant.tui.sheets.sheet_writer import SheetWriter

if TYPE_CHECKING:
    from kb.pages.tree import DecisionTree
    from kb.phrases import Phrases

INDENT = " "


def write_tree(tree: DecisionTree, phrases: Phrases, width: int) -> Sheet:
    """The beginning of a tree, and a target that walks it."""
    writer = SheetWriter(width, phrases)
    writer.anchor("top", 1, tree.title)
    writer.text(tree.title, style="title", indent=INDENT)
    writer.gap()
    writer.target(Act.TREE, tree.slug, phrases.say("tui.tree.begin"), indent=INDENT)
    writer.gap()
    writer.blocks(tree.lead, indent=INDENT)
    node = tree.find_node(tree.start)
    if node is not None:
        writer.heading(node.title, f"nodes:{node.id}")
        writer.gap()
        writer.blocks(node.blocks, indent=INDENT)
        writer.gap()
        for choice in node.choices:
            writer.text(choice.label, indent="   ", first=" - ")
    return writer.sheet()
