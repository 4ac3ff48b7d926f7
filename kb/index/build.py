"""Building: content roots and registry -> an index, whole or page by page.

Owns what is written when a file changes. Where the index lies, and what happens when it is damaged or cannot be
written, belongs to `kb.index.cache`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

from kb import __version__
from kb.codes.code import load_families
from kb.codes.registry import add_own_families, fill_registry, load_tables
from kb.diagnostics import Diagnostic
from kb.index.schema import VERSION, create_tables
from kb.index.search_index import add_article, finish_search, remove_article
from kb.index.tree_search import add_tree, remove_tree
from kb.pages.article import Article
from kb.pages.loading import Words, group_articles, group_trees, load_article, load_tree, load_words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    from kb.pages.files import ContentFile

    Progress = Callable[[int, int], None]
    """Called with the pages done and the pages in all."""

TREE = "tree:"
"""Before the slug of a decision tree, where the slugs of articles and trees stand together."""

NEEDED_WORDS = ("terms", "procedure", "variables")
"""What must be read again to read a single page."""
MAX_ANSWERED_ARTICLES = 2_000
"""Answers are rendered ahead for this many articles; those of larger collections are rendered when asked."""


class Answerer(Protocol):
    """What renders the answers that are kept: the spellings of an article's codes, and the text of one."""

    def __call__(self, connection: sqlite3.Connection, slugs: Collection[str]) -> Iterable[tuple[str, str, str, str]]:
        """Spelling, locale, slug and text of each clear answer of these articles."""


class Content(NamedTuple):
    """The content to build from: roots in order, their names, and their files and folders."""

    roots: Sequence[Path]
    names: Sequence[str]
    files: Sequence[ContentFile]
    folders: Sequence[tuple[str, int]]


def signature_of(roots: Iterable[Path]) -> str:
    """What an index belongs to: its version, the program's, and the roots."""
    return "\n".join([VERSION, __version__, *map(str, roots)])


def build_index(
    connection: sqlite3.Connection, content: Content, *, answerer: Answerer | None = None,
    progress: Progress | None = None,
) -> None:
    """Fills an empty database. Nothing is visible to others before the commit at the end."""
    create_tables(connection)
    connection.execute("BEGIN")
    words, diagnostics = load_words(content.roots, content.files)
    _write_words(connection, words)
    _write_diagnostics(connection, "words", diagnostics)
    fill_registry(connection, load_tables())
    _write_own_families(connection, words)
    groups = group_articles(content.files)
    for done, (slug, files) in enumerate(groups.items()):
        if progress is not None:
            progress(done, len(groups))
        _write_article(connection, slug, files, words, content)
    for slug, files in group_trees(content.files).items():
        _write_tree(connection, slug, files, words, content)
    finish_search(connection)
    _write_answers(connection, answerer, list(groups))
    _write_sources(connection, content)
    connection.execute("INSERT INTO meta VALUES ('signature', ?)", (signature_of(content.roots),))
    connection.commit()
    if progress is not None:
        progress(len(groups), len(groups))


def changed_slugs(connection: sqlite3.Connection, content: Content) -> set[str] | None:
    """The articles whose files came, went or changed since the index was built, and the trees, these as `tree:slug`.

    None when something changed on which many pages depend (phrases, terms, shared procedures, meanings).
    """
    before = {
        (root, path): (mtime_ns, size) for root, path, mtime_ns, size in
        connection.execute("SELECT root, path, mtime_ns, size FROM source")
    }
    now = {(file.root, file.path): (file.mtime_ns, file.size) for file in content.files}
    changed = {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
    slugs: set[str] = set()
    for _, path in changed:
        parts = path.split("/")
        match parts[1:]:
            case "articles", _, name:
                slugs.add(name.removesuffix(".md"))
            case "trees", name:
                slugs.add(TREE + name.removesuffix(".md"))
            case _:
                return None
    return slugs


def update_index(
    connection: sqlite3.Connection, content: Content, slugs: Collection[str], *, answerer: Answerer | None = None,
) -> None:
    """Reads some articles and trees anew, in one transaction; a tree is given as `tree:slug`."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        words, _ = load_words(content.roots, [file for file in content.files if file.kind in NEEDED_WORDS])
        trees = group_trees(content.files)
        for slug in (each.removeprefix(TREE) for each in slugs if each.startswith(TREE)):
            _remove_tree(connection, slug)
            if slug in trees:
                _write_tree(connection, slug, trees[slug], words, content)
        slugs = [slug for slug in slugs if not slug.startswith(TREE)]
        groups = group_articles(content.files)
        affected = set(slugs) | _sharing(connection, slugs)
        for slug in slugs:
            _remove_article(connection, slug)
            if slug in groups:
                _write_article(connection, slug, groups[slug], words, content)
        finish_search(connection)
        affected |= _sharing(connection, slugs)
        connection.executemany("DELETE FROM answer WHERE slug = ?", [(slug,) for slug in affected])
        _write_answers(connection, answerer, sorted(affected))
        connection.execute("DELETE FROM answer_text WHERE id NOT IN (SELECT text_id FROM answer)")
        connection.execute("DELETE FROM source")
        connection.execute("DELETE FROM folder")
        _write_sources(connection, content)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def _sharing(connection: sqlite3.Connection, slugs: Iterable[str]) -> set[str]:
    """The articles that answer a code which one of these answers too."""
    out: set[str] = set()
    for slug in slugs:
        out.update(row[0] for row in connection.execute(
            "SELECT b.slug FROM page_code a JOIN page_code b ON a.family = b.family AND a.value = b.value"
            " WHERE a.slug = ?", (slug,)))
    return out


def _write_article(
    connection: sqlite3.Connection, slug: str, files: Sequence[ContentFile], words: Words, content: Content,
) -> None:
    articles, diagnostics = load_article(content.roots, files, words, content.names)
    _write_diagnostics(connection, slug, diagnostics)
    for locale, article in articles.items():
        cursor = connection.execute(
            "INSERT INTO page (kind, slug, locale, topic, title, status, json) VALUES ('article', ?, ?, ?, ?, ?, ?)",
            (slug, locale, article.topic, article.title, article.status, msgspec.json.encode(article)))
        assert cursor.lastrowid is not None
        add_article(connection, cursor.lastrowid, article)
    for article in list(articles.values())[:1]:
        connection.executemany(
            "INSERT OR IGNORE INTO page_code VALUES (?, ?, ?, ?)",
            [(code.family, code.value, slug, position) for position, code in enumerate(article.codes)])
        # A code of a team's own family exists because a page answers it.
        connection.executemany(
            "INSERT OR IGNORE INTO code VALUES (?, ?, ?, 'error', ?)",
            [(code.family, code.value, code.family, article.path) for code in article.codes
             if code.family not in load_families()])


def _remove_article(connection: sqlite3.Connection, slug: str) -> None:
    rows = connection.execute("SELECT id, json FROM page WHERE kind = 'article' AND slug = ?", (slug,)).fetchall()
    for page_id, data in rows:
        remove_article(connection, page_id, msgspec.json.decode(data, type=Article))
    connection.execute("DELETE FROM page WHERE kind = 'article' AND slug = ?", (slug,))
    connection.execute("DELETE FROM page_code WHERE slug = ?", (slug,))
    connection.execute("DELETE FROM diagnostic WHERE owner = ?", (slug,))


def _write_tree(
    connection: sqlite3.Connection, slug: str, files: Sequence[ContentFile], words: Words, content: Content,
) -> None:
    trees, diagnostics = load_tree(content.roots, files, words, content.names)
    _write_diagnostics(connection, TREE + slug, diagnostics)
    for locale, tree in trees.items():
        connection.execute(
            "INSERT INTO page (kind, slug, locale, topic, title, status, json) VALUES ('tree', ?, ?, '', ?, ?, ?)",
            (slug, locale, tree.title, tree.status, msgspec.json.encode(tree)))
        add_tree(connection, tree)


def _remove_tree(connection: sqlite3.Connection, slug: str) -> None:
    remove_tree(connection, slug)
    connection.execute("DELETE FROM page WHERE kind = 'tree' AND slug = ?", (slug,))
    connection.execute("DELETE FROM diagnostic WHERE owner = ?", (TREE + slug,))


def _write_answers(connection: sqlite3.Connection, answerer: Answerer | None, slugs: Collection[str]) -> None:
    if answerer is None or len(slugs) > MAX_ANSWERED_ARTICLES:
        return
    for spelling, locale, slug, text in answerer(connection, slugs):
        connection.execute("INSERT OR IGNORE INTO answer_text (text) VALUES (?)", (text,))
        connection.execute(
            "INSERT OR REPLACE INTO answer SELECT ?, ?, ?, id FROM answer_text WHERE text = ?",
            (spelling, locale, slug, text))


def _write_sources(connection: sqlite3.Connection, content: Content) -> None:
    connection.executemany(
        "INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(file.root, file.path, file.kind, file.slug, file.mtime_ns, file.size,
          str(content.roots[file.root] / file.path))
         for file in content.files])
    connection.executemany("INSERT OR REPLACE INTO folder VALUES (?, ?)", content.folders)


def _write_words(connection: sqlite3.Connection, words: Words) -> None:
    for locale, phrases in words.phrases.items():
        connection.executemany("INSERT INTO phrase VALUES (?, ?, ?)",
                               [(locale, key, text) for key, text in phrases.items()])
    for locale, meanings in words.meanings.items():
        connection.executemany("INSERT INTO meaning VALUES (?, ?, ?, ?)",
                               [(code.family, code.value, locale, text) for code, text in meanings.items()])
    for locale, terms in words.terms.items():
        connection.execute("INSERT INTO words VALUES (?, 'terms', ?)", (locale, msgspec.json.encode(terms)))
    for locale, cues in words.cues.items():
        connection.execute("INSERT INTO words VALUES (?, 'cues', ?)", (locale, msgspec.json.encode(cues)))
    for locale, outside in words.outside.items():
        connection.execute("INSERT INTO words VALUES (?, 'outside', ?)", (locale, msgspec.json.encode(outside)))


def _write_own_families(connection: sqlite3.Connection, words: Words) -> None:
    listed = {code.family for code in words.own_codes}
    add_own_families(
        connection,
        [family._replace(listed=family.name in listed) for family in words.families.values()],
        [(code, symbol, path) for code, (symbol, path) in words.own_codes.items() if code.family in words.families])


def _write_diagnostics(connection: sqlite3.Connection, owner: str, diagnostics: Iterable[Diagnostic]) -> None:
    connection.executemany("INSERT INTO diagnostic VALUES (?, ?)",
                           [(owner, msgspec.json.encode(each)) for each in diagnostics])
