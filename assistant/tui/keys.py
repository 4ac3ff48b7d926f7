"""Keys as an input method sends them: full-width letters and digits folded to the keys that were meant.

Owns the folding alone. Where text is typed nothing is folded: there a full-width letter is what the person wants.
"""

from __future__ import annotations

import unicodedata

from textual.events import Key
from textual.keys import _character_to_key


def fold_key(event: Key) -> Key:
    """The same key press, or the half-width one that a full-width character stands for."""
    character = event.character
    if character is None or len(character) != 1 or character.isascii():
        return event
    plain = " " if character == "\N{IDEOGRAPHIC SPACE}" else unicodedata.normalize("NFKC", character)
    if len(plain) != 1 or not plain.isascii() or not plain.isprintable():
        return event
    return Key(_character_to_key(plain), plain)
