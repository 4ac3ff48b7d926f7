"""Importing: what a team wrote elsewhere becomes draft pages of a collection; what found no place is listed.

Owns what importers have in common: where pages go, what is listed, names of pages, and the form of a draft. A draft
says where something is missing, as a new page does; nothing is guessed. Rows belong to `import_rows`, texts to
`import_texts`, reading files to `import_files`.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, NamedTuple

from kb.text.fold import fold_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kb.codes.code import Code
    from kb.phrases import Phrases

    ReadCode = Callable[[str], Code | None]
    """The one code that a text clearly names."""

NOT_SLUG = re.compile(r"[^a-z0-9]+")
LONGEST_SLUG = 60
CAUSE_FACTS = "{likelihood: 3, check_minutes: 5, fix_minutes: 10, tier: 1}"


class Unplaced(NamedTuple):
    """Something that found no place: where it stands (a file, a row, a line of a file), why as the key of a phrase
    below `content.reason`, and what it is."""

    place: str
    reason: str
    what: str = ""


class Imported(NamedTuple):
    """The pages by path, the codes of each, and what found no place, in the order in which it stood."""

    pages: dict[str, str]
    codes: dict[str, tuple[Code, ...]]
    unplaced: list[Unplaced]


class Target(NamedTuple):
    """Where the pages go and in which language they are. `columns` and `sections` name what a column or a heading is,
    by its words as they are folded."""

    locale: str
    topic: str
    day: str
    phrases: Phrases
    headings: Mapping[str, str]
    columns: Mapping[str, str]
    sections: Mapping[str, str]

    def path(self, slug: str) -> str:
        """The path of a page."""
        return f"{self.locale}/articles/{self.topic}/{slug}.md"

    def todo(self, key: str) -> str:
        """The mark and what is still to be written."""
        words = self.phrases.say(f"authoring.draft.{key}")
        return self.phrases.say("authoring.draft.todo", mark=self.phrases.say("authoring.mark"), words=words)


def fold_name(text: str) -> str:
    """The name of a column or a heading without what differs from one writer to the next."""
    return fold_text("".join(text.split())).strip(":：*_- ")


def slug_of(text: str) -> str:
    """A text as a slug; empty when it has neither Latin letters nor digits."""
    return NOT_SLUG.sub("-", text.lower()).strip("-")[:LONGEST_SLUG].rstrip("-")


def name_page(text: str) -> str:
    """A slug for any text: of its Latin letters and digits when they are most of it, else one that only tells it from
    others. Empty for an empty text."""
    slug = slug_of(text)
    if len(slug) * 2 >= len(text.strip()):
        return slug
    return f"{slug}-{zlib.crc32(text.strip().encode()):08x}".lstrip("-") if slug else (
        f"page-{zlib.crc32(text.strip().encode()):08x}" if text.strip() else "")


def format_draft(
    title: str, codes: Sequence[Code], kind: str, more: Sequence[str], body: Sequence[str], target: Target,
) -> str:
    """A draft page; `more` are further lines of its front matter."""
    escaped = one_line(title).replace("\\", "\\\\").replace('"', '\\"')
    head = ["---", f'title: "{escaped}"', f'symptoms: ["{escaped}"]', f"kind: {kind}",
            f"codes: [{', '.join(map(str, codes))}]", "status: draft", f"reviewed: {target.day}", "sources: []",
            *more, "---"]
    return "\n".join(head) + "\n\n" + "\n\n".join(body) + "\n"


def one_line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())
