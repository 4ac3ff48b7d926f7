"""Tools: what an agent can do, and the answer to each call as plain values.

Owns which tools there are and what they take. How they travel belongs to `server`, their words to `mcp.tool.*`.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from assistant.conversation.engine import Engine
from assistant.conversation.records import reply_record
from assistant.conversation.values import Session
from assistant.mcp.arguments import FLAG, LANG, NUMBER, TEXTS, Field, ToolError, read_arguments
from assistant.mcp.pages import NAMED, bounded, fetch_record, sources_of, uri_of
from assistant.mcp.walks import Turn, Walks
from assistant.search_records import search_record
from assistant.troubleshoot.finding import Start, all_starts, find_starts
from assistant.troubleshoot.walk import PageKind
from kb.codes.contract import identification_record
from kb.codes.notation import identify
from kb.index.find import find_pages
from kb.text.fold import has_japanese

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from assistant.mcp.arguments import Arguments
    from assistant.mcp.current import CurrentKnowledge
    from kb.knowledge import KnowledgeBase

    Record = dict[str, object]

DEFAULT_LIMIT = 5
MAX_PASTE = 200_000
TOOLS: dict[str, dict[str, Field]] = {
    "search": {"query": Field(required=True), "limit": Field(NUMBER, most=20), "lang": LANG},
    "fetch": {"id": Field(most=500, required=True), "lang": LANG},
    "identify": {"text": Field(most=20_000, required=True), "lang": LANG},
    "ask": {"question": Field(required=True), "context": Field(TEXTS), "lang": LANG},
    "walk_start": {"subject": Field(), "lang": LANG},
    "walk_step": {
        "walk": Field(most=100, required=True), "choose": Field(most=500), "paste": Field(most=MAX_PASTE),
        "note": Field(), "problem": Field(), "environment": Field(), "back": Field(FLAG),
        "back_to": Field(NUMBER, most=10_000), "lang": LANG,
    },
}
CHANGING = ("walk_start", "walk_step")
"""Tools that write: into the user's own store."""


class Tools:
    """The tools over one knowledge base and one store. `locale` is the language of answers unless a call says so; when
    nobody chose it, what is in Japanese is answered in Japanese."""

    def __init__(self, current: CurrentKnowledge, walks: Walks, locale: str, *, is_chosen: bool) -> None:
        self._current = current
        self._walks = walks
        self._locale = locale
        self._is_chosen = is_chosen
        self._answers: Mapping[str, Callable[[KnowledgeBase, Arguments], Record]] = {
            "search": self._search, "fetch": self._fetch, "identify": self._identify, "ask": self._ask,
            "walk_start": self._walk_start, "walk_step": self._walk_step,
        }

    def call(self, name: str, sent: Mapping[str, object]) -> Record:
        """The answer to a call. Raises ToolError for one that cannot be answered."""
        if name not in TOOLS:
            raise ToolError("no_tool", name=name[:80], known=", ".join(TOOLS))
        arguments = read_arguments(sent, TOOLS[name])
        return self._current.ask(lambda knowledge: bounded(self._answers[name](knowledge, arguments)))

    def _lang(self, arguments: Arguments, said: str = "") -> str:
        if not arguments.text("lang") and not self._is_chosen and has_japanese(said):
            return "ja"
        return arguments.text("lang") or self._locale

    def _search(self, knowledge: KnowledgeBase, arguments: Arguments) -> Record:
        text = arguments.text("query")
        locale = self._lang(arguments, text)
        found = find_pages(knowledge, text, locale, limit=arguments.number("limit", DEFAULT_LIMIT))
        record = search_record(text, found)
        for name in ("hits", "nearest"):
            hits = record[name]
            assert isinstance(hits, list)
            record[name] = [{"id": self._id_of(hit, locale), **hit} for hit in hits]
        trees = record.get("trees")
        for tree in trees if isinstance(trees, list) else ():
            tree["id"] = uri_of("tree", tree["tree"], locale)
        return {"lang": locale, **record}

    def _id_of(self, hit: Record, locale: str) -> str:
        codes = hit["codes"]
        if hit["article"]:
            return uri_of("article", str(hit["article"]), locale)
        return str(codes[0]) if isinstance(codes, list) and codes else ""

    def _fetch(self, knowledge: KnowledgeBase, arguments: Arguments) -> Record:
        return fetch_record(knowledge, arguments.text("id"), self._lang(arguments))

    def _identify(self, knowledge: KnowledgeBase, arguments: Arguments) -> Record:
        text = arguments.text("text")
        phrases = knowledge.phrases(self._lang(arguments, text))
        found = identify(text, knowledge.registry)
        return {"lang": phrases.locale, **identification_record(found, knowledge.registry, phrases, full=True)}

    def _ask(self, knowledge: KnowledgeBase, arguments: Arguments) -> Record:
        engine = Engine(knowledge)
        session = Session(lang=self._lang(arguments), fixed_lang=bool(arguments.text("lang")))
        for earlier in arguments.texts("context"):
            session, _ = engine.respond(session, earlier)
        _, replies = engine.respond(session, arguments.text("question"))
        reply = replies[-1]
        record = reply_record(knowledge, reply)
        pages = dict.fromkeys([*(cite.slug for cite in reply.cites), *filter(None, (reply.article, reply.tree))])
        uris = {cite.slug: uri_of("article", cite.slug, reply.lang) for cite in reply.cites}
        if reply.tree:
            uris[reply.tree] = uri_of("tree", reply.tree, reply.lang)
        return {"q": arguments.text("question"), **record, "next": [choice.input for choice in reply.next],
                "pages": [{"id": uri} for uri in uris.values()], "sources": sources_of(knowledge, pages, reply.lang)}

    def _walk_start(self, knowledge: KnowledgeBase, arguments: Arguments) -> Record:
        text = arguments.text("subject")
        locale = self._lang(arguments, text)
        starts = self._starts(knowledge, text, locale)
        if not starts:
            raise ToolError("no_start", text=text[:80])
        if len(starts) > 1:
            return {"lang": locale, "starts": [
                {"subject": f"{start.kind}:{start.slug}", "title": start.title, "code": start.code or None}
                for start in starts]}
        return self._walks.start(Turn(knowledge, locale, time.time()), starts[0])

    def _starts(self, knowledge: KnowledgeBase, text: str, locale: str) -> list[Start]:
        if (name := NAMED.match(text.lower())) is not None:
            kind = PageKind(name["kind"])
            page = (knowledge.find_tree if kind is PageKind.TREE else knowledge.find_article)(name["slug"], locale)
            return [Start(kind, name["slug"], page.title)] if page is not None else []
        return find_starts(knowledge, text, locale) if text else all_starts(knowledge, locale)

    def _walk_step(self, knowledge: KnowledgeBase, arguments: Arguments) -> Record:
        return self._walks.step(Turn(knowledge, arguments.text("lang"), time.time()), arguments)
