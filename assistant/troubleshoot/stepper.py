"""The stepper: a walk and an input -> the walk after it and the step that it stands at.

Pure: the same walk, input and knowledge give the same result. Owns how a walk moves; what is shown of a place belongs
to `showing`, the order of causes to `ordering`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from assistant.troubleshoot import walk as walk_keys
from assistant.troubleshoot.articles import known_checks, next_frame, state_of
from assistant.troubleshoot.learning import odds_of
from assistant.troubleshoot.outputs import recognise
from assistant.troubleshoot.showing import Shower
from assistant.troubleshoot.walk import (
    FAILED,
    NO,
    REOPEN,
    RETRY,
    SKIP,
    YES,
    Back,
    Choose,
    End,
    Entry,
    Frame,
    Input,
    PageKind,
    Part,
    Paste,
    Remark,
    Remember,
    Walk,
)
from kb.pages.tree import Outcome, TargetKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.troubleshoot.learning import Experience, Odds
    from assistant.troubleshoot.step import Step
    from kb.knowledge import KnowledgeBase
    from kb.pages.article import Article
    from kb.pages.tree import Node

MAX_FRAMES = 12
MAX_AUTOMATIC = 50


class NoOptionError(ValueError):
    """An option was chosen that the step does not have."""


class Walker:
    """Walks over one knowledge base. `tier` is who walks: work of a higher tier is offered as escalation first."""

    def __init__(self, knowledge: KnowledgeBase, *, experience: Experience | None = None, tier: int = 1) -> None:
        self._knowledge = knowledge
        self._experience = experience
        self.tier = tier

    def start(self, kind: PageKind, slug: str, *, at: float, code: str = "") -> Walk:
        """A walk at the beginning of a page. Raises KeyError when there is no such page."""
        frame = self._first_frame(kind, slug, (), code)
        if frame is None:
            raise KeyError(slug)
        return self._pass_known(Walk((frame,), at, at, code))

    def resume(self, walk: Walk, *, at: float) -> Walk:
        """The walk with the timer of its step set anew, since nobody worked on it in between."""
        return msgspec.structs.replace(walk, since=at)

    def look(self, walk: Walk, locale: str) -> Step:
        """The step that the walk stands at."""
        return Shower(self._knowledge, walk, locale, self.odds, self.tier).step()

    def advance(self, walk: Walk, given: Input, locale: str, *, at: float) -> tuple[Walk, Step]:
        """The walk after an input, and its step. Raises NoOptionError for an option that the step does not have."""
        said: tuple[str, tuple[tuple[str, str], ...]] | None = None
        match given:
            case Choose():
                walk = self._choose(walk, given.key, at)
            case Back():
                walk = self._back(walk, given.entry, at)
            case Remember():
                walk = msgspec.structs.replace(
                    walk, remarks=(*walk.remarks, Remark(walk.frame, given.text.strip(), at, given.kind)))
                said = ("remembered", ())
            case Paste():
                found = recognise(self.outputs_of(walk), given.text)
                if found is None:
                    said = ("not_recognised", ())
                else:
                    walk = self._choose(walk, found.key, at, pattern=found.pattern)
                    said = ("recognised", (("pattern", found.pattern),))
        return walk, self.look(walk, locale)._replace(said=said)

    def odds(self, article: Article, code: str) -> Mapping[str, Odds]:
        """The chances of an article's causes, with what the team has seen."""
        if self._experience is None:
            return odds_of(article)
        return odds_of(article, self._experience.count_causes(article.slug, code))

    def outputs_of(self, walk: Walk) -> Mapping[str, tuple[str, ...]]:
        """The patterns that recognise a pasted output at the walk's place, by option."""
        frame = walk.frame
        if walk.end is not None:
            return {}
        if frame.kind is PageKind.TREE:
            node = self._node(frame)
            if node is None:
                return {}
            keys = {choice.target.name: f"{choice.target.kind}:{choice.target.name}"
                    for choice in reversed(node.choices)}
            return {keys[name]: patterns for name, patterns in node.facts.outputs.items() if name in keys}
        article = self._article(frame.slug)
        cause = next((each for each in article.causes if each.id == frame.at), None) if article else None
        return cause.facts.outputs if cause is not None and frame.part is Part.CHECK else {}

    # Moving.

    def _choose(self, walk: Walk, key: str, at: float, *, pattern: str = "", automatic: bool = False) -> Walk:
        shower = Shower(self._knowledge, walk, "ja", self.odds, self.tier)
        if key not in shower.option_keys():
            raise NoOptionError(key)
        entry = Entry(walk.frames, key, at, seconds=0.0 if automatic else max(at - walk.since, 0.0), pattern=pattern,
                      automatic=automatic)
        entry = self._note_check(entry)
        moved = msgspec.structs.replace(walk, entries=(*walk.entries, entry), since=at, end=None)
        moved = self._move(moved, entry)
        return moved if automatic else self._pass_known(moved)

    def _move(self, walk: Walk, entry: Entry) -> Walk:
        frame = entry.frames[-1]
        key = entry.answer
        if key.startswith(REOPEN):
            return msgspec.structs.replace(walk, frames=walk.entries[int(key.removeprefix(REOPEN))].frames)
        match key:
            case walk_keys.RETURN:
                return msgspec.structs.replace(walk, frames=walk.frames[:-1])
            case walk_keys.ESCALATE:
                return self._end(walk, Outcome.ESCALATE, self._cause_of(frame), self._tier_of(frame))
            case walk_keys.RESOLVE:
                return self._end(walk, Outcome.RESOLVED)
            case walk_keys.FINISH:
                return self._end(walk, Outcome.ARTICLE)
            case walk_keys.HELPED:
                return self._end(walk, Outcome.RESOLVED, frame.at, self._tier_of(frame))
        if frame.kind is PageKind.ARTICLE and key in (YES, NO, SKIP, FAILED, RETRY):
            return self._next_cause(walk)
        if key == SKIP:
            key = self._first_untried(walk, frame)
        kind, _, name = key.partition(":")
        if kind == TargetKind.NODE:
            return self._arrive(walk, msgspec.structs.replace(frame, at=name))
        return self._enter(walk, PageKind(kind), name)

    def _arrive(self, walk: Walk, frame: Frame) -> Walk:
        """The walk at a node of its current tree; at an outcome it has ended."""
        walk = msgspec.structs.replace(walk, frames=(*walk.frames[:-1], frame))
        node = self._node(frame)
        if node is not None and node.outcome in (Outcome.RESOLVED, Outcome.ESCALATE):
            return self._end(walk, node.outcome, tier=node.facts.tier)
        return walk

    def _enter(self, walk: Walk, kind: PageKind, slug: str) -> Walk:
        """The walk at the beginning of another page, on top of this one; a page that it came through is gone back to,
        so that a walk in circles does not pile up."""
        depth = next((i for i, each in enumerate(walk.frames) if (each.kind, each.slug) == (kind, slug)), None)
        under = walk.frames if depth is None else walk.frames[:depth]
        frame = self._first_frame(kind, slug, walk.live, walk.code) or Frame(kind, slug, "", Part.END)
        walk = msgspec.structs.replace(walk, frames=(*under, frame)[-MAX_FRAMES:])
        return self._arrive(walk, frame) if kind is PageKind.TREE else walk

    def _next_cause(self, walk: Walk) -> Walk:
        article = self._article(walk.frame.slug)
        if article is None:
            return walk
        frame = next_frame(article, state_of(article, walk.live), self.odds(article, walk.code))
        return msgspec.structs.replace(walk, frames=(*walk.frames[:-1], frame))

    def _first_frame(self, kind: PageKind, slug: str, live: tuple[Entry, ...], code: str) -> Frame | None:
        if kind is PageKind.TREE:
            tree = self._knowledge.find_tree(slug, "ja")
            return Frame(kind, slug, tree.start, Part.NODE) if tree is not None and tree.nodes else None
        article = self._article(slug)
        if article is None:
            return None
        return next_frame(article, state_of(article, live), self.odds(article, code))

    def _first_untried(self, walk: Walk, frame: Frame) -> str:
        """Where "I don't know" leads: to the first choice that was not taken here before."""
        node = self._node(frame)
        assert node is not None
        keys = [f"{choice.target.kind}:{choice.target.name}" for choice in node.choices]
        skips = sum(entry.frames[-1] == frame and entry.answer == SKIP for entry in walk.live) - 1
        taken = {entry.answer for entry in walk.live if entry.frames[-1] == frame}
        left = [key for key in dict.fromkeys(keys) if key not in taken]
        return left[min(skips, len(left) - 1)] if left else keys[0]

    def _pass_known(self, walk: Walk) -> Walk:
        """The walk past questions of trees whose answer an earlier check gave."""
        for _ in range(MAX_AUTOMATIC):
            key = self._known_answer(walk)
            if not key:
                break
            walk = self._choose(walk, key, walk.since, automatic=True)
        return walk

    def _known_answer(self, walk: Walk) -> str:
        node = self._node(walk.frame) if walk.frame.kind is PageKind.TREE and walk.end is None else None
        if node is None or not node.facts.check:
            return ""
        if any(entry.frames[-1] == walk.frame for entry in walk.live):
            return ""  # It was answered here already; who comes back wants to answer it anew.
        known = known_checks(walk.live)
        if node.facts.check not in known:
            return ""
        fitting = [choice.target for choice in node.choices
                   if (choice.target.name in node.facts.positive) == known[node.facts.check]]
        return f"{fitting[0].kind}:{fitting[0].name}" if len(fitting) == 1 else ""

    def _note_check(self, entry: Entry) -> Entry:
        """The entry with what it says of a shared check."""
        frame = entry.frames[-1]
        if frame.part is Part.CHECK and entry.answer in (YES, NO):
            article = self._article(frame.slug)
            cause = next((each for each in article.causes if each.id == frame.at), None) if article else None
            check, found = (cause.facts.check if cause else ""), entry.answer == YES
        elif frame.part is Part.NODE and ":" in entry.answer and not entry.answer.startswith(REOPEN):
            node = self._node(frame)
            check = node.facts.check if node is not None else ""
            found = node is not None and entry.answer.partition(":")[2] in node.facts.positive
        else:
            check, found = "", False
        return msgspec.structs.replace(entry, check=check, found=found and bool(check))

    def _back(self, walk: Walk, number: int | None, at: float) -> Walk:
        """The walk before an answer; without a number, before the last answer that somebody gave."""
        live = [i for i, entry in enumerate(walk.entries) if not entry.undone]
        if number is None:
            given = [i for i in live if not walk.entries[i].automatic]
            number = given[-1] if given else (live[0] if live else None)
        if number is None:
            return walk
        if number not in live:
            raise NoOptionError(f"entry {number}")
        entries = list(walk.entries)
        for i in live:
            if i >= number:
                entries[i] = msgspec.structs.replace(entries[i], undone=True)
        # The time at the step that is left was spent all the same.
        last = entries[live[-1]]
        entries[live[-1]] = msgspec.structs.replace(last, seconds=last.seconds + max(at - walk.since, 0.0))
        return msgspec.structs.replace(
            walk, entries=tuple(entries), frames=walk.entries[number].frames, since=at, end=None)

    def _end(self, walk: Walk, outcome: Outcome, cause: str = "", tier: int = 1) -> Walk:
        return msgspec.structs.replace(walk, end=End(outcome, walk.frame, cause, tier))

    # Looking things up.

    def _cause_of(self, frame: Frame) -> str:
        """The cause that an escalation is about: one that was found to be at work and is to be mended."""
        return frame.at if frame.kind is PageKind.ARTICLE and frame.part is Part.FIX else ""

    def _tier_of(self, frame: Frame) -> int:
        if frame.kind is PageKind.TREE:
            node = self._node(frame)
            return node.facts.tier if node is not None else 1
        article = self._article(frame.slug)
        return next((cause.facts.tier for cause in article.causes if cause.id == frame.at), 1) if article else 1

    def _node(self, frame: Frame) -> Node | None:
        tree = self._knowledge.find_tree(frame.slug, "ja")
        return tree.find_node(frame.at) if tree is not None else None

    def _article(self, slug: str) -> Article | None:
        return self._knowledge.find_article(slug, "ja")
