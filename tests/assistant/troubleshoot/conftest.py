"""A knowledge base with two small trees and three articles, over the shipped words."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from kb.index.build import Content, build_index
from kb.knowledge import KnowledgeBase
from kb.pages.files import shipped_root
from kb.pages.loading import list_content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD = """---
title: {title}
symptoms: [{title} symptom]
{codes}status: validated
reviewed: 2026-11-23
sources: [{{title: T, url: "https://example.com/x"}}]
"""
MAIN = """nodes:
  service: {check: service-stopped, positive: [start], outputs: {start: ["Stopped*IKEEXT"], kind: ["Running*IKEEXT"]}}
  dig: {tier: 2}
---

Lead.

## Is the service running? {#service}

```powershell
Get-Service IKEEXT
```

- [It is stopped](#start)
- [It is running](#kind)

## Start it {#start}

- [It connects](#done)
- [It does not](#kind)

## Which kind of VPN? {#kind}

- [IKEv2](sub.md)
- [809 is shown](../articles/ras/alpha.md)
- [Another one](#dig)

## Look deeper {#dig}

- [Somebody else](#hand)
- [Back to the kind](#kind)
- [Read](#read)

## Solved {#done .resolved}

## To the network team {#hand .escalate}

## Read on {#read .article}

- [Alpha](../articles/ras/alpha.md)
- [Beta](../articles/ras/beta.md)
"""
SUB = """---

Lead.

## Does the name resolve? {#name}

- [Yes](#well)
- [No](#dns)

## All is well {#well .resolved}

## DNS team {#dns .escalate}
"""
SECTIONS = ("Nutshell.\n\n## Meaning\n\nM.\n\n## Questions and answers\n\n### Why?\n\nA.\n\n## Causes and fixes\n\n",
            "## Prevention\n\nP.\n\n## Reply to the user\n\nR.\n\n## Escalation\n\nCollect {slug}.\n")
CAUSE = "### The cause {name} {{#{name}}}\n\nShows.\n\n#### Check\n\nCheck {name}.\n\n#### Fix\n\nFix {name}.\n\n"
ARTICLES = {
    # name: likelihood, check minutes, fix minutes, rest
    "alpha": ("ras:809", {
        "slow": "likelihood: 5, check_minutes: 10, fix_minutes: 5, tier: 1",
        "quick": 'likelihood: 3, check_minutes: 2, fix_minutes: 5, tier: 2, outputs: {yes: ["False*443"]}',
        "stopped": "likelihood: 1, check_minutes: 2, fix_minutes: 3, tier: 1, check: service-stopped",
    }),
    "beta": ("ras:806", {
        "one": "likelihood: 2, check_minutes: 4, fix_minutes: 9, tier: 1, check: same",
        "two": "likelihood: 2, check_minutes: 4, fix_minutes: 1, tier: 1, check: same",
        "three": "likelihood: 3, check_minutes: 4, fix_minutes: 5, tier: 1",
    }),
}


@pytest.fixture(scope="package")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    root = tmp_path_factory.mktemp("content")
    write_pages(root)
    roots = [shipped_root(), root]
    files, folders = list_content(roots)
    kept = [file for file in files if file.root == 1 or file.kind in ("terms", "phrases")]
    connection = sqlite3.connect(":memory:", isolation_level=None)
    build_index(connection, Content(roots, ["naze", "small"], kept, folders))
    knowledge = KnowledgeBase(connection)
    assert [each for each in knowledge.diagnostics if each.level == "error"] == []
    yield knowledge
    connection.close()


def write_pages(root: Path) -> None:
    trees, articles = root / "en" / "trees", root / "en" / "articles" / "ras"
    trees.mkdir(parents=True)
    articles.mkdir(parents=True)
    (trees / "main.md").write_text(HEAD.format(title="Main tree", codes="") + MAIN, "utf-8")
    (trees / "sub.md").write_text(HEAD.format(title="Sub tree", codes="") + SUB, "utf-8")
    for slug, (code, causes) in ARTICLES.items():
        head = HEAD.format(title=f"Article {slug}", codes=f"codes: [{code}]\n")
        tree = "tree: main\n" if slug == "beta" else ""
        facts = "causes:\n" + "".join(f"  {name}: {{{text}}}\n" for name, text in causes.items())
        body = SECTIONS[0] + "".join(CAUSE.format(name=name) for name in causes) + SECTIONS[1].format(slug=slug)
        (articles / f"{slug}.md").write_text(f"{head}{tree}{facts}---\n\n{body}", "utf-8")
