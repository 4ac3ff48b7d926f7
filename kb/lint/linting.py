"""Linting: the texts of content files -> diagnostics. Pure: everything it looks at is passed in.

Owns how parsers, rules and exemptions play together, in two steps. `lint_group` looks at the pages that stand at one
path in their languages and gives a result that can be kept; `lint_results` looks at all results together. Opening files
and keeping results belongs to `checking`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kb.diagnostics import Diagnostic, Location, sort_diagnostics
from kb.lint.page_reader import facts_of, read_page
from kb.lint.rule import Page, PageFacts, Reference, finding, load_rules
from kb.pages.article_parser import ArticlePage
from kb.pages.files import kind_of
from kb.pages.pairing import choose_source, digest_of, judge_translation, pair_articles
from kb.pages.procedure import Procedure
from kb.pages.tree_pairing import pair_trees
from kb.pages.tree_parser import TreePage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

EXEMPTIONS = "KB116"
REPLACED_KINDS = ("article", "tree", "procedure")


class GroupResult(msgspec.Struct, frozen=True):
    """What the pages at one path came to: their diagnostics, and what is kept of them."""

    diagnostics: tuple[Diagnostic, ...]
    facts: tuple[PageFacts, ...]


def lint_group(texts: Mapping[str, str], root: int, reference: Reference) -> GroupResult:
    """The result of the files at one path, by their path, which begins with the locale."""
    pages: dict[str, Page] = {}
    diagnostics: list[Diagnostic] = []
    facts: list[PageFacts] = []
    for path, text in texts.items():
        locale, kind = path.partition("/")[0], kind_of(path)
        terms = reference.terms.get(locale)
        page, found = read_page(text, path, kind, locale, terms.headings if terms is not None else {})
        diagnostics += found
        facts.append(facts_of(page, root, found))
        pages[locale] = page
        if terms is not None:
            for rule in load_rules():
                if rule.lint_page is not None:
                    diagnostics += rule.lint_page(page, reference)
    diagnostics += _pair(pages, reference)
    source, translation = _roles(pages)
    if source is not None and translation is not None:
        for rule in load_rules():
            if rule.lint_pair is not None:
                diagnostics += rule.lint_pair(source, translation, reference)
    return GroupResult(sort_diagnostics(diagnostics), tuple(facts))


def lint_results(results: Iterable[GroupResult], reference: Reference) -> list[tuple[int, Diagnostic]]:
    """All diagnostics with the number of their root, those exempted left out, sorted within each root.

    When pages are looked at together, one of a later root takes the place of that with its slug in an earlier root.
    """
    held = list(results)
    everything = [page for result in held for page in result.facts]
    effective = _effective(everything)
    roots = {page.path: page.root for page in effective}
    found: set[tuple[int, Diagnostic]] = {
        (result.facts[0].root, each) for result in held if result.facts for each in result.diagnostics
    }
    for rule in load_rules():
        if rule.lint_content is not None:
            found.update((roots.get(each.location.path, 0), each) for each in rule.lint_content(effective, reference))
    return sorted(_without_exempted(found, everything))


def _pair(pages: Mapping[str, Page], reference: Reference) -> list[Diagnostic]:
    """What the pairing of pages finds, among those whose front matter could be used."""
    headings = {locale: terms.headings for locale, terms in reference.terms.items()}
    if any(page.extends for page in pages.values()):
        return []  # What a page adds to an article is no article of its own.
    articles = {locale: page.content for locale, page in pages.items() if isinstance(page.content, ArticlePage)}
    trees = {locale: page.content for locale, page in pages.items() if isinstance(page.content, TreePage)}
    procedures = {locale: page.content for locale, page in pages.items() if isinstance(page.content, Procedure)}
    if articles:
        return pair_articles(articles, headings, "")[1]
    if trees:
        return pair_trees(trees, "")[1]
    if procedures:
        chosen, found = choose_source(procedures)
        if chosen is not None:
            source = chosen[1]
            digest = digest_of(source.title, source.body)
            for each in procedures.values():
                found += judge_translation(each, source, digest)[1]
        return found
    return []


def _roles(pages: Mapping[str, Page]) -> tuple[Page | None, Page | None]:
    """The source and the translation, where there are both. Phrases, tables and extensions have no source of their own:
    there the Japanese one counts as it."""
    usable = [page for page in pages.values() if page.content is not None]
    if len(usable) != 2:
        return None, None
    if isinstance(usable[0].content, dict) or all(page.extends for page in usable):
        first, second = sorted(usable, key=lambda page: page.locale != "ja")
        return first, second
    sources = [page for page in usable if getattr(page.content, "translates", None) is None]
    if len(sources) != 1:
        return None, None
    return sources[0], next(page for page in usable if page is not sources[0])


def _effective(facts: Sequence[PageFacts]) -> list[PageFacts]:
    last: dict[tuple[str, str], int] = {}
    for page in facts:
        if page.extends:
            continue
        key = (page.kind, page.slug)
        last[key] = max(last.get(key, 0), page.root)
    kept = [page for page in facts
            if page.kind not in REPLACED_KINDS or page.extends or page.root == last[page.kind, page.slug]]
    return sorted(kept, key=lambda page: (page.root, page.path))


def _without_exempted(
    found: Iterable[tuple[int, Diagnostic]], facts: Iterable[PageFacts],
) -> Iterator[tuple[int, Diagnostic]]:
    pages = {(page.root, page.path): page for page in facts if page.exempt}
    used: set[tuple[int, str, str]] = set()
    for root, each in found:
        page = pages.get((root, each.location.path))
        if page is not None and each.rule in page.exempt and each.rule != EXEMPTIONS:
            used.add((root, page.path, each.rule))
        else:
            yield root, each
    known = {rule.id for rule in load_rules()}
    for (root, path), page in pages.items():
        for name in page.exempt:
            if (root, path, name) not in used:
                variant = "" if name in known else "unknown"
                yield root, finding(page.places.get("exempt", Location(path)), EXEMPTIONS, variant=variant, name=name)
