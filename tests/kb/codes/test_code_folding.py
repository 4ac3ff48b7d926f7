"""Folding keeps the way back to the text as given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.codes.folded import fold_code_text


@pytest.mark.parametrize(("text", "folded"), [
    ("８０９", "809"), ("０ｘ８００７０００５", "0x80070005"), ("−5", "-5"), ("－5", "-5"), ("–5", "-5"), ("ー5", "-5"),
    ("エラー5", "エラー5"), ("ｴﾗｰ742", "エラー742"), ("ｺｰﾄﾞ", "コード"), ("8\u200b09", "809"), ("\ufeff809", "809"), ("①", "①"),
    ("㈱", "(株)"), ("コ\u3099", "ゴ"),
])
def test_folding(text: str, folded: str) -> None:
    assert fold_code_text(text).text == folded


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_every_part_leads_back_into_the_text(text: str) -> None:
    folded = fold_code_text(text)
    assert len(folded.lower) == len(folded.text)
    for start in range(len(folded.text)):
        begin, end = folded.span(start, start + 1)
        assert 0 <= begin < end <= len(text)
    assert folded.span(0, len(folded.text))[1] <= len(text)


@given(st.text(st.characters(max_codepoint=0x7F), max_size=40))
def test_ascii_stays_as_it_is(text: str) -> None:
    folded = fold_code_text(text)
    assert folded.text == text
    assert folded.span(0, len(text)) == (0, len(text))


def test_a_span_points_at_the_full_width_digits() -> None:
    text = "ｴﾗｰ ８０９ です"
    folded = fold_code_text(text)
    start = folded.text.index("809")
    begin, end = folded.span(start, start + 3)
    assert text[begin:end] == "８０９"
