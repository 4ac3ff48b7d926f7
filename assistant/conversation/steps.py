"""The steps of a turn: which meaning an input has within the session, tried one after the other.

Owns their order and what each takes for its own. What they share is `turn`, what words alone come to `word_steps`.
"""

from __future__ import annotations

import msgspec

from assistant.conversation import answering, passages
from assistant.conversation.clarifying import (
    ask_reading,
    find_choice,
    find_suggestion,
    is_ordinal,
)
from assistant.conversation.thresholds import (
    ALL_OF_IT,
    ANOTHER_HEX,
    ANOTHER_NUMBER,
    ASKS_WHETHER,
    CLOSE,
    ENDING,
    FEW_TOKENS,
    HEX_FAMILIES,
    LIKELY,
    MAX_QUESTIONS,
    MIN_COMPARED,
    OF_THIS_PAGE,
    QUESTION_SURE,
    WHETHER_CAUSE,
    WORTH_ANSWERING,
    WORTH_ASKING,
    WORTH_OFFERING,
)
from assistant.conversation.turn import Found
from assistant.conversation.understanding import understand, without
from assistant.conversation.values import (
    Choice,
    Facet,
    Kind,
    Pending,
    Reply,
    Session,
)
from assistant.conversation.word_steps import WordSteps
from kb.codes.code import BadCodeError, Code, parse_code
from kb.codes.decode import bare_forms


class Steps(WordSteps):
    """The meanings of an input, in the order in which they are tried: each step answers or leaves it to the next."""

    def run(self) -> tuple[Session, tuple[Reply, ...]]:
        self.take_suggestion()
        for step in (self.refused, self.chosen, self.command, self.smalltalk, self.conflict, self.comparison,
                     self.one_of_two, self.sibling, self.not_helped, self.codes, self.reverse, self.follow_up,
                     self.search):
            reply = step()
            if reply is not None:
                return self.session, (reply,)
        reply = self.not_covered()
        return self.session, (reply,)

    def take_suggestion(self) -> None:
        """A number alone takes the question of that number which the last answer suggested."""
        choice = find_suggestion(self.session, self.said.text)
        if choice is not None:
            self.said = understand(choice.input, self.cues, self.knowledge.registry, self.lang)

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
            return self.of_pending(pending) if choice is None else None
        self.update(pending=None)
        article = self.knowledge.find_article(choice.input.removeprefix("article:"), self.lang)
        if article is not None and choice.input.startswith("article:"):
            return self.answer(Found(article, article.codes[0] if article.codes else None),
                               self.said.facet or pending.facet or Facet.CAUSE)
        if choice.input.startswith("tree:"):
            return self.on_tree(choice.input.removeprefix("tree:"))
        self.said = understand(choice.input, self.cues, self.knowledge.registry, self.lang)
        return self.codes() or self.search(candidates=pending.candidates)

    def of_pending(self, pending: Pending) -> Reply | None:
        """A question about what was to be chosen from, asked without choosing: the likeliest page answers it."""
        if self.said.facet is None or self.said.codes.readings or self.said.command or self.mentions().outside:
            return None
        likely = [found for found in map(self.found_of, pending.choices) if found is not None]
        candidates = {found.article.slug: found for found in reversed(likely)}
        hits = self.hits(self.said.text)
        if not likely or (hits and hits[0].slug not in candidates and hits[0].score >= WORTH_ANSWERING):
            return None
        return self.answer(next((candidates[hit.slug] for hit in hits if hit.slug in candidates), likely[0]),
                           self.said.facet)

    def found_of(self, choice: Choice) -> Found | None:
        """The article that a choice names, or that answers its code."""
        article = self.knowledge.find_article(choice.input.removeprefix("article:"), self.lang)
        if article is not None:
            return Found(article, next(iter(article.codes), None))
        try:
            return self.find_code(parse_code(choice.input))
        except BadCodeError:
            return None

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
        if not self.said.smalltalk or self.mentions().outside:
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
        if self.said.codes.readings or isinstance(topic.value, str):
            return None
        # Families that are written in hexadecimal are gone on with in it: "and 3B?" after 0x139.
        number = ANOTHER_NUMBER.search(self.said.folded)
        digits = ANOTHER_HEX.search(self.said.folded) if topic.family in HEX_FAMILIES else None
        values = [int(digits[1], 16)] if digits else []
        values += [int(number[1])] if number else []
        for sibling in (self.find_code(Code(topic.family, value)) for value in values):
            if sibling is not None:
                return self.answer(sibling, facet)
        return None

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
        found = self.find(best)
        if (refusal := self.refused_number(identification.readings)) is not None:
            return refusal
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
        share = passages.share_of(article, said.rest)
        knows = share >= OF_THIS_PAGE
        elsewhere = self.is_elsewhere_meant() and said.asked != "reply" and share < ALL_OF_IT
        if elsewhere or (not knows and self.missing(said.rest) and said.facet is None):
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
