"""The data files of the reading are well formed, and words are found as whole words."""

import re

import pytest

from kb.codes.code import load_families
from kb.codes.data_rows import load_rows
from kb.codes.folded import fold_code_text
from kb.codes.word_finder import WordEnds, WordFinder
from kb.codes.words import Range, load_rules, parse_ranges, word_before


def test_words_are_found_whole_and_longest_first() -> None:
    finder = WordFinder(["stop", "stop code", "エラー", "vpn"])
    assert [(text[a:b], word) for text in ["stop code 7b", "nonstop", "VPNエラー", "vpns", "stop7b", "myvpn vpn"]
            for a, b, word in finder.find(text.lower())] == [
        ("stop code", "stop code"), ("VPN", "vpn"), ("エラー", "エラー"), ("stop", "stop"), ("vpn", "vpn")]


def test_a_word_before_a_number_may_have_marks_between() -> None:
    ends = WordEnds(["エラー", "エラー コード", "code", "error code"])
    for text, word in [("エラー 5", "エラー"), ("エラー コード: 5", "エラー コード"), ("error code = 5", "error code"),
                       ("barcode 5", ""), ("エラーx5", ""), ("5", "")]:
        assert word_before(text, text.index("5"), ends) == word, text


@pytest.mark.parametrize(("text", "ranges"), [
    ("*", ()), ("5", (Range(5, 5),)), ("1-3,8", (Range(1, 3), Range(8, 8))), ("-9--1", (Range(-9, -1),))])
def test_ranges(text: str, ranges: tuple[Range, ...]) -> None:
    assert parse_ranges(text) == ranges


def test_a_range_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a range"):
        parse_ranges("a-b")


@pytest.mark.parametrize("name", ["context.tsv", "cues.tsv", "foreign.tsv", "rules.tsv", "misattributions.tsv", "facilities.tsv"])
def test_no_row_stands_twice(name: str) -> None:
    rows = [tuple(row) for row in load_rows(name)]
    assert len(set(rows)) == len(rows)
    assert len({len(row) for row in rows}) == 1


def test_plain_words_are_folded_as_texts_are() -> None:
    words = [row[-1] for row in load_rows("cues.tsv")]
    words += [row[-1] for row in load_rows("context.tsv") if row[1] != "cased"]
    words += [row[-1] for row in load_rows("foreign.tsv") if row[1] != "after"]
    assert [word for word in words if fold_code_text(word).lower != word] == []


def test_context_speaks_for_families_and_components_that_exist() -> None:
    families = set(load_families())
    rules = load_rules()
    spellings = {spelling for _, spelling in rules.bases}
    for subject, place, weight, _ in load_rows("context.tsv"):
        family, _, spelling = subject.partition("/")
        assert place in ("near", "cased", "before")
        assert 0 <= int(weight) <= 4
        assert not spelling or (family in families and spelling in spellings)


def test_every_shipped_family_has_a_rule() -> None:
    ruled = {row[0] for row in load_rows("rules.tsv")}
    assert set(load_families()) <= ruled
    for _, _, low, high, score in load_rows("rules.tsv"):
        assert int(low) <= int(high)
        assert 0 < int(score) < 100


def test_patterns_after_a_number_are_patterns() -> None:
    for _, place, numbers, _, word in load_rows("foreign.tsv"):
        parse_ranges(numbers)
        if place == "after":
            assert re.compile(word)
