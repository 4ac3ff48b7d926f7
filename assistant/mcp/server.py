"""The server: tools and pages over standard input and output, by the official SDK.

Owns the protocol. Standard output belongs to it alone; what a call answers belongs to `tools`, a page to `pages`.
"""

from __future__ import annotations

import asyncio
import json
import signal
from typing import TYPE_CHECKING, Any

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from assistant.mcp.arguments import ToolError, schema_of
from assistant.mcp.pages import format_markdown, list_pages, parse_uri
from assistant.mcp.tools import CHANGING, TOOLS
from kb import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.mcp.current import CurrentKnowledge
    from assistant.mcp.tools import Tools
    from kb.phrases import Phrases

    Context = Any

MARKDOWN = "text/markdown"
PAGES_AT_ONCE = 100


class AgentServer:
    """Answers one agent."""

    def __init__(self, current: CurrentKnowledge, tools: Tools, phrases: Phrases) -> None:
        self._current = current
        self._tools = tools
        self._phrases = phrases

    def run(self) -> None:
        """Serves until standard input ends."""
        # Reading standard input cannot be interrupted. Every step is saved before it is answered, so Ctrl+C may end the
        # program where it stands.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        server: Server[Any] = Server(
            "naze", version=__version__, title="naze", instructions=self._phrases.say("mcp.instructions"),
            on_list_tools=self._list_tools, on_call_tool=self._call_tool, on_list_resources=self._list_resources,
            on_list_resource_templates=self._list_templates, on_read_resource=self._read_resource)
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    async def _list_tools(
        self, context: Context, parameters: types.PaginatedRequestParams | None,
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[
            types.Tool(
                name=name, title=self._phrases.say(f"mcp.tool.{name}.title"),
                description=self._phrases.say(f"mcp.tool.{name}.about"),
                input_schema=schema_of(name, fields, self._phrases),
                annotations=types.ToolAnnotations(
                    read_only_hint=name not in CHANGING, destructive_hint=False, open_world_hint=False))
            for name, fields in TOOLS.items()])

    async def _call_tool(self, context: Context, parameters: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            record: Mapping[str, object] = self._tools.call(parameters.name, parameters.arguments or {})
        except ToolError as error:
            words = self._phrases.say(f"mcp.error.{error.key}", **error.values)
            return types.CallToolResult(content=[types.TextContent(text=words)], is_error=True)
        text = json.dumps(record, ensure_ascii=False)
        return types.CallToolResult(content=[types.TextContent(text=text)], structured_content=record)

    async def _list_resources(
        self, context: Context, parameters: types.PaginatedRequestParams | None,
    ) -> types.ListResourcesResult:
        cursor = parameters.cursor if parameters is not None else None
        if cursor is not None and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 8):
            raise MCPError(types.INVALID_PARAMS, self._phrases.say("mcp.error.bad_cursor"))
        start = int(cursor or 0)
        pages = self._current.ask(lambda knowledge: list_pages(knowledge, start, PAGES_AT_ONCE + 1))
        return types.ListResourcesResult(
            resources=[types.Resource(uri=name.uri, name=f"{name.locale}/{name.key.kind}/{name.key.slug}", title=title,
                                      mime_type=MARKDOWN) for name, title in pages[:PAGES_AT_ONCE]],
            next_cursor=str(start + PAGES_AT_ONCE) if len(pages) > PAGES_AT_ONCE else None)

    async def _list_templates(
        self, context: Context, parameters: types.PaginatedRequestParams | None,
    ) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(resource_templates=[
            types.ResourceTemplate(
                uri_template=f"naze://{{lang}}/{kind}/{{slug}}", name=kind, title=self._phrases.say(f"mcp.page.{kind}"),
                mime_type=MARKDOWN) for kind in ("article", "tree")])

    async def _read_resource(
        self, context: Context, parameters: types.ReadResourceRequestParams,
    ) -> types.ReadResourceResult:
        uri = str(parameters.uri)
        name = parse_uri(uri)
        text = self._current.ask(lambda knowledge: format_markdown(knowledge, name)) if name is not None else None
        if text is None:
            raise MCPError(types.INVALID_PARAMS, self._phrases.say("mcp.error.no_resource", uri=uri[:200]))
        return types.ReadResourceResult(contents=[types.TextResourceContents(uri=uri, mime_type=MARKDOWN, text=text)])
