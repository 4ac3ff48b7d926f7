"""Codes of a team's own family: read alone, with their family, and inside a sentence, but only whole; read by their
pattern in any spelling, and said not to exist when the family's table does not have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.codes.code import Code
from kb.codes.notation import identify
from kb.codes.own import is_notation_of, is_safe_pattern
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


@pytest.mark.parametrize("text", ["e1042", "E 1042", "エラー Ｅ１０４２ です", "(E-1042)"])
def test_a_pattern_reads_what_people_write(own: KnowledgeBase, text: str) -> None:
    found = identify(text, own.registry)
    assert found.readings[0].code == Code("acme", "E-1042")
    assert own.registry.find(found.readings[0].code).symbols == ("ACME_TOKEN_CLOCK",)  # type: ignore[union-attr]


def test_a_listed_code_without_a_page_has_its_meaning(own: KnowledgeBase) -> None:
    code = identify("E-1043", own.registry).readings[0].code
    assert own.slugs_of(code) == ()
    assert "revoked" in (own.find_meaning(code, "en") or "")
    assert own.phrases("ja").say("codes.family.acme") == "ACME の業務システム"


def test_a_symbol_of_its_own_is_read(own: KnowledgeBase) -> None:
    assert identify("acme_token_revoked", own.registry).readings[0].code == Code("acme", "E-1043")


@pytest.mark.parametrize("text", ["E-9999", "e9999 が出ました"])
def test_a_code_that_no_table_has_does_not_exist(own: KnowledgeBase, text: str) -> None:
    found = identify(text, own.registry)
    assert found.readings == ()
    assert [each.spelling for each in found.unknown] == ["own"]


def test_a_family_of_bare_numbers_hides_no_other_code(tmp_path: Path) -> None:
    (tmp_path / "kb.yaml").write_text("families:\n  shop:\n    pattern: '\\d{3}'\n", "utf-8")
    shop = KnowledgeBase(IndexCache(tmp_path / "cache", [shipped_root(), tmp_path], ["naze", "shop"]).open())
    found = {reading.code for reading in identify("809", shop.registry).readings}
    assert {Code("shop", "809"), Code("ras", 809)} <= found


@pytest.mark.parametrize("pattern", ["(a+)+", "a*", "(a{9}){9}", ".", "(?=a)", "a|b", "[", "a?", "x" * 81, ""])
def test_patterns_that_could_run_long_are_refused(pattern: str) -> None:
    assert not is_safe_pattern(pattern)


@pytest.mark.parametrize(("pattern", "notation", "fits"), [
    (r"E-?(\d{4})", "E-{1}", True), (r"E-?(\d{4})", "E-{2}", False), (r"E\d", "", True)])
def test_a_notation_names_groups_of_its_pattern(pattern: str, notation: str, fits: bool) -> None:
    assert is_safe_pattern(pattern)
    assert is_notation_of(pattern, notation) is fits
