"""`naze CODE` as a process: what it prints, on which consoles, and what survives a damaged cache."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kb.phrases import LOCALES

SPELLINGS = ("13810", "0x35F2", "ERROR_IPSEC_IKE_QM_ACQUIRE_DROP", "ERRORIPSECIKEQMACQUIRE_DROP", "0x800735F2")
FACT = re.compile(r"0x[0-9A-Fa-f]+|\bERROR_\w+|\b(?:UDP|TCP) \d+|\b\d{4,}\b")


def naze(*arguments: str, cache: Path, **environ: str) -> subprocess.CompletedProcess[bytes]:
    script = Path(sys.executable).with_name("naze.exe" if os.name == "nt" else "naze")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("NAZE_", "LC_", "PYTHONIO"))}
    environment |= {"NAZE_CACHE": str(cache), "NAZE_CONFIG": str(cache / "none.toml"), "LANG": "ja_JP.UTF-8",
                    "PYTHONUTF8": "1", **environ}
    return subprocess.run([str(script), *arguments], capture_output=True, env=environment, check=False,
                          stdin=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    assert naze("13810", cache=folder).returncode == 0
    return folder


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_prints_the_article(cache: Path, spelling: str, locale: str) -> None:
    result = naze(spelling, "--lang", locale, cache=cache)
    text = result.stdout.decode("utf-8")
    assert result.returncode == 0
    assert "ERROR_IPSEC_IKE_QM_ACQUIRE_DROP" in text
    assert f"{locale}/articles/ipsec/ike-qm-acquire-drop.md" in text


def test_languages_differ_in_words_and_agree_in_facts(cache: Path) -> None:
    ja = naze("13810", "--lang", "ja", "--full", cache=cache).stdout.decode("utf-8")
    en = naze("13810", "--lang", "en", "--full", cache=cache).stdout.decode("utf-8")
    facts = [set(FACT.findall(" ".join(text.split()))) for text in (ja, en)]
    assert facts[0] == facts[1] != set()
    kana = re.compile(r"[\u3040-\u30ff]")
    assert not kana.search(en)
    shared = {line.strip() for line in ja.splitlines()} & {line.strip() for line in en.splitlines()}
    # What both have are commands, addresses and empty lines; no sentence.
    assert not [line for line in shared if re.search(r"[a-z]{3,}\s[a-z]{2,}\s[a-z]{2,}\s[a-z]+[.。]$", line)]


def test_value_and_symbol_that_disagree_are_both_shown(cache: Path) -> None:
    result = naze("0x00003614 ERROR_IPSEC_IKE_QM_ACQUIRE_DROP", cache=cache)
    text = result.stdout.decode("utf-8")
    assert result.returncode == 0
    for word in ("13844", "ERROR_IPSEC_IKE_LOAD_SOFT_SA", "13810", "ERROR_IPSEC_IKE_QM_ACQUIRE_DROP"):
        assert word in text


def test_exit_codes(cache: Path) -> None:
    assert naze("13810", cache=cache).returncode == 0
    assert naze("13999", cache=cache).returncode == 1
    assert naze("13810", "--nonsense", cache=cache).returncode == 2
    assert naze(cache=cache).returncode == 2


def test_messages_go_to_stderr_in_the_language(cache: Path) -> None:
    for locale, word in (("ja", "13999"), ("en", "13999")):
        result = naze("13999", "--lang", locale, cache=cache)
        assert result.stdout == b""
        assert word in result.stderr.decode("utf-8")
    wrong = naze("13810", "--lang", "ja", "--nonsense", cache=cache).stderr.decode("utf-8")
    assert "使い方" in wrong
    assert "unrecognized" not in wrong


def test_json_is_one_object(cache: Path) -> None:
    record = json.loads(naze("13810", "--json", cache=cache).stdout)
    assert record["kind"] == "article"
    assert record["article"]["codes"][0] == "win32:13810"
    assert record["readings"][0]["hex"] == "0x35F2"
    assert len(record["article"]["causes"]) >= 4


@pytest.mark.parametrize("encoding", ["cp932", "ascii", "cp437"])
@pytest.mark.parametrize("locale", [*LOCALES, ""])
def test_no_console_is_too_poor(cache: Path, encoding: str, locale: str) -> None:
    options = ("--lang", locale) if locale else ()
    result = naze("13810", *options, cache=cache, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert result.returncode == 0, result.stderr
    text = result.stdout.decode(encoding)
    assert "ERROR_IPSEC_IKE_QM_ACQUIRE_DROP" in text
    if encoding == "cp932" and locale != "en":
        assert "意味" in text
    if encoding == "ascii" and not locale:
        assert "Causes and fixes" in text


@pytest.mark.skipif(os.name == "nt", reason="needs a shell with pipes")
def test_a_closed_pipe_is_no_error(cache: Path) -> None:
    script = Path(sys.executable).with_name("naze")
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("NAZE_", "LC_"))}
    environ |= {"NAZE_CACHE": str(cache), "NAZE_CONFIG": str(cache / "none.toml"), "NAZE_LANG": "ja",
                "LANG": "ja_JP.UTF-8"}
    for command in ("13810", "VPN --lang en", "13810 --full"):
        result = subprocess.run(
            ["bash", "-c", f"set -o pipefail; '{script}' {command} | head -n 1"], capture_output=True, env=environ,
            check=False)
        assert result.returncode == 0
        assert result.stderr == b""


@pytest.mark.parametrize("damage", ["delete", "truncate", "garbage", "empty", "record"])
def test_a_damaged_cache_changes_nothing(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "cache"
    before = naze("13810", cache=folder)
    assert before.returncode == 0
    index, = folder.glob("index-*.sqlite")
    record, = folder.glob("launch-*")
    match damage:
        case "delete":
            index.unlink()
        case "truncate":
            index.write_bytes(index.read_bytes()[: index.stat().st_size // 2])
        case "garbage":
            data = bytearray(index.read_bytes())
            data[4096:-4096] = b"\xff" * (len(data) - 8192)
            index.write_bytes(data)
        case "empty":
            index.write_bytes(b"")
        case "record":
            record.write_bytes(b"\xff\x00garbage")
    for _ in range(2):
        after = naze("13810", cache=folder)
        assert (after.returncode, after.stdout) == (0, before.stdout)


def test_a_cache_folder_that_cannot_be_is_survived(cache: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", "utf-8")
    before = naze("13810", cache=cache)
    after = naze("13810", cache=blocked / "cache")
    assert (after.returncode, after.stdout) == (0, before.stdout)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser writes into read-only folders")
def test_a_read_only_cache_is_survived(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    before = naze("13810", cache=folder)
    folder.chmod(0o500)
    try:
        after = naze("13810", cache=folder)
        assert (after.returncode, after.stdout) == (0, before.stdout)
        next(folder.glob("launch-*")).chmod(0o400)
    finally:
        folder.chmod(0o700)


def test_a_broken_page_leaves_the_others_alone(tmp_path: Path) -> None:
    page = tmp_path / "team" / "ja" / "articles" / "own" / "broken.md"
    page.parent.mkdir(parents=True)
    page.write_text("---\ntitle: [unclosed\n---\n", "utf-8")
    result = naze("13810", "--content", str(tmp_path / "team"), cache=tmp_path / "cache")
    assert result.returncode == 0
    assert "ERROR_IPSEC_IKE_QM_ACQUIRE_DROP" in result.stdout.decode("utf-8")
    assert "naze check" in result.stderr.decode("utf-8")


def test_the_quick_start_says_what_the_full_program_says(cache: Path) -> None:
    """Every spelling that is kept, against the lookup itself; and the modules that the quick start may load."""
    import sqlite3

    from assistant.answers import Kind, format_lookup, look_up
    from kb.knowledge import KnowledgeBase
    from kb.text.marks import drop_marks

    index, = cache.glob("index-*.sqlite")
    connection = sqlite3.connect(index)
    knowledge = KnowledgeBase(connection)
    rows = connection.execute("SELECT spelling, locale, text FROM answer JOIN answer_text ON id = text_id").fetchall()
    assert len(rows) > 20
    for spelling, locale, text in rows[:: max(len(rows) // 400, 1)]:
        lookup = look_up(knowledge, spelling, locale)
        assert lookup.kind is Kind.ARTICLE
        assert "\n".join(format_lookup(knowledge, lookup, knowledge.phrases(locale))) + "\n" == text
    code = ("import sys; sys.argv = ['naze', '13810']; from assistant.cli import start; start.main(); "
            "print(' '.join(sys.modules), file=sys.stderr)")
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("NAZE_", "LC_"))}
    environ |= {"NAZE_CACHE": str(cache), "NAZE_CONFIG": str(cache / "none.toml"), "NAZE_LANG": "ja",
                "LANG": "ja_JP.UTF-8"}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environ, check=True)
    loaded = set(result.stderr.decode().split())
    assert drop_marks("13810") in result.stdout.decode("utf-8")
    assert "_sqlite3" in loaded
    assert not {"textual", "yaml", "markdown_it", "rapidfuzz", "msgspec", "sqlite3", "argparse", "re"} & loaded
