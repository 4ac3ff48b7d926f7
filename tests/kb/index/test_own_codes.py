"""Codes of a team's own family: read alone, with their family, and inside a sentence, but only whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.codes.notation import identify
from kb.index.cache import IndexCache
from kb.knowledge import KnowledgeBase
from kb.pages.files import shipped_root

ACME = Path(__file__).parents[3] / "examples" / "acme"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder = tmp_path_factory.mktemp("own")
    return KnowledgeBase(IndexCache(folder, [shipped_root(), ACME], ["naze", "ACME"]).open())


@pytest.mark.parametrize("text", ["E-1042", "acme:e-1042", "画面に Ｅ－１０４２ と出ます", "the terminal says E-1042."])
def test_an_own_code_is_read_as_it_is_printed(own: KnowledgeBase, text: str) -> None:
    found = identify(text, own.registry)
    assert [str(reading.code) for reading in found.readings] == ["acme:E-1042"]
    assert own.slugs_of(found.readings[0].code) == ("token-clock",)
    assert not found.foreign
    assert not found.unknown


@pytest.mark.parametrize("text", ["E-10423", "XE-1042", "1042"])
def test_a_part_of_another_word_is_no_own_code(own: KnowledgeBase, text: str) -> None:
    assert "acme:E-1042" not in [str(reading.code) for reading in identify(text, own.registry).readings]
