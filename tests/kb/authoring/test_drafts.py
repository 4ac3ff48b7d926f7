"""Small parts of authoring: proposed slugs, the digest line, and writing whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.authoring.drafts import propose_slug
from kb.authoring.reviewing import set_digest
from kb.authoring.writing import AlreadyThereError, write_file, write_new_files
from kb.codes.code import parse_code
from kb.knowledge import KnowledgeBase

DIGEST = "0123456789ab"


@pytest.mark.parametrize(("code", "slug"), [
    ("win32:1920", "cant-access-file"), ("win32:10060", "timedout"), ("ntstatus:0xC000006D", "logon-failure"),
    ("win32:64999", "win32-64999"), ("bugcheck:0x7B", "inaccessible-boot-device"),
])
def test_slug_comes_from_the_symbol(knowledge: KnowledgeBase, code: str, slug: str) -> None:
    assert propose_slug(parse_code(code), knowledge.find_code(parse_code(code))) == slug


@pytest.mark.parametrize("line", ['translates: ""', 'translates: "ffffffffffff"', "translates: ffffffffffff"])
def test_digest_line_alone_changes(line: str) -> None:
    page = f'---\ntitle: "a: b"\n{line}  # kept\n---\n\ntranslates: "" stays in the text\n'
    review = set_digest(page, DIGEST)
    assert review is not None
    assert review.text == page.replace(f"{line}  #", f'translates: "{DIGEST}"  #', 1)
    assert set_digest(review.text, DIGEST) == (DIGEST, DIGEST, review.text)


def test_source_has_no_digest() -> None:
    assert set_digest('---\ntitle: a\n---\n\ntranslates: ""\n', DIGEST) is None


def test_nothing_is_overwritten_or_left_half(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("mine", "utf-8")
    with pytest.raises(AlreadyThereError):
        write_new_files(tmp_path, {"a.md": "new", "b.md": "new"})
    assert [path.name for path in tmp_path.iterdir()] == ["b.md"]
    write_file(tmp_path / "b.md", "変更\n")
    assert (tmp_path / "b.md").read_bytes() == "変更\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["b.md"]
