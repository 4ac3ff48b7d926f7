"""Value and symbol that do not belong together: known wrong pairs, and any other pair in one text.

Owns `misattributions.tsv` and the judgement when two parts of a text are meant as one code.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from kb.codes.code import parse_code, squeeze_symbol
from kb.codes.data_rows import load_rows
from kb.codes.decode import bare_forms
from kb.codes.identification import Conflict, Group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.codes.words import Rules

NEIGHBOURS = 3
_LIST = re.compile(
    r"\s*(?:、|，|,?\s*(?:and|or|then|&|\+|/|\||と|や|または|もしくは|および|及び|又は)\s*)", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b(?:but|now|then|instead|later|after|before|not)\b|したら|今度は|その後|のあと|の後|ではなく|じゃなく|次に",
    re.IGNORECASE)


def load_wrong_pairs() -> dict[tuple[int, str], str]:
    """The pairs in circulation: (claimed value, squeezed symbol) to the id of the symbol's true code, or `-`."""
    pairs = {}
    for claimed, symbol, true in load_rows("misattributions.tsv"):
        value = parse_code(claimed).value
        assert isinstance(value, int)
        pairs[value, squeeze_symbol(symbol)] = true
    return pairs


def find_conflict(
    text: str, numbers: Sequence[tuple[Group, int]], symbols: Sequence[Group], rules: Rules,
) -> Conflict | None:
    """The first symbol of the text that disagrees with the value beside it.

    `numbers` are groups with the unsigned value that they spell, without readings where the value is not assigned;
    `symbols` have no reading where no such symbol exists. A symbol that agrees with any value of the text is at peace.
    """
    claimed = {name for _, name in rules.wrong_pairs}
    meant = {bare for number, _ in numbers for reading in number.readings for bare in bare_forms(reading.code)}
    for symbol in symbols:
        names = {bare for reading in symbol.readings for bare in bare_forms(reading.code)}
        if not names and squeeze_symbol(symbol.text) not in claimed:
            continue
        if names & meant:
            continue
        at = bisect_right(numbers, symbol.span[0], key=lambda item: item[0].span[0])
        beside = numbers[max(at - NEIGHBOURS, 0):at + NEIGHBOURS]
        for number, value in sorted(beside, key=lambda item: _gap(item[0], symbol)):
            known = (value, squeeze_symbol(symbol.text)) in rules.wrong_pairs or any(
                (value, squeeze_symbol(reason_value)) in rules.wrong_pairs
                for reading in symbol.readings for reason in reading.why
                for name, reason_value in reason.values if name == "symbol")
            if known or _is_pair(text, number, symbol, len(numbers) == len(symbols) == 1):
                return Conflict(
                    number.text, number.readings[0].code if number.readings else None,
                    symbol.text, symbol.readings[0].code if symbol.readings else None,
                    known, number.span, symbol.span)
    return None


def _gap(number: Group, symbol: Group) -> int:
    return max(symbol.span[0] - number.span[1], number.span[0] - symbol.span[1])


def _is_pair(text: str, number: Group, symbol: Group, only: bool) -> bool:
    between = text[min(number.span[1], symbol.span[1]):max(number.span[0], symbol.span[0])]
    if "\n" in between.strip() or len(between) > (160 if only else 40):
        return False
    return not _LIST.fullmatch(between) and not _CHANGE.search(between)
