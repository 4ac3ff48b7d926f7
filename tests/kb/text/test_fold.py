"""Folding: one spelling for all, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.fold import fold, fold_text

ANY_TEXT = st.text(st.characters(), max_size=60)
JAPANESE = st.text(st.sampled_from("サーババ゛ーｻｰﾊﾞﾟ キカ証明書のが、。VPNｖｐｎ１2-−‐'’\u200b\n　ヴァ"), max_size=40)


@pytest.mark.parametrize(("one", "other"), [
    ("サーバー", "サーバ"),
    ("ｻｰﾊﾞｰ", "サーバー"),
    ("リモート サーバー", "リモートサーバー"),
    ("リモート　サーバー", "リモートサーバ"),
    ("ＶＰＮ", "vpn"),
    ("VPN　接続", "vpn 接続"),
    ("ﾌｧｲｱｳｫｰﾙ", "ファイアウォール"),
    ("ヴァージョン", "バージョン"),
    ("カ゛イド", "ガイド"),
    ("か\u3099", "が"),
    ("can’t", "can't"),
    ("can't", "cant"),
    ("−2147024891", "-2147024891"),
    ("–2147024891", "-2147024891"),
    ("ー2147024891", "-2147024891"),
    ("証\u200b明\ufeff書", "証明書"),
    ("①", "1"),
    ("ｶﾞ", "ガ"),
])
def test_two_spellings_fold_to_one(one: str, other: str) -> None:
    assert fold_text(one) == fold_text(other)


@pytest.mark.parametrize(("one", "other"), [
    ("キー", "キ"), ("設定", "設計"), ("サーバ5", "サーバ-5"), ("ルート", "ルト"), ("10 5", "105"), ("a b", "ab"),
])
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert fold_text(one) != fold_text(other)


def test_control_characters_and_surrogates_become_spaces() -> None:
    assert fold_text("a\x00b\x1bc\ud800d\te") == "a b c d e"
    assert fold_text("a\nb") == "a\nb"


def test_span_leads_back_to_the_text_as_given() -> None:
    text = "ｻｰﾊﾞｰ エラー"
    folded = fold(text)
    start = folded.text.index("サー")
    low, high = folded.span(start, start + 2)
    assert text[low:high] == "ｻｰ"
    start = folded.text.index("バ")
    low, high = folded.span(start, start + 1)
    assert text[low:high].startswith("ﾊﾞ")


@given(st.one_of(ANY_TEXT, JAPANESE))
def test_positions_are_in_order_and_inside(text: str) -> None:
    folded = fold(text)
    if folded.positions is None:
        assert len(folded.text) == len(text)
        return
    assert len(folded.positions) == len(folded.text) + 1
    assert folded.positions == sorted(folded.positions)
    assert folded.positions[-1] == len(text)
    for at in range(len(folded.text)):
        low, high = folded.span(at, at + 1)
        assert 0 <= low < high <= len(text)


@given(JAPANESE)
def test_folding_twice_is_folding_once_but_for_gaps(text: str) -> None:
    once = fold_text(text)
    assert fold_text(fold_text(once)) == fold_text(once)


@given(ANY_TEXT)
def test_nothing_that_the_index_cannot_hold_is_left(text: str) -> None:
    fold_text(text).encode("utf-8")
