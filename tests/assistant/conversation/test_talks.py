"""Conversations as data: each plan runs as written, says nothing that is not in the content, and in one language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.conversation.engine import Engine
from assistant.conversation.saying import format_parts
from assistant.conversation.values import Cite, Heading, Meaning, Part, Passage, Reply, Session, Words
from kb.knowledge import KnowledgeBase
from kb.pages.article import Article

FOLDER = Path(__file__).parents[2] / "dialogues" / "talks"
PLANS = [pytest.param(plan, id=f"{path.stem}: {plan['name']}")
         for path in sorted(FOLDER.glob("*.yaml")) for plan in yaml.safe_load(path.read_text("utf-8"))]
KNOWN = {"say", "kind", "article", "tree", "facet", "codes", "facts", "reason", "lang", "choices"}
KANA = re.compile(r"[\u3040-\u30ff]")
ENGLISH_SENTENCE = re.compile(r"(?:\b[a-z]{2,}[ ,]+){6,}[a-z]{2,}")


@pytest.fixture(scope="module")
def engine(knowledge: KnowledgeBase) -> Engine:
    return Engine(knowledge)


@pytest.mark.parametrize("plan", PLANS)
def test_plan(engine: Engine, knowledge: KnowledgeBase, plan: dict[str, Any]) -> None:
    session = Session(lang=plan["lang"])
    for turn in plan["turns"]:
        assert set(turn) <= KNOWN
        session, replies = engine.respond(session, turn["say"])
        reply = replies[-1]
        text = " ".join([format_parts(knowledge, reply.parts, reply.lang), *(each.label for each in reply.choices)])
        told = f"{turn['say']!r} -> {reply.kind} {reply.article} {reply.facet} {reply.reason}: {text[:200]}"
        assert reply.kind == turn["kind"], told
        assert reply.lang == turn.get("lang", plan["lang"]), told
        for name in ("article", "tree", "reason"):
            assert name not in turn or getattr(reply, name) == turn[name], told
        assert "facet" not in turn or reply.facet == turn["facet"], told
        assert "codes" not in turn or str(reply.codes[0]) == turn["codes"], told
        assert "choices" not in turn or len(reply.choices) == turn["choices"], told
        for fact in turn.get("facts", ()):
            assert fact in text, told
        for each in replies:
            check_provenance(knowledge, each)
            check_language(knowledge, each)


def check_provenance(knowledge: KnowledgeBase, reply: Reply) -> None:
    """Every part is what the content has at the place that it cites; an article and a tree may share a slug."""
    for part in (*reply.parts, *reply.more):
        if isinstance(part, Heading | Passage) and part.cite.slug == reply.tree:
            assert is_from_tree(knowledge, part), part
        else:
            assert is_from_content(knowledge, part, reply.lang), part


def is_from_content(knowledge: KnowledgeBase, part: Part, lang: str) -> bool:
    match part:
        case Words(key=key) if key.startswith("aspect."):
            aspects = knowledge.words(lang, "terms")["aspects"]
            assert isinstance(aspects, dict)
            return key.removeprefix("aspect.") in aspects
        case Words():
            phrases = knowledge.phrases(lang)
            return phrases.has(part.key) or phrases.has(part.key + ".other")
        case Meaning():
            return knowledge.find_meaning(part.code, lang) == part.text
        case Heading() | Passage():
            article = knowledge.find_article(part.cite.slug, part.cite.locale)
            assert article is not None
            assert article.locale == part.cite.locale
            if isinstance(part, Passage):
                return part.blocks in sections_at(article, part.cite)
            return part.text in titles_of(article)


def is_from_tree(knowledge: KnowledgeBase, part: Heading | Passage) -> bool:
    tree = knowledge.find_tree(part.cite.slug, part.cite.locale)
    assert tree is not None
    node = tree.find_node(part.cite.section)
    assert node is not None
    return part.blocks == node.blocks if isinstance(part, Passage) else part.text == node.title


def sections_at(article: Article, cite: Cite) -> list[object]:
    match cite.section:
        case "questions":
            return [each.answer for each in article.questions if each.title == cite.anchor]
        case "twins":
            return [each.blocks for each in article.twins if each.slug == cite.anchor]
        case "causes" | "check" | "fix" as name:
            field = {"causes": "description"}.get(name, name)
            return [getattr(each, field) for each in article.causes if each.id == cite.anchor]
        case name:
            return [getattr(article, name)]


def titles_of(article: Article) -> set[str]:
    return {article.title, *(each.title for each in article.causes), *(each.title for each in article.questions),
            *(each.title for each in article.twins)}


def check_language(knowledge: KnowledgeBase, reply: Reply) -> None:
    """No sentence of the other language. What the user typed comes back inside a phrase and does not count."""
    typed = {value for part in reply.parts if isinstance(part, Words) for _, value in part.values}
    parts = [part for part in (*reply.parts, *reply.more)
             if not (isinstance(part, Heading | Passage) and part.cite.locale != reply.lang)]
    text = format_parts(knowledge, parts, reply.lang)
    for value in typed:
        text = text.replace(value, "")
    if reply.lang == "en":
        assert not KANA.search(text)
    else:
        assert not ENGLISH_SENTENCE.search(re.sub(r"^\s{2,}.*$", "", text, flags=re.MULTILINE))


def test_the_same_session_replays_to_the_same_replies(engine: Engine) -> None:
    said = ["13801 の原因は？", "では解決策は?", "もっと詳しく", "英語で", "which ports?", "戻る"]
    runs = []
    for _ in range(2):
        session, replies = Session(), []
        for text in said:
            session, got = engine.respond(session, text)
            replies.append(got)
        runs.append((session, replies))
    assert runs[0] == runs[1]


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "?" * 5000, "AND OR NOT NEAR(", "1" * 3000, "[b]x[/b]", "\x1b[31m"])
def test_any_text_gets_a_reply(engine: Engine, text: str) -> None:
    _, replies = engine.respond(Session(), text)
    assert replies
