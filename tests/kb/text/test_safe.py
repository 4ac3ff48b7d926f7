"""Control characters never pass."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kb.text.safe import make_safe, make_safe_line


def test_escape_sequences_become_visible() -> None:
    assert make_safe("\x1b]52;c;aGk=\x07 \x9b31m\u202eabc") == "^[]52;c;aGk=^G ^[[31mabc"


def test_lone_surrogates_are_replaced() -> None:
    assert make_safe("a\ud800b") == "a\N{REPLACEMENT CHARACTER}b"


def test_line_keeps_no_breaks() -> None:
    assert make_safe_line("a\r\nb\tc\nd") == "a b c d"


@given(st.text())
def test_no_control_or_format_character_is_left(text: str) -> None:
    safe = make_safe(text)
    assert not [each for each in safe if unicodedata.category(each) == "Cc" and each not in "\t\n"]
    safe.encode("utf-8")


@given(st.text())
def test_safe_text_stays_as_it_is(text: str) -> None:
    assert make_safe(make_safe(text)) == make_safe(text)
