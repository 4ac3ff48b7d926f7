"""The steps of a turn: which meaning an input has within the session, tried one after the other.

Owns their order and what each takes for its own. What they share is `turn`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from assistant.conversation import answering, passages
from assistant.conversation.clarifying import (
    ask_article,
    ask_near,
    ask_reading,
    ask_tree,
    ask_which_tree,
    find_choice,
    is_ordinal,
    pages_behind,
)
from assistant.conversation.understanding import understand, without
from assistant.conversation.values import (
    Cite,
    Facet,
    Heading,
    Kind,
    Passage,
    Reply,
    Session,
    Words,
)
from kb.codes.code import Code
from kb.codes.decode import bare_forms
from kb.index.find import leading_trees
from kb.index.search import CLEAR_LEAD, POSSIBLE, SURE
from kb.pages.tree import Outcome

if TYPE_CHECKING:
    from kb.index.search import Hit

from assistant.conversation.thresholds import (
    ANOTHER_NUMBER,
    ASKS_WHETHER,
    CLOSE,
    CLOSE_PAGES,
    CLOSE_TREES,
    ENDING,
    FAR_BEHIND,
    FEW_PAGES,
    FEW_TOKENS,
    LIKELY,
    LONE_NUMBER,
    MAX_CANDIDATES,
    MAX_QUESTIONS,
    MIN_COMPARED,
    NEARLY_CERTAIN,
    OF_THIS_PAGE,
    PLAIN_NUMBERS,
    QUESTION_SURE,
    SHOWN_CANDIDATES,
    TREE_BEHIND,
    TREE_FAR_BEHIND,
    WHETHER_CAUSE,
    WORTH_A_LOOK,
    WORTH_ANSWERING,
    WORTH_ASKING,
    WORTH_OFFERING,
)
from assistant.conversation.turn import Found, Turn


class Steps(Turn):
    """The meanings of an input, in the order in which they are tried: each step answers or leaves it to the next."""

    def run(self) -> tuple[Session, tuple[Reply, ...]]:
        for step in (self.refused, self.chosen, self.command, self.smalltalk, self.conflict, self.comparison,
                     self.one_of_two, self.sibling, self.not_helped, self.codes, self.reverse, self.follow_up,
                     self.search):
            reply = step()
            if reply is not None:
                return self.session, (reply,)
        reply = self.not_covered()
        return self.session, (reply,)

    def refused(self) -> Reply | None:
        """What a helpdesk must not serve."""
        return self.refuse(self.said.refusal) if self.said.refusal else None

    def chosen(self) -> Reply | None:
        """The answer to a clarifying question: a number, a letter, or words of one choice."""
        pending = self.session.pending
        if pending is None:
            return None
        choice = find_choice(pending, self.said)
        if choice is None and self.asks_nothing_new and self.session.last[-1:]:
            self.update(pending=msgspec.structs.replace(pending, facet=self.said.facet))
            return msgspec.structs.replace(self.session.last[-1], facet=self.said.facet)
        if choice is None or (choice.input.startswith("tree:") and not is_ordinal(self.said)
                              and any(map(self.find, self.said.codes.readings))):
            self.update(pending=None)
            return None
        self.update(pending=None)
        article = self.knowledge.find_article(choice.input.removeprefix("article:"), self.lang)
        if article is not None and choice.input.startswith("article:"):
            return self.answer(Found(article, article.codes[0] if article.codes else None),
                               self.said.facet or pending.facet or Facet.CAUSE)
        if choice.input.startswith("tree:"):
            return self.on_tree(choice.input.removeprefix("tree:"))
        self.said = understand(choice.input, self.cues, self.knowledge.registry, self.lang)
        return self.codes() or self.search(candidates=pending.candidates)

    def command(self) -> Reply | None:
        """Commands to the conversation itself."""
        match self.said.command:
            case "":
                return None
            case "restart":
                self.session = Session(lang=self.lang, fixed_lang=self.session.fixed_lang, turns=self.session.turns)
                return self.plain("conversation.restarted")
            case "help":
                return self.plain("conversation.help")
            case "english" | "japanese" as name:
                self.lang = "en" if name == "english" else "ja"
                self.update(lang=self.lang, fixed_lang=True)
                return self.again() or self.plain("conversation.language_set")
            case "again":
                return self.again()
            case "back":
                return self.back()
            case "more":
                return self.more()
            case "shorter":
                return self.shorter()
            case "reply":
                return self.on_topic(Facet.ESCALATE, asked="reply")
            case "note":
                return self.ticket()
            case "walk":
                return self.pointer("walk")
        return None

    def smalltalk(self) -> Reply | None:
        """Greetings, thanks, goodbyes."""
        if not self.said.smalltalk or self.cues.find("off_topic", self.said.folded):
            return None
        return self.plain(f"conversation.{self.said.smalltalk}")

    def conflict(self) -> Reply | None:
        """A value and a symbol that disagree: both true entries, and the question which one the screen shows."""
        conflict = self.said.codes.conflict
        if conflict is None:
            return None
        codes = [code for code in (conflict.value_code, conflict.symbol_code) if code is not None]
        return self.ask(ask_reading(self.knowledge, codes, self.lang, self.said.facet, conflict=conflict))

    def comparison(self) -> Reply | None:
        """Two codes told apart, or one code and the current topic."""
        found = self.all_found()
        bare = len(found) == MIN_COMPARED and self.said.facet is None and not passages.tokens_of(self.said.rest)
        if self.said.asked != "compare" and not bare:
            return None
        if len(found) == 1 and self.session.topic.article and found[0].article.slug != self.session.topic.article:
            current = self.knowledge.find_article(self.session.topic.article, self.lang)
            if current is not None:
                found.insert(0, Found(current, None))
        if len(found) < 2:
            return None
        self.visit(found[0], Facet.MEANING)
        return answering.answer_comparison(self.knowledge, found[0].article, found[1].article, self.lang)

    def one_of_two(self) -> Reply | None:
        """"The second one", "10 のほう": one of the codes that the last reply named."""
        last = self.session.last[-1] if self.session.last else None
        if last is None or len(last.codes) < MIN_COMPARED or last.kind is not Kind.ANSWER:
            return None
        articles = dict.fromkeys(slug for code in last.codes for slug in self.knowledge.slugs_of(code)[:1])
        at = {"first": 0, "second": 1}.get(self.said.ordinal)
        if at is None or at >= len(articles) or self.said.codes.readings:
            return None
        article = self.knowledge.get_article(list(articles)[at], self.lang)
        code = next((code for code in last.codes if code in article.codes), None)
        return self.answer(Found(article, code), self.said.facet or self.session.topic.facet)

    def sibling(self) -> Reply | None:
        """Another number after a code: "and 10?", "the one ending in 0109", "末尾が EFD のほう"."""
        topic = self.session.topic.code
        if topic is None:
            return None
        facet = self.said.facet or self.session.topic.facet
        if ending := ENDING.search(self.said.folded):
            found = [each for each in map(self.find_code, self.ending_in(ending[1])) if each is not None]
            slugs = {each.article.slug for each in found}
            return self.answer(found[0], facet) if len(slugs) == 1 else None
        number = ANOTHER_NUMBER.search(self.said.folded)
        if number is None or self.said.codes.readings or isinstance(topic.value, str):
            return None
        sibling = self.find_code(Code(topic.family, int(number[1])))
        return self.answer(sibling, facet) if sibling is not None else None

    def not_helped(self) -> Reply | None:
        """What was tried did not help: the causes of the same page."""
        article = self.knowledge.find_article(self.session.topic.article, self.lang)
        if article is None or self.said.codes.readings or not self.cues.find("not_helped", self.said.folded):
            return None
        return self.answer(Found(article, self.session.topic.code), self.said.facet or Facet.CAUSE)

    def codes(self) -> Reply | None:
        """Codes in the text: an answer, a question which one is meant, or that it does not exist."""
        identification = self.said.codes
        if not identification.readings:
            return self.not_a_code()
        best = identification.readings[0]
        if best.spelling in PLAIN_NUMBERS and self.cues.find("other_products", self.said.folded):
            return self.refuse("other_product")  # A bare number of another maker's product is no Windows code.
        found = self.find(best)
        rivals = [each for each in identification.readings[1:]
                  if (best.score - each.score < CLOSE or (found is None and each.score >= LIKELY and self.find(each)))
                  and not bare_forms(best.code) & bare_forms(each.code) and each.span == best.span]
        if rivals and best.spelling == "hex" and found is None:
            # A short hexadecimal number of which only one reading has an article is what is met.
            answered = [each for each in rivals if self.find(each) is not None]
            if len(answered) == 1:
                best, rivals, found = answered[0], [], self.find(answered[0])
        if (same := self.of_topic(identification.readings)) is not None:
            best, rivals, found = same, [], self.find(same)
        if rivals and (same := self.of_same_family((best, *rivals))) is not None:
            best, rivals, found = same, [], self.find(same)
        if rivals and self.session.asked < MAX_QUESTIONS:
            others = [self.find(each) for each in rivals]
            if not any(other is not None and found is not None and other.article.slug == found.article.slug
                       for other in others):
                return self.ask(ask_reading(
                    self.knowledge, [best.code, *(each.code for each in rivals)], self.lang, self.said.facet))
        if found is None:
            return self.on_code(best.code, self.facet_of_code())
        if self.said.is_yes_no and self.said.facet in ASKS_WHETHER and self.said.rest:
            question = passages.find_question(found.article, self.said.rest)
            if question is not None and question.score >= QUESTION_SURE:
                return self.on_question(found, question, Facet.CAUSE)
            cause = passages.find_cause(found.article, self.said.rest, WHETHER_CAUSE)
            if cause is not None:
                return self.on_cause(found, cause, Facet.CAUSE)
        if self.said.facet is None and self.said.rest:
            question = passages.find_question(found.article, self.said.rest)
            if question is not None and question.score >= QUESTION_SURE:
                return self.on_question(found, question)
        return self.answer(found, self.facet_of_code())

    def reverse(self) -> Reply | None:
        """"Which error is it when …": the article that fits best, with its code."""
        if not self.said.is_reverse:
            return None
        text = without(self.said.folded, self.cues.find("reverse", self.said.folded))
        hits = [hit for hit in self.hits(text) if hit.codes]
        if not hits or (hits[0].score < WORTH_ASKING and hits[0].evidence < WORTH_OFFERING):
            return None
        if not hits[0].slug:
            return self.on_code(hits[0].codes[0], Facet.MEANING)
        article = self.knowledge.get_article(hits[0].slug, self.lang)
        return self.answer(Found(article, article.codes[0]), Facet.MEANING)

    def follow_up(self) -> Reply | None:
        """A question without a subject of its own belongs to the topic."""
        article = self.knowledge.find_article(self.session.topic.article, self.lang)
        said = self.said
        rest = passages.tokens_of(said.rest)
        if article is None:
            code = self.session.topic.code
            alone = code is not None and (said.facet is not None or said.refers) and not self.is_elsewhere(None)
            return self.on_code(code, said.facet) if alone and code is not None else None
        found = Found(article, self.session.topic.code)
        match = passages.find_question(article, said.rest) if rest else None
        cause = passages.find_cause(article, said.rest) if rest else None
        if said.is_yes_no and cause is not None and said.facet in ASKS_WHETHER:
            return self.on_cause(found, cause, Facet.CAUSE)
        if match is not None and match.score >= QUESTION_SURE:
            return self.on_question(found, match)
        if rest and self.is_elsewhere(article):
            return None
        if match is not None and said.facet is None:
            return self.on_question(found, match)
        knows = passages.share_of(article, said.rest) >= OF_THIS_PAGE
        if self.is_off_topic or (not knows and self.missing(said.rest) and said.facet is None):
            return None  # It speaks of something that no page knows.
        if said.facet is not None:
            return self.answer(found, said.facet)
        if cause is not None:
            return self.on_cause(found, cause, self.session.topic.facet)
        if self.is_detail:
            return self.answer(found, self.session.topic.facet or Facet.CAUSE)
        if said.is_yes_no and rest:
            return self.answer(found, Facet.CAUSE)
        if said.refers or not rest or knows or (
                len(rest) <= FEW_TOKENS[self.lang] and not self.missing(said.rest) and not self.hits(said.text)):
            return self.answer(found, self.session.topic.facet or Facet.MEANING)
        return None

    def search(self, candidates: tuple[str, ...] = ()) -> Reply | None:
        """Words: the page that is meant, a question between several, or nothing."""
        if self.asks_nothing_new:
            return Reply(kind=Kind.CLARIFY, lang=self.lang, parts=(Words("conversation.needs_subject"),),
                         facet=self.said.facet)
        if not candidates and self.is_other_product:
            return self.refuse("other_product")
        if not candidates and self.is_off_topic:
            return self.not_covered()
        hits = [hit for hit in self.hits(self.said.text) if not candidates or hit.slug in candidates]
        hits = [hit for hit in hits if hit.score >= POSSIBLE]
        if not candidates and (reply := self.tree_of(hits)):
            return reply
        if not candidates and (not hits or hits[0].score < WORTH_ANSWERING):
            return self.near_miss() or self.faint()
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
        """A long sentence says much that no page has. When enough of it stands together on a page, that page and its
        neighbours are offered; they are not answers."""
        result = self.searched(self.said.text)
        found = [hit for hit in (*result.hits, *result.nearest) if hit.slug]
        is_near = any(hit.evidence >= WORTH_OFFERING or (hit.score >= WORTH_ASKING and hit.evidence >= WORTH_A_LOOK)
                      for hit in found)
        is_trouble = self.cues.find("goes_wrong", self.said.folded) and self.knowledge.terms_in(self.said.text)
        if not found or not (is_near or is_trouble):
            return None
        trees = [hit.slug for hit in self.knowledge.search_trees(self.said.text, limit=MIN_COMPARED)]
        shown = (self.knowledge.find_tree(slug, self.lang) for slug in trees)
        articles = [self.knowledge.get_article(hit.slug, self.lang) for hit in found[:SHOWN_CANDIDATES]]
        return self.ask(ask_near(self.lang, self.said, [tree for tree in shown if tree is not None], articles))

    def near_miss(self) -> Reply | None:
        """Nothing fits: a number that no list has is said to be one."""
        number = LONE_NUMBER.search(self.said.rest)
        return self.refuse("unknown_code", text=number[0]) if number else None
