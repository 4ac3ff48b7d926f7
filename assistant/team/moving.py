"""Moving: the work of one store copied into another, as often as one likes; what is there already stays as it is.

Owns what counts as the same. A session that went on in the source goes on in the target; one that went on in both is
kept twice, the source's under a uid of its own that names its origin.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = tuple[object, ...]

KINDS = ("outcome", "flag", "comment", "gap")
COLUMNS = {
    "session": ("uid", "kind", "locale", "title", "status", "outcome", "code", "page", "created", "updated", "state",
                "origin", "author"),
    "outcome": ("uid", "at", "code", "article", "cause", "outcome", "seconds", "tier"),
    "flag": ("uid", "slug", "locale", "comment", "at", "done", "author"),
    "comment": ("uid", "slug", "text", "at", "author"),
    "gap": ("text", "locale", "times", "at"),
}


class Piece(NamedTuple):
    """A session with its steps (number, time, JSON, in order) and the case that it teaches (columns of `outcome`)."""

    session: dict[str, object]
    steps: tuple[Row, ...]
    case: dict[str, object] | None

    @property
    def uid(self) -> str:
        """The session's uid."""
        return str(self.session["uid"])


class Count(NamedTuple):
    """How many were copied, and how many were there before."""

    copied: int
    known: int


class Shelf(Protocol):
    """A store as something to copy from and to."""

    def read_sessions(self) -> Iterator[Piece]:
        """Every session."""

    def find_steps(self, uid: str) -> tuple[Row, ...] | None:
        """The steps of a session; None when there is no such session."""

    def put_session(self, piece: Piece, known: int) -> None:
        """Keeps a session of which the first `known` steps are there (-1: not even the session itself)."""

    def read(self, kind: str) -> Iterator[Row]:
        """Every row of a kind, in the order of COLUMNS; of cases those without a session."""

    def put(self, kind: str, row: Row) -> bool:
        """Keeps a row; False when it was there."""


def copy_work(source: Shelf, target: Shelf) -> dict[str, Count]:
    """Copies everything that people share; how much of each kind."""
    counts = {"session": _copy_sessions(source, target)}
    for kind in KINDS:
        results = [target.put(kind, row) for row in source.read(kind)]
        counts[kind] = Count(sum(results), len(results) - sum(results))
    return counts


def _copy_sessions(source: Shelf, target: Shelf) -> Count:
    copied = known = 0
    for piece in source.read_sessions():
        there = target.find_steps(piece.uid)
        if there is not None and there != piece.steps[:len(there)] and there[:len(piece.steps)] != piece.steps:
            piece = _split_off(piece)
            there = target.find_steps(piece.uid)
        if there is None or len(there) < len(piece.steps):
            target.put_session(piece, -1 if there is None else len(there))
            copied += 1
        else:
            known += 1
    return Count(copied, known)


def _split_off(piece: Piece) -> Piece:
    """The same session under a uid that follows from what is in it, so that a second copy finds the first."""
    digest = hashlib.sha256(repr(piece.steps).encode("utf-8", "replace")).hexdigest()
    new = uuid.uuid5(uuid.UUID(piece.uid), digest).hex
    case = {**piece.case, "uid": new} if piece.case is not None else None
    return Piece({**piece.session, "uid": new, "origin": piece.uid}, piece.steps, case)
