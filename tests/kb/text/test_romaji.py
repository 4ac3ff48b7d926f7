"""Romaji: Hepburn, Kunrei and careless typing come to one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.romaji import is_kana, kana_to_romaji, normalize_romaji


@pytest.mark.parametrize(("kana", "spellings"), [
    ("にんしょう", ["ninshou", "ninsyou", "ninshō", "ninsho", "NINSHOU", "ninnsyou"]),
    ("つながらない", ["tsunagaranai", "tunagaranai"]),
    ("せつだん", ["setsudan", "setudan", "setsudann"]),
    ("しっぱい", ["shippai", "sippai"]),
    ("いっち", ["itchi", "icchi", "itti"]),
    ("サーバー", ["sa-ba-", "saba", "saabaa"]),
    ("プリンター", ["purinta", "purintaa", "purinta-"]),
    ("ファイアウォール", ["faiawooru", "faiawo-ru"]),
    ("チェック", ["chekku", "tyekku"]),
    ("じっこう", ["jikkou", "zikkou"]),
    ("しょうめいしょ", ["shoumeisho", "syoumeisyo"]),
    ("しんぶん", ["shinbun", "shimbun", "sinbun"]),
    ("きんえん", ["kin'en"]),
])
def test_spellings_meet_the_kana(kana: str, spellings: list[str]) -> None:
    assert {normalize_romaji(each) for each in spellings} == {kana_to_romaji(kana)}


@pytest.mark.parametrize("word", ["error", "connect", "vpn", "server", "password", "13801", "証明", "", "x"])
def test_english_and_numbers_are_no_romaji(word: str) -> None:
    assert normalize_romaji(word) == ""


def test_kana_is_told_from_kanji() -> None:
    assert is_kana("つながらない")
    assert is_kana("サーバー")
    assert not is_kana("接続")
    assert not is_kana("")


@given(st.text(st.characters(), max_size=30))
def test_any_text_is_taken(text: str) -> None:
    assert normalize_romaji(text).isascii()
    assert kana_to_romaji(text).isascii()
