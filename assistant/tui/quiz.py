"""Quiz: a question made of a page, for training. Right and wrong answers are all from the content.

Owns how questions are made. Chance comes from outside, so a quiz can be repeated.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from assistant.tui.findings import strip_name
from kb.codes.code import format_value

if TYPE_CHECKING:
    from random import Random

    from kb.codes.code import Code
    from kb.knowledge import KnowledgeBase
    from kb.pages.article import Article

CHOICES = 4


class Asked(StrEnum):
    """What is shown: a code, whose meaning is asked; a symptom, whose code is asked."""

    CODE = "code"
    SYMPTOM = "symptom"


class Riddle(NamedTuple):
    """A question in ids, so that it can be said in either language: the page it is about, what is shown, and the
    pages whose titles or codes are the choices, the right one among them. `pick` chooses among several symptoms."""

    asked: Asked
    slug: str
    choices: tuple[str, ...]
    pick: float

    @property
    def right(self) -> int:
        """The place of the right choice."""
        return self.choices.index(self.slug)


def make_riddle(knowledge: KnowledgeBase, chance: Random, before: tuple[str, ...] = ()) -> Riddle | None:
    """A question about a page that was not asked before; None when the content is too small for one."""
    slugs = [slug for slug in knowledge.all_slugs() if _is_usable(knowledge, slug)]
    fresh = [slug for slug in slugs if slug not in before] or slugs
    if len(slugs) < CHOICES:
        return None
    slug = chance.choice(fresh)
    article = knowledge.get_article(slug, "ja")
    others = [each for each in slugs if each != slug and not _shares_code(knowledge, article, each)]
    # Choices from the same topic are the ones that are worth telling apart.
    near = [each for each in others if knowledge.get_article(each, "ja").topic == article.topic]
    wrong = chance.sample(near if len(near) >= CHOICES - 1 else others, CHOICES - 1)
    choices = [slug, *wrong]
    chance.shuffle(choices)
    return Riddle(chance.choice(list(Asked)), slug, tuple(choices), chance.random())


def say_riddle(knowledge: KnowledgeBase, riddle: Riddle, locale: str) -> tuple[str, list[str]]:
    """What is shown, and the choices, in a language."""
    articles = [knowledge.get_article(slug, locale) for slug in riddle.choices]
    article = knowledge.get_article(riddle.slug, locale)
    if riddle.asked is Asked.CODE:
        return _name(knowledge, article.codes[0]), [strip_name(each.title) for each in articles]
    symptom = article.symptoms[int(riddle.pick * len(article.symptoms))]
    return symptom, [_name(knowledge, each.codes[0]) for each in articles]


def _is_usable(knowledge: KnowledgeBase, slug: str) -> bool:
    article = knowledge.get_article(slug, "ja")
    other = knowledge.get_article(slug, "en")
    return bool(article.codes and article.symptoms and other.symptoms)


def _shares_code(knowledge: KnowledgeBase, article: Article, slug: str) -> bool:
    return bool(set(article.codes) & set(knowledge.get_article(slug, "ja").codes))


def _name(knowledge: KnowledgeBase, code: Code) -> str:
    facts = knowledge.find_code(code)
    return "  ".join([format_value(code), *(facts.symbols[:1] if facts is not None else ())])
