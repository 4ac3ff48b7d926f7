"""The engine: understand, find, answer from the knowledge base, cite it, offer what comes next.

Owns the order in which meanings of an input are tried within a session. It is a function: no clock, no screen, no
file, and the same session and inputs give the same replies.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from assistant.conversation import answering, passages
from assistant.conversation.clarifying import ask_article, ask_reading, ask_tree, find_choice, pages_behind
from assistant.conversation.cues import Cues, load_cues
from assistant.conversation.understanding import Understanding, understand, without
from assistant.conversation.values import (
    Choice,
    Cite,
    Facet,
    Heading,
    Kind,
    Passage,
    Pending,
    Reply,
    Session,
    Topic,
    Words,
)
from kb.codes.decode import bare_forms
from kb.index.search import CLEAR_LEAD, POSSIBLE, SURE
from kb.pages.article import Cause, Question
from kb.pages.tree import Outcome

if TYPE_CHECKING:
    from kb.codes.code import Code
    from kb.codes.identification import Reading
    from kb.index.search import Hit, SearchResult
    from kb.knowledge import KnowledgeBase
    from kb.pages.article import Article

CLOSE = 0.04
"""Readings whose scores differ by less than this are asked about."""
MAX_QUESTIONS = 2
"""After this many clarifying questions in a row the candidates are shown."""
MAX_HISTORY = 50
SHOWN_CANDIDATES = 5


class Engine:
    """A conversation over one knowledge base. It holds nothing of a session."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._cues: Cues = load_cues(knowledge)

    def respond(self, session: Session, text: str) -> tuple[Session, tuple[Reply, ...]]:
        """The session after an input, and the replies to it, at least one."""
        said = understand(text, self._cues, self._knowledge.registry, session.lang)
        is_code_free = not said.codes.readings and all(each.kind == "count" for each in said.codes.foreign)
        if is_code_free and (number := BARE_NUMBER.search(said.folded)):
            named = understand(f"error {number[0]}", self._cues, self._knowledge.registry, session.lang).codes
            if any(self._knowledge.slugs_of(reading.code) for reading in named.readings):
                # A number that a page answers is a code even where no word says so.
                said = said._replace(codes=named, rest=said.rest.replace(number[0], " ").strip())
        lang = session.lang if session.fixed_lang else said.lang
        session = msgspec.structs.replace(session, lang=lang, turns=session.turns + 1)
        turn = _Turn(self._knowledge, self._cues, session, said, lang)
        session, replies = turn.run()
        return msgspec.structs.replace(session, last=replies), replies


class _Found(NamedTuple):
    """What the input is about: an article, and the code that led there."""

    article: Article
    code: Code | None


class _Turn:
    """One turn: the steps are methods that either answer or leave it to the next."""

    def __init__(
        self, knowledge: KnowledgeBase, cues: Cues, session: Session, said: Understanding, lang: str,
    ) -> None:
        self.knowledge, self.cues, self.session, self.said, self.lang = knowledge, cues, session, said, lang
        self._searched: dict[str, SearchResult] = {}

    def run(self) -> tuple[Session, tuple[Reply, ...]]:
        for step in (self.refused, self.chosen, self.command, self.smalltalk, self.conflict, self.comparison,
                     self.codes, self.reverse, self.follow_up, self.search):
            reply = step()
            if reply is not None:
                return self.session, (reply,)
        return self.session, (self.not_covered(),)

    # Steps, in order.

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
        if choice is None or (choice.input.startswith("tree:") and any(map(self.find, self.said.codes.readings))):
            self.update(pending=None)
            return None
        self.update(pending=None)
        article = self.knowledge.find_article(choice.input.removeprefix("article:"), self.lang)
        if article is not None and choice.input.startswith("article:"):
            return self.answer(_Found(article, article.codes[0] if article.codes else None),
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
        return self.plain(f"conversation.{self.said.smalltalk}") if self.said.smalltalk else None

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
                found.insert(0, _Found(current, None))
        if len(found) < 2:
            return None
        self.visit(found[0], Facet.MEANING)
        return answering.answer_comparison(self.knowledge, found[0].article, found[1].article, self.lang)

    def codes(self) -> Reply | None:
        """Codes in the text: an answer, a question which one is meant, or that it does not exist."""
        identification = self.said.codes
        if not identification.readings:
            return self.not_a_code()
        best = identification.readings[0]
        rivals = [each for each in identification.readings[1:]
                  if best.score - each.score < CLOSE and not bare_forms(best.code) & bare_forms(each.code)
                  and each.span == best.span]
        found = self.find(best)
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
        if not hits or hits[0].score < WORTH_ASKING:
            return None
        if not hits[0].slug:
            return self.on_code(hits[0].codes[0], Facet.MEANING)
        article = self.knowledge.get_article(hits[0].slug, self.lang)
        return self.answer(_Found(article, article.codes[0]), Facet.MEANING)

    def follow_up(self) -> Reply | None:
        """A question without a subject of its own belongs to the topic."""
        article = self.knowledge.find_article(self.session.topic.article, self.lang)
        said = self.said
        rest = passages.tokens_of(said.rest)
        if article is None:
            code = self.session.topic.code
            alone = code is not None and (said.facet is not None or said.refers) and not self.is_elsewhere(None)
            return self.on_code(code, said.facet) if alone and code is not None else None
        found = _Found(article, self.session.topic.code)
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
        if passages.share_of(article, said.rest) < OF_THIS_PAGE and not (
                said.facet is not None and (said.refers or not self.missing(said.rest))):
            return None  # It speaks of something that the page does not know.
        if said.facet is not None:
            return self.answer(found, said.facet)
        if cause is not None:
            return self.on_cause(found, cause, self.session.topic.facet)
        if said.refers or not rest:
            return self.answer(found, self.session.topic.facet or Facet.MEANING)
        return None

    def search(self, candidates: tuple[str, ...] = ()) -> Reply | None:
        """Words: the page that is meant, a question between several, or nothing."""
        if self.asks_nothing_new:
            return Reply(kind=Kind.CLARIFY, lang=self.lang, parts=(Words("conversation.needs_subject"),),
                         facet=self.said.facet)
        hits = [hit for hit in self.hits(self.said.text) if not candidates or hit.slug in candidates]
        hits = [hit for hit in hits if hit.score >= POSSIBLE]
        if not candidates and (not hits or hits[0].score < WORTH_ASKING):
            return self.near_miss()
        if not candidates and (reply := self.tree_of(hits)):
            return reply
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
            return self.answer(_Found(article, None), self.said.facet or Facet.CAUSE)
        if len(hits) > 1 and hits[0].field == "messages" != hits[1].field and hits[0].score >= SURE:
            # A message that fits says more than words that are like it.
            article = self.knowledge.get_article(hits[0].slug, self.lang)
            return self.answer(_Found(article, None), self.said.facet or Facet.CAUSE)
        close = sum(hits[0].score - hit.score < CLOSE_PAGES for hit in hits)
        may_ask = self.session.asked < MAX_QUESTIONS and close > FEW_PAGES
        shown = [hit for hit in hits if hit.score >= hits[0].score - FAR_BEHIND]
        articles = [self.knowledge.get_article(hit.slug, self.lang)
                    for hit in shown[:MAX_CANDIDATES if may_ask else SHOWN_CANDIDATES]]
        return self.ask(ask_article(self.knowledge, articles, self.lang, self.said, by_aspect=may_ask))

    def tree_of(self, hits: list[Hit]) -> Reply | None:
        """The first question of the decision tree that the words fit about as well as they fit any page.

        Where several trees fit, the one is taken whose question leads to the others. A page that is clearly meant,
        or a side of it that was asked for, goes before.
        """
        trees = [each for each in self.knowledge.search_trees(self.said.text) if each.score >= TREE_FITS]
        if not trees or self.session.asked >= MAX_QUESTIONS or hits[0].field == "messages":
            return None
        clear = len(hits) == 1 or hits[0].score - hits[1].score >= CLEAR_LEAD
        if hits[0].score - trees[0].score >= (TREE_BEHIND if clear else TREE_FAR_BEHIND):
            return None
        if clear and hits[0].score >= SURE and self.said.facet not in (None, Facet.FIX):
            return None
        if clear and hits[0].score >= NEARLY_CERTAIN and hits[0].score >= trees[0].score:
            return None
        close = [each.slug for each in trees if trees[0].score - each.score < CLEAR_LEAD]
        for slug in close:
            tree = self.knowledge.find_tree(slug, self.lang)
            first = tree.find_node(tree.start) if tree is not None else None
            targets = {choice.target.name for choice in first.choices} if first is not None else set()
            if targets.issuperset(set(close) - {slug}):
                return self.on_tree(slug)
        return self.on_tree(close[0])

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

    def near_miss(self) -> Reply | None:
        """Nothing fits: a number that no list has is said to be one."""
        number = LONE_NUMBER.search(self.said.rest)
        return self.refuse("unknown_code", text=number[0]) if number else None

    # What the steps share.

    @property
    def asks_nothing_new(self) -> bool:
        """Whether there is nothing in the input but what is asked of something."""
        said = self.said
        return said.facet is not None and not said.codes.readings and not passages.tokens_of(said.rest)

    def is_elsewhere(self, article: Article | None) -> bool:
        """Whether the words point at another article than the current one.

        Words that the current page knows keep to it when the input leans on what was said before, or names only what
        it wants to know; otherwise they must fit the other page surely.
        """
        tokens = set(passages.tokens_of(self.said.rest))
        hits = [hit for hit in self.hits(self.said.rest) if hit.slug] if tokens else []
        if not hits or (article is not None and hits[0].slug == article.slug):
            return False
        known = article is not None and passages.share_of(article, self.said.rest) >= OF_THIS_PAGE
        leans = self.said.refers or self.said.facet is not None or len(tokens) <= FEW_TOKENS[self.lang]
        return not (known and leans) and hits[0].score >= (SURE if known else WORTH_ASKING)

    def hits(self, text: str) -> list[Hit]:
        return list(self.searched(text)) if text else []

    def searched(self, text: str) -> SearchResult:
        """What the search finds, asked once in a turn."""
        if text not in self._searched:
            self._searched[text] = self.knowledge.search(text, self.lang)
        return self._searched[text]

    def missing(self, text: str) -> tuple[str, ...]:
        """The words of a text that no page has."""
        return self.searched(text).missing

    def find(self, reading: Reading) -> _Found | None:
        for code in (reading.code, *sorted(bare_forms(reading.code), key=str)):
            for slug in self.knowledge.slugs_of(code):
                article = self.knowledge.find_article(slug, self.lang)
                if article is not None:
                    return _Found(article, code)
        return None

    def all_found(self) -> list[_Found]:
        """The articles of all codes in the text, one for each part of it, each article once."""
        out: list[_Found] = []
        for group in self.said.codes.groups:
            found = next((each for each in map(self.find, group.readings) if each is not None), None)
            if found is not None and all(found.article.slug != each.article.slug for each in out):
                out.append(found)
        return out

    def facet_of_code(self) -> Facet:
        """What is asked of a code: the cue's facet; without one, by how it was put."""
        if self.said.facet is not None:
            return self.said.facet
        if self.said.is_code_alone:
            same_turn = self.session.topic.facet if self.said.refers else None
            return same_turn or Facet.MEANING
        if self.said.refers and self.session.topic.facet is not None:
            return self.session.topic.facet
        return Facet.CAUSE if self.said.is_log else Facet.FIX

    def answer(self, found: _Found, facet: Facet | None) -> Reply:
        facet = facet or Facet.MEANING
        self.visit(found, facet)
        return answering.answer_facet(self.knowledge, found.article, facet, self.lang, code=found.code,
                                      asked=self.said.asked)

    def on_topic(self, facet: Facet, asked: str = "") -> Reply | None:
        article = self.knowledge.find_article(self.session.topic.article, self.lang)
        if article is None:
            return None
        self.visit(_Found(article, self.session.topic.code), facet)
        return answering.answer_facet(self.knowledge, article, facet, self.lang, code=self.session.topic.code,
                                      asked=asked)

    def on_cause(self, found: _Found, match: passages.Match, facet: Facet | None) -> Reply:
        """One cause of the article: how it shows itself, or its check or fix where that was being asked."""
        assert isinstance(match.part, Cause)
        facet = facet if facet in (Facet.CHECK, Facet.FIX) else Facet.CAUSE
        self.visit(found, facet)
        return answering.answer_cause(self.knowledge, found.article, match.part, self.lang, found.code, facet)

    def on_code(self, code: Code, facet: Facet | None) -> Reply:
        """A code without an article: what the registry knows, whatever was asked of it."""
        self.visit(None, facet or Facet.MEANING, code)
        return answering.answer_code(self.knowledge, code, self.lang, facet or Facet.MEANING)

    def on_question(self, found: _Found, match: passages.Match, asked: Facet | None = None) -> Reply:
        assert isinstance(match.part, Question)
        facet = asked or self.said.facet or self.session.topic.facet or Facet.MEANING
        self.visit(found, facet)
        question = match.part
        cite = answering.passage(found.article, "questions", question.answer, question.title)
        return answering.answer_passage(
            self.knowledge, found.article, (Heading(question.title, cite.cite), cite), facet, self.lang,
            found.code)

    def visit(self, found: _Found | None, facet: Facet, code: Code | None = None) -> None:
        """Makes an article the topic, and remembers the one before."""
        topic = Topic(found.article.slug, found.code, facet) if found else Topic("", code, facet)
        visited = self.session.visited
        if self.session.topic.article and self.session.topic != topic:
            visited = (*visited, self.session.topic)[-MAX_HISTORY:]
        self.update(topic=topic, visited=visited, asked=0, pending=None)

    def update(self, **changes: object) -> None:
        self.session = msgspec.structs.replace(self.session, **changes)

    def ask(self, asked: tuple[Reply, Pending]) -> Reply:
        reply, pending = asked
        self.update(pending=pending, asked=self.session.asked + 1)
        return reply

    def again(self) -> Reply | None:
        topic = self.session.topic
        article = self.knowledge.find_article(topic.article, self.lang)
        if article is not None and topic.facet is not None:
            return answering.answer_facet(self.knowledge, article, topic.facet, self.lang, code=topic.code)
        return self.session.last[-1] if self.session.last and self.session.last[-1].lang == self.lang else None

    def back(self) -> Reply | None:
        if not self.session.visited:
            return self.plain("conversation.no_way_back")
        topic = self.session.visited[-1]
        self.update(topic=topic, visited=self.session.visited[:-1], pending=None)
        return self.again()

    def more(self) -> Reply | None:
        last = self.session.last[-1] if self.session.last else None
        if last is None or not last.article:
            return self.plain("conversation.no_more")
        if not last.more:
            return self.plain("conversation.no_more")
        return msgspec.structs.replace(last, parts=last.more, more=())

    def shorter(self) -> Reply | None:
        """The last answer in its shortest form."""
        last = self.session.last[-1] if self.session.last else None
        if last is None or not last.article or last.kind is not Kind.ANSWER:
            return self.on_topic(Facet.MEANING)
        return answering.shorten(last)

    def ticket(self) -> Reply | None:
        """What a ticket wants of the topic; without one, where notes are written."""
        article = self.knowledge.find_article(self.session.topic.article, self.lang)
        if article is None:
            return self.pointer("note")
        code = self.session.topic.code
        self.visit(_Found(article, code), Facet.ESCALATE)
        return answering.answer_passage(self.knowledge, article, answering.ticket_parts(article)[1:], Facet.ESCALATE,
                                        self.lang, code)

    def pointer(self, name: str) -> Reply:
        """What another part of the program does, with the command for the current topic."""
        code = self.session.topic.code
        return self.plain(f"conversation.{name}", code=str(code.value) if code is not None else "CODE")

    def not_a_code(self) -> Reply | None:
        """A well-formed code that does not exist, or a number of another maker: said so when nothing else is asked."""
        found = self.said.codes
        if found.unknown:
            return self.refuse("unknown_code", text=found.unknown[0].text)
        makers = [each for each in found.foreign if each.kind in ("maker", "http")]
        if makers:
            return self.refuse("foreign", text=makers[0].text)
        return None

    def not_covered(self) -> Reply:
        hits = self.hits(self.said.text)[:SHOWN_NEAREST]
        self.update(gaps=(*self.session.gaps, self.said.text)[-MAX_HISTORY:])
        choices = tuple(Choice(hit.title, f"article:{hit.slug}") for hit in hits
                        if hit.slug and hit.score >= POSSIBLE / 2)
        return msgspec.structs.replace(self.refuse("not_covered"), choices=choices)

    def refuse(self, reason: str, **values: str) -> Reply:
        return Reply(kind=Kind.REFUSE, lang=self.lang, reason=reason,
                     parts=(Words(f"conversation.refuse.{reason}", tuple(values.items())),))

    def plain(self, key: str, **values: str) -> Reply:
        return Reply(kind=Kind.ANSWER, lang=self.lang, parts=(Words(key, tuple(values.items())),))


FEW_TOKENS = {"ja": 4, "en": 2}
"""A question of so few words that the page knows stays with it."""
BARE_NUMBER = re.compile(r"(?<![\w.,:/-])(?:\d{3}|1\d{4})(?![\w.,:/-])")
QUESTION_SURE = 0.7
WHETHER_CAUSE = 0.3
"""A yes-or-no question about a code names a cause when the cause holds this share of its words."""
ASKS_WHETHER = (None, Facet.MEANING, Facet.CAUSE)
"""What a yes-or-no question on a cause may sound like besides."""
MIN_COMPARED = 2
TREE_FITS = 0.5
"""From this likeness on a decision tree may ask its first question."""
TREE_BEHIND = 0.22
"""How much better than a tree the one page that is clearly found must fit to be answered with instead."""
TREE_FAR_BEHIND = 0.3
"""The same where several pages fit alike: then a question has to be asked anyway."""
NEARLY_CERTAIN = 0.9
"""A page alone at the top that scores this much is answered with, whatever tree fits."""
FAR_BEHIND = 0.3
"""Pages that score this much less than the best are no candidates."""
CLOSE_PAGES = 0.12
"""Pages within this of the best are close to each other."""
FEW_PAGES = 4
"""So many close pages are named at once; more are told apart by a question."""
MAX_CANDIDATES = 10
LONE_NUMBER = re.compile(r"(?<![\w.])(?:0x[0-9a-f]{4,16}|\d{3,11})(?![\w.])")
WORTH_ASKING = 0.48
"""Words alone must fit a page this well to be asked about; below, the page is only named as the nearest one."""
OF_THIS_PAGE = 0.5
"""The share of an input's words that a page must know for the input to be about it."""
SHOWN_NEAREST = 3
