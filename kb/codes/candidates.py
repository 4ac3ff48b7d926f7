"""Candidates: every code that a number, in the form in which it stands, can mean.

Owns the arithmetic of spellings (hexadecimal, signed, unsigned, wrapped); nothing here weighs one against another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kb.codes.code import BadCodeError, Code, parse_code
from kb.codes.decode import Wrapped, unwrap
from kb.codes.identification import Reason
from kb.codes.registry import CodeFacts, Registry
from kb.codes.spellings import Token

_TOP = 0x100000000
_HALF = 0x80000000
_NOTED = ("extra_zero", "letter_o", "sign_extended")


class Candidate(NamedTuple):
    """A code that a token can mean. `spelling` is the key of `rules.tsv`; `facts` is None for a computed wrapper, and
    `inside` names the wrapper of a code that stands inside another."""

    code: Code
    spelling: str
    why: tuple[Reason, ...]
    facts: CodeFacts | None
    inside: Code | None = None


def find_candidates(token: Token, registry: Registry) -> list[Candidate]:
    """The codes that a token can mean, each once and only such as exist or wrap one that exists."""
    found: dict[Code, Candidate] = {}
    for candidate in _candidates(token, registry):
        found.setdefault(candidate.code, candidate)
    return list(found.values())


def is_known(token: Token, registry: Registry) -> bool:
    """Whether any code has the number of the token."""
    return next(_candidates(token, registry), None) is not None


def _candidates(token: Token, registry: Registry) -> Iterator[Candidate]:
    value = token.value
    if token.form == "id":
        yield from _named(token.text, registry)
    elif token.form == "text":
        for facts in registry.find_value(token.digits):
            yield Candidate(facts.code, "text", (_reason("text", token),), facts)
    elif value is None:
        return
    elif token.form == "aadsts":
        code = Code("aadsts", value)
        if (known := registry.find(code)) is not None:
            yield Candidate(code, "id", (_reason("aadsts", token),), known)
    elif token.form == "hex":
        spelling = "padded" if len(token.digits) >= 8 else "hex"
        yield from _words(value, spelling, (_reason("hex", token), *_notes(token)), registry)
    elif token.form == "bare":
        yield from _bare(token, value, registry)
    else:
        yield from _decimal(token, value, registry)


def _named(text: str, registry: Registry) -> Iterator[Candidate]:
    try:
        code = parse_code(text.lower() if ":" in text else text)
    except BadCodeError:
        return
    facts = registry.find(code)
    why = (Reason("codes.why.id", (("text", text),)),)
    if facts is not None:
        yield Candidate(code, "id", why, facts)
    for wrapped in unwrap(code):
        inner = registry.find(wrapped.code)
        if inner is not None:
            if facts is None:
                yield Candidate(code, "id", why, None)
            yield Candidate(wrapped.code, "wrapped", (_wrapped_reason(wrapped, code),), inner, code)


def _bare(token: Token, value: int, registry: Registry) -> Iterator[Candidate]:
    spelling = "padded" if len(token.digits) == 8 and token.digits[0] == "0" else "bare"
    yield from _words(value, spelling, (_reason("bare", token), *_notes(token)), registry)
    if token.digits.isdigit() and token.digits[0] != "0":
        for facts in registry.find_value(int(token.digits)):
            yield Candidate(facts.code, "decimal", (_reason("decimal", token),), facts)


def _decimal(token: Token, value: int, registry: Registry) -> Iterator[Candidate]:
    notes = _notes(token)
    if value < 0:
        if value >= -_HALF:
            for facts in registry.find_value(value):
                yield Candidate(facts.code, "signed", (_reason("signed", token), *notes), facts)
            if value < -0xFFFF or "detached_sign" not in token.notes:
                yield from _words(value + _TOP, "signed", (_reason("signed", token), *notes), registry, small=False)
        if "detached_sign" in token.notes and value > -_HALF:
            for facts in registry.find_value(-value):
                yield Candidate(facts.code, "decimal", (_reason("hyphen", token),), facts)
        return
    if value >= _HALF:
        if value < _TOP:
            yield from _words(value, "unsigned", (_reason("unsigned", token), *notes), registry)
        return
    for facts in registry.find_value(value):
        yield Candidate(facts.code, "decimal", (_reason("decimal", token), *notes), facts)
    if 2 <= len(token.digits) <= 8 and token.digits[0] != "0":
        as_hex = int(token.digits, 16)
        for facts in registry.find_value(as_hex):
            yield Candidate(facts.code, "bare", (_reason("bare", token), *notes), facts)


def _words(
    value: int, spelling: str, why: tuple[Reason, ...], registry: Registry, *, small: bool = True,
) -> Iterator[Candidate]:
    """The codes of an unsigned 32-bit number: those that have it, what it wraps, and the wrapper itself."""
    if value >= _TOP:
        return
    for facts in registry.find_value(value):
        yield Candidate(facts.code, spelling, why, facts)
    if value >= _TOP - 0x10000 and small:
        for facts in registry.find_value(value - _TOP):
            yield Candidate(facts.code, "signed", why, facts)
    if value < _HALF:
        return
    for outer in (Code("hresult", value), Code("ntstatus", value)):
        for wrapped in unwrap(outer):
            inner = registry.find(wrapped.code)
            if inner is None:
                continue
            reason = _wrapped_reason(wrapped, outer)
            yield Candidate(outer, spelling, (*why, reason), registry.find(outer))
            yield Candidate(wrapped.code, "wrapped", (*why, reason), inner, outer)


def _wrapped_reason(wrapped: Wrapped, outer: Code) -> Reason:
    return Reason(f"codes.why.{wrapped.form}",
                  (("code", str(outer).partition(":")[2]), ("inner", str(wrapped.code).partition(":")[2])))


def _reason(spelling: str, token: Token) -> Reason:
    value = "" if token.value is None else str(token.value)
    if spelling == "hyphen":
        value = value.lstrip("-")
    return Reason(f"codes.why.{spelling}", (("text", token.text), ("value", value)))


def _notes(token: Token) -> tuple[Reason, ...]:
    return tuple(Reason(f"codes.why.{note}") for note in token.notes if note in _NOTED)
