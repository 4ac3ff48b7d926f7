"""Rules: what a rule module gives, and the values that rules look at.

A rule is a module of `kb.lint.rules` whose docstring is its manual. It has `ID`, and one or more of

- `lint_page(page, reference)`: what one page shows by itself;
- `lint_pair(source, translation, reference)`: what a source and its translation show beside each other;
- `lint_content(facts, reference)`: what only all pages together show.

Each yields diagnostics. The first two see whole pages and are called again only when a file of the page changed;
the last sees the short `PageFacts` of every page, every time. Rules get values and never read files. Their messages
are the phrases `lint.<ID>.message` and `lint.<ID>.hint`; each has cases in `tests/lint_cases/<ID>/`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

import kb.lint.rules
from kb.codes.code import Code
from kb.diagnostics import Diagnostic, Level, Location

if TYPE_CHECKING:
    import datetime

    from kb.codes.code import OwnFamily
    from kb.codes.registry import Registry
    from kb.lint.patterns import Patterns
    from kb.pages.article_parser import ArticlePage
    from kb.pages.blocks import Block, CodeBlock
    from kb.pages.procedure import Procedure
    from kb.pages.tree_parser import TreePage
    from kb.pages.words import Terms

CODE_MARK = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in `Prose.words` for a code span."""


class Prose(NamedTuple):
    """A paragraph, a table cell or a heading. `text` is all its words; in `words` a mark stands for each code span."""

    line: int
    text: str
    words: str
    is_heading: bool = False


class Span(NamedTuple):
    """A code span or the address of a link, and the first line of the block that it stands in."""

    line: int
    text: str


class Part(NamedTuple):
    """A stretch of a page that has the same `key` in every locale: `lead`, `meaning`, `questions/2`,
    `causes/firewall-block/fix`, `nodes/reach`. `blocks` leave included procedures as the links that they are.

    `shape` spells the blocks in order: `P`aragraph, `I`ncluded procedure, `S3` and `B2` lists with their items' own
    blocks in brackets, `C`ode, `T2x3` tables with columns and rows, `N`ote, `W`arning.
    """

    key: str
    title: str
    line: int
    blocks: tuple[Block, ...]
    prose: tuple[Prose, ...]
    spans: tuple[Span, ...]
    codes: tuple[CodeBlock, ...]
    links: tuple[Span, ...]
    shape: str


class Page(NamedTuple):
    """One file of one locale. `kind` is the file's (`article`, `tree`, `procedure`, `phrases`, `meanings`, …).

    A page that `extends` an article of an earlier collection has neither title nor facts of its own.
    `content` is what the parser made of it: an ArticlePage, TreePage or Procedure, and a dict of texts for phrases and
    meanings; None when it could not be used. `lines` are the file's, from the first.
    """

    path: str
    locale: str
    kind: str
    lines: tuple[str, ...]
    body_line: int
    parts: tuple[Part, ...]
    content: ArticlePage | TreePage | Procedure | dict[str, str] | None
    exempt: Mapping[str, str] = {}
    extends: bool = False

    @property
    def slug(self) -> str:
        """The file name without its ending."""
        return self.path.rpartition("/")[2].rpartition(".")[0]

    def place(self, text: str, line: int = 1) -> Location:
        """Where a text stands, at or after a line; the line itself when the text is not written like that."""
        for number in range(line, len(self.lines) + 1):
            column = self.lines[number - 1].find(text)
            if column >= 0:
                return Location(self.path, number, column + 1)
        return Location(self.path, line)

    def key_place(self, key: str) -> Location:
        """Where a key of the front matter stands; the first line when it is missing."""
        for number, line in enumerate(self.lines[:self.body_line], 1):
            if line.startswith(key + ":"):
                return Location(self.path, number)
        return Location(self.path)


class LinkFact(msgspec.Struct, frozen=True):
    """A link to another page: its place and its address as written."""

    location: Location
    href: str


class ParagraphFact(msgspec.Struct, frozen=True):
    """A paragraph long enough to be told from others: its place and what it says, as a digest."""

    location: Location
    digest: str


class PageFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a page to look at all pages together. `places` gives where the keys of its front matter stand."""

    path: str
    locale: str
    kind: str
    slug: str
    topic: str = ""
    root: int = 0
    title: str = ""
    is_source: bool = False
    is_usable: bool = True
    status: str = ""
    codes: tuple[Code, ...] = ()
    related: tuple[str, ...] = ()
    tree: str = ""
    twins: tuple[tuple[str, int], ...] = ()
    links: tuple[LinkFact, ...] = ()
    ids: tuple[str, ...] = ()
    paragraphs: tuple[ParagraphFact, ...] = ()
    extends: bool = False
    exempt: dict[str, str] = {}
    places: dict[str, Location] = {}


class Reference(NamedTuple):
    """What pages are held against. `undo` is, by locale, how a paragraph begins that takes a change back; `variables`
    are those of the collections, as are `families` by name with the codes of their tables, `own_codes`."""

    terms: Mapping[str, Terms]
    registry: Registry
    patterns: Patterns
    today: datetime.date
    undo: Mapping[str, str] = {}
    variables: frozenset[str] = frozenset()
    families: Mapping[str, OwnFamily] = {}
    own_codes: frozenset[Code] = frozenset()


LintPage = Callable[[Page, Reference], Iterable[Diagnostic]]
LintPair = Callable[[Page, Page, Reference], Iterable[Diagnostic]]
LintContent = Callable[[Sequence[PageFacts], Reference], Iterable[Diagnostic]]


class Rule(NamedTuple):
    """One rule; `manual` is the docstring of its module."""

    id: str
    manual: str
    lint_page: LintPage | None
    lint_pair: LintPair | None
    lint_content: LintContent | None


@cache
def load_rules() -> tuple[Rule, ...]:
    """Every rule of `kb.lint.rules`, by id. Raises ValueError when two have one id."""
    rules: dict[str, Rule] = {}
    for info in pkgutil.iter_modules(kb.lint.rules.__path__):
        module = importlib.import_module(f"kb.lint.rules.{info.name}")
        if not hasattr(module, "ID"):
            continue
        if module.ID in rules:
            raise ValueError(f"two rules have the id {module.ID}")
        rules[module.ID] = Rule(
            module.ID, module.__doc__ or "", getattr(module, "lint_page", None), getattr(module, "lint_pair", None),
            getattr(module, "lint_content", None))
    return tuple(rules[name] for name in sorted(rules))


def finding(
    location: Location, rule: str, level: Level = Level.ERROR, variant: str = "", **values: str,
) -> Diagnostic:
    """A diagnostic whose values are short enough to be printed."""
    return Diagnostic(location, rule, level, variant, tuple((name, text[:120]) for name, text in values.items()))
