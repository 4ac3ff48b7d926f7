"""Phrases: every key that the code says exists in both locales, with the same placeholders, and none is left over."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from kb.pages.files import shipped_root
from kb.pages.loading import list_content, load_words
from kb.phrases import LOCALES

ROOT = Path(__file__).parents[2]
MODULES = [path for package in ("kb", "assistant") for path in (ROOT / package).rglob("*.py")]
PLACEHOLDER = re.compile(r"\{(\w+)\}")
KEY = re.compile(r"[a-z_]+(?:\.[A-Za-z0-9_-]+)+\Z")
BEGINNING = re.compile(r"[a-z_]+(?:\.[A-Za-z0-9_-]+)*\.\Z")
PLURALS = (".one", ".other")


@pytest.fixture(scope="module")
def tables() -> dict[str, dict[str, str]]:
    files, _ = list_content([shipped_root()])
    words, found = load_words([shipped_root()], [file for file in files if file.kind == "phrases"])
    assert found == []
    return words.phrases


def spoken() -> tuple[set[str], set[str]]:
    """Whole keys in the source, and the beginnings of keys that are put together."""
    whole: set[str] = set()
    begun: set[str] = set()
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        pieces = {piece for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for piece in node.values}
        for node in ast.walk(tree):
            if node in pieces:
                continue
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.match(node.value):
                whole.add(node.value)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and BEGINNING.match(node.value):
                begun.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun.add(str(node.values[0].value))
    return whole, begun


def test_locales_have_the_same_phrases(tables: dict[str, dict[str, str]]) -> None:
    def stripped(locale: str) -> set[str]:
        return {re.sub(r"\.(one|other)$", "", key) for key in tables[locale]}

    assert stripped("ja") == stripped("en")


@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_agree(tables: dict[str, dict[str, str]], locale: str) -> None:
    other = tables["en" if locale == "ja" else "ja"]
    for key, text in tables[locale].items():
        if key in other:
            mine, theirs = set(PLACEHOLDER.findall(text)), set(PLACEHOLDER.findall(other[key]))
            assert mine == theirs or mine ^ theirs <= {"n"}, key


@pytest.mark.parametrize("locale", LOCALES)
def test_every_phrase_that_is_said_exists(tables: dict[str, dict[str, str]], locale: str) -> None:
    areas = {key.partition(".")[0] for key in tables[locale]}
    whole, _ = spoken()
    missing = {
        key for key in whole
        if key.partition(".")[0] in areas and key not in tables[locale]
        and not any(key + plural in tables[locale] for plural in PLURALS)
        and not any(each.startswith(key + ".") for each in tables[locale])
        and not re.search(r"\.(py|yaml|tsv|md|sqlite|json|log|toml|tcss|js|css|html|csv)$", key)
    }
    assert missing == set()


def test_no_phrase_is_left_over(tables: dict[str, dict[str, str]]) -> None:
    whole, begun = spoken()
    beginnings = tuple(each for each in begun if "." in each)
    unused = {
        key for key in tables["ja"]
        if (bare := re.sub(r"\.(one|other)$", "", key)) not in whole and not key.startswith(beginnings)
        and not any(bare.startswith(each + ".") for each in whole)
    }
    assert unused == set()
