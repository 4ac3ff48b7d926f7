"""Snippets: the part of a page that shows why it was found, with the places that match.

Owns the choice of the part and the highlight. Texts stay as the page has them: making them safe for a screen belongs
to the front ends.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from kb.pages.article import Article
from kb.pages.blocks import plain_blocks
from kb.text.fold import fold
from kb.text.lexicon import MARK
from kb.text.tokens import cut_tokens

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kb.index.query import Query
    from kb.index.search_index import Phrase
    from kb.text.lexicon import Lexicon

    Span = tuple[int, int]
    Lines = tuple[tuple[str, str], ...]

MAX_CHARACTERS = 90
MAX_LINES = 400
MAX_HELD = 128
_ARTICLES = msgspec.json.Decoder(Article)


class Snippet(msgspec.Struct, frozen=True):
    """A text and the spans in it that match the query, in order and apart."""

    text: str
    spans: tuple[tuple[int, int], ...]


NO_SNIPPET = Snippet("", ())


class BodyLines:
    """The lines of the texts of pages, those that were asked for last held. `load` gives them by the ids of rows; a
    page that is not there has none."""

    def __init__(self, load: Callable[[Sequence[int]], Iterable[tuple[int, Lines]]]) -> None:
        self._load = load
        self._held: dict[int, Lines] = {}

    def hold(self, page_ids: Iterable[int]) -> None:
        """Loads those of the pages that are not held, together."""
        wanted = dict.fromkeys(page_ids)
        held = {page_id: self._held.pop(page_id) for page_id in wanted if page_id in self._held}
        missing = [page_id for page_id in wanted if page_id not in held]
        self._held.update(held)
        if missing:
            self._held.update(self._load(missing))
            while len(self._held) > MAX_HELD:
                del self._held[next(iter(self._held))]

    def get(self, page_id: int) -> Lines:
        """The lines of a page as they are and in small letters."""
        if page_id not in self._held:
            self.hold((page_id,))
        return self._held.get(page_id, ())


def load_body_lines(connection: sqlite3.Connection, page_id: int) -> Lines:
    """The lines of a page of an index; none for a page that is not there."""
    row = connection.execute("SELECT json FROM page WHERE id = ?", (page_id,)).fetchone()
    return small_lines(islice(_lines(_ARTICLES.decode(row[0])), MAX_LINES)) if row is not None else ()


def small_lines(lines: Iterable[str]) -> Lines:
    """Lines, each with itself in small letters."""
    return tuple((line, line.lower()) for line in lines)


class Snippets:
    """The snippets for one query."""

    def __init__(self, bodies: BodyLines, lexicon: Lexicon, query: Query) -> None:
        self._bodies = bodies
        self._lexicon = lexicon
        self._worth = {token: group.weight * factor for group in query.groups
                       for token, factor in group.tokens.items()}

    def of_phrase(self, phrase: Phrase) -> Snippet:
        """A phrase with what matches; `*` of a message pattern shows as an ellipsis."""
        text = phrase.text
        if phrase.field == "messages":
            text = " … ".join(part.strip() for part in text.split("*") if part.strip())
        return Snippet(text, self.spans(text))

    def of_body(self, page_id: int) -> Snippet:
        """The line of a page that matches best, cut around its best place."""
        best, best_line = 0.0, ""
        needles = [(token, worth) for token, worth in self._worth.items() if not token.startswith(MARK)]
        for line, lower in self._bodies.get(page_id):
            worth = sum([worth for token, worth in needles if token in lower])
            if worth > best:
                best, best_line = worth, line
        spans = self.spans(best_line)
        return _cut(best_line, spans) if spans else NO_SNIPPET

    def spans(self, text: str) -> tuple[Span, ...]:
        """The places of a text that match the query."""
        folded = fold(text)
        found = [(each.start, each.end) for each in self._lexicon.find(folded.text)
                 if any(concept in self._worth for concept in each.concepts)]
        found += [(token.start, token.end) for token in cut_tokens(folded.text)
                  if token.text in self._worth and (len(token.text) > 1 or token.text.isalnum())]
        spans: list[Span] = []
        for start, end in sorted(folded.span(*each) for each in found):
            while end < len(text) and text[end] in "ーｰ":
                end += 1
            if spans and start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return tuple(spans)


def _lines(article: Article) -> Iterator[str]:
    for blocks in (article.lead, article.meaning):
        yield from plain_blocks(blocks).split("\n")
    for question in article.questions:
        yield question.title
        yield from plain_blocks(question.answer).split("\n")
    for cause in article.causes:
        yield cause.title
        for blocks in (cause.description, cause.check, cause.fix):
            yield from plain_blocks(blocks).split("\n")
    for blocks in (article.prevention, article.reply, article.escalation):
        yield from plain_blocks(blocks).split("\n")


def _cut(text: str, spans: Sequence[Span]) -> Snippet:
    """At most `MAX_CHARACTERS` of a line, around the place where most of it matches."""
    if len(text) <= MAX_CHARACTERS:
        return Snippet(text, tuple(spans))
    best, at = -1, 0
    for start, _ in spans:
        inside = sum(end - begin for begin, end in spans if start <= begin and end <= start + MAX_CHARACTERS - 20)
        if inside > best:
            best, at = inside, start
    start = max(min(at - 20, len(text) - MAX_CHARACTERS), 0)
    end = min(start + MAX_CHARACTERS, len(text))
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    kept = tuple((begin + shift, min(finish, end) + shift) for begin, finish in spans if start <= begin < end)
    return Snippet(before + text[start:end] + after, kept)
