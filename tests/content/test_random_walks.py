"""Any way through the shipped pages: seeded walks that choose, skip, go back and come home again, in both languages."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from assistant.troubleshoot.step import StepKind
from assistant.troubleshoot.stepper import MAX_FRAMES, Walker
from assistant.troubleshoot.walk import Back, Choose, PageKind, Paste, Remember, decode_walk, encode_walk

if TYPE_CHECKING:
    from kb.knowledge import KnowledgeBase

STEPS = 25
SEED = 20_261_123


@pytest.mark.parametrize("kind", PageKind)
def test_every_way_holds(knowledge: KnowledgeBase, kind: PageKind) -> None:
    rng = random.Random(SEED)
    walker = Walker(knowledge)
    slugs = knowledge.all_trees() if kind is PageKind.TREE else knowledge.all_slugs()
    ends = 0
    for slug in slugs:
        walk = walker.start(kind, slug, at=0.0)
        for number in range(1, STEPS):
            step = walker.look(walk, "ja")
            other = walker.look(walk, "en")
            assert [option.key for option in step.options] == [option.key for option in other.options]
            assert len({option.label for option in step.options}) == len(step.options), (slug, step.frame)
            assert len(walk.frames) <= MAX_FRAMES
            assert step.title
            assert (step.kind is StepKind.OUTCOME) == (walk.end is not None)
            ends += walk.end is not None
            at, dice = float(number), rng.random()
            if not step.options or (dice < 0.15 and step.can_back):
                walk, _ = walker.advance(walk, Back(), "ja", at=at)
            elif dice < 0.2:
                walk, _ = walker.advance(walk, Remember("メモ"), "ja", at=at)
            elif dice < 0.25:
                walk, _ = walker.advance(walk, Paste("Stopped IKEEXT\nTcpTestSucceeded : True"), "ja", at=at)
            else:
                walk, _ = walker.advance(walk, Choose(rng.choice(step.options).key), "ja", at=at)
            assert decode_walk(encode_walk(walk)) == walk
        assert walk.seconds <= STEPS
    assert ends > len(slugs)
