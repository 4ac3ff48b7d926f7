"""The team: many people walk at once, each a process with a store of its own, while everything fails.

The server is killed and started again, its connections are ended, the network is cut and goes silent, clients are
killed. Afterwards the next process of each person sends what was left, and every file is held against the server.
`NAZE_BENCH_PEOPLE` and `NAZE_BENCH_STEPS` change how many walk and how far.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from assistant.opening import open_knowledge
from assistant.settings import load_settings
from assistant.team.address import parse_address
from assistant.team.connection import ANSWER_SECONDS, open_connection
from assistant.team.schema import prepare_server
from assistant.troubleshoot.walk import PageKind
from benchmarks.measuring import milliseconds, percentile, print_table
from tools.failing_walks import KINDS, TIMES, compare, fail_until_done, send_the_rest, start_person
from tools.postgres_server import PostgresServer
from tools.tcp_proxy import TcpProxy

if TYPE_CHECKING:
    from kb.knowledge import KnowledgeBase

PEOPLE = int(os.environ.get("NAZE_BENCH_PEOPLE", "50"))
STEPS = int(os.environ.get("NAZE_BENCH_STEPS", "60"))
PAUSE = 1.0
"""Seconds between two steps of a person, on average."""
FAILURE_PAUSE = 1.5
PATIENCE = 120.0
SEED = 20_261_128
# As a server is set up, not as a test's: what is confirmed is on the disk.
DURABLE = {"fsync": "on", "full_page_writes": "on", "scram_iterations": "4096"}
PASSWORD = "benchmark"


def open_shipped() -> KnowledgeBase:
    """The shipped knowledge base."""
    return open_knowledge(load_settings())


def main() -> None:
    """Prints what failed, what was found afterwards, and how long a step took meanwhile."""
    knowledge = open_shipped()
    pages = [(PageKind.TREE, slug) for slug in knowledge.all_trees()]
    with tempfile.TemporaryDirectory() as folder, PostgresServer(**DURABLE) as server, TcpProxy(server.port) as proxy:
        with psycopg.connect(server.url(), autocommit=True) as owner:
            owner.execute("CREATE DATABASE naze")
            owner.execute(f"CREATE ROLE person LOGIN PASSWORD '{PASSWORD}'".encode())
        with open_connection(parse_address(server.url("naze"))) as connection:
            prepare_server(connection)
            connection.execute("GRANT naze_agent TO person")
        url = server.url("naze", "person", PASSWORD, port=proxy.port)
        folders = [Path(folder) / str(number) for number in range(PEOPLE)]
        begun = time.perf_counter()
        people = {start_person(open_shipped, each, url, pages, SEED + number, STEPS, PAUSE): number
                  for number, each in enumerate(folders)}
        failures, killed = fail_until_done(people, server, proxy, random.Random(SEED), pause=FAILURE_PAUSE,
                                           at_least=len(KINDS))
        walked = time.perf_counter() - begun
        begun = time.perf_counter()
        left = send_the_rest(folders, url, PATIENCE)
        sent = time.perf_counter() - begun
        times = read_times(folders)
        with open_connection(parse_address(server.url("naze")), patient=True) as connection:
            tally = compare(folders, url, connection)
    title = f"{PEOPLE} people, {STEPS} steps each, {walked:.0f} s; answers awaited for {ANSWER_SECONDS:.0f} s at most"
    print_table(title, ("what failed", "times"), [(kind, str(times)) for kind, times in Counter(failures).items()])
    print()
    print_table("afterwards", ("", "number"), [
        ("people whose process was killed", str(len(killed))), ("answers that never arrived", str(proxy.lost)),
        ("sessions", str(tally.sessions)),
        ("steps", str(tally.steps)), ("steps lost", str(tally.lost)), ("steps there twice", str(tally.twice)),
        ("out of order, or another state", str(tally.disordered)), ("sessions of nobody", str(tally.foreign)),
        ("changes refused", str(tally.refused)), ("changes that still wait", str(left)),
        ("seconds until the rest was sent", f"{sent:.1f}")])
    print()
    if times:
        print_table("a step, saved here, while all that happened", ("", "time"), [
            (name, milliseconds(value)) for name, value in (
                ("p50", percentile(times, 0.5)), ("p95", percentile(times, 0.95)), ("p99", percentile(times, 0.99)),
                ("longest", max(times)))])


def read_times(folders: list[Path]) -> list[float]:
    """The seconds of every step of those who were not killed."""
    return [float(line) for folder in folders if (folder / TIMES).exists()
            for line in (folder / TIMES).read_text("utf-8").split()]
