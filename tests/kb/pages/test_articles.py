"""Articles: pages to values, a source and its translation together, and what is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.codes.code import Code
from kb.pages.article import Article, Translation
from kb.pages.blocks import plain_blocks
from kb.pages.loading import Words, group_articles, list_content, load_article, load_words
from kb.pages.pairing import digest_of

JA_TERMS = """headings:
  {meaning: 意味, questions: 質問と回答, causes: 原因と対処, check: 確認, fix: 対処, twins: 似たエラーとの違い,
   prevention: 予防, reply: 利用者への案内, escalation: エスカレーション}
"""
EN_TERMS = """headings:
  {meaning: Meaning, questions: Questions and answers, causes: Causes and fixes, check: Check, fix: Fix,
   twins: Told apart from, prevention: Prevention, reply: Reply to the user, escalation: Escalation}
"""
SOURCE = """---
title: "13801 認証の失敗"
symptoms: [つながらない]
codes: [win32:13801]
aspects: {protocol: [ikev2]}
status: validated
reviewed: 2026-11-23
sources:
  - {title: T, url: "https://example.com/x"}
causes:
  one: {likelihood: 4, check_minutes: 5, fix_minutes: 10, tier: 2, outputs: {"yes": ["Stopped*"]}}
  two: {likelihood: 1, check_minutes: 1, fix_minutes: 1, tier: 1}
---

要点です。

## 意味

意味です。

## 質問と回答

### なぜですか

答えです。

## 原因と対処

### 一つ目 {#one}

説明。

#### 確認

見ます。

#### 対処

[再起動する](../../procedures/restart.md)

### 二つ目 {#two}

#### 確認

見ます。

#### 対処

1. 直します。
2. [再起動する](../../procedures/restart.md)

## 予防

防ぎます。

## 利用者への案内

案内です。

## エスカレーション

渡します。
"""
TRANSLATION = """---
title: "13801 authentication failed"
translates: "DIGEST"
---

In short.

## Meaning

Meaning.

## Questions and answers

### Why?

Because.

## Causes and fixes

### First {#one}

Text.

#### Check

Look.

#### Fix

[Restart](../../procedures/restart.md)

### Second {#two}

#### Check

Look.

#### Fix

1. Mend.
2. [Restart](../../procedures/restart.md)

## Prevention

Prevent.

## Reply to the user

Reply.

## Escalation

Hand over.
"""


def digest(source: str = SOURCE) -> str:
    title = re.search(r'title: "(.*)"', source)
    assert title
    return digest_of(title[1], source.partition("\n---\n")[2])


def write(root: Path, source: str = SOURCE, translation: str = TRANSLATION) -> Path:
    for locale, terms, page, words in (
        ("ja", JA_TERMS, source, "再起動します。"), ("en", EN_TERMS, translation.replace("DIGEST", digest()), "Restart it."),
    ):
        (root / locale / "articles" / "ipsec").mkdir(parents=True)
        (root / locale / "procedures").mkdir()
        (root / locale / "terms.yaml").write_text(terms, "utf-8")
        if page:
            (root / locale / "articles" / "ipsec" / "auth-fail.md").write_text(page, "utf-8")
        (root / locale / "procedures" / "restart.md").write_text(f"---\ntitle: x\n---\n\n1. {words}\n", "utf-8")
    return root


def load(root: Path) -> tuple[dict[str, Article], list[tuple[str, str, str, int]]]:
    files, _ = list_content([root])
    words, found = load_words([root], files)
    assert found == []
    assert isinstance(words, Words)
    articles, diagnostics = load_article([root], group_articles(files)["auth-fail"], words, ["test"])
    return articles, [(each.rule, each.variant, each.location.path[:2], each.location.line) for each in diagnostics]


def test_facts_come_from_the_source_and_words_from_the_page(tmp_path: Path) -> None:
    articles, diagnostics = load(write(tmp_path))
    assert diagnostics == []
    ja, en = articles["ja"], articles["en"]
    assert (ja.title, en.title) == ("13801 認証の失敗", "13801 authentication failed")
    assert ja.codes == en.codes == (Code("win32", 13801),)
    assert (ja.translation, en.translation) == (Translation.SOURCE, Translation.CURRENT)
    assert [(cause.id, cause.facts.likelihood, cause.facts.tier) for cause in en.causes] == [("one", 4, 2), ("two", 1, 1)]
    assert en.causes[0].facts.outputs == {"yes": ("Stopped*",)}
    assert (ja.symptoms, en.symptoms) == (("つながらない",), ())
    assert (ja.slug, ja.topic, en.path) == ("auth-fail", "ipsec", "en/articles/ipsec/auth-fail.md")


def test_procedures_are_put_in_by_locale(tmp_path: Path) -> None:
    articles, _ = load(write(tmp_path))
    assert plain_blocks(articles["ja"].causes[0].fix) == "再起動します。"
    assert plain_blocks(articles["en"].causes[1].fix) == "Mend.\nRestart it."


def test_a_changed_source_makes_the_translation_stale(tmp_path: Path) -> None:
    articles, diagnostics = load(write(tmp_path, SOURCE.replace("要点です。", "別の要点です。")))
    assert articles["en"].translation is Translation.STALE
    assert diagnostics == [("KB502", "", "en", 1)]


def test_one_language_is_enough(tmp_path: Path) -> None:
    articles, diagnostics = load(write(tmp_path, translation=""))
    assert (list(articles), diagnostics) == (["ja"], [])


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("status: validated", "status: validated\nstauts: x", ("KB104", "near", "ja", 7)),
    ("status: validated\n", "", ("KB105", "", "ja", 2)),
    ("status: validated", "status: good", ("KB106", "choice", "ja", 6)),
    ("codes: [win32:13801]", "codes: win32:13801", ("KB106", "list", "ja", 4)),
    ("codes: [win32:13801]", "codes: [13801]", ("KB106", "code", "ja", 4)),
    ("likelihood: 4", "likelihood: 6", ("KB106", "number", "ja", 11)),
    ("reviewed: 2026-11-23", "reviewed: 2026-13-23", ("KB106", "date", "ja", 7)),
    ('"https://example.com/x"', '"http://example.com/x"', ("KB106", "url", "ja", 9)),
    ("要点です。", "", ("KB203", "", "ja", 14)),
    ("要点です。", "一。\n\n二。", ("KB203", "", "ja", 14)),
    ("## 予防", "## 防止", ("KB204", "", "ja", 52)),
    ("## 予防\n\n防ぎます。\n", "## 予防\n", ("KB206", "", "ja", 52)),
    ("## 質問と回答\n", "## 質問と回答\n\n地の文\n", ("KB207", "", "ja", 21)),
    ("### 一つ目 {#one}", "### 一つ目", ("KB208", "", "ja", 29)),
    ("#### 対処\n\n1. 直します。\n2. [再起動する](../../procedures/restart.md)\n", "", ("KB209", "", "ja", 41)),
    ("## 予防\n\n防ぎます。\n", "", ("KB210", "", "ja", 1)),
    ("### 二つ目 {#two}", "### 二つ目 {#three}", ("KB211", "", "ja", 41)),
])
def test_a_mistake_in_the_source_is_found_and_the_article_left_out(
    tmp_path: Path, before: str, after: str, expected: tuple[str, str, str, int],
) -> None:
    assert before in SOURCE
    articles, diagnostics = load(write(tmp_path, SOURCE.replace(before, after)))
    assert articles == {}
    assert expected in diagnostics
    assert not {"KB501"} & {each[0] for each in diagnostics}


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("## Prevention", "## Preventing", ("KB204", "", "en", 43)),
    ("### Second {#two}", "### Second {#too}", ("KB503", "unknown", "en", 32)),
    ('translates: "DIGEST"', 'translates: "xyz"', ("KB106", "digest", "en", 3)),
    ('translates: "DIGEST"', 'translates: "DIGEST"\nstatus: draft', ("KB104", "", "en", 4)),
])
def test_a_mistake_in_the_translation_leaves_out_only_that(
    tmp_path: Path, before: str, after: str, expected: tuple[str, str, str, int],
) -> None:
    assert before in TRANSLATION
    articles, diagnostics = load(write(tmp_path, translation=TRANSLATION.replace(before, after)))
    assert list(articles) == ["ja"]
    assert expected in diagnostics


def test_two_sources_are_no_article(tmp_path: Path) -> None:
    facts = SOURCE.partition("symptoms")[2].partition("---")[0]
    second = TRANSLATION.replace('translates: "DIGEST"\n', "symptoms" + facts)
    articles, diagnostics = load(write(tmp_path, translation=second))
    assert articles == {}
    assert diagnostics == [("KB501", "two", "en", 1), ("KB501", "two", "ja", 1)]
