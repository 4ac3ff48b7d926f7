"""Maps: the whole of a tree or of an article's causes, with the way that a walk took, as lines with a depth.

Marks are `>` for the place of the walk, `*` for what it passed or found, `-` for causes that are out, `?` for those
left open. Laying lines out belongs to the front ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from assistant.troubleshoot.articles import open_causes, state_of
from assistant.troubleshoot.showing import key_of
from assistant.troubleshoot.walk import PageKind
from kb.pages.tree import Outcome, TargetKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from assistant.troubleshoot.learning import Odds
    from assistant.troubleshoot.walk import Walk
    from kb.pages.article import Article
    from kb.pages.tree import DecisionTree
    from kb.phrases import Phrases

    TitleOf = Callable[[str, str], str]

HERE, PASSED, OUT, OPEN, NONE = ">", "*", "-", "?", ""
MAX_LINES = 400


class MapLine(NamedTuple):
    """One line: how deep, its mark, and its words; `answer` is the choice that leads to it."""

    depth: int
    mark: str
    text: str
    answer: str = ""


def map_tree(
    tree: DecisionTree, walk: Walk | None, phrases: Phrases, title_of: TitleOf = lambda kind, slug: slug,
) -> list[MapLine]:
    """A tree from its start, each node once; where it comes up again the line says so.

    `title_of` gives the title of another tree or an article; without it their slugs are shown.
    """
    live = walk.live if walk is not None else ()
    here = {frame.at for frame in walk.frames[-1:] if frame.slug == tree.slug} if walk is not None else set[str]()
    passed = {entry.frames[-1].at for entry in live
              if entry.frames[-1].kind is PageKind.TREE and entry.frames[-1].slug == tree.slug}
    lines: list[MapLine] = []
    shown: set[str] = set()
    waiting: list[tuple[int, str, str]] = [(0, f"{TargetKind.NODE}:{tree.start}", "")]
    while waiting and len(lines) < MAX_LINES:
        depth, key, answer = waiting.pop()
        kind, _, name = key.partition(":")
        node = tree.find_node(name) if kind == TargetKind.NODE else None
        if node is None:
            text = phrases.say("walk.map.other", kind=phrases.say(f"walk.map.{kind}"), name=title_of(kind, name))
            lines.append(MapLine(depth, NONE, text, answer))
            continue
        mark = HERE if name in here else PASSED if name in passed else NONE
        if name in shown:
            lines.append(MapLine(depth, mark, node.title + phrases.say("walk.map.seen"), answer))
            continue
        shown.add(name)
        ending = node.outcome is not None and node.outcome is not Outcome.ARTICLE
        outcome = f" [{phrases.say(f'walk.outcome.{node.outcome}')}]" if ending else ""
        lines.append(MapLine(depth, mark, node.title + outcome, answer))
        waiting += [(depth + 1, key_of(choice), choice.label) for choice in reversed(node.choices)]
    return lines


def map_article(article: Article, walk: Walk | None, odds: Mapping[str, Odds]) -> list[MapLine]:
    """The causes of an article: those that were asked about, then the others in the order worth checking."""
    live = walk.live if walk is not None else ()
    state = state_of(article, live)
    titles = {cause.id: cause.title for cause in article.causes}
    here = walk.frame.at if walk is not None and walk.end is None and walk.frame.slug == article.slug else ""
    done = [name for name in titles if name in state.excluded or name in state.skipped]
    lines = [MapLine(0, HERE if walk is not None and walk.frame.slug == article.slug and not here else NONE,
                     article.title)]
    for name in (*done, *(each for each in open_causes(article, state, odds) if each not in done)):
        mark = (HERE if name == here else PASSED if name in state.found else OUT if name in state.excluded
                else OPEN if name in state.skipped else NONE)
        lines.append(MapLine(1, mark, titles[name]))
    return lines
