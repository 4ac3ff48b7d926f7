"""`naze walk`, `note` and `sessions` as processes: answers from standard input, saved, resumed, removed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.troubleshoot.reading import Said, read_line
from assistant.troubleshoot.step import Option
from kb.knowledge import KnowledgeBase


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def naze(home: Path, data: Path, *arguments: str, said: str = "", **environ: str) -> tuple[int, str, str]:
    script = Path(sys.executable).with_name("naze.exe" if os.name == "nt" else "naze")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("NAZE_", "LC_", "PYTHONIO"))}
    environment |= {"NAZE_CACHE": str(home), "NAZE_CONFIG": str(home / "none.toml"), "NAZE_DATA": str(data),
                    "LANG": "en_GB.UTF-8", "PYTHONUTF8": "1", **environ}
    done = subprocess.run([str(script), *arguments], input=said.encode(), capture_output=True, env=environment,
                          check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_walk_note_sessions(home: Path, data: Path) -> None:
    code, out, err = naze(home, data, "walk", "13810", said="environment at home\nno\n?which ports\n")
    assert code == 0
    assert "13810" in out
    assert "UDP 500" in out
    assert "--resume 1" in err
    # The end of input was no end of the walk: it goes on where it was, here in the other language.
    before = out.rstrip().rsplit("\n\n", 1)[-1]
    assert before
    code, out, err = naze(home, data, "walk", "--resume", "1", "--lang", "ja", said="はい\n直った\n")
    assert code == 0
    assert "結果：解決" in out
    assert "naze note 1" in err
    code, out, _ = naze(home, data, "note", "--lang", "both")
    assert code == 0
    assert "13810 ERROR_IPSEC_IKE_QM_ACQUIRE_DROP" in out
    assert out.count("at home") == 2
    assert "## 確認したこと" in out
    assert "## Asked and checked" in out
    assert json.loads(naze(home, data, "note", "1", "--json")[1])["outcome"] == "resolved"
    saved = data / "note.md"
    assert naze(home, data, "note", "--save", str(saved), "--form", "plain")[0] == 0
    assert "at home" in saved.read_text("utf-8")
    learned = json.loads(naze(home, data, "sessions", "learned", "--json")[1])
    assert [(each["article"], each["cases"]) for each in learned] == [("ike-qm-acquire-drop", 1)]
    assert naze(home, data, "sessions", "forget")[2].startswith("Forgot 1")
    exported = json.loads(naze(home, data, "sessions", "export", "1")[1])
    assert [step["input"]["type"] for step in exported["steps"]] == [
        "remember", "choose", "resume", "choose", "choose"]
    assert naze(home, data, "sessions", "purge", "1")[0] == 0
    assert naze(home, data, "sessions", "purge", "1")[0] == 1
    assert json.loads(naze(home, data, "sessions", "--json")[1]) == []
    assert naze(home, data, "note")[0] == 1


def test_maps_and_lists(home: Path, data: Path) -> None:
    code, out, _ = naze(home, data, "walk", "--list")
    assert code == 0
    code, out, _ = naze(home, data, "walk", "13810", "--map", "--lang", "ja")
    assert code == 0
    assert "IKE サービスの処理が追いつかない" in out
    assert not (data / "sessions.sqlite").exists() or naze(home, data, "sessions")[1] == ""


def test_nothing_to_walk(home: Path, data: Path) -> None:
    assert naze(home, data, "walk", "qqqq zzzz xxxx")[0] == 1
    assert naze(home, data, "walk", "--resume", "77")[0] == 1


def test_a_store_that_cannot_be_written_does_not_stop_the_work(home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    code, out, err = naze(home, tmp_path / "file", "walk", "13810", said="yes\nhelped\n")
    assert code == 0
    assert "Result: solved" in out
    assert "is not saved" in err


OPTIONS = (Option("node:a", "つながる"), Option("node:b", "IKEv2"), Option("node:c", "It does not connect at home"),
           Option("skip", "わからない（後回し）"))


@pytest.mark.parametrize(("line", "locale", "said"), [
    ("1", "ja", Said("choose", "node:a")),
    ("２番", "ja", Said("choose", "node:b")),
    ("C", "ja", Said("choose", "node:c")),
    ("ikev2", "ja", Said("choose", "node:b")),
    ("ＩＫＥｖ２", "en", Said("choose", "node:b")),
    ("at home", "en", Said("choose", "node:c")),
    ("hom", "en", Said("unknown", "hom")),
    ("わからない", "ja", Said("choose", "skip")),
    ("5", "ja", Said("unknown", "5")),
    ("戻る", "ja", Said("back")),
    ("b 2", "en", Said("back", "2")),
    ("メモ　ルーターを交換", "ja", Said("note", "ルーターを交換")),
    ("environment: Windows 11", "en", Said("environment", "Windows 11")),
    ("？809 とは", "ja", Said("ask", "809 とは")),
    ("q", "en", Said("quit")),
    ("  ", "en", None),
])
def test_what_a_line_means(knowledge: KnowledgeBase, line: str, locale: str, said: Said | None) -> None:
    assert read_line(line, OPTIONS, knowledge.phrases(locale)) == said


@pytest.mark.parametrize("locale", ["ja", "en"])
def test_words_of_commands_are_unlike(knowledge: KnowledgeBase, locale: str) -> None:
    """Within what can be said at one time, no word means two things."""
    words = knowledge.phrases(locale).under("walk.words")
    for answers in (("yes", "no"), ("helped", "failed"), ()):
        seen: dict[str, str] = {}
        alone = {"back", "resolve", "escalate", "paste", "commands", "trail", "map", "help", "quit", "skip"}
        for verb in (*answers, *sorted(alone)):
            for word in words[verb].split("|"):
                assert seen.setdefault(word.strip(), verb) == verb


def test_a_tree_as_a_diagram(home: Path, data: Path) -> None:
    code, out, _ = naze(home, data, "check", "--graph", "vpn-ikev2")
    assert code == 0
    assert out.startswith("flowchart TD\n")
    assert '  n_service -->|"Both are Running"| n_auth_kind' in out
    code, out, err = naze(home, data, "check", "--graph", "nothing")
    assert (code, out) == (1, "")
    assert "walk --list" in err
