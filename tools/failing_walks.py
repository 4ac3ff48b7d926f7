"""Walks while everything fails: many people walk at once, each a process with a store of its own, while the server is
killed, connections are ended, the network is cut or goes silent, and now and then a client is killed.

Owns the people, the failures and the comparison afterwards. Used by the tests, small, and by the benchmark, large.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import time
from typing import TYPE_CHECKING, NamedTuple

import psycopg

from assistant.sessions.saved_walk import SavedWalk
from assistant.sessions.sqlite_file import open_file
from assistant.sessions.sqlite_store import SqliteStore, open_memory_store
from assistant.team.address import parse_address
from assistant.team.connection import Connection
from assistant.team.outbox import list_refused
from assistant.team.postgres_store import PostgresStore
from assistant.team.team_store import TeamStore, file_name
from assistant.troubleshoot.stepper import Walker
from assistant.troubleshoot.walk import Back, Choose, PageKind, Remember

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kb.knowledge import KnowledgeBase
    from tools.postgres_server import PostgresServer
    from tools.tcp_proxy import TcpProxy

Page = tuple[PageKind, str]

KINDS = ("lose the answers", "kill the server", "end the connections", "cut the network", "silence the network",
         "kill a client")
LONGEST_WALK = 12
LOST_AT_ONCE, LOSING_SECONDS = 3, 4.0
TIMES = "times.txt"
"""Beside a person's file: the seconds of each step, one a line."""


class Tally(NamedTuple):
    """What was found on the server afterwards. `lost`, `twice` and `disordered` are steps, and must be 0."""

    sessions: int
    steps: int
    lost: int
    twice: int
    disordered: int
    foreign: int
    """Sessions on the server that no client has."""
    refused: int
    """Changes that the server did not take."""


def open_team(folder: Path, url: str) -> TeamStore:
    """A person's store in a folder of its own."""
    return TeamStore(folder, parse_address(url), open_memory_store())


def walk_at_random(
    knowledge: KnowledgeBase, store: TeamStore, pages: Sequence[Page], seed: int, steps: int, pause: float,
) -> list[float]:
    """Walks until so many steps are taken, now and then back, now and then with a note; `pause` seconds on average
    between two steps. How many seconds each step took."""
    rng, walker = random.Random(seed), Walker(knowledge)
    times: list[float] = []
    while len(times) < steps:
        saved = SavedWalk.begin(walker, store, *rng.choice(pages), "en", at=time.time())
        for _ in range(LONGEST_WALK):
            options, start = saved.look().options, time.perf_counter()
            if not options or (saved.look().can_back and rng.random() < 0.15):
                saved.give(Back(), at=time.time())
            elif rng.random() < 0.1:
                saved.give(Remember("メモ"), at=time.time())
            else:
                saved.give(Choose(rng.choice(options).key), at=time.time())
            times.append(time.perf_counter() - start)
            time.sleep(rng.random() * 2 * pause)
    return times


def start_person(make_knowledge: Callable[[], KnowledgeBase], folder: Path, url: str, pages: Sequence[Page], seed: int,
                 steps: int, pause: float) -> int:
    """A process that walks; its id."""
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        store = open_team(folder, url)
        times = walk_at_random(make_knowledge(), store, pages, seed, steps, pause)
        store.close()
        (folder / TIMES).write_text("\n".join(map(str, times)), "utf-8")
        status = 0
    finally:
        os._exit(status)


def fail_until_done(
    people: dict[int, int], server: PostgresServer, proxy: TcpProxy, rng: random.Random, *, pause: float, at_least: int,
) -> tuple[list[str], list[int]]:
    """Lets things fail, one after the other, until every process ended; what failed, and which people were killed.

    `people` are the numbers of people by process. Raises RuntimeError when one ended with a mistake of its own.
    """
    failures: list[str] = []
    killed: list[int] = []
    running = dict(people)
    kinds = itertools.cycle(KINDS)
    while running or len(failures) < at_least:
        kind = next(kinds)
        match kind:
            case "kill the server":
                server.kill()
                time.sleep(rng.random() * pause)
                server.start()
            case "end the connections":
                with psycopg.connect(server.url()) as owner:
                    owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                  " WHERE application_name = 'naze'")
            case "cut the network":
                proxy.cut()
                time.sleep(rng.random() * pause)
                proxy.mend()
            case "silence the network":
                proxy.silence()
                time.sleep((Connection.answer_seconds or 1.0) + pause)
                proxy.mend()
            case "lose the answers":
                enough, end = proxy.lost + LOST_AT_ONCE, time.monotonic() + LOSING_SECONDS
                proxy.lose_answers()
                while running and proxy.lost < enough and time.monotonic() < end:
                    time.sleep(0.01)
                proxy.mend()
            case "kill a client":
                if not running:
                    continue
                process = rng.choice(sorted(running))
                os.kill(process, signal.SIGKILL)
                killed.append(running[process])
        failures.append(kind)
        time.sleep(pause * (0.5 + rng.random()))
        for process in tuple(running):
            done, status = os.waitpid(process, os.WNOHANG)
            if done:
                number = running.pop(process)
                if status and number not in killed:
                    raise RuntimeError(f"person {number} ended with {status}")
    return failures, killed


def send_the_rest(folders: Sequence[Path], url: str, seconds: float) -> int:
    """What the next process of each person does: sends what was left. How many changes it still could not send."""
    left = 0
    for folder in folders:
        end = time.monotonic() + seconds
        store = open_team(folder, url)
        while (waiting := store.send(seconds)) and time.monotonic() < end:
            time.sleep(0.1)
        left += waiting
        store.close()
    return left


def compare(folders: Sequence[Path], url: str, connection: Connection) -> Tally:
    """Holds the file that each person has for the address against the server, step by step."""
    sessions = steps = lost = twice = disordered = refused = 0
    known: set[str] = set()
    server = PostgresStore(connection, "")
    for folder in folders:
        connection_here = open_file(folder / file_name(parse_address(url)))
        refused += len(list_refused(connection_here))
        file = SqliteStore(connection_here)
        for session in file.list_sessions(limit=-1):
            here, there = file.steps_of(session.id), server.steps_of_uid(session.uid)
            found = server.find_uid(session.uid)
            known.add(session.uid)
            sessions += 1
            steps += len(here)
            lost += sum(step not in there for step in here) + (found is None)
            twice += max(len(there) - len(here), 0)
            numbers = [step.number for step in there]
            disordered += numbers != list(range(1, len(numbers) + 1))
            disordered += found is not None and found.state != session.state
        file.close()
    foreign = sum(each.uid not in known for each in server.list_sessions(limit=1_000_000))
    return Tally(sessions, steps, lost, twice, disordered, foreign, refused)
