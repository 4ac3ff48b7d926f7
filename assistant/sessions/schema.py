"""The tables of the store, and how an older file becomes a newer one.

`MIGRATIONS[n]` takes a file from version n to n + 1; they are only ever added to. The version is SQLite's
`user_version`, changed in the transaction of its migration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.sessions.store import NewerStoreError

if TYPE_CHECKING:
    import sqlite3

UID_TABLES = ("session", "outcome", "flag", "comment")

FIRST = (
    """CREATE TABLE session (
      id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, locale TEXT NOT NULL, title TEXT NOT NULL,
      status TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT NOT NULL, page TEXT NOT NULL, created REAL NOT NULL,
      updated REAL NOT NULL, state TEXT NOT NULL)""",
    "CREATE INDEX session_by_time ON session (updated)",
    """CREATE TABLE step (
      session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE, number INTEGER NOT NULL, at REAL NOT NULL,
      json TEXT NOT NULL, PRIMARY KEY (session, number)) WITHOUT ROWID""",
    """CREATE TABLE outcome (
      id INTEGER PRIMARY KEY, session INTEGER UNIQUE REFERENCES session ON DELETE SET NULL, at REAL NOT NULL,
      code TEXT NOT NULL, article TEXT NOT NULL, cause TEXT NOT NULL, outcome TEXT NOT NULL, seconds REAL NOT NULL,
      tier INTEGER NOT NULL)""",
    "CREATE INDEX outcome_by_article ON outcome (article, code)",
    """CREATE TABLE flag (
      id INTEGER PRIMARY KEY, slug TEXT NOT NULL, locale TEXT NOT NULL, comment TEXT NOT NULL, at REAL NOT NULL,
      done INTEGER NOT NULL DEFAULT 0)""",
    "CREATE TABLE comment (id INTEGER PRIMARY KEY, slug TEXT NOT NULL, text TEXT NOT NULL, at REAL NOT NULL)",
    "CREATE INDEX comment_by_slug ON comment (slug)",
    """CREATE TABLE gap (
      text TEXT NOT NULL, locale TEXT NOT NULL, times INTEGER NOT NULL, at REAL NOT NULL, PRIMARY KEY (text, locale))
      WITHOUT ROWID""",
    "CREATE TABLE bookmark (kind TEXT, slug TEXT, at REAL NOT NULL, PRIMARY KEY (kind, slug)) WITHOUT ROWID",
    "CREATE TABLE visit (kind TEXT, slug TEXT, at REAL NOT NULL, PRIMARY KEY (kind, slug)) WITHOUT ROWID",
    "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)
# What a team needs: a name for each thing that is the same everywhere, who wrote it, and what waits to be sent.
TEAM = (
    *(f"ALTER TABLE {table} ADD COLUMN uid TEXT NOT NULL DEFAULT ''" for table in UID_TABLES),
    *(f"UPDATE {table} SET uid = lower(hex(randomblob(16)))" for table in UID_TABLES),
    *(f"CREATE UNIQUE INDEX {table}_by_uid ON {table} (uid)" for table in UID_TABLES),
    *(f"ALTER TABLE session ADD COLUMN {name} TEXT NOT NULL DEFAULT ''" for name in ("origin", "author")),
    "ALTER TABLE flag ADD COLUMN author TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE comment ADD COLUMN author TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE outbox (
      id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE, at REAL NOT NULL, subject TEXT NOT NULL,
      operation TEXT NOT NULL)""",
    "CREATE INDEX outbox_by_subject ON outbox (subject)",
    """CREATE TABLE refused (
      id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, at REAL NOT NULL, subject TEXT NOT NULL,
      operation TEXT NOT NULL, reason TEXT NOT NULL)""",
    """CREATE TABLE team_count (
      article TEXT, code TEXT, cause TEXT, times INTEGER NOT NULL, PRIMARY KEY (article, code, cause)) WITHOUT ROWID""",
    "CREATE TABLE news (id INTEGER PRIMARY KEY, key TEXT NOT NULL, json TEXT NOT NULL)",
)
MIGRATIONS: tuple[tuple[str, ...], ...] = (FIRST, TEAM)


def migrate(connection: sqlite3.Connection, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS) -> int:
    """Brings a file to the newest version, whole or not at all; how many steps that took.

    Raises NewerStoreError for a file of a version that this program does not know.
    """
    if _version(connection) == len(migrations):
        return 0
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done it while this one waited.
        version = _version(connection)
        if version > len(migrations):
            raise NewerStoreError(str(version))
        for statements in migrations[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return len(migrations) - version


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
