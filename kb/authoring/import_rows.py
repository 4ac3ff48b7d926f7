"""Rows of a spreadsheet -> draft articles: one for each code (or title), with a cause for each of its rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kb.authoring.importing import CAUSE_FACTS, Imported, Unplaced, fold_name, format_draft, name_page, one_line
from kb.authoring.markup import markdown_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.authoring.importing import ReadCode, Target
    from kb.codes.code import Code

COLUMNS = ("code", "title", "cause", "check", "fix")
STEP = re.compile(r"\s*(?:\n|;|；)\s*")
NUMBERED = re.compile(r"^(?:\(?\d{1,2}[.)．）]|[①-⑳・•*-])\s*")
CODES = re.compile(r"\s*[,、，/／;；\n]\s*")


class Row(NamedTuple):
    """One row: its number in the file, and its texts by column."""

    number: int
    texts: dict[str, str]

    def text(self, column: str) -> str:
        """A cell on one line."""
        return one_line(self.texts.get(column, ""))


def import_rows(rows: Sequence[Sequence[str]], target: Target, read_code: ReadCode) -> Imported | None:
    """The articles of a table whose first row names the columns; None when no column is a code, a title or a cause."""
    columns = {number: target.columns.get(fold_name(name), "") for number, name in enumerate(rows[0])} if rows else {}
    if not {"code", "title", "cause"} & set(columns.values()):
        return None
    unplaced = _list_unknown(rows, columns)
    groups: dict[str, list[Row]] = {}
    codes: dict[str, tuple[Code, ...]] = {}
    for number, cells in enumerate(rows[1:], 2):
        row = Row(number, {columns[at]: cell for at, cell in enumerate(cells) if columns.get(at) and cell.strip()})
        if not row.texts:
            continue
        found = _read_codes(row.texts.get("code", ""), read_code)
        slug = name_page(str(found[0])) if found else name_page(row.text("title"))
        if found is None:
            unplaced.append(Unplaced(str(number), "unread_code", row.text("code")))
        elif not slug:
            unplaced.append(Unplaced(str(number), "no_name"))
        elif not row.text("cause") and not row.text("fix"):
            unplaced.append(Unplaced(str(number), "no_cause"))
        else:
            members = groups.setdefault(slug, [])
            if members and row.text("title") not in ("", members[0].text("title")):
                unplaced.append(Unplaced(str(number), "other_title", row.text("title")))
            members.append(row)
            codes[slug] = tuple(dict.fromkeys((*codes.get(slug, ()), *found)))
    pages = {target.path(slug): _article(members, codes[slug], target) for slug, members in groups.items()}
    return Imported(pages, {target.path(slug): each for slug, each in codes.items()}, unplaced)


def _list_unknown(rows: Sequence[Sequence[str]], columns: dict[int, str]) -> list[Unplaced]:
    """The columns that are none of ours, or given twice, and hold something; and cells beyond the named columns."""
    found = []
    for at, name in columns.items():
        is_twice = name and name in [columns[before] for before in range(at)]
        if is_twice:
            columns[at] = ""
        if not columns[at] and any(len(cells) > at and cells[at].strip() for cells in rows[1:]):
            found.append(Unplaced("1", "column", rows[0][at].strip() or str(at + 1)))
    found += [Unplaced(str(number), "beyond", one_line(" ".join(cells[len(columns):])))
              for number, cells in enumerate(rows[1:], 2) if any(cell.strip() for cell in cells[len(columns):])]
    return found


def _read_codes(text: str, read_code: ReadCode) -> tuple[Code, ...] | None:
    """The codes of a cell, which may hold several; None when one of them is not read."""
    whole = read_code(text) if text.strip() else None
    if whole is not None:
        return (whole,)
    parts = [read_code(part) for part in CODES.split(text) if part.strip()]
    found = tuple(part for part in parts if part is not None)
    return found if len(found) == len(parts) else None


def _article(rows: Sequence[Row], codes: Sequence[Code], target: Target) -> str:
    heading = target.headings
    title = next((row.text("title") for row in rows if row.text("title")), "") or target.todo("title")
    ids = [f"cause-{number}" for number in range(1, len(rows) + 1)]
    body = [target.todo("lead"), f"## {heading['meaning']}", target.todo("meaning"),
            f"## {heading['questions']}", f"### {target.todo('question')}", target.todo("answer"),
            f"## {heading['causes']}"]
    for name, row in zip(ids, rows, strict=True):
        body += [f"### {_words(row, 'cause', target)} {{#{name}}}", target.todo("cause_text"),
                 f"#### {heading['check']}", _words(row, "check", target),
                 f"#### {heading['fix']}", _steps(row.texts.get("fix", ""), target)]
    for key in ("prevention", "reply", "escalation"):
        body += [f"## {heading[key]}", target.todo(key)]
    return format_draft(title, codes, "article", ["causes:", *(f"  {name}: {CAUSE_FACTS}" for name in ids)], body,
                        target)


def _words(row: Row, column: str, target: Target) -> str:
    text = row.text(column)
    return markdown_text(text) if text else target.todo(column)


def _steps(text: str, target: Target) -> str:
    """Numbered steps of a cell, one for each line or part between semicolons, whatever they were numbered with."""
    steps = [NUMBERED.sub("", one_line(part)) for part in STEP.split(text.strip())]
    words = [markdown_text(step) for step in steps if step] or [target.todo("step")]
    return "\n".join(f"{number}. {step}" for number, step in enumerate(words, 1))
