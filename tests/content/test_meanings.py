"""What holds of every one-line meaning under content/<locale>/meanings.

Owns the form of the tables and their parity between the locales. Whether a code exists at all is the
registry's matter.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CONTENT = Path(__file__).parents[2] / "content"
LOCALES = ("en", "ja")
TOPICS = sorted({path.name for locale in LOCALES for path in CONTENT.glob(f"{locale}/meanings/*.tsv")})
NOTATION = {
    "win32": r"\d+",
    "ras": r"\d+",
    "devmgr": r"\d+",
    "hresult": r"0x[0-9A-F]{8}",
    "ntstatus": r"0x[0-9A-F]{8}",
    "print": r"0x[0-9A-F]{8}",
    "bugcheck": r"0x[1-9A-F][0-9A-F]*",
    "rdp": r"0x[1-9A-F][0-9A-F]*",
}
LENGTHS = {"en": (8, 110), "ja": (4, 60)}
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-鿿]")
CELLS = [(locale, topic) for locale in LOCALES for topic in TOPICS]


def load_rows(locale: str, topic: str) -> list[tuple[str, str]]:
    """The (code, meaning) rows of one table; raises if a line does not hold exactly one tab."""
    lines = (CONTENT / locale / "meanings" / topic).read_bytes().decode("utf-8").split("\n")
    assert lines[0] == "code\tmeaning"
    assert lines[-1] == "", "the file ends in one line feed"
    rows = [line.split("\t") for line in lines[1:-1]]
    assert all(len(row) == 2 for row in rows)
    return [(code, meaning) for code, meaning in rows]


def order_of(code: str) -> tuple[str, int]:
    family, _, value = code.partition(":")
    return family, int(value, 0)


def test_there_are_tables() -> None:
    assert {"ipsec.tsv", "ras.tsv", "update.tsv"} <= set(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_both_locales_hold_the_same_codes(topic: str) -> None:
    assert [code for code, _ in load_rows("en", topic)] == [code for code, _ in load_rows("ja", topic)]


@pytest.mark.parametrize(("locale", "topic"), CELLS)
def test_codes_are_written_in_the_notation_of_their_family(locale: str, topic: str) -> None:
    for code, _ in load_rows(locale, topic):
        family, _, value = code.partition(":")
        assert re.fullmatch(NOTATION[family], value), code


@pytest.mark.parametrize(("locale", "topic"), CELLS)
def test_rows_are_sorted_by_family_and_number(locale: str, topic: str) -> None:
    codes = [code for code, _ in load_rows(locale, topic)]
    assert codes
    assert codes == sorted(codes, key=order_of)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_code_has_one_meaning(locale: str) -> None:
    codes = [code for topic in TOPICS for code, _ in load_rows(locale, topic)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(("locale", "topic"), CELLS)
def test_meanings_are_one_short_line_without_markup(locale: str, topic: str) -> None:
    shortest, longest = LENGTHS[locale]
    for code, meaning in load_rows(locale, topic):
        assert meaning == meaning.strip(), code
        assert shortest <= len(meaning) <= longest, (code, len(meaning))
        assert not meaning.endswith((".", "。")), code
        assert not re.search(r"[`*_<>\[\]\\]|[\x00-\x1f\x7f]", meaning), code


@pytest.mark.parametrize("topic", TOPICS)
def test_english_is_written_in_ascii_and_sentence_case(topic: str) -> None:
    for code, meaning in load_rows("en", topic):
        assert meaning.isascii(), code
        assert not meaning[0].islower(), code


@pytest.mark.parametrize("topic", TOPICS)
def test_japanese_is_written_in_japanese(topic: str) -> None:
    for code, meaning in load_rows("ja", topic):
        assert JAPANESE.search(meaning), code
        assert not re.search(r"(です|ます|ません|ました|ください)$", meaning), code


@pytest.mark.parametrize("locale", LOCALES)
def test_no_two_ipsec_codes_share_a_meaning(locale: str) -> None:
    meanings = [meaning for _, meaning in load_rows(locale, "ipsec.tsv")]
    assert len(meanings) == len(set(meanings))


def test_every_ipsec_code_has_a_meaning() -> None:
    values = [*range(13000, 13026), *range(13800, 13919), *range(13925, 13933)]
    assert [code for code, _ in load_rows("en", "ipsec.tsv")] == [f"win32:{value}" for value in values]


def test_every_remote_access_code_has_a_meaning() -> None:
    values = [*range(600, 879), *range(900, 947), *range(948, 957)]
    assert [code for code, _ in load_rows("en", "ras.tsv")] == [f"ras:{value}" for value in values]
