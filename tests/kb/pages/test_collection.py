"""`kb.yaml`, its variables in texts, and pages that extend an article."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.codes.code import Code, OwnFamily
from kb.pages.collection import Collection, fill_variables, find_undefined, parse_code_table, parse_collection
from kb.pages.extension import is_extension, parse_extension
from kb.pages.files import shipped_root
from kb.pages.loading import group_articles, list_content, load_article, load_words

PAGE = '---\ntitle: "{{a}}"\nsymptoms: ["{{ a }} fails"]\n---\n\nAsk {{a}} or {{b.c}}.\n'
HEADINGS = {"questions": "Questions and answers", "meaning": "Meaning"}


def test_variables_are_nested_lines_of_text() -> None:
    text = "name: ACME\nfamilies: [acme]\nvariables:\n  a: x\n  b: {c: y}\n"
    assert parse_collection(text, "kb.yaml") == (Collection("ACME", {"a": "x", "b.c": "y"}, (OwnFamily("acme"),)), [])


@pytest.mark.parametrize(("text", "line"), [
    ("colour: red\n", 1), ("families: [win32]\n", 1), ("families: [A B]\n", 1), ("families:\n  acme: {pattern: 'a*'}\n", 2), ("families:\n  acme: {colour: red}\n", 2),
    ("families:\n  win32: {pattern: 'E'}\n", 2), ("families:\n  acme: {pattern: 'E', notation: '{1}'}\n", 2), ("variables: [a]\n", 1), ("variables:\n  a: [x]\n", 2), ("variables:\n  a: ''\n", 2),
    ('variables:\n  a: "x\\ny"\n', 2), ("name: ''\n", 1),
])
def test_other_values_are_refused(text: str, line: int) -> None:
    _, found = parse_collection(text, "kb.yaml")
    assert [(each.rule, each.location.line) for each in found] == [("KB120", line)]


def test_table_of_codes_names_rows_that_cannot_be_used() -> None:
    table, found = parse_code_table("value\tsymbol\nE-1\tONE\nE-2\n\tX\nE-1\tAGAIN\na\tb\tc\n", "codes/acme.tsv")
    assert table == {Code("acme", "E-1"): "ONE", Code("acme", "E-2"): ""}
    assert [(each.rule, each.location.line) for each in found] == [("KB122", 4), ("KB122", 5), ("KB122", 6)]


def test_values_are_quoted_in_the_head_and_the_title_stays() -> None:
    filled = fill_variables(PAGE, {"a": 'the "desk"', "b.c": "{{a}}"})
    assert 'title: "{{a}}"' in filled
    assert 'symptoms: ["the \\"desk\\" fails"]' in filled
    assert 'Ask the "desk" or {{a}}.' in filled


@given(st.text(max_size=80), st.text(st.characters(exclude_characters="\n", codec="utf-8"), max_size=20))
def test_filling_keeps_the_lines(text: str, value: str) -> None:
    assert fill_variables(text + "{{a}}", {"a": value}).count("\n") == text.count("\n")


def test_undefined_variables_have_their_place() -> None:
    found = find_undefined(fill_variables(PAGE, {"a": "x"}), "ja/x.md")
    assert [(each.rule, each.location.line, each.location.column) for each in found] == [
        ("KB117", 2, 9), ("KB117", 6, 10)]


def test_extension_is_known_by_its_head() -> None:
    assert is_extension("---\nextends: x\n---\n")
    assert not is_extension("---\ntitle: x\n---\n\nextends: x\n")


def test_extension_names_the_article_of_its_path() -> None:
    _, found = parse_extension("---\nextends: other\n---\n\n## Meaning\n\nText.\n", "en/articles/t/this.md", HEADINGS)
    assert [each.rule for each in found] == ["KB121"]


def test_extension_with_a_mistake_is_left_out(tmp_path: Path) -> None:
    shipped = shipped_root()
    for locale in ("ja", "en"):
        page = tmp_path / locale / "articles/ipsec/ike-qm-acquire-drop.md"
        page.parent.mkdir(parents=True)
        page.write_text("---\nextends: ike-qm-acquire-drop\n---\n\n## Nonsense\n\nText.\n", "utf-8")
    roots = [shipped, tmp_path]
    files, _ = list_content(roots)
    words, _ = load_words(roots, [file for file in files if file.kind in ("terms", "procedure")])
    group = group_articles(files)["ike-qm-acquire-drop"]
    articles, found = load_article(roots, group, words, ["naze", "team"])
    alone, _ = load_article([shipped], [file for file in group if file.root == 0], words, ["naze"])
    assert [each.rule for each in found if each.rule != "KB502"] == ["KB204", "KB204"]
    assert articles == alone
