"""The schema on the server: its version, how an older one becomes a newer one, and the group roles.

`MIGRATIONS[n]` takes a server from version n to n + 1; they are only ever added to. The owner of the database runs them
with `naze store init`; everybody else finds the schema as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.sessions.store import NewerStoreError
from assistant.team.connection import SCHEMA, translated
from assistant.team.problems import NoRoleError, NotPreparedError
from assistant.team.publication_tables import PUBLISHED_KNOWLEDGE
from assistant.team.tables import AGENT, EDITOR, READER, SHARED_WORK

if TYPE_CHECKING:
    from assistant.team.connection import Connection

MIGRATIONS: tuple[tuple[str, ...], ...] = (SHARED_WORK, PUBLISHED_KNOWLEDGE)
LOCK = 0x6E617A65
"""The key of the advisory lock under which one client at a time migrates: "naze" in ASCII."""
VERSION_KEY, KEEP_DAYS = "schema", "keep_days"
# Each has the rights of the one before it.
ROLES = (READER, AGENT, EDITOR)


def prepare_server(connection: Connection, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS) -> int:
    """Brings the server to the newest version, whole or not at all; how many steps that took.

    Raises NewerStoreError for a version that this program does not know, StoreRefusedError without the rights for it.
    """
    with translated(), connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        version = find_version(connection)
        if version > len(migrations):
            raise NewerStoreError(str(version))
        _make_roles(connection)
        if not version:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}".encode())
        for statements in migrations[version:]:
            for statement in statements:
                connection.execute(statement.encode())
        connection.execute(
            "INSERT INTO meta VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (VERSION_KEY, str(len(migrations))))
    return len(migrations) - version


def find_version(connection: Connection) -> int:
    """The version of the server's tables; 0 when there are none. Raises NoRoleError when the login may not know."""
    with translated():
        row = connection.execute("SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = %s",
                                 (SCHEMA,)).fetchone()
        if row is not None and not row[0]:
            raise NoRoleError(connection.info.user)
        is_there = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (f"{SCHEMA}.meta",)).fetchone()
        if is_there is None or not is_there[0]:
            return 0
        row = connection.execute("SELECT value FROM meta WHERE key = %s", (VERSION_KEY,)).fetchone()
    return int(row[0]) if row is not None else 0


def check_version(connection: Connection) -> None:
    """Raises NotPreparedError or NewerStoreError when the server's tables are not those of this program."""
    version = find_version(connection)
    if version < len(MIGRATIONS):
        raise NotPreparedError(str(version))
    if version > len(MIGRATIONS):
        raise NewerStoreError(str(version))


def set_keep_days(connection: Connection, days: float) -> None:
    """For how many days after their last step sessions stay on the server; 0 for ever."""
    with translated():
        connection.execute("DELETE FROM meta WHERE key = %s", (KEEP_DAYS,))
        if days > 0:
            connection.execute("INSERT INTO meta VALUES (%s, %s)", (KEEP_DAYS, str(days)))


def find_role(connection: Connection) -> str:
    """The strongest of our roles that the login has, `owner` for who owns the tables; empty when it has none."""
    with translated():
        row = connection.execute(
            "SELECT pg_has_role(session_user, relowner, 'USAGE') FROM pg_class WHERE relname = 'session'"
            " AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = %s)", (SCHEMA,)).fetchone()
        if row is not None and row[0]:
            return "owner"
        for role in reversed(ROLES):
            row = connection.execute(
                "SELECT coalesce((SELECT pg_has_role(session_user, oid, 'USAGE') FROM pg_roles WHERE rolname = %s),"
                " false)", (role,)).fetchone()
            if row is not None and row[0]:
                return role.removeprefix(f"{SCHEMA}_")
    return ""


def _make_roles(connection: Connection) -> None:
    """The group roles, which all databases of a server share. Nobody logs in as one of them."""
    weaker = ""
    for role in ROLES:
        row = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
        if row is None:
            connection.execute(f"CREATE ROLE {role} NOLOGIN".encode())
            if weaker:
                connection.execute(f"GRANT {weaker} TO {role}".encode())
        weaker = role
