"""`naze mcp` as an agent sees it: the official SDK's own client talks to the program, in both languages."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError

from kb.phrases import LOCALES
from tests.assistant.cli.test_lookup import naze

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from kb.knowledge import KnowledgeBase

    Agents = Callable[..., Any]

NAMES = ["search", "fetch", "identify", "ask", "walk_start", "walk_step"]


@pytest.fixture
def agent(naze_cache: Path, tmp_path: Path) -> Agents:
    """Opens clients, each with a server of its own over the same records."""
    environ = {"NAZE_CACHE": str(naze_cache), "NAZE_DATA": str(tmp_path / "data"), "HOME": str(tmp_path),
               "NAZE_CONFIG": str(tmp_path / "none.toml"), "PATH": os.environ["PATH"], "LANG": "C"}

    @asynccontextmanager
    async def connect(*arguments: str, **more: str) -> AsyncIterator[Agent]:
        program = str(Path(sys.executable).with_name("naze"))
        parameters = StdioServerParameters(command=program, args=["mcp", *arguments], env=environ | more)
        async with Client(parameters, read_timeout_seconds=90) as client:
            yield Agent(client)

    return connect


class Agent:
    """An agent that calls tools."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def call(self, name: str, **arguments: object) -> dict[str, Any]:
        """The answer of a tool, whose text is the same."""
        result = await self.client.call_tool(name, arguments)
        assert not result.is_error, result.content
        assert json.loads(result.content[0].text) == result.structured_content
        return result.structured_content

    async def error(self, name: str, **arguments: object) -> str:
        """What a tool complains about."""
        result = await self.client.call_tool(name, arguments)
        assert result.is_error
        assert result.structured_content is None
        return str(result.content[0].text)


@pytest.mark.parametrize(("lang", "word"), [("ja", "データ"), ("en", "data")])
async def test_tools_say_what_they_are_for(agent: Agents, lang: str, word: str) -> None:
    async with agent("--lang", lang) as one:
        assert word in one.client.instructions
        tools = (await one.client.list_tools()).tools
        assert [tool.name for tool in tools] == NAMES
        for tool in tools:
            assert tool.description
            assert tool.input_schema["additionalProperties"] is False
            assert all(each["description"] for each in tool.input_schema["properties"].values())
            assert tool.annotations.read_only_hint is not tool.name.startswith("walk")
            assert any("\u3040" <= each <= "\u30ff" for each in tool.description) is (lang == "ja")


async def test_answers_are_those_of_the_command_line(agent: Agents, naze_cache: Path) -> None:
    def said(*arguments: str) -> Any:
        return json.loads(naze(*arguments, cache=naze_cache).stdout)

    async with agent("--lang", "ja") as one:
        found = await one.call("search", query="VPN がつながらない 809", limit=10)
        theirs = said("search", "VPN がつながらない 809", "--json")
        assert [{key: hit[key] for key in hit if key != "id"} for hit in found["hits"]] == theirs["hits"]
        page = await one.call("fetch", id=found["hits"][0]["id"])
        own = said("809", "--json", "--lang", "ja")["article"]
        assert {key: page[key] for key in own} == own
        assert page["page"] == "ja/articles/ras/vpn-timeout.md"
        assert page["sources"]
        text = "0x00003614 ERROR_IPSEC_IKE_QM_ACQUIRE_DROP"
        read = await one.call("identify", text=text)
        assert {key: read[key] for key in read if key != "lang"} == said("identify", text, "--json", "--lang", "ja")
        assert read["conflict"]["symbol_code"] == "win32:13810"
        question = "13801 の原因は何ですか"
        reply = await one.call("ask", question=question)
        theirs = said("ask", question, "--json", "--lang", "ja")
        assert {key: reply[key] for key in theirs} == theirs
        assert reply["kind"] == "answer"
        assert reply["cites"][0] == {"article": "ike-auth-fail", "section": "title"}
        assert reply["sources"] == (await one.call("fetch", id="ike-auth-fail"))["sources"]
        follow_up = await one.call("ask", question="では対処は？", context=[question])
        assert (follow_up["article"], follow_up["facet"]) == ("ike-auth-fail", "fix")
        english = await one.call("ask", question=question, lang="en")
        assert english["lang"] == "en"
        assert (await one.call("ask", question="おすすめの昼食は何ですか"))["kind"] == "refuse"


async def test_language_follows_the_text_until_one_is_chosen(agent: Agents) -> None:
    async with agent() as one:
        assert (await one.call("search", query="つながらない"))["lang"] == "ja"
        assert (await one.call("search", query="つながらない", lang="en"))["lang"] == "en"
        assert (await one.call("search", query="809"))["lang"] == "en"
        assert (await one.call("ask", question="809 の原因は何ですか"))["lang"] == "ja"
    async with agent(NAZE_LANG="en") as one:
        assert (await one.call("search", query="つながらない"))["lang"] == "en"


async def test_fetch_takes_ids_slugs_codes_and_symbols(agent: Agents) -> None:
    async with agent("--lang", "en") as one:
        for name in ("naze://en/article/vpn-timeout", "vpn-timeout", "article:vpn-timeout", "ras:809", "809",
                     "ERROR_VPN_TIMEOUT"):
            assert (await one.call("fetch", id=name))["uri"] == "naze://en/article/vpn-timeout"
        tree = await one.call("fetch", id="tree:vpn-pptp")
        assert tree["nodes"][0]["choices"][0] == {"label": "The user was told to use PPTP", "target": "node:number"}
        assert (await one.call("fetch", id="naze://ja/tree/vpn-pptp"))["locale"] == "ja"
        lone = await one.call("fetch", id="win32:1920")
        assert (lone["article"], lone["symbols"]) == (None, ["ERROR_CANT_ACCESS_FILE"])


async def test_mistakes_are_answered_in_words(agent: Agents) -> None:
    async with agent("--lang", "en") as one:
        assert "search" in await one.error("fetch", id="no such page")
        assert "win32:" in await one.error("fetch", id="0x00003614 ERROR_IPSEC_IKE_QM_ACQUIRE_DROP")
        assert "2000 characters" in await one.error("search", query="x" * 2_001)
        assert "query" in await one.error("search")
        assert "1 to 20" in await one.error("search", query="809", limit=21)
        assert "1 to 20" in await one.error("search", query="809", limit=True)
        assert "string" in await one.error("search", query=["809"])
        assert "ja, en" in await one.error("search", query="809", lang="fr")
        assert "query, limit, lang" in await one.error("search", query="809", nonsense=1)
        assert "walk_start" in await one.error("walk_step", walk="1-000000000000000000000000", choose="1")
        assert "walk_start" in await one.error("walk_step", walk="秘密", choose="1")
        assert ", ".join(NAMES) in await one.error("no_such_tool")
        # Whatever a text says, it is data.
        hostile = '"; DROP TABLE page; -- NEAR(a b) \x1b]52;c;QUJD\x07 809'
        found = await one.call("search", query=hostile)
        assert "\x1b" not in json.dumps(found, ensure_ascii=False)
        with pytest.raises(MCPError, match="naze://en/article/no-such-page"):
            await one.client.read_resource("naze://en/article/no-such-page")
        with pytest.raises(MCPError, match="file:///etc/passwd"):
            await one.client.read_resource("file:///etc/passwd")
        with pytest.raises(MCPError, match="cursor"):
            await one.client.list_resources(cursor="-1")
        assert (await one.call("fetch", id="809"))["article"] == "vpn-timeout"


async def test_every_page_is_a_resource(agent: Agents, knowledge: KnowledgeBase) -> None:
    expected = {f"naze://{locale}/article/{slug}" for locale in LOCALES for slug in knowledge.all_slugs()
                if knowledge.get_article(slug, locale).status != "archived"}
    expected |= {f"naze://{locale}/tree/{slug}" for locale in LOCALES for slug in knowledge.all_trees()}
    async with agent() as one:
        found: list[Any] = []
        cursor = None
        while True:
            listed = await one.client.list_resources(cursor=cursor)
            found += listed.resources
            if (cursor := listed.next_cursor) is None:
                break
        assert {str(each.uri) for each in found} == expected
        assert len(found) == len(expected)
        assert {each.mime_type for each in found} == {"text/markdown"}
        contents = (await one.client.read_resource("naze://ja/article/vpn-timeout")).contents
        assert contents[0].text.startswith("# 809 ERROR_VPN_TIMEOUT")
        assert "naze://ja/" in contents[0].text
        tree = (await one.client.read_resource("naze://en/tree/vpn-pptp")).contents[0].text
        assert "[The user was told to use PPTP](#number)" in tree
        assert "[806](naze://en/article/vpn-gre-blocked)" in tree
        templates = (await one.client.list_resource_templates()).resource_templates
        assert {each.uri_template for each in templates} == {"naze://{lang}/article/{slug}", "naze://{lang}/tree/{slug}"}


async def test_walk_is_saved_and_goes_on_after_a_restart(agent: Agents, naze_cache: Path, tmp_path: Path) -> None:
    async with agent("--lang", "ja") as one:
        assert len((await one.call("walk_start"))["starts"]) > 5
        first = await one.call("walk_start", subject="tree:vpn-not-connecting")
        assert first["saved"] is True
        assert first["cites"][0]["tree"] == "vpn-not-connecting"
        assert first["options"]
        walk = first["walk"]
        keys = [option["key"] for option in first["options"]]
        assert keys[0] in await one.error("walk_step", walk=walk, choose="そのような選択肢はない")
        assert "choose, note" in await one.error("walk_step", walk=walk, choose="1", note="x")
        second = await one.call("walk_step", walk=walk, choose=first["options"][0]["label"])
        assert second["trail"][0] == {"title": first["title"], "answer": first["options"][0]["label"]}
        assert (await one.call("walk_step", walk=walk, problem="昨日から\nつながらない"))["said"] == "書き留めました。"
        back = await one.call("walk_step", walk=walk, back=True)
        assert (back["title"], back["trail"]) == (first["title"], [])
        second = await one.call("walk_step", walk=walk, choose=keys[0])
        number, _, proof = walk.partition("-")
        other = f"{int(number) + 1}-{proof}"
        assert other in await one.error("walk_step", walk=other)
    async with agent("--lang", "en") as one:
        again = await one.call("walk_step", walk=walk)
        assert again["trail"] == second["trail"]
        english = await one.call("walk_step", walk=walk, lang="en")
        assert english["lang"] == "en"
        assert english["title"] != again["title"]
        assert english["cites"][0]["anchor"] == again["cites"][0]["anchor"]
        ended = await one.call("walk_step", walk=walk, choose="resolve")
        assert ended["outcome"] == "resolved"
        assert "昨日から つながらない" in ended["note"]
        assert english["trail"][0]["answer"] in ended["note"]
    listed = naze("sessions", "--json", cache=naze_cache, NAZE_DATA=str(tmp_path / "data")).stdout.decode("utf-8")
    assert any(str(each.get("id", each.get("session"))) == number for each in json.loads(listed))


async def test_articles_are_walked_and_outputs_are_read(agent: Agents) -> None:
    async with agent("--lang", "en", "--no-save") as one:
        step = await one.call("walk_start", subject="809")
        assert (step["kind"], step["saved"]) == ("check", False)
        assert step["cites"][0]["article"] == "vpn-timeout"
        assert step["cites"][0]["section"] == "check"
        assert step["sources"]
        assert 0 < step["chance"] <= 1
        fix = await one.call("walk_step", walk=step["walk"], choose="yes")
        assert (fix["kind"], fix["cites"][0]["section"]) == ("fix", "fix")
        ended = await one.call("walk_step", walk=step["walk"], choose="helped")
        assert ended["outcome"] == "resolved"


def test_standard_output_belongs_to_the_protocol(naze_cache: Path, tmp_path: Path) -> None:
    environ = {"NAZE_CACHE": str(naze_cache), "NAZE_DATA": str(tmp_path), "PATH": os.environ["PATH"], "LANG": "ja_JP.SJIS",
               "NAZE_CONFIG": str(tmp_path / "none.toml"), "PYTHONIOENCODING": "cp932"}
    asked = [{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}},
             {"jsonrpc": "2.0", "method": "notifications/initialized"},
             {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {
                 "name": "search", "arguments": {"query": "つながらない – ✓", "lang": "ja"}}}]
    with subprocess.Popen([str(Path(sys.executable).with_name("naze")), "mcp"], env=environ, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"no JSON\n" + b"".join(json.dumps(each).encode() + b"\n" for each in asked))
        process.stdin.flush()
        answers = []
        while {each.get("id") for each in answers} < {1, 2}:
            answers.append(json.loads(process.stdout.readline().decode("utf-8")))
        rest, problems = process.communicate(timeout=60)
    assert (process.returncode, rest) == (0, b"")
    assert b"Traceback" not in problems
    result = next(each for each in answers if each.get("id") == 2)["result"]
    assert "つながらない" in result["content"][0]["text"]


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are sent otherwise there")
def test_interrupt_ends_it(naze_cache: Path, tmp_path: Path) -> None:
    environ = {"NAZE_CACHE": str(naze_cache), "NAZE_DATA": str(tmp_path), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    with subprocess.Popen([str(Path(sys.executable).with_name("naze")), "mcp"], env=environ, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
        process.stdin.flush()
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == -signal.SIGINT


def test_without_the_extra_it_is_named(naze_cache: Path) -> None:
    script = ("import sys; sys.modules['mcp'] = None; sys.argv = ['naze', 'mcp', '--lang', 'en'];"
              "from assistant.cli.start import main; sys.exit(main())")
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False,
                            env=os.environ | {"NAZE_CACHE": str(naze_cache)})
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"naze[mcp]" in result.stderr
