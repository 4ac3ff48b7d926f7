"""Decision trees: pages to graphs, both locales together, what is left out, and what the graph tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.pages.article import Translation
from kb.pages.loading import group_trees, list_content, load_tree, load_words
from kb.pages.pairing import digest_of
from kb.pages.tree import DecisionTree, Outcome, Target, TargetKind
from kb.pages.tree_graph import find_trapped, find_unreachable, format_mermaid, measure_depth
from kb.pages.tree_parser import parse_tree_page

SOURCE = """---
title: つながらない
symptoms: [VPN がつながらない]
status: validated
reviewed: 2026-11-23
sources: [{title: T, url: "https://example.com/x"}]
nodes:
  service: {tier: 2, check: ikeext-running, positive: [start], outputs: {start: ["Stopped*IKEEXT"]}}
---

要点です。

## サービスは動いていますか {#service}

見ます。

- 良い結果：`Running`

次を選びます。

- [止まっている](#start)
- [動いている](#which)

## サービスを起動します {#start}

[起動する](../procedures/start.md)

- [直った](#done)
- [別の木へ](other.md)

## どれですか {#which}

- [809](../articles/ras/vpn-timeout.md)
- [戻る](#service)

## 解決です {#done .resolved}

## 引き継ぎます {#hand .escalate}
"""
TRANSLATION = """---
title: It does not connect
translates: ""
---

In short.

## Is the service running? {#service}

Look.

- [It is stopped](#start)
- [It is running](#which)

## Start the service {#start}

[Start](../procedures/start.md)

- [It helped](#done)
- [Another tree](other.md)

## Which one? {#which}

- [809](../articles/ras/vpn-timeout.md)
- [Back](#service)

## Solved {#done .resolved}

## Hand over {#hand .escalate}
"""


def load(tmp_path: Path, source: str = SOURCE, translation: str = TRANSLATION) -> tuple[
        dict[str, DecisionTree], list[tuple[str, int, str, str]]]:
    for locale, text in (("ja", source), ("en", translation)):
        folder = tmp_path / locale / "trees"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "vpn.md").write_text(text, "utf-8")
        (tmp_path / locale / "procedures").mkdir(exist_ok=True)
        (tmp_path / locale / "procedures" / "start.md").write_text("---\ntitle: S\n---\n\n1. `net start x`\n", "utf-8")
    files, _ = list_content([tmp_path])
    words, _ = load_words([tmp_path], files)
    trees, diagnostics = load_tree([tmp_path], group_trees(files)["vpn"], words, ["c"])
    return trees, [(each.location.path, each.location.line, each.rule, each.variant) for each in diagnostics
                   if each.rule != "KB502"]


def test_tree_in_both_locales(tmp_path: Path) -> None:
    digest = digest_of("つながらない", SOURCE.partition("\n---\n")[2])
    trees, found = load(tmp_path, translation=TRANSLATION.replace('""', f'"{digest}"'))
    assert not found
    japanese, english = trees["ja"], trees["en"]
    assert (japanese.translation, english.translation) == (Translation.SOURCE, Translation.CURRENT)
    assert japanese.start == "service"
    service = english.find_node("service")
    assert service is not None
    assert service.facts.outputs == {"start": ("Stopped*IKEEXT",)}
    assert service.facts.tier == 2
    assert [(each.label, each.target) for each in service.choices] == [
        ("It is stopped", Target(TargetKind.NODE, "start")), ("It is running", Target(TargetKind.NODE, "which"))]
    # A list that is no list of links stays text.
    assert len(japanese.nodes[0].blocks) == 3
    assert [node.outcome for node in japanese.nodes] == [None, None, None, Outcome.RESOLVED, Outcome.ESCALATE]
    start = english.find_node("start")
    assert start is not None
    assert type(start.blocks[0]).__name__ == "Steps"
    assert start.choices[1].target == Target(TargetKind.TREE, "other")
    assert english.nodes[2].choices[0].target == Target(TargetKind.ARTICLE, "vpn-timeout")


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("(#start)", "(#strat)", ("ja/trees/vpn.md", 21, "KB401", "")),
    ("{#which}", "", ("ja/trees/vpn.md", 31, "KB402", "")),
    ("{#which}", "{#start}", ("ja/trees/vpn.md", 31, "KB402", "twice")),
    ("## どれですか {#which}", "### どれですか {#which}", ("ja/trees/vpn.md", 31, "KB403", "")),
    ("- [戻る](#service)", "- 戻る", ("ja/trees/vpn.md", 33, "KB404", "")),
    (".resolved", ".solved", ("ja/trees/vpn.md", 36, "KB405", "")),
    ("{#which}", "{#which .resolved}", ("ja/trees/vpn.md", 31, "KB405", "choices")),
    ("{#which}", "{#which .article}", ("ja/trees/vpn.md", 31, "KB405", "articles")),
    ("  service: {", "  servise: {", ("ja/trees/vpn.md", 8, "KB408", "")),
    ("outputs: {start:", "outputs: {hand:", ("ja/trees/vpn.md", 8, "KB408", "target")),
    ("要点です。", "要点です。\n\n二つ目。", ("ja/trees/vpn.md", 10, "KB203", "")),
])
def test_mistakes_in_the_source_leave_the_tree_out(
    tmp_path: Path, before: str, after: str, expected: tuple[str, int, str, str],
) -> None:
    assert before in SOURCE
    trees, found = load(tmp_path, SOURCE.replace(before, after))
    assert expected in found
    assert trees == {}


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("(#which)", "(#done)", ("en/trees/vpn.md", 8, "KB407", "node")),
    (" .resolved", " .escalate", ("en/trees/vpn.md", 27, "KB407", "node")),
    ("{#hand .escalate}", "{#give .escalate}", ("en/trees/vpn.md", 29, "KB407", "unknown")),
    ("## Hand over {#hand .escalate}\n", "", ("en/trees/vpn.md", 1, "KB407", "missing")),
])
def test_a_translation_of_another_shape_is_left_out(
    tmp_path: Path, before: str, after: str, expected: tuple[str, int, str, str],
) -> None:
    assert before in TRANSLATION
    trees, found = load(tmp_path, translation=TRANSLATION.replace(before, after))
    assert expected in found
    assert list(trees) == ["ja"]


def test_a_page_without_nodes(tmp_path: Path) -> None:
    head, _, _ = SOURCE.partition("## ")
    assert ("ja/trees/vpn.md", 10, "KB406", "") in load(tmp_path, head)[1]


def test_what_the_graph_tells(tmp_path: Path) -> None:
    tree = load(tmp_path)[0]["ja"]
    assert [node.id for node in find_unreachable(tree.nodes)] == ["hand"]
    assert find_trapped(tree.nodes) == []
    assert measure_depth(tree.nodes) == (3, "done")
    diagram = format_mermaid(tree)
    assert '  n_service -->|"止まっている"| n_start' in diagram
    assert '  n_which -.->|"809"| article_n_vpn_timeout' in diagram
    assert '  n_done(["解決です"])' in diagram


def test_a_cycle_without_exit_traps() -> None:
    body = "---\ntitle: T\ntranslates: ''\n---\nL\n\n## A {#a}\n\n- [b](#b)\n- [c](#c)\n\n## B {#b}\n\n- [d](#d)\n\n"
    page, _ = parse_tree_page(body + "## D {#d}\n\n- [b](#b)\n\n## C {#c .resolved}\n", "ja/trees/x.md")
    assert page is not None
    assert [node.id for node in find_trapped(page.nodes)] == ["b", "d"]
    assert measure_depth(page.nodes) == (3, "d")


def test_a_very_long_chain_is_measured() -> None:
    parts = [f"## N {{#n{i}}}\n\n- [x](#n{i + 1})\n\n" for i in range(3_000)]
    page, found = parse_tree_page(
        "---\ntitle: T\ntranslates: ''\n---\nL\n\n" + "".join(parts) + "## E {#n3000 .resolved}\n", "ja/trees/x.md")
    assert page is not None
    assert not found
    assert measure_depth(page.nodes) == (3_001, "n3000")
