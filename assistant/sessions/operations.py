"""Operations: every change of shared work as a value, so that a change made here can be made elsewhere later.

Owns their names and their encoding. A session, a mark and a comment are named by uid, which is the same in every store.
"""

from __future__ import annotations

import os
from typing import TypeAlias, cast

import msgspec

from assistant.troubleshoot.learning import Case


class Begin(msgspec.Struct, frozen=True, tag="begin"):
    """A session begins."""

    uid: str
    kind: str
    locale: str
    title: str
    state: str
    at: float
    code: str
    page: str


class Step(msgspec.Struct, frozen=True, tag="step"):
    """A session goes on. `case` is what it teaches now, in place of `was`."""

    uid: str
    number: int
    state: str
    json: str
    at: float
    outcome: str
    locale: str
    case: Case | None
    was: Case | None


class Leave(msgspec.Struct, frozen=True, tag="leave"):
    """Nobody is at work on a session any more."""

    uid: str


class Purge(msgspec.Struct, frozen=True, tag="purge"):
    """A session is removed with everything in it."""

    uid: str


class AddFlag(msgspec.Struct, frozen=True, tag="add_flag"):
    """A page is marked."""

    uid: str
    slug: str
    locale: str
    comment: str
    at: float


class CloseFlag(msgspec.Struct, frozen=True, tag="close_flag"):
    """A mark was dealt with."""

    uid: str


class AddComment(msgspec.Struct, frozen=True, tag="add_comment"):
    """A comment on a page."""

    uid: str
    slug: str
    text: str
    at: float


class RemoveComment(msgspec.Struct, frozen=True, tag="remove_comment"):
    """A comment is taken away."""

    uid: str


class CountGap(msgspec.Struct, frozen=True, tag="count_gap"):
    """A question that no page answered was asked once more."""

    text: str
    locale: str
    at: float


class RemoveGap(msgspec.Struct, frozen=True, tag="remove_gap"):
    """A question is taken off the list."""

    text: str
    locale: str


class ForgetCases(msgspec.Struct, frozen=True, tag="forget_cases"):
    """What was counted for an article is forgotten, or all when it is empty."""

    article: str


Operation: TypeAlias = (
    Begin | Step | Leave | Purge | AddFlag | CloseFlag | AddComment | RemoveComment | CountGap | RemoveGap | ForgetCases
)


def make_uid() -> str:
    """A new name that nothing else has, anywhere: 32 hexadecimal digits."""
    return os.urandom(16).hex()


def tag_of(operation: Operation) -> str:
    """The name of what an operation does, such as `step`."""
    return str(type(operation).__struct_config__.tag)


def encode_operation(operation: Operation) -> str:
    """An operation as one line of JSON."""
    return msgspec.json.encode(operation).decode()


def decode_operation(text: str) -> Operation:
    """What `encode_operation` wrote. Raises msgspec.DecodeError or ValidationError for anything else."""
    return cast("Operation", msgspec.json.decode(text, type=Operation))
