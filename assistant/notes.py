"""Notes: what was asked, tried and found in a walk -> the text of a ticket, in either language.

Owns what a note says; how it reads are the templates of the content (`note.template.*` and the phrases around them),
which a team replaces by laying its own phrases over them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from assistant.plain import format_blocks
from assistant.troubleshoot.step import Step, StepKind
from assistant.troubleshoot.walk import FAILED, HELPED, Entry, PageKind, Part, Walk
from kb.codes.code import BadCodeError, format_value, parse_code
from kb.pages.blocks import Bullets, Paragraph
from kb.pages.tree import Outcome
from kb.text.marks import drop_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.troubleshoot.step import Crumb
    from assistant.troubleshoot.stepper import Walker
    from kb.knowledge import KnowledgeBase
    from kb.phrases import Phrases

WIDTH = 10_000
"""Lines of a note are not broken: the ticket system does that."""


class Form(StrEnum):
    """How a note is laid out."""

    MARKDOWN = "markdown"
    PLAIN = "plain"


class Line(NamedTuple):
    """One question, check or fix with what came of it. `pattern` is what a pasted output was recognised by."""

    page: str
    title: str
    answer: str
    seconds: float
    at: str
    pattern: str = ""
    automatic: bool = False


class Note(NamedTuple):
    """A walk as a ticket wants it, in one language. Lists may be empty, and so may texts."""

    session: int
    locale: str
    title: str
    code: str
    problem: tuple[str, ...]
    environment: tuple[str, ...]
    asked: tuple[Line, ...]
    tried: tuple[Line, ...]
    remarks: tuple[tuple[str, str], ...]
    outcome: str
    cause: str
    next_step: str
    whom: str
    collect: str
    seconds: float


def make_note(knowledge: KnowledgeBase, walker: Walker, walk: Walk, locale: str, *, session: int = 0) -> Note:
    """The note of a walk as it stands, finished or not."""
    phrases = knowledge.phrases(locale)
    step = walker.look(walk, locale)
    lines = [(walk.entries[crumb.entry], _line(walk.entries[crumb.entry], crumb)) for crumb in step.trail]
    end = walk.end
    outcome = str(end.outcome) if end is not None else "open"
    first = step.trail[0].page if step.trail else step.page
    return Note(
        session=session, locale=locale, title=first, code=_code(knowledge, walk.code or _sole_code(knowledge, walk)),
        problem=tuple(each.text for each in walk.remarks if each.kind == "problem"),
        environment=tuple(each.text for each in walk.remarks if each.kind == "environment"),
        asked=tuple(line for entry, line in lines if not _is_fix(entry) and _is_answer(entry)),
        tried=tuple(line for entry, line in lines if _is_fix(entry)),
        remarks=tuple((_where(knowledge, each.frame.slug, each.frame.kind, each.frame.at, locale), each.text)
                      for each in walk.remarks if each.kind == "note"),
        outcome=outcome, cause=_cause(knowledge, walk, locale), next_step=_next_step(walk, step, phrases),
        whom=_whom(walk, step, phrases), collect=_collect(knowledge, walk, step, locale), seconds=walk.seconds,
    )


def _line(entry: Entry, crumb: Crumb) -> Line:
    frame = crumb.frame
    return Line(crumb.page, crumb.title, crumb.answer, crumb.seconds, f"{frame.slug}#{frame.at}", entry.pattern,
                crumb.automatic)


def _is_fix(entry: Entry) -> bool:
    return entry.frames[-1].part is Part.FIX and entry.answer in (HELPED, FAILED)


def _is_answer(entry: Entry) -> bool:
    """Whether an entry answered a question; going back to one, or ending, is no answer."""
    return entry.frames[-1].part is not Part.END and entry.answer not in (
        "return", "escalate", "resolve", "finish") and not entry.answer.startswith("reopen:")


def _sole_code(knowledge: KnowledgeBase, walk: Walk) -> str:
    """The code of the article that the walk stands in, when it has just one; a walk of a tree began without."""
    article = knowledge.find_article(walk.frame.slug, "ja") if walk.frame.kind is PageKind.ARTICLE else None
    return str(article.codes[0]) if article is not None and len(article.codes) == 1 else ""


def _code(knowledge: KnowledgeBase, text: str) -> str:
    """The code with its symbol, as a ticket is searched for."""
    try:
        code = parse_code(text)
    except BadCodeError:
        return text
    facts = knowledge.find_code(code)
    return " ".join([format_value(code), *(facts.symbols[:1] if facts is not None else ())])


def _where(knowledge: KnowledgeBase, slug: str, kind: PageKind, at: str, locale: str) -> str:
    if kind is PageKind.TREE:
        tree = knowledge.find_tree(slug, locale)
        node = tree.find_node(at) if tree is not None else None
        return node.title if node is not None else at
    article = knowledge.find_article(slug, locale)
    return next((cause.title for cause in article.causes if cause.id == at), article.title) if article else slug


def _cause(knowledge: KnowledgeBase, walk: Walk, locale: str) -> str:
    if walk.end is None or not walk.end.cause:
        return ""
    return _where(knowledge, walk.end.frame.slug, walk.end.frame.kind, walk.end.cause, locale)


def _next_step(walk: Walk, step: Step, phrases: Phrases) -> str:
    end = walk.end
    if end is None:
        kind = "fix" if step.kind is StepKind.FIX else "check"
        return phrases.say(f"note.next.{kind}", title=step.title)
    if end.outcome is not Outcome.ESCALATE:
        return phrases.say(f"note.next.{end.outcome}", title=step.title)
    if end.cause:
        return phrases.say("note.next.mend", title=step.title)
    is_node = end.frame.kind is PageKind.TREE
    return phrases.say("note.next.outcome" if is_node else "note.next.investigate", title=step.title)


def _whom(walk: Walk, step: Step, phrases: Phrases) -> str:
    if walk.end is not None and walk.end.outcome is Outcome.ESCALATE:
        # Who hands over passes it on at least one tier.
        return phrases.say(f"note.whom.{max(walk.end.tier, 2)}")
    return phrases.say(f"note.whom.{step.tier}") if walk.end is None else ""


def _collect(knowledge: KnowledgeBase, walk: Walk, step: Step, locale: str) -> str:
    """What the page says to hand over, as text; how to get it (numbered steps, commands) stays on the page."""
    if walk.end is None or walk.end.outcome is not Outcome.ESCALATE:
        return ""
    blocks = [block for block in step.blocks if isinstance(block, Paragraph | Bullets)]
    return drop_marks("\n".join(format_blocks(blocks, knowledge.phrases(locale), width=WIDTH)))


def format_note(note: Note, phrases: Phrases, form: Form) -> str:
    """A note by the template of its form, in the locale of the phrases; it ends with a line end."""
    none = phrases.say("note.none")

    def lines(found: Iterable[str]) -> str:
        return "\n".join(f"- {text}" for text in found) or none

    values = {
        "title": note.title, "session": str(note.session), "code": note.code or none,
        "problem": "\n".join(note.problem) or note.title, "environment": "\n".join(note.environment) or none,
        "asked": lines(_worded(note.asked, phrases)), "tried": lines(_worded(note.tried, phrases)),
        "remarks": lines(phrases.say("note.item.remark", title=title, text=text) for title, text in note.remarks),
        "outcome": phrases.say(f"walk.outcome.{note.outcome}"),
        "cause": note.cause or phrases.say("note.no_cause"), "next": note.next_step, "whom": note.whom or none,
        "collect": note.collect or none, "minutes": _minutes(note.seconds, phrases),
    }
    return phrases.say(f"note.template.{form}", **values).rstrip("\n") + "\n"


def _worded(found: Sequence[Line], phrases: Phrases) -> Iterable[str]:
    for line in found:
        key = "known" if line.automatic else "recognised" if line.pattern else "answer"
        yield phrases.say(f"note.item.{key}", title=line.title, answer=line.answer, pattern=line.pattern,
                          minutes=_minutes(line.seconds, phrases))


def _minutes(seconds: float, phrases: Phrases) -> str:
    return phrases.say("note.minutes", minutes=round(seconds / 60)) if seconds >= 30 else phrases.say("note.moment")


def note_record(note: Note) -> dict[str, object]:
    """A note as plain JSON values; times are seconds."""

    def rows(found: Sequence[Line]) -> list[dict[str, object]]:
        return [{"page": line.page, "title": line.title, "answer": line.answer, "seconds": round(line.seconds, 1),
                 "at": line.at, "recognised_by": line.pattern or None, "known_before": line.automatic}
                for line in found]

    return {
        "session": note.session, "lang": note.locale, "title": note.title, "code": note.code or None,
        "problem": list(note.problem), "environment": list(note.environment), "asked": rows(note.asked),
        "tried": rows(note.tried), "notes": [{"at": title, "text": text} for title, text in note.remarks],
        "outcome": note.outcome, "cause": note.cause or None, "next": note.next_step, "for": note.whom or None,
        "collect": note.collect or None, "seconds": round(note.seconds, 1),
    }


