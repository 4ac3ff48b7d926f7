"""Drafts: a code of the registry -> the two pages of an article, ready to be filled.

Owns the form of a new page. Its words (headings, what to write where) are the locale's terms and phrases; every text
that a person still has to write begins with the mark that rule KB229 looks for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kb.codes.code import Code, format_value
from kb.codes.decode import format_notations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb.codes.registry import CodeFacts
    from kb.phrases import Phrases

PREFIXES = re.compile(r"^(?:ERROR|STATUS|E|WSAE?|NERR)_|_E_|^WSAE?(?=[A-Z])")
CAUSE_ID = "first-cause"


class Draft(NamedTuple):
    """What a draft is made of; `facts` is None for a symptom, which has no code."""

    slug: str
    topic: str
    day: str
    code: Code | None = None
    facts: CodeFacts | None = None
    title: str = ""


def propose_slug(code: Code, facts: CodeFacts | None) -> str:
    """A slug for a code: its symbol without the usual beginning, else family and value."""
    if facts is not None and facts.symbols:
        name = PREFIXES.sub("", facts.symbols[0]) or facts.symbols[0]
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        if slug:
            return slug
    return re.sub(r"[^a-z0-9]+", "-", f"{code.family}-{format_value(code)}".lower()).strip("-")


def draft_pages(
    draft: Draft, phrases: Mapping[str, Phrases], headings: Mapping[str, Mapping[str, str]],
    meanings: Mapping[str, str], source: str,
) -> dict[str, str]:
    """The texts of the pages by their path, the source first. `meanings` are the code's, in one line, by locale."""
    locales = [source, *(locale for locale in phrases if locale != source)]
    return {
        f"{locale}/articles/{draft.topic}/{draft.slug}.md": _page(
            draft, phrases[locale], headings[locale], meanings.get(locale, ""), is_source=locale == source)
        for locale in locales
    }


def _page(
    draft: Draft, phrases: Phrases, headings: Mapping[str, str], meaning: str, *, is_source: bool,
) -> str:
    def todo(key: str) -> str:
        return _todo(phrases, key)

    head = [f"title: {_quoted(_title(draft, phrases, meaning))}",
            "symptoms:", f"  - {_quoted(todo('symptom'))}"]
    head += _facts(draft) if is_source else ['translates: ""']
    body = [
        todo("lead"),
        f"## {headings['meaning']}", meaning or todo("meaning"), *_notations(draft, phrases),
        f"## {headings['questions']}", f"### {todo('question')}", todo("answer"),
        f"## {headings['causes']}", f"### {todo('cause')} {{#{CAUSE_ID}}}", todo("cause_text"),
        f"#### {headings['check']}", todo("check"),
        f"#### {headings['fix']}", f"1. {todo('step')}",
        f"**{phrases.say('authoring.undo')}** {todo('undo')}",
        f"## {headings['prevention']}", todo("prevention"),
        f"## {headings['reply']}", todo("reply"),
        f"## {headings['escalation']}", f"- {todo('escalation')}",
    ]
    return "\n".join(["---", *head, "---"]) + "\n\n" + "\n\n".join(body) + "\n"


def _todo(phrases: Phrases, key: str) -> str:
    words = phrases.say(f"authoring.draft.{key}")
    return phrases.say("authoring.draft.todo", mark=phrases.say("authoring.mark"), words=words)


def _title(draft: Draft, phrases: Phrases, meaning: str) -> str:
    what = draft.title or meaning.rstrip("。.") or _todo(phrases, "title")
    if draft.code is None:
        return what
    symbol = draft.facts.symbols[0] if draft.facts is not None and draft.facts.symbols else ""
    name = " ".join(filter(None, [format_value(draft.code), symbol]))
    return phrases.say("authoring.draft.title_form", name=name, what=what)


def _facts(draft: Draft) -> list[str]:
    codes = "" if draft.code is None else str(draft.code)
    return [
        f"codes: [{codes}]", "status: draft", f"reviewed: {draft.day}", "sources: []", "causes:",
        f"  {CAUSE_ID}: {{likelihood: 3, check_minutes: 5, fix_minutes: 10, tier: 1}}",
    ]


def _notations(draft: Draft, phrases: Phrases) -> list[str]:
    if draft.code is None:
        return []
    forms = phrases.say("authoring.draft.between").join(f"`{each.text}`" for each in format_notations(draft.code))
    return [phrases.say("authoring.draft.notations", forms=forms)]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
