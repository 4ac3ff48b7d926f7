"""The two kinds of shelf that work is copied between: a SQLite file and the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.sessions.sqlite_file import whole_change
from assistant.team.applying import clean
from assistant.team.connection import translated
from assistant.team.moving import COLUMNS, Piece, Row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from assistant.team.connection import Connection

FROM_CASES = {"outcome": " WHERE session IS NULL"}
ON_KNOWN_GAP = ("ON CONFLICT (text, locale) DO UPDATE SET times = excluded.times, at = excluded.at"
                " WHERE gap.times < excluded.times")


class FileShelf:
    """See `Shelf`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def read_sessions(self) -> Iterator[Piece]:
        names = COLUMNS["session"]
        for number, *values in self._connection.execute(f"SELECT id, {', '.join(names)} FROM session ORDER BY id"
                                                        ).fetchall():
            case = self._connection.execute(f"SELECT {', '.join(COLUMNS['outcome'])} FROM outcome WHERE session = ?",
                                            (number,)).fetchone()
            yield Piece(dict(zip(names, values, strict=True)), self._steps(number),
                        dict(zip(COLUMNS["outcome"], case, strict=True)) if case is not None else None)

    def _steps(self, number: int) -> tuple[Row, ...]:
        return tuple(self._connection.execute("SELECT number, at, json FROM step WHERE session = ? ORDER BY number",
                                              (number,)))

    def find_steps(self, uid: str) -> tuple[Row, ...] | None:
        row = self._connection.execute("SELECT id FROM session WHERE uid = ?", (uid,)).fetchone()
        return self._steps(row[0]) if row is not None else None

    def put_session(self, piece: Piece, known: int) -> None:
        names = COLUMNS["session"]
        with whole_change(self._connection) as change:
            number = change.execute(
                f"INSERT INTO session ({', '.join(names)}) VALUES ({_marks('?', names)}) ON CONFLICT (uid) DO UPDATE"
                f" SET {', '.join(f'{name} = excluded.{name}' for name in names[1:])} RETURNING id",
                tuple(piece.session.values())).fetchone()[0]
            change.executemany("INSERT INTO step VALUES (?, ?, ?, ?)",
                               [(number, *step) for step in piece.steps[max(known, 0):]])
            change.execute("DELETE FROM outcome WHERE session = ?", (number,))
            if piece.case is not None:
                names = COLUMNS["outcome"]
                change.execute(f"INSERT INTO outcome (session, {', '.join(names)}) VALUES (?, {_marks('?', names)})",
                               (number, *piece.case.values()))

    def read(self, kind: str) -> Iterator[Row]:
        yield from self._connection.execute(
            f"SELECT {', '.join(COLUMNS[kind])} FROM {kind}{FROM_CASES.get(kind, '')}").fetchall()

    def put(self, kind: str, row: Row) -> bool:
        names = COLUMNS[kind]
        end = ON_KNOWN_GAP if kind == "gap" else "ON CONFLICT (uid) DO NOTHING"
        with whole_change(self._connection) as change:
            return bool(change.execute(
                f"INSERT INTO {kind} ({', '.join(names)}) VALUES ({_marks('?', names)}) {end}", row).rowcount)


class ServerShelf:
    """See `Shelf`. Who wrote something is kept when the login may say so, as the owner may; else it is the login."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with translated():
            return self._connection.execute(statement.encode(), values).fetchall()

    def _may_write(self, table: str, column: str) -> bool:
        return bool(self._rows("SELECT has_column_privilege(%s, %s, 'INSERT')", table, column)[0][0])

    def read_sessions(self) -> Iterator[Piece]:
        names = COLUMNS["session"]
        for values in self._rows(f"SELECT {', '.join(names)} FROM session ORDER BY id"):
            session = dict(zip(names, _plain(values), strict=True))
            cases = self._rows(f"SELECT {', '.join(COLUMNS['outcome'])} FROM outcome WHERE session = %s",
                               session["uid"])
            yield Piece(session, self.find_steps(str(session["uid"])) or (),
                        dict(zip(COLUMNS["outcome"], _plain(cases[0]), strict=True)) if cases else None)

    def find_steps(self, uid: str) -> tuple[Row, ...] | None:
        if not self._rows("SELECT 1 FROM session WHERE uid = %s", uid):
            return None
        return tuple(self._rows("SELECT number, at, json FROM step WHERE session = %s ORDER BY number", uid))

    def put_session(self, piece: Piece, known: int) -> None:
        session = {name: value for name, value in piece.session.items()
                   if name not in ("status", "outcome") and not (name == "author" and not self._keeps_author(value))}
        session["origin"] = session["origin"] or None
        with translated(), self._connection.transaction():
            if known < 0:
                self._insert("session", session)
            self._connection.cursor().executemany(
                "INSERT INTO step (session, number, at, json) VALUES (%s, %s, %s, %s)",
                [(piece.uid, number, at, clean(str(json))) for number, at, json in piece.steps[max(known, 0):]])
            self._connection.execute(
                "UPDATE session SET locale = %s, status = %s, outcome = %s, updated = %s, state = %s, steps = %s,"
                " client = NULL, held_until = NULL WHERE uid = %s",
                (piece.session["locale"], piece.session["status"], piece.session["outcome"], piece.session["updated"],
                 clean(str(piece.session["state"])), len(piece.steps), piece.uid))
            self._connection.execute("DELETE FROM outcome WHERE session = %s", (piece.uid,))
            if piece.case is not None:
                self._insert("outcome", {**piece.case, "session": piece.uid})

    def read(self, kind: str) -> Iterator[Row]:
        for row in self._rows(f"SELECT {', '.join(COLUMNS[kind])} FROM {kind}{FROM_CASES.get(kind, '')}"):
            yield _plain(row)

    def put(self, kind: str, row: Row) -> bool:
        values = dict(zip(COLUMNS[kind], row, strict=True))
        if "author" in values and not self._keeps_author(values["author"]):
            del values["author"]
        if "done" in values and not self._may_write(kind, "done"):
            if values.pop("done"):
                # Marked again it would come back as new.
                return False
        elif "done" in values:
            values["done"] = bool(values["done"])
        end = ON_KNOWN_GAP if kind == "gap" else "ON CONFLICT (uid) DO NOTHING"
        with translated(), self._connection.transaction():
            return self._insert(kind, values, end)

    def _keeps_author(self, author: object) -> bool:
        return bool(author) and self._may_write("session", "author")

    def _insert(self, table: str, values: dict[str, object], end: str = "") -> bool:
        kept = [clean(value) if isinstance(value, str) else value for value in values.values()]
        return bool(self._connection.execute(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({_marks('%s', kept)}) {end}".encode(), kept).rowcount)


def _marks(mark: str, values: Sequence[object]) -> str:
    return ", ".join([mark] * len(values))


def _plain(row: tuple[Any, ...]) -> Row:
    """A row with uids as 32 digits, and nothing instead of NULL."""
    return tuple("" if each is None else each.hex if hasattr(each, "hex") and not isinstance(each, float) else each
                 for each in row)
