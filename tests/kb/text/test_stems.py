"""Stems: Porter's own examples, and words of the field."""

from __future__ import annotations

import pytest

from kb.text.stems import stem


@pytest.mark.parametrize(("word", "expected"), [
    ("caresses", "caress"), ("ponies", "poni"), ("cats", "cat"), ("feed", "feed"), ("agreed", "agre"),
    ("plastered", "plaster"), ("motoring", "motor"), ("sing", "sing"), ("conflated", "conflat"), ("troubled", "troubl"),
    ("sized", "size"), ("hopping", "hop"), ("falling", "fall"), ("hissing", "hiss"), ("failing", "fail"),
    ("filing", "file"), ("happy", "happi"), ("sky", "sky"), ("relational", "relat"), ("conditional", "condit"),
    ("vietnamization", "vietnam"), ("operator", "oper"), ("formaliti", "formal"), ("sensibiliti", "sensibl"),
    ("triplicate", "triplic"), ("formative", "form"), ("hopeful", "hope"), ("goodness", "good"), ("revival", "reviv"),
    ("allowance", "allow"), ("replacement", "replac"), ("adoption", "adopt"), ("probate", "probat"), ("rate", "rate"),
    ("controll", "control"), ("roll", "roll"),
])
def test_examples_of_the_paper(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize("words", [
    ("connect", "connects", "connected", "connecting", "connection", "connections"),
    ("authenticate", "authenticated", "authentication"),
    ("expire", "expired", "expires"),
    ("policy", "policies"),
])
def test_forms_of_a_word_have_one_stem(words: tuple[str, ...]) -> None:
    assert len({stem(word) for word in words}) == 1


@pytest.mark.parametrize("word", ["l2tp", "0x80070005", "13801", "ad", "é", "証明", ""])
def test_what_is_no_english_word_stays(word: str) -> None:
    assert stem(word) == word
