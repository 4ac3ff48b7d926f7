"""Steps for words alone: the page or tree that is meant, a question between several, or what is near.

Owns how scores become a reply. Which steps come before is `steps`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.conversation.clarifying import (
    ask_article,
    ask_near,
    ask_reading,
    ask_tree,
    ask_which_tree,
    pages_behind,
)
from assistant.conversation.values import (
    Cite,
    Facet,
    Heading,
    Kind,
    Passage,
    Reply,
    Words,
)
from kb.index.find import leading_trees
from kb.index.search import CLEAR_LEAD, POSSIBLE, SURE
from kb.pages.tree import Outcome

if TYPE_CHECKING:
    from kb.index.search import Hit

from assistant.conversation.scoped_turn import ScopedTurn
from assistant.conversation.thresholds import (
    CLOSE_PAGES,
    CLOSE_TREES,
    FAR_BEHIND,
    FEW_PAGES,
    MAX_CANDIDATES,
    MAX_QUESTIONS,
    MIN_COMPARED,
    NEARLY_CERTAIN,
    SHOWN_CANDIDATES,
    TREE_BEHIND,
    TREE_FAR_BEHIND,
    WORTH_ANSWERING,
)
from assistant.conversation.turn import Found


class WordSteps(ScopedTurn):
    """What an input without codes and without a topic comes to."""

    def search(self, candidates: tuple[str, ...] = ()) -> Reply | None:
        """Words: the page that is meant, a question between several, or nothing."""
        if self.asks_nothing_new and not self.mentions().outside:
            return Reply(kind=Kind.CLARIFY, lang=self.lang, parts=(Words("conversation.needs_subject"),),
                         facet=self.said.facet)
        if not candidates and (refusal := self.refused_as_outside()):
            if self.said.facet is not None and not self.mentions().outside:
                return self.on_topic(self.said.facet) or refusal  # Nothing else is meant than what is talked about.
            return refusal
        hits = [hit for hit in self.hits(self.said.text) if not candidates or hit.slug in candidates]
        hits = [hit for hit in hits if hit.score >= POSSIBLE]
        if not candidates and (reply := self.tree_of(hits)):
            return reply
        if not candidates and (not hits or hits[0].score < WORTH_ANSWERING):
            return self.faint()
        if not hits[0].slug and hits[0].score >= SURE and not any(
                hit.slug and hits[0].score - hit.score < CLEAR_LEAD for hit in hits):
            return self.on_code(hits[0].codes[0], self.said.facet)
        hits = [hit for hit in hits if hit.slug] or hits
        if not hits[0].slug:
            return self.ask(ask_reading(self.knowledge, [hit.codes[0] for hit in hits[:SHOWN_CANDIDATES]], self.lang,
                                        self.said.facet))
        lead = hits[0].score - hits[1].score if len(hits) > 1 else 1.0
        if (lead >= CLEAR_LEAD and hits[0].score >= SURE) or len(hits) == 1:
            article = self.knowledge.get_article(hits[0].slug, self.lang)
            return self.answer(Found(article, None), self.said.facet or Facet.CAUSE)
        if len(hits) > 1 and hits[0].field == "messages" != hits[1].field and hits[0].score >= SURE:
            # A message that fits says more than words that are like it.
            article = self.knowledge.get_article(hits[0].slug, self.lang)
            return self.answer(Found(article, None), self.said.facet or Facet.CAUSE)
        close = sum(hits[0].score - hit.score < CLOSE_PAGES for hit in hits)
        may_ask = self.session.asked < MAX_QUESTIONS and close > FEW_PAGES
        shown = [hit for hit in hits if hit.score >= hits[0].score - FAR_BEHIND]
        articles = [self.knowledge.get_article(hit.slug, self.lang)
                    for hit in shown[:MAX_CANDIDATES if may_ask else SHOWN_CANDIDATES]]
        return self.ask(ask_article(self.knowledge, articles, self.lang, self.said, by_aspect=may_ask))

    def tree_of(self, hits: list[Hit]) -> Reply | None:
        """The first question of the decision tree that the words fit about as well as they fit any page.

        Where several trees fit as a whole, they are asked about. A page that is clearly meant, or a side of it that was
        asked for, goes before.
        """
        trees = leading_trees(self.knowledge, self.said.text)
        if not trees or self.session.asked >= MAX_QUESTIONS:
            return None
        if hits and hits[0].field == "messages" and hits[0].score >= trees[0].score:
            return None
        if not hits:
            return self.on_tree(trees[0].slug)
        clear = len(hits) == 1 or hits[0].score - hits[1].score >= CLEAR_LEAD
        if hits[0].score - trees[0].score >= (TREE_BEHIND if clear else TREE_FAR_BEHIND):
            return None
        if clear and hits[0].score >= SURE and self.said.facet not in (None, Facet.FIX):
            return None
        if clear and hits[0].score >= NEARLY_CERTAIN and hits[0].score > trees[0].score:
            return None
        whole = [each for each in trees if each.holds_all and trees[0].score - each.score < CLOSE_TREES]
        if len(whole) > 1:
            # Every word of the text is in several trees ("it does not connect"): what is it about?
            found = (self.knowledge.find_tree(each.slug, self.lang) for each in whole)
            return self.ask(ask_which_tree([tree for tree in found if tree is not None], self.lang, self.said))
        return self.on_tree(trees[0].slug)

    def on_tree(self, name: str) -> Reply | None:
        """A node of a tree: its question; the pages behind it after enough questions; what it says when it ends."""
        slug, _, node_name = name.partition("/")
        tree = self.knowledge.find_tree(slug, self.lang)
        node = tree.find_node(node_name or tree.start) if tree is not None else None
        if tree is None or node is None:
            return None
        found = (self.knowledge.find_article(each, self.lang) for each in pages_behind(tree, node))
        articles = [each for each in found if each is not None]
        if not node.choices:
            cite = Cite(tree.slug, node.id, locale=tree.locale)
            self.update(asked=0)
            parts = (Heading(node.title, cite), Passage(node.blocks, cite))
            return Reply(kind=Kind.ANSWER, lang=self.lang, parts=parts,
                         tree=tree.slug, facet=Facet.ESCALATE if node.outcome is Outcome.ESCALATE else Facet.FIX)
        if self.session.asked >= MAX_QUESTIONS and articles:
            return self.ask(ask_article(self.knowledge, articles[:SHOWN_CANDIDATES], self.lang, self.said,
                                        by_aspect=False))
        return self.ask(ask_tree(tree, node, self.lang, self.said, articles[:SHOWN_CANDIDATES]))

    def faint(self) -> Reply | None:
        """A long sentence says much that no page has: the pages and trees that hold most of it are offered; they are
        not answers."""
        result = self.searched(self.said.text)
        found = [hit for hit in (*result.hits, *result.nearest) if hit.slug]
        names = [hit.slug for hit in self.knowledge.search_trees(self.said.text, limit=MIN_COMPARED)]
        trees = [tree for tree in (self.knowledge.find_tree(name, self.lang) for name in names) if tree is not None]
        if not found and not trees:
            return None
        articles = [self.knowledge.get_article(hit.slug, self.lang) for hit in found[:SHOWN_CANDIDATES]]
        return self.ask(ask_near(self.lang, self.said, trees, articles))
