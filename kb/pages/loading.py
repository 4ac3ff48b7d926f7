"""Loading: the files of all content roots -> words, articles and decision trees.

Owns which file wins when several roots have it: a later root replaces a page by its slug and a phrase by its key,
and adds to terms, cues and meanings; a page of a later root that `extends` an article is joined to it. Alone here
content files are opened; parsing belongs to the parsers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kb.codes.code import BadCodeError, Code, parse_code
from kb.diagnostics import Diagnostic, Level, Location
from kb.pages.article_parser import ArticlePage, parse_article_page
from kb.pages.collection import fill_variables, find_undefined, parse_code_table, parse_collection
from kb.pages.extension import Extension, is_extension, join_extensions, parse_extension
from kb.pages.files import ContentFile, list_files, read_file
from kb.pages.frontmatter import parse_front_matter
from kb.pages.pairing import Paired, Whole, pair_articles
from kb.pages.procedure import Procedure, include_procedures, include_tree_procedures, parse_procedure
from kb.pages.tree_pairing import pair_trees
from kb.pages.tree_parser import TreePage, parse_tree_page
from kb.pages.words import Terms, parse_phrases, parse_terms, parse_tree_of_words
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Mapping as AnyMapping
    from pathlib import Path

    from kb.codes.code import OwnFamily
    from kb.pages.article import Article
    from kb.pages.tree import DecisionTree

P = TypeVar("P", bound=Paired)
W = TypeVar("W", bound=Whole)


class Words(NamedTuple):
    """Everything beside pages, by locale."""

    phrases: dict[str, dict[str, str]]
    terms: dict[str, Terms]
    cues: dict[str, dict[str, object]]
    outside: dict[str, dict[str, object]]
    meanings: dict[str, dict[Code, str]]
    procedures: dict[str, dict[str, Procedure]]
    variables: dict[str, str]
    names: dict[int, str]
    """What collections call themselves, by the number of their root."""
    families: dict[str, OwnFamily]
    own_codes: dict[Code, tuple[str, str]]
    """The symbols of codes of their own families, each with the file that says so."""

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
    """The files of each article by slug, in the order of their roots. Which of them win, and which extend the others,
    is in them: see `load_article`."""
    groups: dict[str, list[ContentFile]] = {}
    for file in files:
        if file.kind == "article":
            groups.setdefault(file.slug, []).append(file)
    return groups


def group_trees(files: Iterable[ContentFile]) -> dict[str, list[ContentFile]]:
    """The files of each decision tree by slug: those of the last root that has the slug."""
    groups: dict[str, list[ContentFile]] = {}
    for file in files:
        if file.kind == "tree":
            group = groups.setdefault(file.slug, [])
            if group and group[0].root != file.root:
                group.clear()
            group.append(file)
    return groups


def load_words(roots: Sequence[Path], files: Iterable[ContentFile]) -> tuple[Words, list[Diagnostic]]:
    """The phrases, terms, cues, meanings and procedures of all roots."""
    words = Words(*({locale: {} for locale in LOCALES} for _ in range(6)), {}, {}, {}, {})  # type: ignore[arg-type, call-arg]
    words.terms.clear()
    diagnostics: list[Diagnostic] = []
    wanted = [file for file in files if file.kind not in ("article", "tree")]
    # Variables first: phrases and procedures are filled with them.
    for file in sorted(wanted, key=lambda file: file.kind != "variables"):
        text, found = read_file(roots[file.root], file.path)
        diagnostics += found
        if text is not None:
            diagnostics += _add_words(words, file, fill_variables(text, words.variables))
    return words, diagnostics


def _add_words(words: Words, file: ContentFile, text: str) -> list[Diagnostic]:
    match file.kind:
        case "phrases":
            area = file.slug if file.path.count("/") == 2 else "phrases"
            phrases, found = parse_phrases(text, file.path, area)
            words.phrases[file.locale].update(phrases)
        case "variables":
            collection, found = parse_collection(text, file.path)
            words.variables.update(collection.variables)
            words.families.update((family.name, family) for family in collection.families)
            if collection.name:
                words.names[file.root] = collection.name
        case "terms":
            terms, found = parse_terms(text, file.path)
            if terms is not None:
                words.terms[file.locale] = _join_terms(words.terms.get(file.locale), terms)
        case "cues" | "outside":
            tree, found = parse_tree_of_words(text, file.path)
            _join_trees(words.cues[file.locale] if file.kind == "cues" else words.outside[file.locale], tree)
        case "codes":
            table, found = parse_code_table(text, file.path)
            words.own_codes.update((code, (symbol, file.path)) for code, symbol in table.items())
        case "meanings":
            meanings, found = parse_meanings(text, file.path)
            words.meanings[file.locale].update(meanings)
        case _:
            procedure, found = parse_procedure(text, file.path)
            if procedure is not None:
                words.procedures[file.locale][procedure.slug] = procedure
    return found


def _join_trees(first: dict[str, object], second: dict[str, object]) -> None:
    """Adds nested lists of words to others: lists go on where the other end, anything else takes the place."""
    for key, value in second.items():
        known = first.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            _join_trees(known, value)
        elif isinstance(known, list) and isinstance(value, list):
            first[key] = [*known, *value]
        else:
            first[key] = value


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

    A page with an error is left out; when that is the source, the whole article is. Of several roots, the last one that
    has a whole page wins; pages of still later roots that extend it are joined to it.
    """
    files = [file for file in files if file.locale in words.headings]
    collections = _names(words, collections)
    extending: dict[int, dict[str, str]] = {}
    if any(file.root != files[0].root for file in files):
        files, extending = _split_extensions(roots, files)
    articles, diagnostics = _load_pages(
        roots, files, collections, lambda text, file: _parse_article(text, file, words),
        lambda pages, collection: pair_articles(pages, words.headings, collection))
    for root, texts in extending.items():
        diagnostics += _extend(articles, texts, words, collections[root])
    return {
        locale: include_procedures(article, words.procedures[locale]) for locale, article in articles.items()
    }, diagnostics


def _names(words: Words, collections: Sequence[str]) -> list[str]:
    return [words.names.get(number, name) for number, name in enumerate(collections)]


def _parse_article(text: str, file: ContentFile, words: Words) -> tuple[ArticlePage | None, list[Diagnostic]]:
    filled = fill_variables(text, words.variables)
    page, found = parse_article_page(filled, file.path, words.headings[file.locale])
    if page is not None and filled != text:
        page = page._replace(body=parse_front_matter(text, file.path)[0].body)  # The digest is that of the text itself.
    return page, found + find_undefined(filled, file.path)


def _parse_tree(text: str, file: ContentFile, words: Words) -> tuple[TreePage | None, list[Diagnostic]]:
    filled = fill_variables(text, words.variables)
    page, found = parse_tree_page(filled, file.path)
    if page is not None and filled != text:
        page = page._replace(body=parse_front_matter(text, file.path)[0].body)
    return page, found + find_undefined(filled, file.path)


def _split_extensions(
    roots: Sequence[Path], files: Sequence[ContentFile],
) -> tuple[list[ContentFile], dict[int, dict[str, str]]]:
    """The files of the last root that has a whole page, and the texts of later extensions by root and path."""
    extending: dict[int, dict[str, str]] = {}
    whole: list[ContentFile] = []
    for file in files:
        text, _ = read_file(roots[file.root], file.path)
        if text is not None and is_extension(text):
            extending.setdefault(file.root, {})[file.path] = text
        else:
            if whole and whole[0].root != file.root:
                whole.clear()
            whole.append(file)
    first = whole[0].root if whole else -1
    return whole, {root: texts for root, texts in extending.items() if root > first}


def _extend(
    articles: dict[str, Article], texts: AnyMapping[str, str], words: Words, collection: str,
) -> list[Diagnostic]:
    """Joins the extensions of one root to the articles; those with an error are left out."""
    extensions: dict[str, Extension] = {}
    diagnostics: list[Diagnostic] = []
    for path, text in texts.items():
        locale = path.partition("/")[0]
        extension, found = parse_extension(fill_variables(text, words.variables), path, words.headings[locale])
        diagnostics += found
        if extension is not None and not _has_errors(found):
            extensions[locale] = extension
    for locale, article in articles.items():
        articles[locale], found = join_extensions(article, extensions, collection)
        diagnostics += found
    return diagnostics


def load_tree(
    roots: Sequence[Path], files: Iterable[ContentFile], words: Words, collections: Sequence[str],
) -> tuple[dict[str, DecisionTree], list[Diagnostic]]:
    """One decision tree by locale, from its files, with procedures put in; pages are left out as for articles."""
    trees, diagnostics = _load_pages(
        roots, files, _names(words, collections), lambda text, file: _parse_tree(text, file, words), pair_trees)
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
