"""The rules, held to the cases of `tests/lint_cases`.

A case holds files, each after a line `=== path`, and after `=== expect` what the rule of its folder finds: a place, a
level and, where there is one, the variant. A case that passes expects nothing.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from kb.lint.checking import load_reference
from kb.lint.linting import EXEMPTIONS, lint_group, lint_results
from kb.lint.rule import Reference, load_rules
from kb.pages.files import shipped_root
from kb.pages.loading import list_content, load_words

ROOT = Path(__file__).parents[3]
CASES = sorted((ROOT / "tests" / "lint_cases").glob("KB*/*.md"))
EXPECT = "expect"


def read_case(path: Path) -> tuple[dict[str, str], list[str]]:
    """The files of a case and the findings it expects."""
    files: dict[str, str] = {}
    for part in re.split(r"^=== ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        name, _, text = part.partition("\n")
        files[name] = text
    expected = files.pop(EXPECT, "").splitlines()
    return files, expected


def found_in(files: dict[str, str], rule: str, reference: Reference) -> list[str]:
    groups: dict[str, dict[str, str]] = {}
    for path, text in files.items():
        groups.setdefault(path.partition("/")[2], {})[path] = text
    results = [lint_group(texts, 0, reference) for texts in groups.values()]
    return sorted(
        f"{each.location.path}:{each.location.line}:{each.location.column} {each.level} {each.variant}".rstrip()
        for _, each in lint_results(results, reference) if each.rule == rule
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_case(path: Path, reference: Reference) -> None:
    files, expected = read_case(path)
    assert files
    assert bool(expected) == path.name.startswith("fails-")
    assert found_in(files, path.parent.name, reference) == sorted(expected)


@pytest.mark.parametrize("rule", [*(rule.id for rule in load_rules()), EXEMPTIONS])
def test_rule_has_cases(rule: str) -> None:
    names = [path.name for path in CASES if path.parent.name == rule]
    assert any(name.startswith("fails-") for name in names)
    assert any(name.startswith("passes-") for name in names)


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.id)
def test_manual_names_its_rule(rule: object) -> None:
    assert rule.manual.startswith(f"{rule.id}: ")  # type: ignore[attr-defined]


def diagnosed_in_source() -> dict[str, set[str]]:
    """Every rule id that the parsers and the rules use, with the variants that their source spells out."""
    found: dict[str, set[str]] = {}
    for path in [*(ROOT / "kb" / "pages").glob("*.py"), *(ROOT / "kb" / "lint").rglob("*.py")]:
        tree = ast.parse(path.read_text("utf-8"))
        texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        for text in texts:
            if re.fullmatch(r"KB\d{3}", text):
                found.setdefault(text, set())
    return found


@pytest.mark.parametrize("locale", ["ja", "en"])
def test_every_rule_has_words(locale: str) -> None:
    root = shipped_root()
    files, _ = list_content([root])
    words, _ = load_words([root], [file for file in files if file.slug == "lint" and file.locale == locale])
    phrases = words.phrases[locale]
    missing = [name for name in diagnosed_in_source()
               if f"lint.{name}.message" not in phrases or f"lint.{name}.hint" not in phrases]
    assert not missing


def test_reference_knows_how_a_change_is_taken_back(reference: Reference) -> None:
    assert reference.undo == {"ja": "元に戻すには", "en": "To undo"}
    assert load_reference([shipped_root()], reference.registry, reference.today).terms.keys() == {"ja", "en"}
