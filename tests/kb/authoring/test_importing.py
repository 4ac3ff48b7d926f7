"""Imports: what becomes a draft, what is reported as not placed, and that drafts have no mistakes but what is missing."""

from __future__ import annotations

import datetime

import pytest

from kb.authoring.importing import Target, import_rows, import_texts, slug_of
from kb.codes.code import BadCodeError, Code, parse_code
from kb.diagnostics import Level
from kb.knowledge import KnowledgeBase
from kb.lint.checking import load_reference
from kb.lint.linting import lint_group
from kb.pages.files import shipped_root
from kb.phrases import LOCALES


def read_code(text: str) -> Code | None:
    try:
        return parse_code(text)
    except BadCodeError:
        return None


@pytest.fixture(params=LOCALES)
def target(request: pytest.FixtureRequest, knowledge: KnowledgeBase) -> Target:
    headings = knowledge.words(request.param, "terms")["headings"]
    assert isinstance(headings, dict)
    return Target(request.param, "imported", "2026-11-23", knowledge.phrases(request.param), headings)


def mistakes(pages: dict[str, str], knowledge: KnowledgeBase) -> set[str]:
    reference = load_reference([shipped_root()], knowledge.registry, datetime.date(2026, 11, 23))
    return {each.rule for path, text in pages.items() for each in lint_group({path: text}, 1, reference).diagnostics
            if each.level is Level.ERROR}


def test_rows_of_one_code_become_causes_of_one_article(target: Target, knowledge: KnowledgeBase) -> None:
    rows = [{"code": "win32:1920", "title": "1920 x", "cause": "A", "check": "Look", "fix": "Close; open"},
            {"code": "win32:1920", "title": "", "cause": "B", "check": "", "fix": ""}]
    imported = import_rows(rows, target, read_code)
    (path, text), = imported.pages.items()
    assert path == f"{target.locale}/articles/imported/win32-1920.md"
    assert "### A {#cause-1}" in text
    assert "### B {#cause-2}" in text
    assert "1. Close\n2. open" in text
    assert imported.unplaced == []
    assert mistakes(imported.pages, knowledge) == set()


def test_what_finds_no_place_is_named(target: Target) -> None:
    rows = [{"code": "nonsense", "cause": "A"}, {"title": "日本語", "cause": "A"}, {"code": "win32:5", "title": "x"}]
    imported = import_rows(rows, target, read_code)
    assert imported.pages == {}
    assert imported.unplaced == [("2", "unread_code"), ("3", "no_name"), ("4", "no_cause")]


def test_markdown_becomes_a_reference_page(target: Target, knowledge: KnowledgeBase) -> None:
    text = "# win32:1920\n\nIn short.\n\n## Why\n\nBecause.\n\n```cmd\n# a comment\n```\n"
    imported = import_texts({"a/Old Notes.md": text, "b/old-notes.md": text, "empty.md": " "}, target, read_code)
    page = imported.pages[f"{target.locale}/articles/imported/old-notes.md"]
    assert "\n\nIn short.\n\n##" in page
    assert "**Why**" in page
    assert "# a comment" in page
    assert "codes: [win32:1920]" in page
    assert imported.unplaced == [("b/old-notes.md", "same_name"), ("empty.md", "empty")]
    assert mistakes(imported.pages, knowledge) == set()


@pytest.mark.parametrize(("text", "slug"), [("win32:5", "win32-5"), ("Home 809", "home-809"), ("日本", ""), ("--", "")])
def test_slugs(text: str, slug: str) -> None:
    assert slug_of(text) == slug
