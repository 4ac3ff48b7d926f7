"""The system's own message: asked for the codes that it knows, safe on the screen, absent elsewhere."""

from __future__ import annotations

import sys

import pytest

from assistant.system_text import UNKNOWN, find_system_text
from kb.codes.code import Code


def test_it_is_asked_with_a_signed_number() -> None:
    asked: list[int] = []

    def ask(number: int) -> str:
        asked.append(number)
        return "Access is denied.\r\n\x1b[31m"

    assert find_system_text(Code("win32", 5), ask) == "Access is denied. ^[[31m"
    assert find_system_text(Code("hresult", 0x80070005), ask) is not None
    assert asked == [5, -2147024891]


def test_numbers_of_other_spaces_are_not_asked() -> None:
    for code in (Code("ras", 691), Code("bugcheck", 0x7B), Code("acme", "E-1042")):
        assert find_system_text(code, lambda number: "something else") is None


def test_a_number_without_a_message_has_none() -> None:
    assert find_system_text(Code("win32", 59999), lambda number: UNKNOWN) is None


@pytest.mark.skipif(sys.platform == "win32", reason="there the system answers")
def test_elsewhere_there_is_nothing_to_ask() -> None:
    assert find_system_text(Code("win32", 5)) is None


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows knows")
def test_windows_answers() -> None:
    assert find_system_text(Code("win32", 5))
