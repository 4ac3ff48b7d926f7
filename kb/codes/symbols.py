"""Symbols in a text: whole, without underscores, with spaces, with a typo, or a piece of one.

Owns which words of a text are tried and when a match is believed. Numbers belong to `notation`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kb.codes.code import squeeze_symbol
from kb.codes.evidence import Scene
from kb.codes.registry import Registry, SymbolHit
from kb.codes.spellings import Token

LONGEST = 14
SHORTEST_SPACED = 8
SHORTEST_GRAM = 6
_GAP = re.compile(r"[ \t\u3000]{0,3}[-_ \n]?[ \t]{0,2}")
_SYMBOLIC_START = re.compile(
    r"(?:e[rou]{1,5}r?[-_]|er+or|err?[-_]|erorr|status|stauts|satus|stat[-_]|wsae|[a-z]{1,8}_e_|e_|nerr|dns_|rpc_|sec_e|cert_e|crypt_e|"
    r"trust_e|ntstatus|win32_)")
_PREFIXES = ("error", "status", "e", "wsae", "ntstatus")
_LEAST_ALIKE = 86.0


class SymbolMatch(NamedTuple):
    """A part of the folded text that is a symbol: how it is spelled (`symbol`, `squeezed`, `spaced`, `typo`,
    `fragment`) and whose it is; without hits it looks like a symbol and no table has it."""

    start: int
    end: int
    spelling: str
    hits: tuple[SymbolHit, ...]


def find_symbol_matches(scene: Scene, tokens: Sequence[Token], registry: Registry, numbers: bool) -> list[SymbolMatch]:
    """The symbols of a text in its order; where two would overlap, the longer one. `numbers` says that the text has
    a number that may be a code, so that loose words are not taken for a piece of a symbol."""
    runs = list(_runs(scene.text, tokens))
    grams = [gram for run in runs for gram in _grams(run)]
    found = registry.find_symbols({gram[2] for gram in grams}) if grams else {}
    matches: list[SymbolMatch] = []
    taken = bytearray(len(scene.lower))
    known = [gram for gram in grams if gram[2] in found]
    for first, last, squeezed, count in sorted(known, key=lambda gram: (gram[0].start - gram[1].end, gram[0].start)):
        start, end = first.start, last.end
        if any(taken[start:end]):
            continue
        spelling = _spelling_of(scene, start, end, count, found[squeezed])
        if spelling:
            matches.append(SymbolMatch(start, end, spelling, found[squeezed]))
            taken[start:end] = b"\1" * (end - start)
    claimed = frozenset(symbol for _, symbol in scene.rules.wrong_pairs)
    for run in runs:
        for token in run:
            free = not any(taken[token.start:token.end])
            if free and token.form == "word" and _looks_symbolic(token):
                resolved = _resolve(token, registry, claimed)
                if resolved is not None:
                    matches.append(resolved)
    if not matches and not numbers and len(runs) == 1:
        matches.extend(_whole_query(scene, runs[0], registry))
    return sorted(matches)


def _runs(text: str, tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Words in a row. A number or a run of digits and letters after a word belongs to the row."""
    run: list[Token] = []
    for token in tokens:
        word = token.form == "word"
        short = token.text.isalnum() and token.text.isascii() and len(token.text) <= 16
        if not word and not (run and short):
            continue
        if run and token.start < run[-1].end:
            continue
        if run and not _GAP.fullmatch(text, run[-1].end, token.start):
            yield run
            run = []
        if word or run:
            run.append(token)
    if run:
        yield run


def _grams(run: Sequence[Token]) -> Iterator[tuple[Token, Token, str, int]]:
    """Beginnings of symbols: every row of words that could be one when written together."""
    squeezed = [squeeze_symbol(token.text).replace("\\", "") for token in run]
    for at, token in enumerate(run):
        text = ""
        for count, piece in enumerate(squeezed[at:at + LONGEST], 1):
            text += piece
            if len(text) > 90:
                break
            if (count == 1 and (len(text) >= 4 or "_" in token.text)) or (count > 1 and len(text) >= SHORTEST_GRAM):
                yield token, run[at + count - 1], text, count


def _spelling_of(scene: Scene, start: int, end: int, count: int, hits: Sequence[SymbolHit]) -> str:
    """How the symbol is spelled, or nothing where the words are more likely prose."""
    text = scene.text[start:end].replace("\\", "")
    if any(hit.symbol == text for hit in hits) and (not text.isalpha() or not text.islower()):
        plain = text.isalpha() and not any(char.isupper() for char in text[1:])
        if not plain and (len(text) > 4 or "_" in text):
            return "symbol"
    whole = len(scene.lower) - (end - start) < 20 and not (
        scene.lower[:start].strip(" \t\"'()[]「」") or scene.lower[end:].strip(" \t\"'()[]「」?."))
    if count == 1:
        if "_" in text:
            return "symbol" if any(hit.symbol.lower() == text.lower() for hit in hits) else "squeezed"
        if whole or (text.isupper() and len(text) >= 6):
            return "squeezed"
        underscored = any("_" in hit.symbol or hit.symbol.startswith("WSA") for hit in hits)
        return "squeezed" if len(text) >= 10 and underscored else ""
    letters = text.replace(" ", "")
    if letters.isupper() or whole or "_" in text or (count >= 3 and len(letters) >= SHORTEST_SPACED):
        return "spaced"
    if not text.islower() and any(hit.symbol.replace("_", " ") == text for hit in hits):
        return "spaced"
    return "spaced" if scene.stops and any(hit.code.family == "bugcheck" for hit in hits) else ""


def _looks_symbolic(token: Token) -> bool:
    text = token.text.replace("\\", "").strip("_")
    if len(text) < 6 or len(text) > 90 or "prefixed" in token.notes:
        return False
    if "_" in text:
        parts = [part for part in text.split("_") if part]
        return (text.isupper() and len(parts) >= 2) or len(parts) >= 3 or bool(_SYMBOLIC_START.match(text.lower()))
    return (text.isupper() and len(text) >= 10) or (len(text) >= 13 and bool(_SYMBOLIC_START.match(text.lower())))


def _resolve(token: Token, registry: Registry, claimed: frozenset[str]) -> SymbolMatch | None:
    name = token.text.replace("\\", "").strip("_")
    pieces = registry.find_fragment(name)
    if pieces:
        return SymbolMatch(token.start, token.end, "fragment", tuple(pieces))
    alike = registry.nearest_symbols(name, least=_LEAST_ALIKE if len(name) >= 12 else 91.0)
    if alike:
        best = alike[0].likeness
        return SymbolMatch(token.start, token.end, "typo", tuple(hit for hit in alike if hit.likeness > best - 8))
    if _SYMBOLIC_START.match(name.lower()) or squeeze_symbol(name) in claimed:
        return SymbolMatch(token.start, token.end, "unknown", ())
    return None


def _whole_query(scene: Scene, run: Sequence[Token], registry: Registry) -> Iterator[SymbolMatch]:
    """A query that is nothing but a few words: a symbol without its prefix, a piece of one, or one with a typo."""
    start, end = run[0].start, run[-1].end
    around = scene.lower[:start].strip(" \"'(") + scene.lower[end:].strip(" \"')?.")
    if not 2 <= len(run) <= 8 or around or any(token.form != "word" for token in run):
        return
    piece = squeeze_symbol(scene.lower[start:end].replace("-", ""))
    if len(piece) < SHORTEST_SPACED:
        return
    found = registry.find_symbols([prefix + piece for prefix in _PREFIXES])
    hits = [hit for prefix in _PREFIXES for hit in found.get(prefix + piece, ())]
    if not hits and len(run) >= 3:
        hits = registry.find_fragment(piece)
    if hits:
        yield SymbolMatch(start, end, "fragment", tuple(hits))
    elif len(run) >= 3 and _SYMBOLIC_START.match(scene.lower, start):
        alike = registry.nearest_symbols(piece, least=88.0)
        if alike:
            yield SymbolMatch(start, end, "typo", tuple(alike))
