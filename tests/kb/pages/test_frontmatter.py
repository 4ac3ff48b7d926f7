"""Front matter: text stays text, and mistakes know their place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.pages.frontmatter import Mapping, Scalar, parse_front_matter


def found(text: str) -> list[tuple[str, str, int, int]]:
    _, diagnostics = parse_front_matter(text, "p.md")
    return [(each.rule, each.variant, each.location.line, each.location.column) for each in diagnostics]


@pytest.mark.parametrize("written", ["1_000", "no", "0x1F", "1.10", "2026-11-23", "~", "1e3"])
def test_scalars_stay_as_written(written: str) -> None:
    front, diagnostics = parse_front_matter(f"---\nkey: {written}\n---\n", "p.md")
    assert diagnostics == []
    assert front.head is not None
    value = front.head.get("key")
    assert isinstance(value, Scalar)
    assert (value.text, value.line, value.column) == (written, 2, 6)


@pytest.mark.parametrize(("text", "expected"), [
    ("no front matter\n", [("KB101", "", 1, 1)]),
    ("---\ntitle: x\n", [("KB101", "unclosed", 1, 1)]),
    ("---\n- a\n---\n", [("KB102", "mapping", 2, 1)]),
    ("---\na: [1, 2\n---\n", [("KB102", "", 3, 1)]),
    ("---\na: 1\nb: 2\na: 3\n---\n", [("KB103", "", 4, 1)]),
    ("---\na: {b: 1, b: 2}\n---\n", [("KB103", "", 2, 11)]),
    ("---\n[x]: 1\n---\n", [("KB102", "key", 2, 1)]),
])
def test_mistakes(text: str, expected: list[tuple[str, str, int, int]]) -> None:
    assert found(text) == expected


def test_aliases_that_multiply_are_refused() -> None:
    lines = ["---", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert [each[0] for each in found("\n".join([*lines, "---", ""]))] == ["KB102"]


def test_body_knows_its_first_line() -> None:
    front, _ = parse_front_matter("---\ntitle: x\n---\n\nbody\n", "p.md")
    assert (front.body, front.body_line) == ("\nbody\n", 4)


@given(st.text(max_size=200))
def test_any_text_is_a_value_or_a_diagnostic(text: str) -> None:
    front, diagnostics = parse_front_matter(f"---\n{text}\n---\n", "p.md")
    assert isinstance(front.head, Mapping) or diagnostics
