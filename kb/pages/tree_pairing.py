"""Pairing trees: the pages of one decision tree in its locales -> one DecisionTree for each locale.

Owns that the pages have the same shape (nodes, outcomes, targets) and that declared facts fit the nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kb.diagnostics import Diagnostic, Location
from kb.pages.pairing import choose_source, digest_of, judge_translation
from kb.pages.tree import DecisionTree, Node, NodeFacts, Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb.pages.article import Translation
    from kb.pages.tree_parser import TreeFacts, TreePage


def pair_trees(pages: Mapping[str, TreePage], collection: str) -> tuple[dict[str, DecisionTree], list[Diagnostic]]:
    """The tree by locale, from its pages by locale; empty when there is no usable source.

    Finds KB407 (the pages differ in nodes, outcomes or targets), KB408 (facts of a node or target that the tree does
    not have), KB501 (no source, or two) and KB502 (a translation is stale).
    """
    chosen, diagnostics = choose_source(pages)
    if chosen is None:
        return {}, diagnostics
    source_locale, source = chosen
    facts = source.facts
    assert facts is not None
    digest = digest_of(source.title, source.body)
    diagnostics += _check_facts(source, facts)
    out: dict[str, DecisionTree] = {}
    for locale, page in pages.items():
        translation, found = judge_translation(page, source, digest)
        diagnostics += found
        if page is not source:
            diagnostics += _compare_shapes(source, page)
        out[locale] = _tree(page, facts, locale, source_locale, translation, digest, collection)
    return out, diagnostics


def _check_facts(source: TreePage, facts: TreeFacts) -> list[Diagnostic]:
    nodes = {node.id: node for node in source.nodes}
    found: list[Diagnostic] = []
    for name, (declared, line) in facts.nodes.items():
        place = Location(source.path, line)
        if name not in nodes:
            found.append(Diagnostic(place, "KB408", values=(("node", name),)))
            continue
        targets = {choice.target.name for choice in nodes[name].choices}
        found += [
            Diagnostic(place, "KB408", variant="target", values=(("node", name), ("target", target)))
            for target in (*declared.positive, *declared.outputs) if target not in targets
        ]
    return found


def _compare_shapes(source: TreePage, page: TreePage) -> list[Diagnostic]:
    theirs, ours = {node.id: node for node in source.nodes}, {node.id: node for node in page.nodes}
    found = [
        Diagnostic(Location(page.path, node.line), "KB407", variant="unknown",
                   values=(("node", name), ("source", source.path)))
        for name, node in ours.items() if name not in theirs
    ]
    found += [
        Diagnostic(Location(page.path), "KB407", variant="missing", values=(("node", name), ("source", source.path)))
        for name in theirs if name not in ours
    ]
    if not found and list(ours) != list(theirs):
        found.append(Diagnostic(Location(page.path), "KB407", variant="order", values=(("source", source.path),)))
    found += [
        Diagnostic(Location(page.path, node.line), "KB407", variant="node",
                   values=(("node", name), ("source", source.path)))
        for name, node in ours.items() if name in theirs and _shape(node) != _shape(theirs[name])
    ]
    return found


def _shape(node: Node) -> tuple[str, list[Target]]:
    return node.outcome or "", [choice.target for choice in node.choices]


def _tree(
    page: TreePage, facts: TreeFacts, locale: str, source_locale: str, translation: Translation, digest: str,
    collection: str,
) -> DecisionTree:
    nodes = tuple(
        msgspec.structs.replace(node, facts=facts.nodes[node.id][0] if node.id in facts.nodes else NodeFacts())
        for node in page.nodes
    )
    return DecisionTree(
        slug=page.slug, path=page.path, locale=locale, collection=collection, source_locale=source_locale,
        translation=translation, digest=digest, title=page.title, aliases=page.aliases, symptoms=page.symptoms,
        messages=page.messages, codes=facts.codes, aspects=facts.aspects, status=facts.status,
        reviewed=facts.reviewed, sources=facts.sources, related=facts.related, lead=page.lead,
        start=nodes[0].id if nodes else "", nodes=nodes,
    )
