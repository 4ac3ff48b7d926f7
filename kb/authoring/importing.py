"""Importing: what a team wrote elsewhere -> draft pages of a collection, and a list of what found no place.

Reads rows of `code, title, cause, check, fix` (a spreadsheet saved as CSV) and plain Markdown texts. Owns how they
become pages of the content format. A draft says where something is missing, as a new page does; nothing is guessed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kb.codes.code import Code
    from kb.phrases import Phrases

    ReadCode = Callable[[str], Code | None]
    """The one code that a text clearly names."""

COLUMNS = ("code", "title", "cause", "check", "fix")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
FENCE = re.compile(r"^\s*(```|~~~)")
NO_TEXT = "-*+>|`~0123456789"
"""A block that begins so is a list, a quotation, a table or code."""
STEP = re.compile(r"\s*(?:\n|;|；)\s*")
NOT_SLUG = re.compile(r"[^a-z0-9]+")


class Imported(NamedTuple):
    """The pages by path, and what found no place: the row or file, and the key of the reason."""

    pages: dict[str, str]
    unplaced: list[tuple[str, str]]


class Target(NamedTuple):
    """Where the pages go and in which language they are."""

    locale: str
    topic: str
    day: str
    phrases: Phrases
    headings: Mapping[str, str]

    def path(self, slug: str) -> str:
        """The path of a page."""
        return f"{self.locale}/articles/{self.topic}/{slug}.md"

    def todo(self, key: str) -> str:
        """The mark and what is still to be written."""
        words = self.phrases.say(f"authoring.draft.{key}")
        return self.phrases.say("authoring.draft.todo", mark=self.phrases.say("authoring.mark"), words=words)


def import_rows(rows: Sequence[Mapping[str, str]], target: Target, read_code: ReadCode) -> Imported:
    """One article for each code (or title, where there is no code), with a cause for each of its rows."""
    groups: dict[str, list[Mapping[str, str]]] = {}
    codes: dict[str, Code | None] = {}
    unplaced: list[tuple[str, str]] = []
    for number, row in enumerate(rows, 2):
        code = read_code(row.get("code", "")) if row.get("code") else None
        name = str(code) if code is not None else row.get("title", "")
        slug = slug_of(name)
        if row.get("code") and code is None:
            unplaced.append((str(number), "unread_code"))
        elif not slug:
            unplaced.append((str(number), "no_name"))
        elif not row.get("cause") and not row.get("fix"):
            unplaced.append((str(number), "no_cause"))
        else:
            groups.setdefault(slug, []).append(row)
            codes[slug] = code
    return Imported({target.path(slug): _article(members, codes[slug], target) for slug, members in groups.items()},
                    unplaced)


def _article(rows: Sequence[Mapping[str, str]], code: Code | None, target: Target) -> str:
    heading = target.headings
    title = next((row["title"] for row in rows if row.get("title")), "") or target.todo("title")
    ids = [f"cause-{number}" for number in range(1, len(rows) + 1)]
    body = [target.todo("lead"), f"## {heading['meaning']}", target.todo("meaning"),
            f"## {heading['questions']}", f"### {target.todo('question')}", target.todo("answer"),
            f"## {heading['causes']}"]
    for name, row in zip(ids, rows, strict=True):
        steps = [step for step in STEP.split(row.get("fix", "").strip()) if step] or [target.todo("step")]
        body += [f"### {_line(row.get('cause', '')) or target.todo('cause')} {{#{name}}}", target.todo("cause_text"),
                 f"#### {heading['check']}", _line(row.get("check", "")) or target.todo("check"),
                 f"#### {heading['fix']}", "\n".join(f"{at}. {_line(step)}" for at, step in enumerate(steps, 1))]
    for key in ("prevention", "reply", "escalation"):
        body += [f"## {heading[key]}", target.todo(key)]
    causes = [f"  {name}: {{likelihood: 3, check_minutes: 5, fix_minutes: 10, tier: 1}}" for name in ids]
    return _page(title, code, "article", ["causes:", *causes], body, target)


def import_texts(texts: Mapping[str, str], target: Target, read_code: ReadCode) -> Imported:
    """One reference page for each Markdown text by its file name. Its headings become bold lines below the meaning, and
    its first paragraph the nutshell."""
    pages: dict[str, str] = {}
    unplaced: list[tuple[str, str]] = []
    for name, text in texts.items():
        slug = slug_of(name.rpartition("/")[2].rpartition(".")[0])
        title, lead, rest = _split(text)
        if not slug or not (title or lead):
            unplaced.append((name, "no_name" if not slug else "empty"))
        elif target.path(slug) in pages:
            unplaced.append((name, "same_name"))
        else:
            body = [lead or target.todo("lead"), f"## {target.headings['meaning']}", rest or target.todo("meaning")]
            pages[target.path(slug)] = _page(title or slug, read_code(title), "reference", [], body, target)
    return Imported(pages, unplaced)


def slug_of(text: str) -> str:
    """A text as a slug; empty when it has neither Latin letters nor digits."""
    return NOT_SLUG.sub("-", text.lower()).strip("-")


def _split(text: str) -> tuple[str, str, str]:
    """The first heading, the first plain paragraph, and everything else with headings as bold lines."""
    title, lead, rest = "", "", list[str]()
    in_fence = False
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = []
        for line in block.split("\n"):
            in_fence ^= bool(FENCE.match(line))
            match = None if in_fence else HEADING.match(line)
            if match and not title:
                title = match[1]
            elif match:
                lines += ["", f"**{match[1]}**", ""]
            else:
                lines.append(line)
        joined = "\n".join(lines).strip("\n")
        is_plain = bool(joined) and "**" not in joined and joined.lstrip()[0] not in NO_TEXT and not in_fence
        if not lead and not rest and is_plain:
            lead = joined
        elif joined:
            rest.append(joined)
    return title, lead, "\n\n".join(rest)


def _page(title: str, code: Code | None, kind: str, more: list[str], body: list[str], target: Target) -> str:
    escaped = _line(title).replace("\\", "\\\\").replace('"', '\\"')
    head = ["---", f'title: "{escaped}"', f'symptoms: ["{escaped}"]', f"kind: {kind}", f"codes: [{code or ''}]",
            "status: draft", f"reviewed: {target.day}", "sources: []", *more, "---"]
    return "\n".join(head) + "\n\n" + "\n\n".join(body) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split())
