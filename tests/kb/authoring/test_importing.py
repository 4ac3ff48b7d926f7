"""Imports: what becomes a draft, what is reported as not placed, and that drafts have no mistakes but what is missing."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from kb.authoring.import_files import BadTableError, load_rows, load_texts
from kb.authoring.import_rows import import_rows
from kb.authoring.import_texts import import_texts
from kb.authoring.importing import Imported, Target, fold_name, name_page, slug_of
from kb.codes.code import BadCodeError, Code, parse_code
from kb.diagnostics import Level
from kb.knowledge import KnowledgeBase
from kb.lint.checking import load_reference
from kb.lint.linting import lint_group
from kb.pages.files import shipped_root
from kb.phrases import LOCALES

if TYPE_CHECKING:
    from pathlib import Path

OLD = """---
title: 古い手順
tags: [vpn]
---

# 古い手順

VPN の 809 の手順です。

## 概要

ルーターを替えると出ます。

![図](img/a.png)

> 前のメモです。

### 補足

[別の手順](sub/Other.md)、[社内](http://intra.example/x)、[RFC](https://www.rfc-editor.org/rfc/rfc7296) を見ます。

## 原因

UDP 500 が通らない。

ルーターの設定です。

## 確認方法

```powershell
# a comment
Test-NetConnection <server>
```

## 対処

- 設定を控える
- `UDP 500` を許可する

## 連絡先

- ネットワーク担当
"""


def read_code(text: str) -> Code | None:
    try:
        return parse_code(text)
    except BadCodeError:
        return None


@pytest.fixture(params=LOCALES)
def target(request: pytest.FixtureRequest, knowledge: KnowledgeBase) -> Target:
    return make_target(request.param, knowledge)


def make_target(locale: str, knowledge: KnowledgeBase) -> Target:
    def names(area: str) -> dict[str, str]:
        return {fold_name(word): key for each in LOCALES for key, words in knowledge.phrases(each).under(area).items()
                for word in words.split("|")}

    headings = knowledge.words(locale, "terms")["headings"]
    assert isinstance(headings, dict)
    return Target(locale, "imported", "2026-11-23", knowledge.phrases(locale), headings, names("content.column"),
                  names("content.section"))


def mistakes(imported: Imported, knowledge: KnowledgeBase) -> set[str]:
    reference = load_reference([shipped_root()], knowledge.registry, datetime.date(2026, 11, 23))
    return {each.rule for each in lint_group(imported.pages, 1, reference).diagnostics if each.level is Level.ERROR}


def unplaced(imported: Imported) -> list[tuple[str, str]]:
    return [(each.place, each.reason) for each in imported.unplaced]


# Rows.

def test_rows_of_one_code_become_causes_of_one_article(target: Target, knowledge: KnowledgeBase) -> None:
    rows = [["code", "title", "cause", "check", "fix"],
            ["win32:1920", "1920 x", "A", "Look", "1. Close; 2) open\n・Look again"], ["win32:1920", "", "B *b*", "", ""]]
    imported = import_rows(rows, target, read_code)
    assert imported is not None
    (path, text), = imported.pages.items()
    assert path == f"{target.locale}/articles/imported/win32-1920.md"
    assert "### A {#cause-1}" in text
    assert r"### B \*b\* {#cause-2}" in text
    assert "1. Close\n2. open\n3. Look again" in text
    assert imported.codes == {path: (Code("win32", 1920),)}
    assert imported.unplaced == []
    assert mistakes(imported, knowledge) == set()


def test_columns_are_known_by_either_language(target: Target) -> None:
    rows = [["エラー コード", "Message", "原因", "対処方法", "備考", "原因"],
            ["win32:1920、win32:5", "題", "ロック", "閉じる", "金曜", "二つ目"], ["", "", "", "", "", ""]]
    imported = import_rows(rows, target, read_code)
    assert imported is not None
    (path, text), = imported.pages.items()
    assert imported.codes[path] == (Code("win32", 1920), Code("win32", 5))
    assert "codes: [win32:1920, win32:5]" in text
    assert "### ロック {#cause-1}" in text
    assert [tuple(each) for each in imported.unplaced] == [("1", "column", "備考"), ("1", "column", "原因")]


def test_what_finds_no_place_is_named(target: Target) -> None:
    rows = [["code", "title", "cause"], ["nonsense", "", "A"], ["", "", "A"], ["win32:5", "x", ""], ["", "日本語", "A"],
            ["win32:1920", "first", "A", "beyond"], ["win32:1920", "second", "B"]]
    imported = import_rows(rows, target, read_code)
    assert imported is not None
    assert len(imported.pages) == 2
    assert unplaced(imported) == [("6", "beyond"), ("2", "unread_code"), ("3", "no_name"), ("4", "no_cause"),
                                  ("7", "other_title")]
    assert import_rows([["a", "b"], ["1", "2"]], target, read_code) is None
    assert import_rows([], target, read_code) is None


@pytest.mark.parametrize(("encoding", "separator"), [("utf-8", ","), ("utf-8-sig", ";"), ("cp932", ","), ("utf-16", "\t")])
def test_tables_are_read_as_spreadsheets_save_them(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "rows.csv"
    cells = [["コード", "原因"], ["809", '"一行目\n二行目"'], ["806", "GRE"]]
    path.write_bytes("\r\n".join(separator.join(row) for row in cells).encode(encoding))
    assert load_rows(path) == [["コード", "原因"], ["809", "一行目\n二行目"], ["806", "GRE"]]


def test_tables_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    for data, key in ((b"\x80\x81\xff\xff", "unreadable"), (b'code,cause\n1,"' + b"x" * 300_000, "bad_table"),
                      (b"x" * 20_000_001, "too_large")):
        path.write_bytes(data)
        with pytest.raises(BadTableError, match=key):
            load_rows(path)


# Texts.

def test_headings_that_tell_cause_and_fix_make_an_article(target: Target, knowledge: KnowledgeBase) -> None:
    other = "# win32:1920 <x>\n\nIn short.\n\n## Why\n\nBecause `a|b`.\n\n---\n\n    indented\n"
    imported = import_texts({"VPN 809.md": OLD, "sub/Other.md": other}, target, read_code)
    page = imported.pages[f"{target.locale}/articles/imported/vpn-809.md"]
    heading = target.headings
    assert f"## {heading['meaning']}\n\nルーターを替えると出ます。" in page
    assert "**補足**" in page
    assert "[別の手順](other.md)、社内、[RFC](https://www.rfc-editor.org/rfc/rfc7296) を見ます。" in page
    assert "### UDP 500 が通らない {#cause-1}\n\nルーターの設定です。" in page
    assert f"#### {heading['check']}\n\n```powershell\n# a comment\nTest-NetConnection <server>\n```" in page
    assert f"#### {heading['fix']}\n\n1. 設定を控える\n2. `UDP 500` を許可する" in page
    assert f"## {heading['escalation']}\n\n- ネットワーク担当" in page
    assert 'title: "古い手順"' in page
    assert "**古い手順**" not in page
    second = imported.pages[f"{target.locale}/articles/imported/other.md"]
    assert "kind: reference" in second
    assert "\n\nIn short.\n\n##" in second
    assert "**Why**\n\nBecause `a|b`." in second
    assert unplaced(imported) == [
        ("VPN 809.md:1", "front_matter"), ("VPN 809.md:14", "construct"), ("VPN 809.md:16", "construct"),
        ("VPN 809.md", "link"), ("sub/Other.md:9", "construct"), ("sub/Other.md:11", "construct")]
    assert [each.what for each in imported.unplaced] == ["tags", "image", "blockquote", "http://intra.example/x", "hr",
                                                         "indented code"]
    assert "```text\nindented\n```" in second
    # Japanese words on an English page are no form.
    assert mistakes(imported, knowledge) == ({"KB225"} if target.locale == "en" else set())


def test_texts_without_a_name_or_words(target: Target) -> None:
    text = "# win32:1920\n\nIn short.\n"
    imported = import_texts({"a/Old Notes.md": text, "b/old-notes.md": text, "empty.md": " ", "印刷.md": "紙がない。"}, target,
                            read_code)
    assert unplaced(imported) == [("b/old-notes.md", "same_name"), ("empty.md", "empty")]
    page = imported.pages[f"{target.locale}/articles/imported/old-notes.md"]
    assert "codes: [win32:1920]" in page
    last = imported.pages[f"{target.locale}/articles/imported/{name_page('印刷')}.md"]
    assert 'title: "印刷"' in last
    assert "\n\n紙がない。\n\n" in last


def test_folder_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "sub" / ".git").mkdir(parents=True)
    (tmp_path / "sub" / ".git" / "x.md").write_text("hidden", "utf-8")
    (tmp_path / "sub" / "手順.markdown").write_bytes("# 手順\r\n".encode("cp932"))
    (tmp_path / "a.md").write_text("# \x1b[31mA", "utf-8")
    (tmp_path / "broken.txt").write_bytes(b"\x80\x81\xff\xff")
    (tmp_path / "large.md").write_text("x" * 1_000_001, "utf-8")
    for name in ("a.png", "b.PNG", "LICENSE"):
        (tmp_path / name).write_bytes(b"")
    found = load_texts(tmp_path)
    assert found.texts == {"a.md": "# ^[[31mA", "sub/手順.markdown": "# 手順\n"}
    assert [tuple(each) for each in found.unplaced] == [
        ("broken.txt", "unreadable", ""), ("large.md", "too_large", ""), ("*.png", "other_kind", "2"),
        ("LICENSE", "other_kind", "1")]


@pytest.mark.parametrize(("text", "slug"), [("win32:5", "win32-5"), ("Home 809", "home-809"), ("日本", ""), ("--", "")])
def test_slugs(text: str, slug: str) -> None:
    assert slug_of(text) == slug


def test_any_text_gets_a_name_of_its_own() -> None:
    assert name_page("Old Notes") == "old-notes"
    names = {name_page(each) for each in ("印刷", "印刷できない", "VPN がつながらない", "VPN が切れる")}
    assert len(names) == 4
    assert all(name.isascii() and name.islower() for name in names)
    assert name_page(" ") == ""
