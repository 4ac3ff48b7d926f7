"""Phrases: every word that the interface and the assistant say, in one locale.

Owns look-up and placeholders. Reading the YAML files belongs to `kb.pages.phrase_files`, keeping them to `kb.index`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCALES = ("ja", "en")


class Phrases:
    """The phrases of one locale, by dotted key.

    A placeholder is `{name}`. Other braces stand for themselves, and a value is never looked into again, so text from
    a query or a page cannot pull in another value.
    """

    def __init__(self, locale: str, table: Mapping[str, str]) -> None:
        self.locale = locale
        self._table = table

    def has(self, key: str) -> bool:
        """Whether the content has this phrase."""
        return key in self._table

    def say(self, key: str, /, **values: object) -> str:
        """The phrase with its placeholders filled.

        With a value `n`, a key that has the forms `key.one` and `key.other` takes the one that fits. Raises KeyError
        when the content lacks the phrase: the tests hold every key used by the code against both locales.
        """
        if "n" in values and key not in self._table:
            key = f"{key}.one" if values["n"] == 1 and f"{key}.one" in self._table else f"{key}.other"
        return _fill(self._table[key], values)

    def keys(self) -> frozenset[str]:
        """All keys of this locale."""
        return frozenset(self._table)

    def under(self, prefix: str) -> dict[str, str]:
        """The phrases below `prefix.`, keyed by what follows it."""
        start = prefix + "."
        return {key[len(start):]: text for key, text in self._table.items() if key.startswith(start)}


def _fill(text: str, values: Mapping[str, object]) -> str:
    if "{" not in text:
        return text
    parts = text.split("{")
    out = [parts[0]]
    for part in parts[1:]:
        name, brace, rest = part.partition("}")
        out.append(f"{values[name]}{rest}" if brace and name in values else "{" + part)
    return "".join(out)
