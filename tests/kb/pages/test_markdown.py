"""The outline: headings, blocks, lines, and how Japanese lines join."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.pages.blocks import Alert, Bullets, CodeBlock, Paragraph, Steps, Table, plain_blocks
from kb.pages.markdown import parse_markdown

BODY = """lead

## One {#one}
1. first
   - inner

   ```cmd
   sc query
   ```
2. second

### Below {#below .resolved}
> [!WARNING]
> dangerous `x`

| a | b |
|---|---|
| 1 | 2 |

## Two
- x
"""


def test_outline() -> None:
    outline, diagnostics = parse_markdown(BODY, "p.md", first_line=10)
    assert diagnostics == []
    assert outline.lead == (Paragraph(10, outline.lead[0].inlines),)  # type: ignore[union-attr]
    one, two = outline.headings
    assert (one.title, one.id, one.line, two.title, two.line) == ("One", "one", 12, "Two", 29)
    steps = one.blocks[0]
    assert isinstance(steps, Steps)
    assert [type(each) for each in steps.items[0]] == [Paragraph, Bullets, CodeBlock]
    below = one.children[0]
    assert (below.level, below.id, below.classes, below.line) == (3, "below", ("resolved",), 21)
    alert, table = below.blocks
    assert isinstance(alert, Alert)
    assert (alert.kind, plain_blocks(alert.blocks)) == ("warning", "dangerous x")
    assert isinstance(table, Table)
    assert (len(table.header), len(table.rows), table.line) == (2, 1, 25)


def test_lines_join_without_a_space_only_between_wide_characters() -> None:
    outline, _ = parse_markdown("日本語の\n文章と\nWindows の\nupdate\nthe end\n`cmd`\nの後", "p.md")
    assert plain_blocks(outline.lead) == "日本語の文章と Windows の update the end cmd の後"


def test_what_pages_do_not_use_is_reported_with_its_line() -> None:
    _, diagnostics = parse_markdown("a\n\n---\n\n> plain quote\n\n![alt](x.png)\n", "p.md")
    assert [(each.rule, each.location.line) for each in diagnostics] == [("KB201", 3), ("KB201", 5), ("KB201", 7)]


def test_bad_attributes_are_reported() -> None:
    outline, diagnostics = parse_markdown("## A {#Bad_Id}\n## B {id=x}\n", "p.md")
    assert [heading.id for heading in outline.headings] == ["", ""]
    assert [each.rule for each in diagnostics] == ["KB202", "KB202"]


def test_html_is_text() -> None:
    outline, diagnostics = parse_markdown("ping <server> <b>x</b>", "p.md")
    assert diagnostics == []
    assert plain_blocks(outline.lead) == "ping <server> <b>x</b>"


@given(st.text(max_size=300))
def test_any_body_has_an_outline(text: str) -> None:
    parse_markdown(text, "p.md")
