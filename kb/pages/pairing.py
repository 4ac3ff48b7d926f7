"""Pairing: the pages of one article in its locales -> one Article for each locale.

Owns which page is the source and what a stale translation is, for every kind of page, and that both pages of an
article have the same causes. Comparing the facts inside sentences (ports, commands, paths) belongs to `kb.lint`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Protocol, TypeVar

from kb.diagnostics import Diagnostic, Level, Location
from kb.pages.article import Article, Cause, Translation
from kb.pages.article_parser import missing_sections

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb.pages.article_parser import ArticleFacts, ArticlePage

DIGEST_LENGTH = 12


class Paired(Protocol):
    """A page that has a source and translations."""

    @property
    def slug(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def translates(self) -> str | None: ...


class Whole(Protocol):
    """A page joined with the facts of its source."""

    @property
    def path(self) -> str: ...
    @property
    def source_locale(self) -> str: ...


P = TypeVar("P", bound=Paired)


def digest_of(title: str, body: str) -> str:
    """The digest of a source: twelve hexadecimal digits of SHA-256 over its title and body.

    Line ends and trailing spaces do not count, and neither does the front matter beside the title: facts are held in
    one place and need no new translation.
    """
    lines = [title.strip(), *(line.rstrip() for line in body.splitlines())]
    return hashlib.sha256("\n".join(lines).strip().encode()).hexdigest()[:DIGEST_LENGTH]


def choose_source(pages: Mapping[str, P]) -> tuple[tuple[str, P] | None, list[Diagnostic]]:
    """The locale and page of the one source among the pages by locale. Finds KB501 (no source, or two)."""
    sources = [(locale, page) for locale, page in pages.items() if page.translates is None]
    if len(sources) == 1:
        return sources[0], []
    variant = "two" if sources else ""
    return None, [Diagnostic(Location(page.path), "KB501", variant=variant) for page in pages.values()]


def judge_translation(page: Paired, source: Paired, digest: str) -> tuple[Translation, list[Diagnostic]]:
    """How a page relates to its source, whose digest is given. Finds KB502 (a translation is stale)."""
    if page is source:
        return Translation.SOURCE, []
    if page.translates == digest:
        return Translation.CURRENT, []
    variant = "" if page.translates else "never"
    return Translation.STALE, [Diagnostic(
        Location(page.path), "KB502", Level.WARNING, variant, (("digest", digest), ("slug", page.slug)))]


def pair_articles(
    pages: Mapping[str, ArticlePage], headings: Mapping[str, Mapping[str, str]], collection: str,
) -> tuple[dict[str, Article], list[Diagnostic]]:
    """The article by locale, from its pages by locale; empty when there is no usable source.

    Finds KB210 (a section is missing), KB211 (causes and facts differ), KB501 (no source, or two), KB502 (a
    translation is stale) and KB503 (the pages have different causes, in kind or in order).
    """
    chosen, diagnostics = choose_source(pages)
    if chosen is None:
        return {}, diagnostics
    source_locale, source = chosen
    facts = source.facts
    assert facts is not None
    digest = digest_of(source.title, source.body)
    diagnostics += _compare_causes(source, facts)
    out: dict[str, Article] = {}
    for locale, page in pages.items():
        diagnostics += missing_sections(page, facts.kind, headings[locale])
        translation, found = judge_translation(page, source, digest)
        diagnostics += found
        if page is not source:
            diagnostics += _compare_pages(source, page)
        out[locale] = _article(page, facts, locale, source_locale, translation, digest, collection)
    return out, diagnostics


def _compare_causes(source: ArticlePage, facts: ArticleFacts) -> list[Diagnostic]:
    worded = [cause.id for cause in source.causes]
    found = [
        Diagnostic(Location(source.path, cause.line), "KB211", values=(("cause", cause.id),))
        for cause in source.causes if cause.id not in facts.causes
    ]
    found += [
        Diagnostic(Location(source.path), "KB211", variant="unworded", values=(("cause", name),))
        for name in facts.causes if name not in worded
    ]
    if not found and worded != list(facts.causes):
        found.append(Diagnostic(Location(source.path), "KB211", Level.WARNING, "order"))
    return found


def _compare_pages(source: ArticlePage, page: ArticlePage) -> list[Diagnostic]:
    ours, theirs = [cause.id for cause in page.causes], [cause.id for cause in source.causes]
    found = [
        Diagnostic(Location(page.path, cause.line), "KB503", variant="unknown",
                   values=(("cause", cause.id), ("source", source.path)))
        for cause in page.causes if cause.id not in theirs
    ]
    found += [
        Diagnostic(Location(page.path), "KB503", variant="missing", values=(("cause", name), ("source", source.path)))
        for name in theirs if name not in ours
    ]
    if not found and ours != theirs:
        found.append(Diagnostic(Location(page.path), "KB503", variant="order", values=(("source", source.path),)))
    return found


def _article(
    page: ArticlePage, facts: ArticleFacts, locale: str, source_locale: str, translation: Translation, digest: str,
    collection: str,
) -> Article:
    return Article(
        slug=page.slug, topic=page.topic, path=page.path, locale=locale, collection=collection,
        source_locale=source_locale, translation=translation, digest=digest, kind=facts.kind,
        title=page.title, aliases=page.aliases, symptoms=page.symptoms, messages=page.messages,
        codes=facts.codes, aspects=facts.aspects, status=facts.status, reviewed=facts.reviewed,
        sources=facts.sources, related=facts.related, tree=facts.tree,
        lead=page.lead, meaning=page.meaning, questions=page.questions,
        causes=tuple(
            Cause(cause.id, cause.title, cause.line, facts.causes[cause.id], cause.description, cause.check, cause.fix)
            for cause in page.causes if cause.id in facts.causes
        ),
        twins=page.twins, prevention=page.prevention, reply=page.reply, escalation=page.escalation,
    )
