"""Spellings: cuts a folded text into what may be a code and what clearly is something else.

Owns forms only: which characters make a hexadecimal number, a date, an address. Whether a number is meant as a code
belongs to `evidence`, which code it is to `notation`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kb.codes.shapes import BEFORE_A_HYPHEN, EXTENDS, HEX_WORD, PARAMETERS, PREFIXED, RUN, SHAPES

LONGEST_HEX = 32
"""More digits than any address has."""


class Token(NamedTuple):
    """A part of a folded text. `form` says what it is:

    `decimal`, `hex`, `bare` (hexadecimal without 0x), `id`, `aadsts`, `text` (the value of a text family), `word`, and
    `foreign` with `kind` for what is no code by its form alone. `value` is the number as written, signed where a minus
    sign stands before it; `notes` are facts of the spelling: `prefixed`, `letters`, `extra_zero`, `letter_o`, `signed`,
    `sign_extended`, `detached_sign`. `digits` are the digits, or the word, in lower case.
    """

    form: str
    start: int
    end: int
    text: str
    value: int | None = None
    kind: str = ""
    notes: tuple[str, ...] = ()
    digits: str = ""


def find_tokens(text: str, lower: str) -> Iterator[Token]:
    """The tokens of a text in its order; words of prose are among them, everything else is left out."""
    skip = 0
    for match in SHAPES.finditer(lower):
        if match.start() < skip:
            continue
        kind = match.lastgroup or ""
        for token in _READERS.get(kind, _read_foreign)(text, lower, match, kind):
            if token.form == "skip":
                skip = token.end
                continue
            yield token
            if token.form == "hex" or token.form == "bare" or (token.form == "decimal" and "signed" not in token.notes):
                follow, skip = _after_hex(text, lower, token, skip)
                yield from follow


def _after_hex(text: str, lower: str, token: Token, skip: int) -> tuple[list[Token], int]:
    if token.form == "hex":
        extend = EXTENDS.match(lower, token.end)
        if extend and len(token.digits) >= 8:
            end = extend.end() + 7
            return [Token("foreign", extend.end(), end, text[extend.end():end], kind="extend")], end
    parameters = PARAMETERS.match(lower, token.end)
    if parameters:
        return [Token("foreign", token.end, parameters.end(), text[token.end:parameters.end()].strip(),
                      kind="parameters")], parameters.end()
    return [], skip


def _read_foreign(text: str, lower: str, match: re.Match[str], kind: str) -> Iterator[Token]:
    names = {"day": "date", "range": "count", "hours": "time", "size": "amount"}
    start, end = match.span()
    yield Token("foreign", start, end, text[start:end], kind=names.get(kind, kind))


def _read_id(text: str, lower: str, match: re.Match[str], kind: str) -> Iterator[Token]:
    yield Token("id", match.start(), match.end(), text[match.start():match.end()], digits=match[0])


def _read_aadsts(text: str, lower: str, match: re.Match[str], kind: str) -> Iterator[Token]:
    yield Token("aadsts", match.start(), match.end(), text[match.start():match.end()], int(match["aadsts_number"]))


def _read_office(text: str, lower: str, match: re.Match[str], kind: str) -> Iterator[Token]:
    yield Token("text", match.start(), match.end(), text[match.start():match.end()], digits=match[0])


def _read_hex(text: str, lower: str, match: re.Match[str], kind: str) -> Iterator[Token]:
    start, end = match.span()
    digits = match["hex_digits"]
    if len(digits) > LONGEST_HEX:
        yield Token("foreign", start, end, text[start:end], kind="address")
        return
    notes: list[str] = []
    if "o" in digits or lower[start:match.start("hex_digits")].startswith("o"):
        notes.append("letter_o")
        digits = digits.replace("o", "0")
    if len(digits) > 8 and digits.lstrip("0") != digits and len(digits.lstrip("0")) <= 8 and len(digits) != 16:
        notes.append("extra_zero")
    value = int(digits, 16)
    if value >= 0xFFFFFFFF80000000 and len(digits) == 16:
        notes.append("sign_extended")
        value &= 0xFFFFFFFF
    yield Token("hex", start, end, text[start:end], value, "", tuple(notes), digits)


def _read_hexsuffix(text: str, lower: str, match: re.Match[str], kind: str) -> Iterator[Token]:
    digits = match["hexsuffix_digits"]
    start, end = match.span()
    if len(digits) <= 3 and digits.isdigit() and not (len(digits) == 3 and digits[0] == "0"):
        yield Token("foreign", start, end, text[start:end], kind="count")
        return
    yield Token("hex", start, end, text[start:end], int(digits, 16), "", (), digits)


def _read_number(text: str, lower: str, match: re.Match[str], kind: str) -> Iterator[Token]:
    start, end = match.span()
    following = lower[end:end + 1]
    if following.isascii() and (following.isalpha() or following == "_"):
        yield from _read_mixed(text, lower, start, end)
        return
    digits = match[0]
    before = lower[start - 1:start]
    notes: tuple[str, ...] = ()
    value = int(digits[:20])
    if before == "-":
        earlier = lower[max(0, start - 14):start - 1].rstrip()
        joined = start >= 2 and not lower[start - 2].isspace()
        if joined and earlier[-1:].isascii() and earlier[-1:].isalnum() and len(digits) != 10:
            if earlier[-1:].isdigit() or not BEFORE_A_HYPHEN.search(earlier):
                yield Token("foreign", start, end, text[start:end], kind="model")
                return
            notes = ("detached_sign",)
        elif not earlier[-1:].isdigit() or not joined or len(digits) == 10:
            notes, value, start = ("signed",), -value, start - 1
            if joined and earlier and (earlier[-1].isalnum()):
                notes = ("signed", "detached_sign")
    if following == "-" and re.match(r"-[a-z]", lower[end:end + 2]) and not re.match(r"-?\s?err", lower[end:end + 5]):
        yield Token("foreign", start, end, text[start:end], kind="model")
        return
    if "signed" not in notes and len(digits) == 8 and digits[0] in "08":
        yield Token("bare", start, end, text[start:end], int(digits, 16), "", notes, digits)
        return
    yield Token("decimal", start, end, text[start:end], value, "", notes, digits)


def _read_mixed(text: str, lower: str, start: int, end: int) -> Iterator[Token]:
    """A run that begins with digits and goes on with letters: bare hexadecimal, or a unit, a model, a name."""
    match = RUN.match(lower, start)
    assert match is not None
    run, stop = match[0], match.end()
    yield Token("skip", start, stop, "")
    joined = "-" in (lower[stop:stop + 1], lower[start - 1:start])
    if HEX_WORD.fullmatch(run) and 2 <= len(run) <= 8 and not joined:
        yield Token("bare", start, stop, text[start:stop], int(run, 16), "", (), run)
    else:
        yield Token("foreign", start, stop, text[start:stop], kind="model")


def _read_word(text: str, lower: str, match: re.Match[str], kind: str) -> Iterator[Token]:
    start, end = match.span()
    run = match[0]
    if any(char.isdigit() for char in run):
        prefixed = PREFIXED.fullmatch(run)
        if prefixed:
            at = start + prefixed.start("value")
            digits = prefixed["value"]
            yield Token("word", start, end, text[start:end], notes=("prefixed",), digits=run)
            if digits.isdigit() and not (len(digits) == 8 and digits[0] in "08"):
                yield Token("decimal", at, end, text[at:end], int(digits[:20]), "", ("prefixed",), digits)
            else:
                yield Token("bare", at, end, text[at:end], int(digits, 16), "", ("prefixed",), digits)
            return
        if HEX_WORD.fullmatch(run) and (len(run) == 8 or 2 <= len(run) <= 4):
            yield Token("bare", start, end, text[start:end], int(run, 16), "", (), run)
            return
    elif HEX_WORD.fullmatch(run) and (len(run) == 8 or len(run) == 2):
        yield Token("bare", start, end, text[start:end], int(run, 16), "", ("letters",), run)
    yield Token("word", start, end, text[start:end], digits=run)


_READERS = {
    "id": _read_id, "aadsts": _read_aadsts, "aadsts_number": _read_aadsts, "hex": _read_hex, "hex_tail": _read_hex,
    "hex_digits": _read_hex, "hexsuffix": _read_hexsuffix, "hexsuffix_digits": _read_hexsuffix, "office": _read_office,
    "number": _read_number, "word": _read_word,
}
