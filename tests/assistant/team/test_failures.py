"""Everything fails: the server, its connections, the network, the client. No step is lost, none is there twice."""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING

import pytest

from assistant.team.connection import Connection
from assistant.troubleshoot.walk import PageKind
from tools.failing_walks import KINDS, compare, fail_until_done, send_the_rest, start_person
from tools.tcp_proxy import TcpProxy

if TYPE_CHECKING:
    from pathlib import Path

    from kb.knowledge import KnowledgeBase
    from tests.postgres import Database

PEOPLE = 10
STEPS = 60
PAGES = ((PageKind.TREE, "main"), (PageKind.ARTICLE, "beta"))
PATIENCE = 60.0


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
        assert send_the_rest(folders, url, PATIENCE) == 0
    tally = compare(folders, database.url("aoi"))
    assert (tally.lost, tally.twice, tally.disordered, tally.foreign) == (0, 0, 0, 0)
    assert tally.steps >= (PEOPLE - len(killed)) * STEPS
