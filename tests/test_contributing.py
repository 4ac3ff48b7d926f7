"""CONTRIBUTING.md, followed to the letter: its commands are run, on a copy of the content, with an article that a person
would have written in between."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from kb.pages.files import shipped_root
from tests.assistant.cli.test_lookup import naze

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.startswith("naze ")]
SLUG = "cant-access-file"

WORDS = {
    "ja": {"cause": "ほかの保護機能がファイルを止めている", "text": "この文章は、手順を確かめるために書かれた例です。"},
    "en": {"cause": "Another protection holds the file", "text": "This text is an example that was written to try the steps."},
}


def write_as_a_person_would(page: Path, locale: str) -> None:
    """Replaces each mark by words, one sentence apiece, the facts too."""
    mark = {"ja": "未記入：", "en": "TODO:"}[locale]
    lines = []
    for number, line in enumerate(page.read_text("utf-8").split("\n")):
        head, found, _ = line.partition(mark)
        if found:
            end = '"' if line.endswith('"') else " {#first-cause}" if "{#" in line else ""
            is_title = head.startswith(("###", "title"))
            words = WORDS[locale]["cause"] if is_title else WORDS[locale]["text"].replace("例です", f"例 {number} です")
            line = head.rstrip() + (" " if head.rstrip() else "") + words.replace("example", f"example {number}") + end
            line = line.replace('" ', '"').replace("： ", "：")
        lines.append(line)
    text = "\n".join(lines).replace("sources: []", 'sources: [{title: Example, url: "https://example.com/"}]')
    page.write_text(text.replace("status: draft", "status: validated"), "utf-8")


def test_guide_names_each_command() -> None:
    assert [command.split()[1] for command in COMMANDS] == [
        "check", "identify", "coverage", "new", "check", "1920", "1920", "review", "check"]


@pytest.mark.slow
def test_guide_leads_from_a_code_to_a_checked_article(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(shipped_root(), content, ignore=shutil.ignore_patterns("articles", "trees", "procedures"))
    cache = tmp_path / "cache"
    outputs: dict[str, str] = {}
    for command in COMMANDS:
        arguments = [each.replace("content/", f"{content}/") for each in shlex.split(command)[1:] if each != "--watch"]
        if arguments[0] == "new":
            arguments += ["--into", str(content)]
        if arguments == ["check"] or arguments == ["check", "--strict"]:
            arguments.append(str(content / "ja/articles/files") if "--strict" in arguments else str(content))
        if "--lang" not in arguments:
            arguments += ["--lang", "en"]
        result = naze(*arguments, cache=cache, NAZE_CONTENT=str(content), NAZE_DATA=str(tmp_path / "data"))
        outputs[command] = result.stdout.decode("utf-8")
        assert result.returncode == 0, (command, outputs[command], result.stderr.decode("utf-8"))
        if arguments[0] == "new":
            for locale in WORDS:
                write_as_a_person_would(content / locale / f"articles/files/{SLUG}.md", locale)
    assert "ERROR_CANT_ACCESS_FILE" in outputs["naze identify 1920"]
    assert WORDS["en"]["cause"] in outputs["naze 1920 --lang en --full"]
    assert outputs["naze check --strict"] == ""
