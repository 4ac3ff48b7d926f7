"""The record of `naze identify` and its words."""

import re
from pathlib import Path

import pytest

from kb.codes import contract
from kb.codes.contract import (
    format_component,
    format_facility,
    format_family,
    format_foreign,
    format_unknown,
    identification_record,
)
from kb.codes.data_rows import load_rows
from kb.codes.decode import load_facilities
from kb.codes.identification import Identification, Reason
from kb.codes.notation import identify
from kb.codes.registry import Registry
from kb.phrases import LOCALES, Phrases

HERE = Path(__file__).parent
TEXTS = [line.split("\t")[0] for line in (HERE / "readings.tsv").read_text("utf-8").splitlines()[1:]]
PACKAGE = Path(contract.__file__).parent


@pytest.mark.parametrize("locale", LOCALES)
def test_the_record_of_the_batch_contract(registry: Registry, code_phrases: dict[str, Phrases], locale: str) -> None:
    record = identification_record(identify("エラー 13801", registry), registry, code_phrases[locale])
    assert list(record) == ["q", "readings", "conflict"]
    assert record["q"] == "エラー 13801"
    assert record["conflict"] is None
    readings = record["readings"]
    assert isinstance(readings, list)
    best = readings[0]
    assert list(best) == ["code", "family", "value", "hex", "symbols", "why", "score"]
    assert (best["code"], best["family"], best["value"], best["hex"]) == ("win32:13801", "win32", 13801, "0x35E9")
    assert best["symbols"] == ["ERROR_IPSEC_IKE_AUTH_FAIL"]
    assert "13801" in best["why"]


def test_a_signed_code_has_its_unsigned_value(registry: Registry, code_phrases: dict[str, Phrases]) -> None:
    record = identification_record(identify("ESENT -1018", registry), registry, code_phrases["en"])
    assert isinstance(record["readings"], list)
    assert record["readings"][0]["value"] == 0xFFFFFC06


def test_a_conflict_names_both_codes(registry: Registry, code_phrases: dict[str, Phrases]) -> None:
    record = identification_record(
        identify("0x00003614 ERROR_IPSEC_IKE_QM_ACQUIRE_DROP", registry), registry, code_phrases["en"])
    conflict = record["conflict"]
    assert isinstance(conflict, dict)
    assert (conflict["value_code"], conflict["symbol_code"], conflict["known"]) == ("win32:13844", "win32:13810", True)
    assert conflict["value_symbols"] == ["ERROR_IPSEC_IKE_LOAD_SOFT_SA"]
    assert "ERROR_IPSEC_IKE_LOAD_SOFT_SA" in conflict["why"]


def test_the_full_record_tells_what_is_no_code(registry: Registry, code_phrases: dict[str, Phrases]) -> None:
    record = identification_record(
        identify("イベント ID 20227、エラー 13999", registry), registry, code_phrases["ja"], full=True)
    assert [item["text"] for item in record["foreign"]] == ["20227"]  # type: ignore[attr-defined]
    assert [item["value"] for item in record["unknown"]] == [13999]  # type: ignore[attr-defined]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_can_be_said(registry: Registry, code_phrases: dict[str, Phrases], locale: str) -> None:
    texts = TEXTS + (HERE / "no_codes.txt").read_text("utf-8").splitlines()
    for text in texts:
        identification: Identification = identify(text, registry)
        record = identification_record(identification, registry, code_phrases[locale], full=True)
        for reading in record["readings"]:  # type: ignore[attr-defined]
            assert reading["why"]
            assert not re.search(r"\{[a-z_]+\}", reading["why"]), reading["why"]


def test_both_languages_say_the_same_things(code_phrases: dict[str, Phrases]) -> None:
    ja, en = code_phrases["ja"], code_phrases["en"]
    assert ja.keys() == en.keys()
    for key in ja.keys():  # noqa: SIM118
        pattern = re.compile(r"\{(\w+)\}")
        assert set(pattern.findall(ja.say(key))) - {"family"} == set(pattern.findall(en.say(key))) - {"family"}, key


def test_every_reason_that_the_code_can_give_has_a_phrase(code_phrases: dict[str, Phrases]) -> None:
    keys = {key for path in PACKAGE.glob("*.py")
            for key in re.findall(r'"(codes\.why\.[a-z_0-9]+)"', path.read_text("utf-8"))}
    spellings = ["decimal", "hex", "bare", "signed", "unsigned", "hyphen", "id", "aadsts", "text", "hresult_win32",
                 "hresult_ras", "hresult_nt", "ntstatus_win32", "extra_zero", "letter_o", "sign_extended", "symbol",
                 "squeezed", "spaced", "typo", "fragment"]
    assert len(keys) > 8
    for key in keys | {f"codes.why.{spelling}" for spelling in spellings}:
        assert code_phrases["ja"].has(key), key


def test_every_kind_and_maker_of_the_data_has_a_phrase(code_phrases: dict[str, Phrases]) -> None:
    for kind, _, _, maker, _ in load_rows("foreign.tsv"):
        assert code_phrases["en"].has(f"codes.foreign.{kind}"), kind
        assert maker == "-" or code_phrases["en"].has(f"codes.maker.{maker}"), maker


def test_every_family_and_component_has_a_name(
    registry: Registry, connection: object, code_phrases: dict[str, Phrases],
) -> None:
    for code in registry.all_codes():
        facts = registry.find(code)
        assert facts is not None
        for locale in LOCALES:
            assert format_family(code.family, code_phrases[locale]) != code.family or code.family in ("hresult",)
            assert code_phrases[locale].has(f"codes.component.{facts.component}"), facts.component


def test_a_name_that_is_missing_falls_back(code_phrases: dict[str, Phrases]) -> None:
    phrases = code_phrases["en"]
    assert format_family("acme", phrases) == "acme"
    assert format_component("acme", phrases) == "acme"
    assert format_facility("", phrases) == ""
    assert format_facility("win32", phrases) == "Win32"
    assert all(format_facility(name, phrases) for name in load_facilities().values())


def test_foreign_and_unknown_parts_are_said(registry: Registry, code_phrases: dict[str, Phrases]) -> None:
    identification = identify("Cisco AnyConnect 412", registry)
    assert "Cisco" in format_foreign(identification.foreign[0], code_phrases["en"])
    assert "13999" in format_unknown(identify("13999", registry).unknown[0], code_phrases["ja"])


def test_a_text_in_a_reason_is_not_looked_into_again(registry: Registry, code_phrases: dict[str, Phrases]) -> None:
    reason = Reason("codes.why.typo", (("text", "{symbol}"), ("symbol", "X")))
    assert "{symbol}" in contract.format_reason(reason, "f", code_phrases["en"])
