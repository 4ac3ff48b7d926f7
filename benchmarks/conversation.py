"""Conversation: labelled questions against the engine - right code first, facet, language, refusals, by style.

Labels are one JSON object a line: `q`, `lang`, `codes` (any of them is right; empty for a symptom), `facet`, `style`
(`out-of-scope` and `no-such-code` must be refused), `context`, the earlier questions, and `pages` where there is no
code: pages or trees of which the reply or its choices must be one. `split` is `dev` or `held`: held-out questions are
counted and never shown, so that nobody tunes to them. `questions_by_others.jsonl` was written by people who knew only
the titles and codes of the pages. Another file can be given: `python -m benchmarks.conversation FILE`; `--misses` shows
what went wrong.
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
    from collections.abc import Sequence

    from kb.knowledge import KnowledgeBase

DATA = Path(__file__).parent / "data"
LABELS = (DATA / "questions.jsonl", DATA / "questions_by_others.jsonl")
SHOWN = 5
"""A page counts as found when it is among so many candidates of a question that is asked back."""
REFUSED = ("out-of-scope", "no-such-code")


class Outcome(NamedTuple):
    """How one question came out; None where the label does not say."""

    code: bool | None
    facet: bool | None
    lang: bool
    refusal: bool
    seconds: float


def texts(value: object) -> list[str]:
    """A text, or a list of texts, or nothing, as a list."""
    return [str(each) for each in value] if isinstance(value, list) else [str(value)] if value else []


def judge(knowledge: KnowledgeBase, engine: Engine, label: dict[str, object]) -> tuple[Outcome, Reply]:
    """Asks one labelled question, after its context, and compares."""
    session = Session(lang=str(label["lang"]))
    for earlier in texts(label.get("context")):
        session, _ = engine.respond(session, earlier)
    start = time.perf_counter()
    after, replies = engine.respond(session, str(label["q"]))
    seconds = time.perf_counter() - start
    reply = replies[-1]
    wanted = {form for each in texts(label["codes"]) for form in bare_forms(parse_code(each))}
    got = bare_forms(reply.codes[0]) if reply.codes and reply.kind is not Kind.REFUSE else frozenset()
    must_refuse = label["style"] in REFUSED
    pages = set(texts(label.get("pages")))
    if pages:
        asked_of = after.pending.candidates[:SHOWN] if after.pending is not None else ()
        shown = {reply.article, reply.tree, *asked_of, *(choice.input.partition(":")[2] for choice in reply.choices)}
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


def main(paths: Sequence[Path] = LABELS, *, show_misses: bool = False) -> None:
    """Prints rates by style and the time of a turn, for each file of labels."""
    for path in paths:
        measure(path, show_misses=show_misses)
        print()


def measure(path: Path, *, show_misses: bool = False) -> None:
    """Prints the table of one file."""
    knowledge = open_knowledge(load_settings())
    engine = Engine(knowledge)
    labels = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    for warming in ("VPN がつながらない", "the vpn does not conect", "ERORR_IPSEC_IKE_NO_CERT"):
        engine.respond(Session(), warming)  # Word lists are read at the first search of each kind.
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for label in labels:
        outcome, reply = judge(knowledge, engine, label)
        split = str(label.get("split", "dev"))
        for name in (str(label["style"]), f"all {label['lang']}", f"all {split}", f"{split}: {label['style']}", "all"):
            groups[name].append(outcome)
        missed = outcome.code is False or outcome.facet is False or not outcome.lang or not outcome.refusal
        if show_misses and split == "dev" and missed:
            print(f"{label['q']!r}: wanted {label['codes'] or label.get('pages')} {label.get('facet')}; "
                  f"got {reply.kind.value} {[str(code) for code in reply.codes[:3]]} {reply.facet} "
                  f"{reply.article or reply.tree} {reply.reason}")
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
    main([Path(each) for each in arguments] or LABELS, show_misses="--misses" in sys.argv)
