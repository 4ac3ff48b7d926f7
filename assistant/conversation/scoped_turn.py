"""A turn that knows its scope: what of others the words name, and whether they are refused for it.

Owns what is asked of `scope` and `outside` within a session. What a turn shares besides is `turn`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.conversation.outside import Kind
from assistant.conversation.scope import Mentions, Signs, distinct, find_mentions, weigh
from assistant.conversation.thresholds import (
    HTTP_ERRORS,
    LONE_NUMBER,
    PLAIN_NUMBERS,
    SHOWN_NEAREST,
    TELLING,
    TELLING_OF_MACHINES,
    WORTH_ANSWERING,
)
from assistant.conversation.turn import Turn
from assistant.conversation.understanding import fold_for_cues
from kb.index.search import SURE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.conversation.outside import Mention
    from assistant.conversation.values import Reply
    from kb.codes.identification import Reading


class ScopedTurn(Turn):
    """A turn with the question whether its words belong to the field."""

    def mentions(self) -> Mentions:
        """What of others the words name, but for what a page that they find has in its title or aliases."""
        found = find_mentions(self.outside, self.cues, self.said.folded)
        if not found.outside and not found.equipment:
            return found
        pages = [self.knowledge.get_article(hit.slug, self.lang)
                 for hit in self.hits(self.said.text)[:SHOWN_NEAREST] if hit.slug]
        names = [fold_for_cues(name) for page in pages for name in (page.title, *page.aliases)]

        def others(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
            return tuple(each for each in mentions if not any(each.word in name for name in names))

        return found._replace(outside=others(found.outside), equipment=others(found.equipment))

    def refused_number(self, readings: Sequence[Reading]) -> Reply | None:
        """A refusal of a number that is no Windows code for what the words name; None when it may be one."""
        best, plain = readings[0], readings[0].spelling in PLAIN_NUMBERS
        found = self.find(best)
        if self.is_of_another_thing(best, answered=found is not None or any(map(self.find, readings))):
            return self.refuse("other_product")
        if not plain or found is not None:
            return None
        if self.mentions().outside or self.mentions().equipment:
            return self.not_covered()
        if best.code.value in HTTP_ERRORS and self.cues.find("web", self.said.folded):
            return self.refuse("foreign", text=str(best.code.value))
        return None

    def is_of_another_thing(self, reading: Reading, *, answered: bool) -> bool:
        """Whether a number is rather one of another maker's product or of a machine that the words name: one that no
        page answers, or a small one in plain digits without a term of the field. Machines may hang on a PC, whose
        Device Manager has numbers for them."""
        mentions = self.mentions()
        kinds = {each.kind for each in (*mentions.outside, *mentions.equipment)} - {Kind.MATTER}
        if not kinds or not answered:
            return bool(kinds)
        value = reading.code.value
        terms, _ = self.knowledge.terms_in(self.said.text)
        if terms or reading.spelling not in PLAIN_NUMBERS or isinstance(value, str):
            return False
        if Kind.PRODUCT in kinds:
            return abs(value) < TELLING
        return abs(value) < TELLING_OF_MACHINES and reading.code.family != "devmgr"

    def is_elsewhere_meant(self) -> bool:
        """Whether the words name something of others and fit no page surely."""
        return bool(self.mentions().outside) and not self.is_sure_of(self.said.text)

    def signs(self) -> Signs:
        """What in the words speaks for and against their belonging to the field."""
        mentions, result = self.mentions(), self.searched(self.said.text)
        found = [hit for hit in (*result.hits, *result.nearest) if hit.slug]
        terms, general = self.knowledge.terms_in(self.said.text)
        return Signs(
            terms=len(terms), general_terms=len(general), score=found[0].score if found else 0.0,
            evidence=max((hit.evidence for hit in found), default=0.0),
            trouble=bool(self.cues.find("goes_wrong", self.said.folded)), outside=distinct(mentions.outside),
            equipment=distinct(mentions.equipment), programs=distinct(mentions.programs),
            circumstances=distinct(mentions.circumstances), foils=distinct(mentions.foils))

    def fits_as_it_is(self, signs: Signs) -> bool:
        """Whether the words need no weighing: all of them are a tree's, or a message or a page that fits has them."""
        trees = self.knowledge.search_trees(self.said.text, limit=1)
        if trees and trees[0].holds_all:
            return True
        result = self.searched(self.said.text)
        if not result.hits or result.hits[0].score < WORTH_ANSWERING:
            return False
        best = result.hits[0]
        if best.field == "messages" and best.score >= SURE:
            return True  # The message that is on the screen says more than what it came up in.
        return (not result.missing and not signs.outside and not signs.equipment and not signs.programs
                and bool(signs.terms or signs.trouble or best.score >= SURE))

    def refused_as_outside(self) -> Reply | None:
        """A refusal of words that do not belong to the field; None when they do."""
        signs = self.signs()
        if self.fits_as_it_is(signs) or weigh(signs) >= 0:
            return None
        mentions = self.mentions()
        named = mentions.equipment or any(each.kind is not Kind.MATTER for each in mentions.outside)
        return self.near_miss() or (self.refuse("other_product") if named else self.not_covered())

    def near_miss(self) -> Reply | None:
        """A number that no list has is said to be one."""
        number = LONE_NUMBER.search(self.said.rest)
        return self.refuse("unknown_code", text=number[0]) if number and not self.mentions().outside else None
