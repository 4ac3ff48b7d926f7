"""The first query: what a console is opened with, from an address that anybody can write.

Owns its bounds and how it goes from one process to another: as the value of an environment variable, in JSON, so
that it is never a word of a command line and any environment can hold it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "NAZE_FIRST_QUERY"
LONGEST = 500


def clean_query(text: str) -> str:
    """One line of at most 500 characters without control and format characters."""
    words = "".join(each if each.isprintable() else " " for each in text[:LONGEST * 4])
    return " ".join(words.split())[:LONGEST].strip()


def encode_query(text: str) -> str:
    """The value of the variable for a text."""
    return json.dumps(clean_query(text))


def read_query(environ: Mapping[str, str]) -> str:
    """The query that the environment holds, cleaned once more; empty when there is none."""
    try:
        value = json.loads(environ.get(VARIABLE) or '""')
    except ValueError:
        return ""
    return clean_query(value) if isinstance(value, str) else ""
