"""Tokens: the numbers, symbols and addresses in a text, which are the same in every language.

Owns how they look. Whether a number or a symbol exists belongs to the registry.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kb.codes.code import Code, format_value, squeeze_symbol
from kb.codes.decode import to_signed, unwrap, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.codes.registry import CodeFacts, Registry

HEX = re.compile(r"(?<![\w\\])0x[0-9A-Fa-f]+(?![\w*])")
DECIMAL = re.compile(r"(?<![\w.,\\/:-])\d{2,10}(?![\w*]|[.,:/-]\d)")
SYMBOL = re.compile(r"(?<![\w\\.$-])(?:[A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9]|WSA[A-Z]{4,})(?![\w*]|-[A-Za-z])")
ERROR_SYMBOL = re.compile(
    r"(?:ERROR|STATUS|NERR|DNS_ERROR|RPC_S|EPT_S|WSAE[A-Z]+|[A-Z]{1,10}_(?:E|S_E)|E)_[A-Z0-9_]+\Z|WSAE[A-Z]+\Z")
NUMBER = re.compile(r"\d(?<![\w.]\d)[\d,]*(?:\.\d+)*(?!\w)")
PORT = re.compile(r"\b(?:UDP|TCP)(?: ポート| port)? (\d+)", re.IGNORECASE)
PROTOCOL = re.compile(r"(?:プロトコル|protocol) (\d+)", re.IGNORECASE)
ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
SHORT_NUMBER = 99
"""Numbers up to this one are often words in one language and digits in the other, and are not compared."""


class Token(NamedTuple):
    """A number or symbol and where it stands in its text; `value` is None for symbols."""

    text: str
    start: int
    end: int
    value: int | None


def find_numbers(text: str) -> Iterator[Token]:
    """The hexadecimal and decimal numbers that could be codes, in order."""
    found = [Token(match[0], *match.span(), int(match[0], 16)) for match in HEX.finditer(text)]
    found += [Token(match[0], *match.span(), int(match[0])) for match in DECIMAL.finditer(text)]
    yield from sorted(found, key=lambda token: token.start)


def find_symbols(text: str) -> Iterator[Token]:
    """The words that look like symbols, in order."""
    if "_" in text or "WSA" in text:
        for match in SYMBOL.finditer(text):
            yield Token(match[0], *match.span(), None)


def fixed_tokens(text: str) -> set[str]:
    """What a translation must carry over: codes, symbols, ports, protocol numbers, addresses, larger numbers."""
    found: set[str] = set()
    if "0x" in text:
        found |= {match[0].lower() for match in HEX.finditer(text)}
    found |= {token.text for token in find_symbols(text)}
    found |= {f"{match[0].split()[0].upper()} {match[1]}" for match in PORT.finditer(text)}
    found |= {f"protocol {match[1]}" for match in PROTOCOL.finditer(text)}
    for match in NUMBER.finditer(text):
        plain = match[0].replace(",", "")
        if "." not in plain:
            if int(plain) > SHORT_NUMBER:
                found.add(plain)
        elif ADDRESS.fullmatch(plain):
            found.add(plain)
    return found


def numbers_of(code: Code) -> frozenset[int]:
    """The values under which programs show a code: its own, signed, wrapped and unwrapped."""
    if not isinstance(code.value, int):
        return frozenset()
    forms = {code.value, to_signed(code.value) if code.value >= 0 else code.value & 0xFFFFFFFF}
    for other in (wrap(code), *(wrapped.code for wrapped in unwrap(code))):
        if other is not None and isinstance(other.value, int):
            forms |= {other.value, to_signed(other.value)}
    return frozenset(forms)


def codes_of(symbol: str, registry: Registry) -> tuple[Code, ...]:
    """The codes that a symbol names."""
    squeezed = squeeze_symbol(symbol)
    return tuple(hit.code for hit in registry.find_symbols([squeezed]).get(squeezed, ()))


def find_known(code: Code, registry: Registry) -> CodeFacts | None:
    """What the registry holds of a code, or of the code that it wraps: wrapped forms are computed and not stored."""
    known = registry.find(code)
    for wrapped in unwrap(code) if known is None else ():
        known = known or registry.find(wrapped.code)
    return known


def format_code(code: Code) -> str:
    """A code as a person reads it in a sentence."""
    return f"{format_value(code)} ({code.family})"
