"""Conversation: labelled questions against the engine - right code first, facet, language, refusals, by style.

Labels are one JSON object a line: `q`, `lang`, `codes` (any of them is right; empty for a symptom), `facet`, `style`
(`out-of-scope` and `no-such-code` must be refused), `context`, the earlier questions, and `pages` where there is no
code: pages or trees of which the reply or its choices must be one. `split` is `dev` or `held`: held-out questions are
counted and never shown, so that nobody tunes to them. Another file can be given: `python -m benchmarks.conversation FILE`;
`--misses` shows what went wrong.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.conversation.engine import Engine
from assistant.conversation.values import Kind, Reply, Session
from assistant.opening import open_knowledge
from assistant.settings import load_settings
from benchmarks.measuring import milliseconds, percentile, print_table
from kb.codes.code import parse_code
from kb.codes.decode import bare_forms

if TYPE_CHECKING:
    from kb.knowledge import KnowledgeBase

LABELS = Path(__file__).parent / "data" / "questions.jsonl"
REFUSED = ("out-of-scope", "no-such-code")


class Outcome(NamedTuple):
    """How one question came out; None where the label does not say."""

    code: bool | None
    facet: bool | None
    lang: bool
    refusal: bool
    seconds: float


def judge(knowledge: KnowledgeBase, engine: Engine, label: dict[str, object]) -> tuple[Outcome, Reply]:
    """Asks one labelled question, after its context, and compares."""
    session = Session(lang=str(label["lang"]))
    context = label.get("context") or []
    for earlier in [context] if isinstance(context, str) else context:  # type: ignore[union-attr]
        session, _ = engine.respond(session, str(earlier))
    start = time.perf_counter()
    _, replies = engine.respond(session, str(label["q"]))
    seconds = time.perf_counter() - start
    reply = replies[-1]
    wanted = {form for each in label["codes"] for form in bare_forms(parse_code(str(each)))}  # type: ignore[attr-defined]
    got = bare_forms(reply.codes[0]) if reply.codes and reply.kind is not Kind.REFUSE else frozenset()
    must_refuse = label["style"] in REFUSED
    pages = set(label.get("pages") or ())  # type: ignore[call-overload]
    if pages:
        shown = {reply.article, reply.tree, *(choice.input.partition(":")[2] for choice in reply.choices)}
        right = bool(pages & shown) and reply.kind is not Kind.REFUSE
    else:
        right = bool(wanted & got)
    return Outcome(
        code=right if (wanted or pages) and not must_refuse else None,
        facet=(reply.facet is not None and reply.facet.value == label["facet"])
        if not must_refuse and label.get("facet") and reply.kind is Kind.ANSWER else None,
        lang=reply.lang == label["lang"],
        refusal=(reply.kind is Kind.REFUSE) == must_refuse,
        seconds=seconds,
    ), reply


def main(path: Path = LABELS, *, show_misses: bool = False) -> None:
    """Prints rates by style, and the time of a turn."""
    knowledge = open_knowledge(load_settings())
    engine = Engine(knowledge)
    labels = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    engine.respond(Session(), "VPN がつながらない")  # Word lists are read at the first search.
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for label in labels:
        outcome, reply = judge(knowledge, engine, label)
        split = str(label.get("split", "dev"))
        for name in (str(label["style"]), f"all {label['lang']}", f"all {split}", f"{split}: {label['style']}", "all"):
            groups[name].append(outcome)
        if show_misses and split == "dev" and (outcome.code is False or outcome.facet is False or not outcome.lang or not outcome.refusal):
            print(f"{label['q']!r}: wanted {label['codes'] or label.get('pages')} {label.get('facet')}; got {reply.kind.value} "
                  f"{[str(code) for code in reply.codes[:3]]} {reply.facet} {reply.article} {reply.reason}")
    rows = []
    for name, outcomes in sorted(groups.items(), key=lambda item: (item[0].startswith("all"), item[0])):
        rows.append((name, str(len(outcomes)), *(
            _rate([getattr(each, field) for each in outcomes]) for field in ("code", "facet", "lang", "refusal")),
            milliseconds(percentile([each.seconds for each in outcomes], 0.95))))
    print_table(f"Conversation ({path.name})",
                ("style", "questions", "code or page", "facet", "language", "answered or refused rightly", "p95"), rows)


def _rate(values: list[bool | None]) -> str:
    judged = [value for value in values if value is not None]
    return f"{100 * sum(judged) / len(judged):.1f}% of {len(judged)}" if judged else "-"


if __name__ == "__main__":
    arguments = [each for each in sys.argv[1:] if each != "--misses"]
    main(Path(arguments[0]) if arguments else LABELS, show_misses="--misses" in sys.argv)
