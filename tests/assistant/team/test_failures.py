"""Everything fails: the server, its connections, the network, the client. No step is lost, none is there twice."""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING

import pytest

from assistant.team.connection import Connection
from assistant.troubleshoot.walk import PageKind
from tools.failing_walks import (
    KINDS,
    Tally,
    compare,
    fail_until_done,
    open_team,
    send_the_rest,
    start_person,
    walk_at_random,
)
from tools.tcp_proxy import TcpProxy

if TYPE_CHECKING:
    from pathlib import Path

    from kb.knowledge import KnowledgeBase
    from tests.postgres import Database

PEOPLE = 10
STEPS = 60
PAGES = ((PageKind.TREE, "main"), (PageKind.ARTICLE, "beta"))
PATIENCE = 60.0


def test_what_is_lost_or_twice_or_out_of_order_is_seen(
    small: KnowledgeBase, database: Database, tmp_path: Path,
) -> None:
    store = open_team(tmp_path, database.url("aoi"))
    walk_at_random(small, store, PAGES, 1, 12, 0.0)
    assert store.send(PATIENCE) == 0
    store.close()

    def tally(change: str) -> Tally:
        with database.connect() as owner, owner.transaction(force_rollback=True):
            owner.execute(change.encode())
            return compare([tmp_path], database.url("aoi"), owner)

    steps = tally("SELECT 1")
    assert (steps.sessions, steps.steps, *steps[2:]) == (1, 12, 0, 0, 0, 0, 0)
    assert tally("DELETE FROM step WHERE number = 12").lost == 1
    assert tally("UPDATE step SET json = '{}' WHERE number = 3").lost == 1
    again = tally("INSERT INTO step SELECT session, 13, at, json FROM step WHERE number = 12")
    assert (again.twice, again.disordered) == (1, 0)
    assert tally("UPDATE step SET number = 99 WHERE number = 5").disordered == 1
    assert tally("UPDATE session SET state = ''").disordered == 1
    assert tally("INSERT INTO session (uid, kind, locale, title, code, page, created, updated, state)"
                 " VALUES (gen_random_uuid(), 'walk', 'ja', 't', '', '', 1, 1, '')").foreign == 1


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.skipif(sys.platform == "win32", reason="fork and SIGKILL")
def test_walks_while_everything_fails(
    small: KnowledgeBase, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Connection, "answer_seconds", 0.5)
    with TcpProxy(database.server.port) as proxy:
        url = database.url("aoi", port=proxy.port)
        folders = [tmp_path / str(number) for number in range(PEOPLE)]
        people = {start_person(lambda: small, folder, url, PAGES, number, STEPS, 0.05): number
                  for number, folder in enumerate(folders)}
        failures, killed = fail_until_done(people, database.server, proxy, random.Random(20_261_128), pause=0.15,
                                           at_least=len(KINDS))
        assert set(failures) == set(KINDS)
        assert proxy.lost > 0
        assert send_the_rest(folders, url, PATIENCE) == 0
    with database.connect() as connection:
        tally = compare(folders, url, connection)
    assert (tally.lost, tally.twice, tally.disordered, tally.foreign, tally.refused) == (0, 0, 0, 0, 0)
    assert tally.steps >= (PEOPLE - len(killed)) * STEPS
