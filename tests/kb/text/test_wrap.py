"""Line breaking: cells, kinsoku, and that nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.wrap import NO_END, NO_START, cell_width, wrap_text

SENTENCE = "IKE（Internet Key Exchange）の「クイック モード」で、要求が長く待ち過ぎたため、破棄されました。UDP 500 を確認してください。"
TEXTS = st.text(alphabet=st.sampled_from("abcXYZ019 _-、。「」（）ーっャあ漢字カナｶﾞ　"), max_size=200)


@pytest.mark.parametrize("width", range(10, 60))
def test_no_line_is_too_long_or_badly_cut(width: int) -> None:
    lines = wrap_text(SENTENCE, width)
    assert len(lines) > 1
    for line in lines:
        assert cell_width(line) <= width
        assert line[0] not in NO_START
        assert line[-1] not in NO_END


def test_hanging_indent() -> None:
    assert wrap_text("あいうえおかきくけこ", 10, first="1. ", rest="   ") == ["1. あいう", "   えおか", "   きくけ", "   こ"]


def test_words_stay_whole_unless_longer_than_a_line() -> None:
    assert wrap_text("alpha beta gamma", 11) == ["alpha beta", "gamma"]
    assert wrap_text("ERROR_IPSEC_IKE_AUTH_FAIL", 10) == ["ERROR_IPSE", "C_IKE_AUTH", "_FAIL"]


def test_empty_text_is_one_line() -> None:
    assert wrap_text("", 10) == [""]
    assert wrap_text("", 10, first="- ") == ["- "]


@given(TEXTS, st.integers(2, 40))
def test_nothing_but_spaces_is_lost(text: str, width: int) -> None:
    lines = wrap_text(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(TEXTS, st.integers(8, 40))
def test_lines_fit(text: str, width: int) -> None:
    longest = max((cell_width(run) for run in text.split()), default=0)
    for line in wrap_text(text, width):
        # A run of closing marks or opening brackets cannot be cut and may reach over.
        assert cell_width(line) <= max(width, longest)
