"""Passages: the question, cause or section of one article that a question in words is about.

Owns the likeness of a short question to a part of a page: the share of the question's tokens that the part has,
tokens that many parts have counting less, as in any inverse document frequency.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from kb.pages.article import Article, Cause, Question
from kb.pages.blocks import plain_blocks
from kb.text.fold import fold_text
from kb.text.tokens import index_tokens, is_hiragana, is_seam

ENOUGH = 0.45
"""The share of a question's weight that a part must hold to be its answer."""

TITLE_WEIGHT = 1.5


_STEM = re.compile("([々〆㐀-䶿一-鿿])[ぁ-ゖ]\\Z")
LEAST_TITLE = 0.34
"""The share of a question's title that must have been asked for it to be the one that is meant."""


class Match(NamedTuple):
    """A part of an article and how well it fits, 0 to 1."""

    part: Question | Cause
    score: float


class _Part(NamedTuple):
    part: Question | Cause
    title: frozenset[str]
    body: frozenset[str]


def tokens_of(text: str) -> list[str]:
    """The tokens of a text that can tell one passage from another: no pairs of hiragana, no seams between words, no
    single characters. A kanji stands for itself whatever its ending (待て, 待つ)."""
    tokens = (_STEM.sub(r"\1", token) for token in index_tokens(fold_text(text))
              if len(token) > 1 and not is_hiragana(token) and not is_seam(token))
    return list(dict.fromkeys(tokens))


_HELD: dict[int, tuple[Article, tuple[_Part, ...]]] = {}
MAX_HELD = 512


def _parts(article: Article) -> tuple[_Part, ...]:
    """The parts of an article with their tokens, remembered for as long as the same value is asked about."""
    held = _HELD.get(id(article))
    if held is None or held[0] is not article:
        if len(_HELD) >= MAX_HELD:
            _HELD.clear()
        held = _HELD[id(article)] = (article, _cut(article))
    return held[1]


def _cut(article: Article) -> tuple[_Part, ...]:
    parts: list[_Part] = []
    for question in article.questions:
        parts.append(_Part(question, frozenset(tokens_of(question.title)),
                           frozenset(tokens_of(plain_blocks(question.answer)))))
    for cause in article.causes:
        parts.append(_Part(cause, frozenset(tokens_of(f"{cause.title} {cause.id.replace('-', ' ')}")),
                           frozenset(tokens_of(plain_blocks(cause.description)))))
    return tuple(parts)


def find_question(article: Article, text: str) -> Match | None:
    """The article's own question that is most like the text, when it is like enough."""
    best = max((match for match in _score(article, text) if isinstance(match.part, Question)),
               key=lambda match: match.score, default=None)
    return best if best is not None and best.score >= ENOUGH else None


def find_cause(article: Article, text: str, enough: float = ENOUGH) -> Match | None:
    """The cause that the text names, when it names one clearly."""
    best = max((match for match in _score(article, text) if isinstance(match.part, Cause)),
               key=lambda match: match.score, default=None)
    return best if best is not None and best.score >= enough else None


def share_of(article: Article, text: str) -> float:
    """The share of a text's tokens that the article has anywhere, 1 for a text without any."""
    asked = set(tokens_of(text))
    if not asked:
        return 1.0
    held = _KNOWN.get(id(article))
    if held is None or held[0] is not article:
        if len(_KNOWN) >= MAX_HELD:
            _KNOWN.clear()
        held = _KNOWN[id(article)] = (article, _known(article))
    return sum(_is_known(token, held[1]) for token in asked) / len(asked)


def _is_known(token: str, text: str) -> bool:
    """Whether a token stands in a folded text, a Latin one at the start of a word."""
    at = text.find(token)
    while at > 0 and token[0].isascii() and text[at - 1].isascii() and text[at - 1].isalnum():
        at = text.find(token, at + 1)
    return at >= 0


_KNOWN: dict[int, tuple[Article, str]] = {}


def _known(article: Article) -> str:
    """All words of an article, folded: looking a few tokens up in it is far cheaper than cutting it into tokens."""
    sections = (article.lead, article.meaning, article.prevention, article.escalation, article.reply,
                *(each.answer for each in article.questions),
                *(blocks for each in article.causes for blocks in (each.description, each.check, each.fix)))
    titles = [*(each.title for each in article.questions), *(each.title for each in article.causes),
              *(each.title for each in article.twins)]
    return fold_text("\n".join([article.title, *article.symptoms, *article.aliases, *titles,
                                *map(plain_blocks, sections)]))


def _score(article: Article, text: str) -> list[Match]:
    asked = frozenset(tokens_of(text))
    parts = _parts(article)
    if not asked or not parts:
        return []
    weights = {
        token: math.log(1 + len(parts) / (1 + sum(token in part.title or token in part.body for part in parts)))
        for token in asked
    }
    total = sum(weights.values()) or 1.0
    out = []
    for part in parts:
        got = sum(
            weight * (1.0 if token in part.title else 1 / TITLE_WEIGHT if token in part.body else 0.0)
            for token, weight in weights.items()
        )
        if isinstance(part.part, Question) and len(part.title & asked) < LEAST_TITLE * len(part.title):
            got *= LEAST_TITLE
        out.append(Match(part.part, got / total))
    return out
