"""Batches: one JSON object per line from standard input.

Owns what happens to a line that is no object: it is answered by an object with `error`, in its place, and the batch
goes on. Unknown fields are carried over to the answer.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from assistant.cli.context import Context

MAX_LINE = 4_000_000
KNOWN = ("q", "lang", "context")


class Record(NamedTuple):
    """One line of a batch. `extra` are the fields that the commands do not know, to be given back."""

    fields: dict[str, object]
    extra: dict[str, object]

    def text(self, name: str) -> str:
        """A field as text; empty when it is missing or no text."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """A field as several texts: a list of them, or one."""
        value = self.fields.get(name)
        if isinstance(value, str):
            return (value,)
        return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def read_records(stream: BinaryIO, context: Context) -> Iterator[Record]:
    """The objects of a stream, in order; a line that is none is answered here with an error."""
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        if not line.strip():
            continue
        try:
            value = json.loads(line.decode("utf-8-sig", "replace"))
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            message = context.phrases.say("batch.bad_line", line=number)
            context.output.record({"error": message, "line": number}, indent=None)
            continue
        yield Record(value, {key: each for key, each in value.items() if key not in KNOWN})
