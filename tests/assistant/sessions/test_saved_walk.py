"""Saved walks: on disk before they are seen, resumed where they were, killed at any point."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from typing import TYPE_CHECKING

import msgspec
import pytest

from assistant.sessions.saved_walk import SavedWalk
from assistant.sessions.sqlite_store import SqliteStore, open_store
from assistant.sessions.store import SessionMovedError
from assistant.troubleshoot.stepper import NoOptionError, Walker
from assistant.troubleshoot.walk import Back, Choose, PageKind, Paste, Remember, encode_walk

if TYPE_CHECKING:
    from pathlib import Path

    from kb.knowledge import KnowledgeBase

KILLED_WALKS = 500


def state_in(store: SqliteStore, session: int) -> str:
    found = store.find_session(session)
    assert found is not None
    return found.state


def test_each_step_is_in_the_store(small: KnowledgeBase, store: SqliteStore) -> None:
    saved = SavedWalk.begin(Walker(small), store, PageKind.TREE, "main", "en", at=0, code="ras:809")
    session = saved.session
    for at, given in enumerate((Choose("node:kind"), Remember("home"), Choose("article:alpha"), Back(),
                                Choose("article:alpha"), Choose("yes"), Choose("helped")), 1):
        saved.give(given, at=float(at))
        assert state_in(store, session) == encode_walk(saved.walk)
    found = store.find_session(session)
    assert found is not None
    assert (found.status, found.outcome, found.title, found.page) == ("finished", "resolved", "Main tree", "tree:main")
    assert store.count_causes("alpha", "ras:809") == {"quick": 1}
    saved.give(Back(), at=9)
    assert store.count_causes("alpha", "ras:809") == {}
    assert len(store.steps_of(session)) == 8


def test_what_was_learnt_shifts_the_next_walk(small: KnowledgeBase, store: SqliteStore) -> None:
    walker = Walker(small, experience=store)
    for _ in range(30):
        saved = SavedWalk.begin(walker, store, PageKind.ARTICLE, "alpha", "en", at=0)
        while saved.look().frame.at != "stopped":
            saved.give(Choose("no"), at=1)
        saved.give(Choose("yes"), at=2)
        saved.give(Choose("helped"), at=3)
    assert walker.start(PageKind.ARTICLE, "alpha", at=0).frame.at == "stopped"
    store.forget_cases("alpha")
    assert walker.start(PageKind.ARTICLE, "alpha", at=0).frame.at == "quick"


def test_a_mistake_or_an_unread_paste_changes_nothing(small: KnowledgeBase, store: SqliteStore) -> None:
    saved = SavedWalk.begin(Walker(small), store, PageKind.TREE, "main", "en", at=0)
    before = state_in(store, saved.session)
    with pytest.raises(NoOptionError):
        saved.give(Choose("node:nowhere"), at=1)
    saved.give(Paste("nothing known"), at=2)
    assert state_in(store, saved.session) == before
    saved.give(Paste("Running IKEEXT " + "x" * 9_000), at=3)
    assert len(store.steps_of(saved.session)[0].json) < 3_000


def test_resuming_does_not_count_the_time_in_between(small: KnowledgeBase, store: SqliteStore) -> None:
    saved = SavedWalk.begin(Walker(small), store, PageKind.TREE, "main", "ja", at=0)
    saved.give(Choose("node:kind"), at=10)
    session = store.find_session(saved.session)
    assert session is not None
    again = SavedWalk.resume(Walker(small), store, session, at=90_000, locale="en")
    assert again.look() == Walker(small).look(saved.walk, "en")
    again.give(Choose("node:dig"), at=90_005)
    assert again.walk.seconds == 15
    with pytest.raises(SessionMovedError):
        saved.give(Choose("node:dig"), at=20)
    assert saved.walk.frame.at == "kind"


def walk_until_killed(knowledge: KnowledgeBase, folder: Path, seed: int, report: int) -> None:
    """Walks at random and for ever, saying over a pipe which state was shown after each step."""
    rng = random.Random(seed)
    store = open_store(folder)
    walker = Walker(knowledge)
    now = 0.0
    while True:
        saved = SavedWalk.begin(walker, store, *rng.choice(((PageKind.TREE, "main"), (PageKind.ARTICLE, "beta"))),
                                "en", at=now)
        for _ in range(12):
            # What a person sees is what the pipe gets: only ever after it was saved.
            os.write(report, f"{saved.session} {msgspec.json.encode(saved.walk).decode()}\n".encode())
            options = saved.look().options
            now += 1
            if not options or (saved.look().can_back and rng.random() < 0.15):
                saved.give(Back(), at=now)
            elif rng.random() < 0.1:
                saved.give(Remember("メモ"), at=now)
            else:
                saved.give(Choose(rng.choice(options).key), at=now)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.skipif(sys.platform == "win32", reason="fork and SIGKILL")
def test_killed_walks_resume_where_they_were(small: KnowledgeBase, tmp_path: Path) -> None:
    """The last state that was shown is the one resumed, or the next, when the kill fell between saving and showing."""
    rng = random.Random(20_261_123)
    steps = 0
    for number in range(KILLED_WALKS):
        reader, writer = os.pipe()
        process = os.fork()
        if process == 0:
            try:
                os.close(reader)
                walk_until_killed(small, tmp_path, number, writer)
            finally:
                os._exit(1)
        os.close(writer)
        with os.fdopen(reader, "rb") as shown:
            first = shown.readline()
            time.sleep(rng.random() * 0.05)
            os.kill(process, signal.SIGKILL)
            lines = [first, *shown.readlines()]
        os.waitpid(process, 0)
        lines = [line for line in lines if line.endswith(b"\n")]
        session, _, state = lines[-1].decode().rstrip("\n").partition(" ")
        steps += len(lines)
        store = open_store(tmp_path)
        found = store.find_session(int(session))
        assert found is not None
        saved = SavedWalk.resume(Walker(small), store, found, at=0.0)
        taken = len(store.steps_of(found.id)) - 1
        before = sum(line.startswith(f"{session} ".encode()) for line in lines) - 1
        assert taken in (before, before + 1)
        if taken == before:
            assert found.state == state
        assert saved.look().frame == saved.walk.frame
        store.close()
    assert steps > KILLED_WALKS * 2
