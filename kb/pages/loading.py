"""Loading: the files of all content roots -> words, articles and decision trees.

Owns which file wins when several roots have it: a later root replaces a page by its slug and a phrase by its key, and
adds to terms, cues and meanings. Alone here content files are opened; parsing belongs to the parsers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kb.codes.code import BadCodeError, Code, parse_code
from kb.diagnostics import Diagnostic, Level, Location
from kb.pages.article_parser import parse_article_page
from kb.pages.files import ContentFile, list_files, read_file
from kb.pages.pairing import Paired, Whole, pair_articles
from kb.pages.procedure import Procedure, include_procedures, include_tree_procedures, parse_procedure
from kb.pages.tree_pairing import pair_trees
from kb.pages.tree_parser import parse_tree_page
from kb.pages.words import Terms, parse_phrases, parse_terms, parse_tree_of_words
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from kb.pages.article import Article
    from kb.pages.tree import DecisionTree

P = TypeVar("P", bound=Paired)
W = TypeVar("W", bound=Whole)


class Words(NamedTuple):
    """Everything beside pages, by locale."""

    phrases: dict[str, dict[str, str]]
    terms: dict[str, Terms]
    cues: dict[str, dict[str, object]]
    meanings: dict[str, dict[Code, str]]
    procedures: dict[str, dict[str, Procedure]]

    @property
    def headings(self) -> dict[str, dict[str, str]]:
        """The heading of each section id, by locale."""
        return {locale: terms.headings for locale, terms in self.terms.items()}


def list_content(roots: Sequence[Path]) -> tuple[list[ContentFile], list[tuple[str, int]]]:
    """All content files of the roots in order, and all folders with their modification times."""
    files: list[ContentFile] = []
    folders: list[tuple[str, int]] = []
    for number, root in enumerate(roots):
        more_files, more_folders = list_files(root, number)
        files += more_files
        folders += more_folders
    return files, folders


def group_articles(files: Iterable[ContentFile]) -> dict[str, list[ContentFile]]:
    """The files of each article by slug: those of the last root that has the slug."""
    return _group_files(files, "article")


def group_trees(files: Iterable[ContentFile]) -> dict[str, list[ContentFile]]:
    """The files of each decision tree by slug: those of the last root that has the slug."""
    return _group_files(files, "tree")


def _group_files(files: Iterable[ContentFile], kind: str) -> dict[str, list[ContentFile]]:
    groups: dict[str, list[ContentFile]] = {}
    for file in files:
        if file.kind == kind:
            group = groups.setdefault(file.slug, [])
            if group and group[0].root != file.root:
                group.clear()
            group.append(file)
    return groups


def load_words(roots: Sequence[Path], files: Iterable[ContentFile]) -> tuple[Words, list[Diagnostic]]:
    """The phrases, terms, cues, meanings and procedures of all roots."""
    words = Words(*({locale: {} for locale in LOCALES} for _ in range(5)))  # type: ignore[arg-type]
    words.terms.clear()
    diagnostics: list[Diagnostic] = []
    for file in files:
        if file.kind in ("article", "tree", "variables"):
            continue
        text, found = read_file(roots[file.root], file.path)
        diagnostics += found
        if text is not None:
            diagnostics += _add_words(words, file, text)
    return words, diagnostics


def _add_words(words: Words, file: ContentFile, text: str) -> list[Diagnostic]:
    match file.kind:
        case "phrases":
            area = file.slug if file.path.count("/") == 2 else "phrases"
            phrases, found = parse_phrases(text, file.path, area)
            words.phrases[file.locale].update(phrases)
        case "terms":
            terms, found = parse_terms(text, file.path)
            if terms is not None:
                words.terms[file.locale] = _join_terms(words.terms.get(file.locale), terms)
        case "cues":
            cues, found = parse_tree_of_words(text, file.path)
            words.cues[file.locale].update(cues)
        case "meanings":
            meanings, found = parse_meanings(text, file.path)
            words.meanings[file.locale].update(meanings)
        case _:
            procedure, found = parse_procedure(text, file.path)
            if procedure is not None:
                words.procedures[file.locale][procedure.slug] = procedure
    return found


def _join_terms(first: Terms | None, second: Terms) -> Terms:
    if first is None:
        return second
    return Terms(first.headings | second.headings, first.aspects | second.aspects, first.terms + second.terms,
                 first.stop_words + second.stop_words)


def parse_meanings(text: str, path: str) -> tuple[dict[Code, str], list[Diagnostic]]:
    """A table of codes and their meaning in one line. Finds KB110 (a row that is not a code, a tab and words)."""
    table: dict[Code, str] = {}
    diagnostics: list[Diagnostic] = []
    for number, line in enumerate(text.split("\n")[1:], 2):
        if not line:
            continue
        name, _, meaning = line.partition("\t")
        try:
            code = parse_code(name)
        except BadCodeError:
            code = None
        if code is None or not meaning.strip() or code in table:
            diagnostics.append(Diagnostic(Location(path, number), "KB110", values=(("text", name[:80]),)))
        else:
            table[code] = meaning.strip()
    return table, diagnostics


def load_article(
    roots: Sequence[Path], files: Iterable[ContentFile], words: Words, collections: Sequence[str],
) -> tuple[dict[str, Article], list[Diagnostic]]:
    """One article by locale, from its files, with procedures put in.

    A page with an error is left out; when that is the source, the whole article is.
    """
    articles, diagnostics = _load_pages(
        roots, [file for file in files if file.locale in words.headings], collections,
        lambda text, file: parse_article_page(text, file.path, words.headings[file.locale]),
        lambda pages, collection: pair_articles(pages, words.headings, collection))
    return {
        locale: include_procedures(article, words.procedures[locale]) for locale, article in articles.items()
    }, diagnostics


def load_tree(
    roots: Sequence[Path], files: Iterable[ContentFile], words: Words, collections: Sequence[str],
) -> tuple[dict[str, DecisionTree], list[Diagnostic]]:
    """One decision tree by locale, from its files, with procedures put in; pages are left out as for articles."""
    trees, diagnostics = _load_pages(
        roots, files, collections, lambda text, file: parse_tree_page(text, file.path), pair_trees)
    return {
        locale: include_tree_procedures(tree, words.procedures[locale]) for locale, tree in trees.items()
    }, diagnostics


def _load_pages(
    roots: Sequence[Path], files: Iterable[ContentFile], collections: Sequence[str],
    parse: Callable[[str, ContentFile], tuple[P | None, list[Diagnostic]]],
    pair: Callable[[dict[str, P], str], tuple[dict[str, W], list[Diagnostic]]],
) -> tuple[dict[str, W], list[Diagnostic]]:
    """The whole page by locale, from the files of its locales."""
    pages: dict[str, P] = {}
    diagnostics: list[Diagnostic] = []
    collection = ""
    for file in files:
        collection = collections[file.root]
        text, found = read_file(roots[file.root], file.path)
        page = None
        if text is not None:
            page, problems = parse(text, file)
            found += problems
        diagnostics += found
        if page is not None and not _has_errors(found):
            pages[file.locale] = page
    if not any(page.translates is None for page in pages.values()) and _has_errors(diagnostics):
        return {}, diagnostics  # The source is broken: that its translations stand alone is no second mistake.
    if not pages:
        return {}, diagnostics
    paired, found = pair(pages, collection)
    diagnostics += found
    broken = {each.location.path for each in found if each.level is Level.ERROR}
    kept = {locale: page for locale, page in paired.items() if page.path not in broken}
    if any(page.source_locale not in kept for page in kept.values()):
        kept = {}
    return kept, diagnostics


def _has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(each.level is Level.ERROR for each in diagnostics)
