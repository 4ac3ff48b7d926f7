"""The value of a C constant expression, as headers of error codes write them.

Owns tokens, casts, arithmetic, and the expansion of names and function-like macros. Which file a name stands in
belongs to `c_headers`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tools.tables.found import HRESULT, NTSTATUS, NUMBER, WIN32

TOKEN = re.compile(r"""\s*(?:(?P<number>0[xX][0-9a-fA-F]+|\d+)(?:[uUlL]|i32|u32|i64|ui64)*\b|(?P<name>[A-Za-z_]\w*)
                   |(?P<op><<|>>|\#\#|[-+*/|&^~(),]))""", re.VERBOSE)
FORMS = {"HRESULT": HRESULT, "SCODE": HRESULT, "NTSTATUS": NTSTATUS, "DWORD": NUMBER, "ULONG": NUMBER, "LONG": NUMBER,
         "ERROR_CODE": HRESULT, "unsigned": NUMBER, "long": NUMBER, "int": NUMBER, "INT": NUMBER, "UINT": NUMBER,
         "USHORT": NUMBER, "WORD": NUMBER, "BYTE": NUMBER, "INT32": NUMBER, "UINT32": NUMBER, "NET_API_STATUS": WIN32,
         "ULONG32": NUMBER, "LSTATUS": WIN32, "NDIS_STATUS": NTSTATUS, "JET_ERR": NUMBER, "RETURN_CODE": NUMBER,
         "MMRESULT": NUMBER, "CONFIGRET": NUMBER}
# Wrappers that exist to give a type or a suffix to a number, and the form that they state.
WRAPPERS = {"_HRESULT_TYPEDEF_": HRESULT, "_HRESULTYPEDEF_": HRESULT, "_NDIS_ERROR_TYPEDEF_": HRESULT,
            "__MSABI_LONG": NUMBER, "_SCODE_TYPEDEF_": HRESULT, "HRES_ERROR": HRESULT, "W_ERROR": WIN32}
MAX_DEPTH = 40
Macro = tuple[Sequence[str], str]


class UnreadableError(ValueError):
    """An expression that is no constant this reader knows."""


def split_tokens(text: str) -> list[str]:
    """The tokens of an expression, number suffixes removed; raises UnreadableError."""
    tokens, at, text = [], 0, text.strip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise UnreadableError(text)
        tokens.append(match["number"] or match["name"] or match["op"])
        at = match.end()
    return tokens


class _Reader:
    """Recursive descent over one token list. Scope and macros are shared by the expansions inside."""

    def __init__(self, tokens: list[str], names: Mapping[str, str], macros: Mapping[str, Macro], depth: int) -> None:
        if depth > MAX_DEPTH:
            raise UnreadableError("expansion without end")
        self.tokens, self.names, self.macros, self.depth = tokens, names, macros, depth
        self.at = 0

    def read_all(self) -> tuple[int, str]:
        result = self.read_level(0)
        if self.at != len(self.tokens):
            raise UnreadableError(" ".join(self.tokens))
        return result

    LEVELS = (("|",), ("^",), ("&",), ("<<", ">>"), ("+", "-"), ("*", "/"))

    def read_level(self, level: int) -> tuple[int, str]:
        if level == len(self.LEVELS):
            return self.read_unary()
        left, form = self.read_level(level + 1)
        while self.peek() in self.LEVELS[level]:
            op = self.take()
            right, other = self.read_level(level + 1)
            left = _apply(op, left, right)
            form = form if form != NUMBER else other
        return left, form

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            raise UnreadableError(" ".join(self.tokens))
        self.at += 1
        return token

    def read_unary(self) -> tuple[int, str]:
        token = self.take()
        if token == "-":
            value, form = self.read_unary()
            return -value, form
        if token == "~":
            value, form = self.read_unary()
            return ~value & 0xFFFFFFFF, form
        if token == "(":
            return self.read_bracket()
        if token[0].isdigit():
            octal = len(token) > 1 and token[0] == "0" and token[1] not in "xX"
            return int(token, 8) if octal else int(token, 0), NUMBER
        return self.read_name(token)

    def read_bracket(self) -> tuple[int, str]:
        words = []
        at = self.at
        while at < len(self.tokens) and self.tokens[at] in FORMS:
            words.append(self.tokens[at])
            at += 1
        if words and at < len(self.tokens) and self.tokens[at] == ")":
            self.at = at + 1
            value, form = self.read_unary()
            stated = FORMS[words[-1]]
            return value, stated if stated != NUMBER else form
        result = self.read_level(0)
        self.take(")")
        return result

    def read_name(self, name: str) -> tuple[int, str]:
        if self.peek() == "(":
            arguments = self.read_arguments()
            if name in WRAPPERS:
                value, form = self.evaluate(arguments[0])
                return value, WRAPPERS[name] if WRAPPERS[name] != NUMBER else form
            if name in self.macros:
                return self.expand(*self.macros[name], arguments)
            raise UnreadableError(name)
        if name not in self.names:
            raise UnreadableError(name)
        return evaluate(self.names[name], self.names, self.macros, self.depth + 1)

    def read_arguments(self) -> list[list[str]]:
        self.take("(")
        arguments: list[list[str]] = [[]]
        level = 1
        while level:
            token = self.take()
            level += (token == "(") - (token == ")")
            if token == "," and level == 1:
                arguments.append([])
            elif level:
                arguments[-1].append(token)
        return arguments

    def expand(self, parameters: Sequence[str], body: str, arguments: list[list[str]]) -> tuple[int, str]:
        if len(parameters) != len(arguments):
            raise UnreadableError(body)
        given = dict(zip(parameters, arguments, strict=True))
        tokens: list[str] = []
        for token in split_tokens(body):
            tokens.extend(["(", *given[token], ")"] if token in given else [token])
        return self.evaluate(tokens)

    def evaluate(self, tokens: list[str]) -> tuple[int, str]:
        return _Reader(tokens, self.names, self.macros, self.depth + 1).read_all()


def _apply(op: str, left: int, right: int) -> int:
    match op:
        case "|":
            return left | right
        case "^":
            return left ^ right
        case "&":
            return left & right
        case "<<":
            return left << right if 0 <= right < 64 else 0
        case ">>":
            return left >> right if right >= 0 else 0
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            if right == 0:
                raise UnreadableError("division by zero")
            return left // right


def evaluate(text: str, names: Mapping[str, str], macros: Mapping[str, Macro], depth: int = 0) -> tuple[int, str]:
    """The value of an expression and the form it states (`hresult`, `ntstatus`, `win32`, else `number`).

    Raises UnreadableError for anything that is no integer constant.
    """
    return _Reader(split_tokens(text), names, macros, depth).read_all()
