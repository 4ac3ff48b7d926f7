"""Sheets: nothing is cut, nothing begins with a full stop, whatever the width; and the words of the console."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.tui.bindings import ACTIONS, Action
from assistant.tui.findings import find_pages
from assistant.tui.pages import Page, write_page
from assistant.tui.sheets.aligned import align_sheets
from assistant.tui.sheets.help_sheet import write_help
from assistant.tui.sheets.list_sheet import Line, write_list
from assistant.tui.sheets.sheet import Act
from assistant.tui.sheets.sheet_writer import SheetWriter, link_target
from assistant.tui.sheets.welcome_sheet import write_welcome
from assistant.tui.themes import NAMES
from kb.codes.code import parse_code
from kb.pages.markdown import parse_markdown
from kb.phrases import LOCALES
from kb.text.wrap import cell_width

if TYPE_CHECKING:
    from assistant.tui.sheets.sheet import Sheet
    from kb.knowledge import KnowledgeBase

ROOT = Path(__file__).parents[3]
WIDTHS = (30, 47, 76, 96)


def assert_fits(sheet: Sheet, width: int) -> None:
    for row in sheet.rows:
        assert cell_width(row.text.rstrip()) <= max(width, 12), row.text
        assert "\x1b" not in row.text
    assert all(0 <= anchor.row <= len(sheet.rows) for anchor in sheet.anchors)
    assert all(0 <= target.first <= target.last < len(sheet.rows) for target in sheet.targets)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_article_fits(knowledge: KnowledgeBase, locale: str, width: int) -> None:
    for slug in knowledge.all_slugs()[:40]:
        sheet = write_page(knowledge, Page(slug), knowledge.phrases(locale), width)
        assert_fits(sheet, width)
        assert len(sheet.anchors) >= 3
        for row in sheet.rows:
            words = row.text.strip()
            if width < 40:
                continue  # A path that is longer than a row takes the mark behind it along.
            assert not words.startswith(("。", "、", "）", "」")), words


@pytest.mark.parametrize("locale", LOCALES)
def test_a_command_is_a_target_with_its_own_text(knowledge: KnowledgeBase, locale: str) -> None:
    sheet = write_page(knowledge, Page("ike-qm-acquire-drop"), knowledge.phrases(locale), 60)
    copies = [target.value for target in sheet.targets if target.act is Act.COPY]
    long = next(text for text in copies if "Set-VpnConnectionIPsecConfiguration" in text)
    assert "\n" not in long.strip()
    assert cell_width(long) > 60, "shown on several rows, copied as one line"
    shown = next(target for target in sheet.targets if target.value == long)
    assert shown.last > shown.first


def test_codes_without_an_article_are_shown_too(knowledge: KnowledgeBase) -> None:
    for locale in LOCALES:
        sheet = write_page(knowledge, Page("", parse_code("ntstatus:0xC000021A")), knowledge.phrases(locale), 60)
        assert "0xC000021A" in sheet.text
        assert_fits(sheet, 60)


def test_the_two_languages_have_the_same_places(knowledge: KnowledgeBase) -> None:
    for slug in knowledge.all_slugs()[:40]:
        ja, en = (write_page(knowledge, Page(slug), knowledge.phrases(locale), 50) for locale in LOCALES)
        if [anchor.id for anchor in ja.anchors] != [anchor.id for anchor in en.anchors]:
            continue  # a page that is missing in one language, or stale
        left, right = align_sheets(ja, en)
        assert len(left.rows) == len(right.rows)
        assert [anchor.row for anchor in left.anchors] == [anchor.row for anchor in right.anchors]
        assert left.text.replace("\n", "") == ja.text.replace("\n", "")
        assert [target.value for target in right.targets] == [target.value for target in en.targets]


def sheet_of(text: str, knowledge: KnowledgeBase, width: int = 30) -> Sheet:
    outline, _ = parse_markdown(text, "test.md")
    writer = SheetWriter(width, knowledge.phrases("ja"))
    writer.blocks(outline.lead)
    return writer.sheet()


def test_blocks(knowledge: KnowledgeBase) -> None:
    sheet = sheet_of("段落の **強い言葉** と `code` と [続き](other.md)。\n\n1. 一\n2. 二\n\n   ```cmd\n   ipconfig /all\n   ```\n\n"
                     "| 列 | 値 |\n|---|---|\n| あ | い |\n", knowledge, 60)
    styles = {run.style: run.text for row in sheet.rows for run in row.runs}
    assert styles["strong"]
    assert styles["code"] == "code"
    assert styles["link"] == "続き"
    assert [(target.act, target.value) for target in sheet.targets] == [
        (Act.ARTICLE, "other"), (Act.COPY, "ipconfig /all")]
    assert [row.text for row in sheet.rows if row.text.startswith(("1.", "2."))] == ["1. 一", "2. 二"]
    assert any(row.ground == "code" and row.left == 3 for row in sheet.rows)
    assert any(row.text == "列   値" for row in sheet.rows)


def test_a_table_in_a_list_keeps_all_its_words(knowledge: KnowledgeBase) -> None:
    sheet = sheet_of("- 表：\n\n  | 列 | 値 |\n  |---|---|\n  | あ | い |\n", knowledge, 60)
    assert [row.text for row in sheet.rows if "あ" in row.text] == ["  あ   い"]


def test_a_wide_table_becomes_a_list(knowledge: KnowledgeBase) -> None:
    sheet = sheet_of("| 見る場所 | 良い結果 |\n|---|---|\n| とても長い名前の場所がここにあります | 何も出ません |\n", knowledge)
    assert_fits(sheet, 30)
    assert any(row.text.startswith("- とても") for row in sheet.rows)


@pytest.mark.parametrize(("href", "target"), [
    ("https://example.com/", (Act.ADDRESS, "https://example.com/")), ("javascript:alert(1)", None),
    ("file:///etc/passwd", None), ("other.md#x", (Act.ARTICLE, "other")),
    ("../../trees/vpn.md", (Act.TREE, "vpn")), ("../ras/ras-809.md", (Act.ARTICLE, "ras-809"))])
def test_links_lead_to_pages_or_the_web_only(href: str, target: tuple[Act, str] | None) -> None:
    assert link_target(href) == target


@pytest.mark.parametrize("locale", LOCALES)
def test_results_mark_what_matches(knowledge: KnowledgeBase, locale: str) -> None:
    findings = find_pages(knowledge, "クイックモード" if locale == "ja" else "quick mode", knowledge.phrases(locale))
    assert findings.items
    lines = [Line(each.name, each.title, each.note, each.spans) for each in findings.items]
    sheet = write_list(lines, 40)
    assert_fits(sheet, 40)
    assert any(run.style == "mark" for row in sheet.rows for run in row.runs)


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "AND OR NEAR(", '"*"', "[red]x[/]", "あ" * 5000, "13801 " * 999])
def test_any_text_is_looked_up(knowledge: KnowledgeBase, text: str) -> None:
    findings = find_pages(knowledge, text, knowledge.phrases("ja"))
    for item in findings.items:
        assert item.page.key


def test_help_and_welcome_fit(knowledge: KnowledgeBase) -> None:
    for locale in LOCALES:
        for width in WIDTHS[1:]:
            assert_fits(write_help(knowledge.phrases(locale), width), width)
            assert_fits(write_welcome(knowledge.phrases(locale), width, [("a", "題 " * 40)]), width)


def test_no_two_actions_share_a_key_where_both_work() -> None:
    def clash(first: Action, second: Action) -> bool:
        return first is not second and bool(set(first.keys) & set(second.keys)) and (
            first.scope == second.scope or "app" in (first.scope, second.scope))

    assert not [(a.name, b.name) for a in ACTIONS for b in ACTIONS if clash(a, b)]


def test_no_key_is_a_plain_letter() -> None:
    for action in ACTIONS:
        assert action.keys
        assert not [key for key in action.keys if len(key) == 1]


def used_keys() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "assistant" / "tui").rglob("*.py"):
        found |= set(re.findall(r"\"(tui\.[a-z0-9_.-]+[a-z0-9])\"", path.read_text("utf-8")))
    found |= {f"tui.action.{action.name}" for action in ACTIONS}
    found |= {f"tui.hint.{action.name}" for action in ACTIONS if action.hint}
    return found | {f"tui.theme.{name}" for name in NAMES} | {f"tui.help.scope.{action.scope}" for action in ACTIONS}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_phrase_that_is_used_is_there(knowledge: KnowledgeBase, locale: str) -> None:
    phrases = knowledge.phrases(locale)
    missing = {key for key in used_keys() if not phrases.has(key) and not phrases.has(f"{key}.other")}
    assert not missing


def test_both_languages_have_the_same_phrases_with_the_same_placeholders(knowledge: KnowledgeBase) -> None:
    ja, en = (knowledge.phrases(locale).under("tui") for locale in LOCALES)

    def names(table: dict[str, str]) -> dict[str, set[str]]:
        out: dict[str, set[str]] = {}
        for key, text in table.items():
            out.setdefault(re.sub(r"\.(one|other)$", "", key), set()).update(re.findall(r"\{(\w+)\}", text))
        return out

    assert names(ja) == names(en)


def test_no_phrase_has_a_character_of_ambiguous_width(knowledge: KnowledgeBase) -> None:
    for locale in LOCALES:
        for key, text in knowledge.phrases(locale).under("tui").items():
            assert not [each for each in text if unicodedata.east_asian_width(each) == "A"], key
