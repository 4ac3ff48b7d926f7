"""Decision trees in the index: built, renewed when a file changes, removed, found by words."""

from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from kb.index.build import TREE, Content, build_index, changed_slugs, update_index
from kb.knowledge import KnowledgeBase
from kb.pages.files import shipped_root
from kb.pages.loading import list_content

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """---
title: {title}
symptoms: [{symptom}]
status: draft
reviewed: 2026-11-23
sources: []
---

Lead.

## Start {{#start}}

- [On](#done)

## Done {{#done .resolved}}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for locale in ("ja", "en"):
        (tmp_path / locale / "trees").mkdir(parents=True)
        shutil.copy(shipped_root() / locale / "terms.yaml", tmp_path / locale)
    write(tmp_path, "printer", "プリンターが動かない", "印刷できない")
    write(tmp_path, "door", "ドアが開かない", "ドアが重い")
    return tmp_path


def write(root: Path, slug: str, title: str, symptom: str) -> None:
    (root / "ja" / "trees" / f"{slug}.md").write_text(PAGE.format(title=title, symptom=symptom), "utf-8")


def content_of(root: Path) -> Content:
    files, folders = list_content([root])
    return Content([root], ["small"], files, folders)


def test_trees_are_built_renewed_and_removed(root: Path) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    build_index(connection, content_of(root))
    knowledge = KnowledgeBase(connection)
    assert knowledge.all_trees() == ("door", "printer")
    assert [hit.slug for hit in knowledge.search_trees("印刷ができない")] == ["printer"]
    assert knowledge.search_trees("まったく別の話") == []
    tree = knowledge.find_tree("door", "en")
    assert tree is not None
    assert (tree.locale, tree.title) == ("ja", "ドアが開かない")
    assert knowledge.find_tree("window", "ja") is None
    assert changed_slugs(connection, content_of(root)) == set()

    write(root, "door", "扉が開かない", "ドアノブが回らない")
    (root / "ja" / "trees" / "printer.md").unlink()
    changed = changed_slugs(connection, content_of(root))
    assert changed == {TREE + "door", TREE + "printer"}
    update_index(connection, content_of(root), changed)
    knowledge = KnowledgeBase(connection)
    assert knowledge.all_trees() == ("door",)
    assert [hit.slug for hit in knowledge.search_trees("ドアノブ")] == ["door"]
    assert knowledge.search_trees("印刷できない") == []

    # A tree with an error is left out, said, and comes back when it is mended.
    write(root, "door", "扉", "扉")
    path = root / "ja" / "trees" / "door.md"
    path.write_text(path.read_text("utf-8").replace("(#done)", "(#gone)"), "utf-8")
    update_index(connection, content_of(root), {TREE + "door"})
    knowledge = KnowledgeBase(connection)
    assert knowledge.all_trees() == ()
    assert [each.rule for each in knowledge.diagnostics] == ["KB401"]
    write(root, "door", "扉", "扉")
    update_index(connection, content_of(root), {TREE + "door"})
    assert KnowledgeBase(connection).all_trees() == ("door",)
    assert KnowledgeBase(connection).diagnostics == ()
    connection.close()
