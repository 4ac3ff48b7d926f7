"""The authoring commands as processes, over the example collection: check, new, review, coverage, content."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from tests.assistant.cli.test_lookup import naze

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "acme"
LOCALES = ("ja", "en")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def acme(cache: Path) -> Path:
    """A copy of the example, in the same place for all tests, so that its index is built once."""
    shutil.rmtree(cache / "acme", ignore_errors=True)
    return Path(shutil.copytree(EXAMPLE, cache / "acme"))


def run(*arguments: str | Path, cache: Path, content: Path | None = None, **environ: str) -> tuple[int, str, str]:
    environ |= {"NAZE_CONTENT": str(content)} if content is not None else {}
    result = naze(*map(str, arguments), cache=cache, NAZE_DATA=str(cache / "data"), **environ)
    return result.returncode, result.stdout.decode("utf-8"), result.stderr.decode("utf-8")


# The example collection adds, extends and replaces.

@pytest.mark.parametrize("locale", LOCALES)
def test_extension_adds_under_the_name_of_its_collection(cache: Path, locale: str) -> None:
    code, text, _ = run("13801", "--full", "--lang", locale, cache=cache, content=EXAMPLE)
    assert code == 0
    assert "ACME" in text
    assert "vpn.example.com" in text
    assert "{{" not in text
    assert "ERROR_IPSEC_IKE_AUTH_FAIL" in text


@pytest.mark.parametrize(("locale", "words"), [("ja", "社内ポータル"), ("en", "company portal")])
def test_procedure_takes_the_place_of_the_shipped_one(cache: Path, locale: str, words: str) -> None:
    _, text, _ = run("13810", "--full", "--lang", locale, cache=cache, content=EXAMPLE)
    assert words in " ".join(text.split())
    _, text, _ = run("13810", "--full", "--lang", locale, cache=cache)
    assert words not in " ".join(text.split())


def test_own_article_is_found_by_its_symptom(cache: Path) -> None:
    code, text, _ = run("six digit code refused at sign-in", "--lang", "en", cache=cache, content=EXAMPLE)
    assert code == 0
    assert "ACME token" in text


# naze check

def test_example_has_no_mistakes(cache: Path) -> None:
    code, text, summary = run("check", EXAMPLE, "--strict", "--lang", "en", cache=cache)
    assert (code, re.findall(r"\[(KB\d+)\]", text)) == (0, ["KB504"])
    assert "Errors: 0, warnings: 0" in summary


@pytest.mark.parametrize("locale", LOCALES)
def test_mistake_is_named_with_its_place_and_what_to_do(cache: Path, acme: Path, locale: str) -> None:
    page = acme / "en/articles/acme-desk/token-clock.md"
    page.write_text(page.read_text("utf-8").replace("{{gateway}}", "{{gatewya}}"), "utf-8")
    code, text, _ = run("check", acme, "--lang", locale, "--format", "json", cache=cache)
    found = [each for each in json.loads(text) if each["rule"] == "KB117"]
    assert code == 1
    assert [(each["line"], each["column"], each["level"]) for each in found] == [(13, 93, "error")]
    assert all(each["message"] and each["hint"] and "gatewya" in each["message"] for each in found)


def test_formats_agree(cache: Path, acme: Path) -> None:
    (acme / "kb.yaml").write_text("name: ACME\n", "utf-8")
    _, text, _ = run("check", acme, "--lang", "en", cache=cache)
    _, github, _ = run("check", acme, "--lang", "en", "--format", "github", cache=cache)
    _, sarif, _ = run("check", acme, "--lang", "en", "--format", "sarif", cache=cache)
    _, plain, _ = run("check", acme, "--lang", "en", "--format", "json", cache=cache)
    ids = re.findall(r": \w+\[(KB\d+)\]", text)
    assert len(ids) > 3
    assert re.findall(r"title=(KB\d+)::", github) == ids
    log = json.loads(sarif)
    assert [each["ruleId"] for each in log["runs"][0]["results"]] == ids
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in log["runs"][0]["results"])
    assert [each["rule"] for each in json.loads(plain)] == ids


def test_result_is_the_same_with_and_without_kept_results(cache: Path, acme: Path) -> None:
    first = run("check", acme, "--lang", "en", cache=cache)
    assert run("check", acme, "--lang", "en", cache=cache) == first
    assert run("check", acme, "--lang", "en", "--no-cache", cache=cache) == first
    page = acme / "ja/articles/acme-desk/badge-reader.md"
    page.write_text(page.read_text("utf-8").replace("## 意味", "## いみ"), "utf-8")
    changed = run("check", acme, "--lang", "en", cache=cache)
    assert changed != first
    assert run("check", acme, "--lang", "en", "--no-cache", cache=cache) == changed


def test_warnings_fail_only_when_strict(cache: Path, acme: Path) -> None:
    page = acme / "ja/procedures/restart-ikeext.md"
    page.write_text(page.read_text("utf-8").replace("1 分", "２分").replace("２分", "2分"), "utf-8")
    assert run("check", acme, "--lang", "en", cache=cache)[0] == 0
    assert run("check", acme, "--lang", "en", "--strict", cache=cache)[0] == 1


def test_fix_mends_and_leaves_code_alone(cache: Path, acme: Path) -> None:
    page = acme / "ja/articles/acme-desk/badge-reader.md"
    text = page.read_text("utf-8")
    page.write_text(text + "\nＩＤは`ＩＤ`で、\n30秒ごとに変わります。\n", "utf-8")
    _, _, messages = run("check", acme, "--fix", "--lang", "en", cache=cache)
    assert "badge-reader.md" in messages
    assert page.read_text("utf-8") == text + "\nID は `ＩＤ` で、30 秒ごとに変わります。\n"
    assert "Mended" not in run("check", acme, "--fix", "--lang", "en", cache=cache)[2]


def test_part_of_a_collection_is_checked_alone(cache: Path) -> None:
    _, text, _ = run("check", EXAMPLE / "en/articles/acme-desk/token-clock.md", "--lang", "en", cache=cache)
    assert "badge-reader" not in text


def test_folder_without_content_is_wrong_usage(cache: Path, tmp_path: Path) -> None:
    code, _, message = run("check", tmp_path, "--lang", "en", cache=cache)
    assert code == 2
    assert "ja or en" in message


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are sent otherwise there")
def test_watch_sees_a_save(cache: Path, acme: Path) -> None:
    command = [str(Path(sys.executable).with_name("naze")), "check", str(acme), "--watch", "--lang", "en"]
    environ = {"NAZE_CACHE": str(cache), "NAZE_CONFIG": str(cache / "none.toml"), "PYTHONUTF8": "1", "PATH": "/usr/bin"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ, text=True) as process:
        try:
            assert process.stderr is not None
            lines = iter(process.stderr.readline, "")
            assert any("Waiting" in line for line in lines)
            page = acme / "ja/articles/acme-desk/badge-reader.md"
            page.write_text(page.read_text("utf-8").replace("## 意味", "## いみ"), "utf-8")
            saved = time.monotonic()
            assert any("Errors: " in line and "Errors: 0" not in line for line in lines)
            seconds = time.monotonic() - saved
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)
        finally:
            process.kill()
    assert process.returncode == 0
    assert seconds < 5


# naze new, naze review

@pytest.mark.parametrize("source", LOCALES)
def test_new_pages_only_lack_their_words(cache: Path, tmp_path: Path, source: str) -> None:
    (tmp_path / source).mkdir()
    code, text, _ = run("new", "1920", "--into", tmp_path, "--topic", "files", "--source", source, "--lang", "en",
                        cache=cache)
    pages = [tmp_path / locale / "articles/files/cant-access-file.md" for locale in LOCALES]
    assert code == 0
    assert all(page.is_file() for page in pages)
    assert all(str(page) in text for page in pages)
    assert "naze review cant-access-file" in text
    code, found, _ = run("check", tmp_path, "--lang", "en", cache=cache)
    assert code == 0
    assert set(re.findall(r"\[(KB\d+)\]", found)) == {"KB229", "KB502"}
    code, _, message = run("new", "1920", "--into", tmp_path, "--topic", "files", "--lang", "en", cache=cache)
    assert code == 1
    assert "was not touched" in message


def test_new_refuses_what_is_there_or_unknown(cache: Path, tmp_path: Path) -> None:
    code, _, message = run("new", "13810", "--into", tmp_path, "--lang", "en", cache=cache)
    assert (code, "ike-qm-acquire-drop" in message) == (1, True)
    assert run("new", "--into", tmp_path, "--lang", "en", cache=cache)[0] == 2
    assert run("new", "0x8ABCDEF1", "--into", tmp_path, "--slug", "Bad Slug", "--lang", "en", cache=cache)[0] == 2
    assert not list(tmp_path.iterdir())


def test_review_writes_one_line(cache: Path, acme: Path) -> None:
    source = acme / "ja/articles/acme-desk/token-clock.md"
    page = acme / "en/articles/acme-desk/token-clock.md"
    source.write_text(source.read_text("utf-8").replace("先に時計を", "まず時計を"), "utf-8")
    before = page.read_text("utf-8")
    assert "KB502" in run("check", acme, "--lang", "en", cache=cache)[1]
    code, _, _ = run("review", "token-clock", "--lang", "en", cache=cache, content=acme)
    after = page.read_text("utf-8")
    changed = [(old, new) for old, new in zip(before.split("\n"), after.split("\n"), strict=True) if old != new]
    assert code == 0
    assert [old.partition(":")[0] for old, _ in changed] == ["translates"]
    assert "KB502" not in run("check", acme, "--lang", "en", cache=cache)[1]


def test_review_refuses_pages_that_differ(cache: Path, acme: Path) -> None:
    page = acme / "en/articles/acme-desk/token-clock.md"
    before = page.read_text("utf-8").replace("Every 30 seconds", "Every 300 seconds")
    page.write_text(before, "utf-8")
    code, found, _ = run("review", "token-clock", "--lang", "en", cache=cache, content=acme)
    assert (code, "KB507" in found, page.read_text("utf-8")) == (1, True, before)
    assert run("review", "token-clock", "--force", "--lang", "en", cache=cache, content=acme)[0] == 0
    assert run("review", "no-such-page", "--lang", "en", cache=cache, content=acme)[0] == 1


# naze coverage, naze content

@pytest.mark.parametrize("locale", LOCALES)
def test_coverage_counts_the_collection_too(cache: Path, locale: str) -> None:
    code, text, _ = run("coverage", "--json", "--lang", locale, cache=cache, content=EXAMPLE)
    record = json.loads(text)
    articles = {each["slug"]: each for each in record["articles"]}
    assert code == 0
    assert articles["token-clock"]["collection"] == "ACME"
    assert articles["badge-reader"]["pages"]["en"] is None
    assert record["one_language"] == ["badge-reader"]
    covered = {code for each in record["articles"] for code in each["codes"]}
    assert record["uncovered"]
    assert not covered & {each["code"] for each in record["uncovered"]}
    table = run("coverage", "--markdown", "--lang", locale, cache=cache, content=EXAMPLE)[1]
    assert sum(line.startswith("| ") for line in table.split("\n")) == len(articles) + 1


def test_content_changes_nothing_else_in_the_config(cache: Path, acme: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('# mine\nlang = "en"\n\n[sessions]\nkeep_days = 3  # short\n', "utf-8")
    before = config.read_text("utf-8")
    code, _, _ = run("content", "add", acme, cache=cache, NAZE_CONFIG=str(config))
    assert code == 0
    assert tomllib.loads(config.read_text("utf-8")) == tomllib.loads(before) | {"content": [str(acme)]}
    assert "# mine" in config.read_text("utf-8")
    assert "# short" in config.read_text("utf-8")
    listed = json.loads(run("content", "--json", cache=cache, NAZE_CONFIG=str(config))[1])
    assert [each["folder"] for each in listed][1:] == [str(acme)]
    assert run("content", "add", acme, cache=cache, NAZE_CONFIG=str(config))[0] == 1
    assert run("content", "remove", acme, cache=cache, NAZE_CONFIG=str(config))[0] == 0
    assert run("content", "remove", acme, cache=cache, NAZE_CONFIG=str(config))[0] == 1
    assert tomllib.loads(config.read_text("utf-8"))["content"] == []


def test_content_add_wants_content(cache: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    code, _, message = run("content", "add", tmp_path, "--lang", "en", cache=cache, NAZE_CONFIG=str(config))
    assert (code, config.exists()) == (1, False)
    assert "naze new" in message


@pytest.mark.parametrize("lang", LOCALES)
def test_import_writes_drafts_that_check_finds_no_errors_in(cache: Path, tmp_path: Path, lang: str) -> None:
    table = tmp_path / "rows.csv"
    table.write_bytes("エラー,件名,原因,対応,備考\r\n0x80070005,権限がない,管理者ではない,昇格して実行する,金曜\r\n809,,,,\r\n".encode("cp932"))
    into = tmp_path / "ours"
    code, text, messages = run("content", "import", table, "--into", into, "--lang", lang, cache=cache)
    page = into / lang / "articles/imported/hresult-0x80070005.md"
    assert code == 1
    assert str(page) in text
    assert "備考" in messages
    assert "naze check" in messages
    assert "/articles/" in messages.split("extends")[0]
    found = run("check", into, "--lang", "en", cache=cache)[1]
    assert set(re.findall(r"error\[(KB\d+)\]", found)) == ({"KB225"} if lang == "en" else set())
    assert run("content", "import", tmp_path / "none.csv", "--into", into, "--lang", lang, cache=cache)[0] == 1
    code, _, messages = run("content", "import", table, "--into", into, "--lang", lang, cache=cache)
    assert (code, page.name in messages) == (1, True)
