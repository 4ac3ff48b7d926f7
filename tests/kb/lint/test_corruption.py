"""Seeded corruption: 200 random single corruptions of shipped pages, of the kinds that translation, haste and bad tools
make. At least 95 of 100 must be seen; those that are not are listed (`pytest -s`), and no kind may go unseen.

That a translation is stale (KB502) does not count: it says that something changed and not what is wrong.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import pytest

from kb.lint.linting import GroupResult, lint_group, lint_results
from kb.lint.rule import Reference
from kb.pages.files import read_file, shipped_root
from kb.pages.loading import list_content

SEED = 20261123
COUNT = 200
LEAST_CAUGHT = 0.95
FENCE = re.compile(r"^\s*```")

Corrupt = Callable[[str, random.Random], "str | None"]


class Corruption(NamedTuple):
    """One corruption that was made: of which kind, where, and the lines that changed."""

    kind: str
    path: str
    before: str
    after: str


def _change(text: str, pattern: str, rng: random.Random, change: Callable[[re.Match[str]], str]) -> str | None:
    """The text with one random match of a pattern in the body changed; None when there is none."""
    start = text.find("\n---", 3)
    matches = list(re.compile(pattern, re.MULTILINE).finditer(text, start))
    if not matches:
        return None
    match = rng.choice(matches)
    return text[:match.start()] + change(match) + text[match.end():]


def _other_digit(text: str, rng: random.Random, digits: str = "0123456789") -> str:
    places = [i for i, character in enumerate(text) if character.lower() in digits]
    at = rng.choice(places)
    return text[:at] + rng.choice([digit for digit in digits if digit != text[at].lower()]) + text[at + 1:]


def hex_digit(text: str, rng: random.Random) -> str | None:
    return _change(text, r"0x[0-9A-Fa-f]{3,8}\b", rng,
                   lambda match: "0x" + _other_digit(match[0][2:], rng, "0123456789abcdef").upper())


def port(text: str, rng: random.Random) -> str | None:
    return _change(text, r"(?:UDP|TCP) \d+", rng, lambda match: match[0][:4] + _other_digit(match[0][4:], rng))


def number(text: str, rng: random.Random) -> str | None:
    return _change(text, r"\b1[0-9]{4}\b|\b[6-9][0-9]{2}\b", rng, lambda match: _other_digit(match[0], rng))


def symbol(text: str, rng: random.Random) -> str | None:
    return _change(text, r"\bERROR_[A-Z_]+\b", rng, lambda match: match[0][:-1] + ("X" if match[0][-1] != "X" else "Y"))


def step(text: str, rng: random.Random) -> str | None:
    return _change(text, r"^\d+\. .*\n(?:\n?   .*\n)*", rng, lambda match: "")


def bullet(text: str, rng: random.Random) -> str | None:
    return _change(text, r"^- .*\n", rng, lambda match: "")


def heading(text: str, rng: random.Random) -> str | None:
    return _change(text, r"^(##|####) .*$", rng, lambda match: f"{match[1]} Something else")


def paragraph(text: str, rng: random.Random) -> str | None:
    return _change(text, r"(?<=\n\n)[^#\s>|\-`\d\[*][^\n]*\n", rng, lambda match: "")


def cause_id(text: str, rng: random.Random) -> str | None:
    return _change(text, r"\{#[a-z0-9-]+\}", rng, lambda match: match[0][:-1] + "x}")


def command(text: str, rng: random.Random) -> str | None:
    return _change(text, r"\b(?:Get|Set|Test|Restart)-[A-Z][A-Za-z]+", rng, lambda match: match[0][:-1])


def placeholder(text: str, rng: random.Random) -> str | None:
    return _change(text, r"<[a-z]+>", rng, lambda match: match[0].upper())


def link(text: str, rng: random.Random) -> str | None:
    return _change(text, r"(?<=\]\()[a-z0-9./-]+\.md", rng, lambda match: match[0].replace(".md", "-x.md"))


def warning(text: str, rng: random.Random) -> str | None:
    return _change(text, r"^> \[!WARNING\]\n(?:> .*\n)+", rng, lambda match: "")


def row(text: str, rng: random.Random) -> str | None:
    return _change(text, r"^\| (?!-).*\n(?=\|)", rng, lambda match: "")


def code_of_page(text: str, rng: random.Random) -> str | None:
    match = re.search(r"^codes: \[(?:win32|ras):(\d+)", text, re.MULTILINE)
    return None if match is None else text[:match.start(1)] + str(int(match[1]) + 10_000) + text[match.end(1):]


def choice(text: str, rng: random.Random) -> str | None:
    ids = re.findall(r"\{#([a-z0-9-]+)", text)
    if not text.count("](#") or len(ids) < 3:
        return None
    return _change(text, r"(?<=\]\(#)[a-z0-9-]+", rng,
                   lambda match: rng.choice([each for each in ids if each != match[0]]))


KINDS: tuple[Corrupt, ...] = (hex_digit, port, number, symbol, step, bullet, heading, paragraph, cause_id, command,
                              placeholder, link, warning, row, code_of_page, choice)


def _seen(result: GroupResult) -> Counter[object]:
    return Counter((each.rule, each.variant, each.location.path, each.values) for each in result.diagnostics
                   if each.rule != "KB502")


def _is_caught(
    path: str, texts: dict[str, str], changed: str, others: list[GroupResult], reference: Reference,
) -> bool:
    before = lint_group(texts, 0, reference)
    after = lint_group(texts | {path: changed}, 0, reference)
    if _seen(after) - _seen(before):
        return True
    # Nothing on the page itself: look at it together with all other pages.
    everything = [Counter((each.rule, each.variant, each.values) for _, each in lint_results([*others, mine], reference))
                  for mine in (before, after)]
    return bool(everything[1] - everything[0])


@pytest.mark.slow
def test_corruptions_are_seen(reference: Reference) -> None:
    root = shipped_root()
    groups: dict[str, dict[str, str]] = {}
    for file in list_content([root])[0]:
        if file.kind in ("article", "tree"):
            text, _ = read_file(root, file.path)
            assert text is not None
            groups.setdefault(file.path.partition("/")[2], {})[file.path] = text
    pairs = {key: texts for key, texts in groups.items() if len(texts) == 2}
    results = {key: lint_group(texts, 0, reference) for key, texts in groups.items()}
    rng = random.Random(SEED)
    missed: list[Corruption] = []
    made: Counter[str] = Counter()
    names = sorted(pairs)
    while made.total() < COUNT:
        kind, key = rng.choice(KINDS), rng.choice(names)
        path = rng.choice(sorted(pairs[key]))
        text = pairs[key][path]
        changed = kind(text, rng)
        if changed is None or changed == text:
            continue
        made[kind.__name__] += 1
        others = [result for name, result in results.items() if name != key]
        if not _is_caught(path, pairs[key], changed, others, reference):
            lines = set(text.split("\n")) ^ set(changed.split("\n"))
            old, new = (" / ".join(line for line in each.split("\n") if line in lines)[:120] for each in (text, changed))
            missed.append(Corruption(kind.__name__, path, old, new))
    report = [f"{COUNT - len(missed)} of {COUNT} corruptions seen: {dict(made)}"]
    report += [f"not seen: {each.kind} in {each.path}: {each.before!r} -> {each.after!r}" for each in missed]
    sys.stdout.write("\n".join(["", *report, ""]))
    assert len(missed) <= COUNT * (1 - LEAST_CAUGHT), missed
    unseen = Counter(each.kind for each in missed)
    assert not [name for name, count in made.items() if unseen[name] == count]
