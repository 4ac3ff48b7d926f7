"""The tables of the index, and its version.

`source` and `folder` remember what the index was built from; `page` holds parsed pages as JSON; `answer` holds, for
every spelling that has one clear article, the text that `naze CODE` prints. Tables of the registry belong to
`kb.codes.registry`, those of the search to `kb.index.search_index` and `kb.index.tree_search`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.codes.registry import create_registry_tables
from kb.index.search_index import create_search_tables
from kb.index.tree_search import create_tree_table

if TYPE_CHECKING:
    import sqlite3

VERSION = "6"
"""Raised with every change of the tables or of what is kept in them; another version means a new build."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (
  root INTEGER, path TEXT, kind TEXT, slug TEXT, mtime_ns INTEGER, size INTEGER, file TEXT, PRIMARY KEY (root, path)
) WITHOUT ROWID;
CREATE INDEX source_by_slug ON source (slug);
CREATE TABLE folder (path TEXT PRIMARY KEY, mtime_ns INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE page (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, slug TEXT NOT NULL, locale TEXT NOT NULL, topic TEXT NOT NULL,
  title TEXT NOT NULL, status TEXT NOT NULL, json BLOB NOT NULL, UNIQUE (kind, slug, locale)
);
CREATE TABLE page_code (
  family TEXT, value, slug TEXT, position INTEGER, PRIMARY KEY (family, value, slug)
) WITHOUT ROWID;
CREATE INDEX page_code_by_slug ON page_code (slug);
CREATE TABLE meaning (family TEXT, value, locale TEXT, text TEXT NOT NULL, PRIMARY KEY (family, value, locale))
  WITHOUT ROWID;
CREATE TABLE phrase (locale TEXT, key TEXT, text TEXT NOT NULL, PRIMARY KEY (locale, key)) WITHOUT ROWID;
CREATE TABLE words (locale TEXT, kind TEXT, json BLOB NOT NULL, PRIMARY KEY (locale, kind)) WITHOUT ROWID;
CREATE TABLE diagnostic (owner TEXT, json BLOB NOT NULL);
CREATE INDEX diagnostic_by_owner ON diagnostic (owner);
CREATE TABLE answer (spelling TEXT, locale TEXT, slug TEXT NOT NULL, text_id INTEGER NOT NULL,
  PRIMARY KEY (spelling, locale)) WITHOUT ROWID;
CREATE INDEX answer_by_slug ON answer (slug);
CREATE TABLE answer_text (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
"""


def create_tables(connection: sqlite3.Connection) -> None:
    """All tables of an empty index."""
    connection.executescript(TABLES)
    create_registry_tables(connection)
    create_search_tables(connection)
    create_tree_table(connection)
