"""Clarifying: one question with choices, and which choice an answer means.

Owns which aspect separates candidates best. The aspects, their questions and the words of their values are content
(`terms.yaml`); what a page declares of them is in its front matter.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from assistant.conversation.passages import tokens_of
from assistant.conversation.understanding import fold_for_cues
from assistant.conversation.values import Choice, Cite, Heading, Kind, Part, Passage, Pending, Reply, Words
from kb.codes.code import format_value
from kb.codes.contract import format_family
from kb.codes.decode import format_notations
from kb.pages.tree import TargetKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.conversation.understanding import Understanding
    from assistant.conversation.values import Facet, Session
    from kb.codes.code import Code
    from kb.codes.identification import Conflict
    from kb.knowledge import KnowledgeBase
    from kb.pages.article import Article
    from kb.pages.tree import DecisionTree, Node

ORDINAL = re.compile(
    r"\W*(?:no\.? ?|option |choice |number )?(\d{1,2}|[a-h])(?:番目?|つ目)?(?:です|で|の方|のほう)?\W*\Z")
LETTERS = "abcdefgh"
MIN_PARTS = 2
MAX_CHOICES = 8
TOPIC = "topic"
MAX_ANSWER = 12
"""An answer with more tokens than this is a new question rather than the words of a choice."""
SAME = 0.5
"""The share of an answer's tokens that a choice must hold to be meant by it."""


def ask_reading(
    knowledge: KnowledgeBase, codes: Sequence[Code], lang: str, facet: Facet | None, *,
    conflict: Conflict | None = None,
) -> tuple[Reply, Pending]:
    """Which of several codes is meant: each with its family and its meaning in one line."""
    choices = tuple(Choice(_name(knowledge, code, lang), str(code)) for code in codes)
    first = Words("conversation.which_code")
    parts: tuple[Part, ...] = (first,)
    if conflict is not None:
        parts = (Words("conversation.conflict", (("value", conflict.value_text), ("symbol", conflict.symbol_text))),
                 *((Words("codes.conflict.known"),) if conflict.known else ()), Words("conversation.conflict_question"))
    reply = Reply(kind=Kind.CLARIFY, lang=lang, parts=parts, codes=tuple(codes), choices=choices, facet=facet)
    return reply, Pending(choices, (), "reading", facet)


def _name(knowledge: KnowledgeBase, code: Code, lang: str) -> str:
    phrases = knowledge.phrases(lang)
    facts = knowledge.find_code(code)
    hexadecimal = next((each.text for each in format_notations(code) if each.form == "hex"), "")
    value = format_value(code)
    shown = [value if value.startswith("0x") or not hexadecimal else f"{value} ({hexadecimal})"]
    shown += facts.symbols[:1] if facts is not None else ()
    shown.append(f"[{format_family(code.family, phrases)}]")
    meaning = knowledge.find_meaning(code, lang)
    return " ".join(shown) + (f": {meaning}" if meaning else "")


def ask_article(
    knowledge: KnowledgeBase, articles: Sequence[Article], lang: str, said: Understanding, *, by_aspect: bool,
) -> tuple[Reply, Pending]:
    """Which of several pages is meant: by the aspect that separates them best, else by their titles."""
    split = _best_aspect(knowledge, articles, lang) if by_aspect and len(articles) > MIN_PARTS else None
    if split is None:
        choices = tuple(Choice(article.title, f"article:{article.slug}") for article in articles)
        parts: tuple[Part, ...] = (Words("conversation.which_page"),)
    else:
        name, values = split
        choices = tuple(
            Choice(label, f"{said.text} {label}" if len(slugs) > 1 else f"article:{slugs[0]}")
            for label, slugs in values
        )
        parts = (Words(f"aspect.{name}"),)
    slugs = tuple(article.slug for article in articles)
    reply = Reply(kind=Kind.CLARIFY, lang=lang, parts=parts, choices=choices, facet=said.facet,
                  codes=tuple(code for article in articles for code in article.codes[:1]))
    return reply, Pending(choices, slugs, said.text, said.facet)


def ask_tree(
    tree: DecisionTree, node: Node, lang: str, said: Understanding, articles: Sequence[Article],
) -> tuple[Reply, Pending]:
    """The question of a node of a decision tree, with its choices."""
    cite = Cite(tree.slug, node.id, locale=tree.locale)
    parts: list[Part] = [Heading(node.title, cite)]
    if tree.locale != lang:
        parts.insert(0, Words("conversation.other_language"))
    if node.blocks:
        parts.append(Passage(node.blocks, cite))
    names = {TargetKind.NODE: f"tree:{tree.slug}/", TargetKind.TREE: "tree:", TargetKind.ARTICLE: "article:"}
    choices = tuple(Choice(each.label, names[each.target.kind] + each.target.name) for each in node.choices)
    reply = Reply(kind=Kind.CLARIFY, lang=lang, parts=tuple(parts), choices=choices, facet=said.facet, tree=tree.slug,
                  codes=tuple(code for article in articles for code in article.codes[:1]))
    return reply, Pending(choices, (), said.text, said.facet)


def ask_near(
    lang: str, said: Understanding, trees: Sequence[DecisionTree], articles: Sequence[Article],
) -> tuple[Reply, Pending]:
    """Whether one of the nearest trees and pages is meant."""
    choices = (*(Choice(tree.title, f"tree:{tree.slug}") for tree in trees),
               *(Choice(article.title, f"article:{article.slug}") for article in articles))
    reply = Reply(kind=Kind.CLARIFY, lang=lang, parts=(Words("conversation.near"),), choices=choices, facet=said.facet,
                  tree=trees[0].slug if trees else "",
                  codes=tuple(code for article in articles for code in article.codes[:1]))
    return reply, Pending(choices, tuple(article.slug for article in articles), said.text, said.facet)


def ask_which_tree(trees: Sequence[DecisionTree], lang: str, said: Understanding) -> tuple[Reply, Pending]:
    """Which of several matters is meant, each by the title of its tree."""
    choices = tuple(Choice(tree.title, f"tree:{tree.slug}") for tree in trees[:MAX_CHOICES])
    reply = Reply(kind=Kind.CLARIFY, lang=lang, parts=(Words("conversation.which_tree"),), choices=choices,
                  facet=said.facet, tree=trees[0].slug)
    return reply, Pending(choices, (), said.text, said.facet)


def pages_behind(tree: DecisionTree, node: Node) -> list[str]:
    """The articles that the choices of a node lead to within its tree, the nearest first."""
    found: list[str] = []
    nodes, seen = [node], {node.id}
    for each in nodes:
        for choice in each.choices:
            if choice.target.kind is TargetKind.ARTICLE:
                found.append(choice.target.name)
            following = tree.find_node(choice.target.name) if choice.target.kind is TargetKind.NODE else None
            if following is not None and following.id not in seen:
                seen.add(following.id)
                nodes.append(following)
    return list(dict.fromkeys(found))


def _best_aspect(
    knowledge: KnowledgeBase, articles: Sequence[Article], lang: str,
) -> tuple[str, list[tuple[str, list[str]]]] | None:
    """The aspect whose answer tells most, by the entropy of the candidates over its values; None when no aspect
    splits them. Every candidate must declare a listed value, so that no answer can lose the page that is meant."""
    known = knowledge.words(lang, "terms").get("aspects", {})
    best: tuple[float, str, list[tuple[str, list[str]]]] | None = None
    for name, aspect in known.items() if isinstance(known, dict) else ():
        if not all(aspect["values"].keys() & _values_of(article, name) for article in articles):
            continue
        named: dict[str, list[str]] = {}
        for value, label in aspect["values"].items():
            slugs = [article.slug for article in articles if value in _values_of(article, name)]
            named.setdefault(label, []).extend(slug for slug in slugs if slug not in named.get(label, ()))
        groups = [(label, slugs) for label, slugs in named.items() if slugs]
        if not MIN_PARTS <= len(groups) <= MAX_CHOICES or any(len(slugs) == len(articles) for _, slugs in groups):
            continue
        total = sum(len(slugs) for _, slugs in groups)
        entropy = -sum(len(slugs) / total * math.log2(len(slugs) / total) for _, slugs in groups)
        if best is None or entropy > best[0]:
            best = (entropy, name, groups)
    return (best[1], best[2]) if best is not None else None


def _values_of(article: Article, aspect: str) -> tuple[str, ...]:
    """What a page declares of an aspect; its topic is declared by its folder."""
    return (article.topic,) if aspect == TOPIC else article.aspects.get(aspect, ())


def is_ordinal(said: Understanding) -> bool:
    """Whether an input is nothing but the number or letter of a choice."""
    return ORDINAL.match(fold_for_cues(said.text).strip()) is not None


def find_suggestion(session: Session, text: str) -> Choice | None:
    """The question that the last reply suggested under the number which is the whole text; None while a question of
    ours waits for its answer, and where there is no such number."""
    number = text.strip()
    if session.pending is not None or not session.last or not number.isdecimal():
        return None
    suggested = session.last[-1].next
    return suggested[int(number) - 1] if 1 <= int(number) <= len(suggested) else None


def find_choice(pending: Pending, said: Understanding) -> Choice | None:
    """The choice that an answer means: by number, letter, code or words; None when it is no answer to the question."""
    folded = fold_for_cues(said.text).strip()
    if match := ORDINAL.match(folded):
        at = LETTERS.index(match[1]) if match[1] in LETTERS else int(match[1]) - 1
        if 0 <= at < len(pending.choices):
            return pending.choices[at]
    if said.codes.readings:
        codes = {str(reading.code) for reading in said.codes.readings}
        named = [choice for choice in pending.choices if choice.input in codes]
        if len(named) == 1:
            return named[0]
    folded = re.sub(r"(です|だと思います|でした|みたい(です)?)\W*\Z", "", folded).strip(" 。.")
    if len(folded) < MIN_PARTS:
        return None
    labels = [(choice, fold_for_cues(choice.label)) for choice in pending.choices]
    exact = [choice for choice, label in labels if label == folded]
    within = [choice for choice, label in labels if folded in label or label in folded]
    found = exact or within
    return found[0] if len(found) == 1 else _most_alike(pending, folded) if not found else None


def _most_alike(pending: Pending, folded: str) -> Choice | None:
    """The choice that shares most words with an answer, when it alone does."""
    asked = set(tokens_of(folded))
    if not asked or len(asked) > MAX_ANSWER:
        return None
    shares = sorted(((len(asked & set(tokens_of(choice.label))) / len(asked), -at)
                     for at, choice in enumerate(pending.choices)), reverse=True)
    if shares[0][0] < SAME or (len(shares) > 1 and shares[1][0] == shares[0][0]):
        return None
    return pending.choices[-shares[0][1]]
