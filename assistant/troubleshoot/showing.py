"""Showing: the place of a walk -> the step that is seen, in one language.

Owns which options a place has and the words of the way here. Nothing here moves a walk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.troubleshoot.articles import open_causes, state_of
from assistant.troubleshoot.step import Crumb, Option, Step, StepKind
from assistant.troubleshoot.walk import (
    ESCALATE,
    FAILED,
    FINISH,
    HELPED,
    NO,
    REOPEN,
    RESOLVE,
    RETRY,
    RETURN,
    SKIP,
    YES,
    PageKind,
    Part,
)
from kb.pages.blocks import CodeBlock, walk_blocks
from kb.pages.tree import Outcome, TargetKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from assistant.troubleshoot.learning import Odds
    from assistant.troubleshoot.walk import Entry, Frame, Walk
    from kb.knowledge import KnowledgeBase
    from kb.pages.article import Article, Cause
    from kb.pages.blocks import Block
    from kb.pages.tree import Choice, DecisionTree, Node

    OddsOf = Callable[[Article, str], Mapping[str, Odds]]

ALWAYS = (ESCALATE, RESOLVE)
"""What can be chosen at every step that is not the end, listed or not."""


class Shower:
    """Shows one walk in one locale."""

    def __init__(self, knowledge: KnowledgeBase, walk: Walk, locale: str, odds: OddsOf, tier: int) -> None:
        self._knowledge = knowledge
        self._walk = walk
        self._locale = locale
        self._phrases = knowledge.phrases(locale)
        self._odds = odds
        self._tier = tier

    def option_keys(self) -> set[str]:
        """Everything that can be chosen at the step."""
        step = self.step(trail=False)
        keys = {option.key for option in step.options}
        if step.kind in (StepKind.NODE, StepKind.CHECK):
            keys.add(SKIP)
        return keys if step.kind is StepKind.OUTCOME else keys | set(ALWAYS)

    def step(self, *, trail: bool = True) -> Step:
        """The step of the walk's place."""
        frame = self._walk.frame
        crumbs = tuple(self._crumbs()) if trail else ()
        if frame.kind is PageKind.TREE:
            tree = self._tree(frame.slug)
            node = tree.find_node(frame.at) if tree is not None else None
            if tree is None or node is None:
                return self._lost(frame, crumbs)
            step = self._node_step(frame, tree, node)
        else:
            article = self._article(frame.slug)
            cause = _cause(article, frame.at)
            if article is None or (frame.at and cause is None):
                return self._lost(frame, crumbs)
            step = self._article_step(frame, article, cause)
        return step._replace(trail=crumbs, commands=_commands(step.blocks))

    # Trees.

    def _node_step(self, frame: Frame, tree: DecisionTree, node: Node) -> Step:
        end = self._walk.end
        if end is not None:
            return Step(StepKind.OUTCOME, frame, tree.title, node.title, node.blocks, self._ending_options(),
                        (), outcome=end.outcome, tier=end.tier)
        taken = {entry.answer for entry in self._walk.live if entry.frames[-1] == frame}
        options = [Option(key_of(choice), choice.label, key_of(choice) in taken) for choice in node.choices]
        options = list({option.key: option for option in reversed(options)}.values())[::-1]
        if node.outcome is Outcome.ARTICLE:
            options.append(self._option(FINISH))
        elif len(options) > 1:
            options.append(self._option(SKIP))
        options += self._ways_out(frame, is_dead_end=not node.choices)
        return Step(StepKind.NODE, frame, tree.title, node.title, node.blocks, tuple(options), (),
                    tier=node.facts.tier, takes_paste=bool(node.facts.outputs))

    # Articles.

    def _article_step(self, frame: Frame, article: Article, cause: Cause | None) -> Step:
        if self._walk.end is not None:
            return self._article_end(frame, article, cause)
        state = state_of(article, self._walk.live)
        odds = self._odds(article, self._walk.code)
        if cause is None:
            return self._exhausted(frame, article, is_open=bool(state.skipped))
        left = len(open_causes(article, state, odds))
        # With one cause at work, what is out of question makes the others likelier.
        possible = sum(each.chance for name, each in odds.items() if name not in state.excluded) or 1.0
        chance = odds[cause.id]._replace(chance=min(odds[cause.id].chance / possible, 1.0))
        shared = {"odds": chance, "left": left, "tier": cause.facts.tier}
        escalate: tuple[Option, ...] = (self._option(ESCALATE),)
        if frame.part is Part.CHECK:
            options = tuple(map(self._option, (YES, NO, SKIP)))
            return Step(StepKind.CHECK, frame, article.title, cause.title, (*cause.description, *cause.check),
                        options + escalate, (), minutes=cause.facts.check_minutes,
                        takes_paste=bool(cause.facts.outputs), **shared)  # type: ignore[arg-type]
        options = tuple(map(self._option, (HELPED, FAILED)))
        if cause.facts.tier > self._tier:
            options, escalate = escalate + options, ()
        return Step(StepKind.FIX, frame, article.title, cause.title, cause.fix, options + escalate, (),
                    minutes=cause.facts.fix_minutes, **shared)  # type: ignore[arg-type]

    def _exhausted(self, frame: Frame, article: Article, *, is_open: bool) -> Step:
        options = [self._option(RETRY)] if is_open else []
        if article.tree and all((each.kind, each.slug) != (PageKind.TREE, article.tree) for each in self._walk.frames):
            tree = self._tree(article.tree)
            if tree is not None:
                options.append(Option(f"{TargetKind.TREE}:{article.tree}", tree.title))
        options += self._ways_out(frame, is_dead_end=True)
        options += [self._option(RESOLVE), self._option(ESCALATE)]
        blocks = article.escalation if article.causes else (*article.lead, *article.meaning)
        title = self._phrases.say("walk.title.exhausted") if article.causes else article.title
        return Step(StepKind.EXHAUSTED, frame, article.title, title, blocks, tuple(options), ())

    def _article_end(self, frame: Frame, article: Article, cause: Cause | None) -> Step:
        end = self._walk.end
        assert end is not None
        blocks = article.escalation if end.outcome is Outcome.ESCALATE else article.prevention
        return Step(StepKind.OUTCOME, frame, article.title, cause.title if cause is not None else article.title,
                    blocks, self._ending_options(), (), outcome=end.outcome, tier=end.tier)

    # Both.

    def _lost(self, frame: Frame, crumbs: tuple[Crumb, ...]) -> Step:
        """The page, or the node or cause, was removed since the walk stood here."""
        title = self._phrases.say("walk.title.lost", name=frame.at or frame.slug)
        if self._walk.end is not None:
            return Step(StepKind.OUTCOME, frame, frame.slug, title, (), self._ending_options(), crumbs,
                        outcome=self._walk.end.outcome)
        options = (*self._ways_out(frame, is_dead_end=True), self._option(ESCALATE))
        return Step(StepKind.LOST, frame, frame.slug, title, (), options, crumbs)

    def _ending_options(self) -> tuple[Option, ...]:
        """What an end that mended nothing still offers: questions left open, and the page that led here."""
        end = self._walk.end
        if end is None or end.outcome is Outcome.RESOLVED:
            return ()
        return self._ways_out(self._walk.frame, is_dead_end=True)

    def _ways_out(self, frame: Frame, *, is_dead_end: bool) -> tuple[Option, ...]:
        options = []
        if is_dead_end:
            for number, entry in enumerate(self._walk.entries):
                if not entry.undone and entry.answer == SKIP and self._has_untried(entry):
                    options.append(Option(f"{REOPEN}{number}", self._phrases.say(
                        "walk.answer.reopen", title=self._title(entry.frames[-1]))))
        if len(self._walk.frames) > 1:
            options.append(Option(RETURN, self._phrases.say(
                "walk.answer.return", title=self._page_title(self._walk.frames[-2]))))
        return tuple(dict((option.label, option) for option in options).values())

    def _has_untried(self, entry: Entry) -> bool:
        """Whether a question that was skipped still has choices that nobody took."""
        frame = entry.frames[-1]
        tree = self._tree(frame.slug) if frame.kind is PageKind.TREE else None
        node = tree.find_node(frame.at) if tree is not None else None
        if node is None:
            return False
        keys = {key_of(choice) for choice in node.choices}
        live = [each for each in self._walk.live if each.frames[-1] == frame]
        skips = sum(each.answer == SKIP for each in live)
        return len(keys - {each.answer for each in live}) > skips

    def _crumbs(self) -> Iterable[Crumb]:
        for number, entry in enumerate(self._walk.entries):
            if not entry.undone:
                frame = entry.frames[-1]
                yield Crumb(number, frame, self._page_title(frame), self._title(frame), self.answer_label(entry),
                            entry.seconds, entry.automatic)

    def answer_label(self, entry: Entry) -> str:
        """What was answered, in the page's words where it was a choice of a tree."""
        frame = entry.frames[-1]
        tree = self._tree(frame.slug) if frame.kind is PageKind.TREE else None
        node = tree.find_node(frame.at) if tree is not None else None
        for choice in node.choices if node is not None else ():
            if key_of(choice) == entry.answer:
                return choice.label
        key, _, rest = entry.answer.partition(":")
        if not rest:
            return self._option(key).label
        if key + ":" == REOPEN:
            return self._phrases.say("walk.answer.reopened")
        return rest

    def _option(self, key: str) -> Option:
        if key == RETURN:
            return Option(key, self._phrases.say("walk.answer.returned"))
        return Option(key, self._phrases.say(f"walk.answer.{key}"))

    def _page_title(self, frame: Frame) -> str:
        page = self._tree(frame.slug) if frame.kind is PageKind.TREE else self._article(frame.slug)
        return page.title if page is not None else frame.slug

    def _title(self, frame: Frame) -> str:
        if frame.kind is PageKind.TREE:
            tree = self._tree(frame.slug)
            node = tree.find_node(frame.at) if tree is not None else None
            return node.title if node is not None else frame.at
        cause = _cause(self._article(frame.slug), frame.at)
        return cause.title if cause is not None else self._phrases.say("walk.title.exhausted")

    def _tree(self, slug: str) -> DecisionTree | None:
        return self._knowledge.find_tree(slug, self._locale)

    def _article(self, slug: str) -> Article | None:
        return self._knowledge.find_article(slug, self._locale)


def key_of(choice: Choice) -> str:
    """The key of a tree's choice."""
    return f"{choice.target.kind}:{choice.target.name}"


def _cause(article: Article | None, name: str) -> Cause | None:
    return next((cause for cause in article.causes if cause.id == name), None) if article is not None else None


def _commands(blocks: Iterable[Block]) -> tuple[str, ...]:
    found = (block for block in walk_blocks(blocks) if isinstance(block, CodeBlock))
    return tuple(block.text for block in found if block.language != "text")
