"""The search on a team's server: many clients at once on one server of this machine, and whether it answers as here.

Each client is a thread with a connection and a searcher of its own, in a few processes; reading the query and scoring
are the clients' work and run on this machine too, beside the server. In the same run the local engine answers the same
queries in two processes. `NAZE_BENCH_CLIENTS` and `NAZE_BENCH_SECONDS` change how many search and how long.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

import psycopg

from assistant.opening import open_knowledge
from assistant.sessions.store import StoreError
from assistant.settings import load_settings
from assistant.team.address import parse_address
from assistant.team.connection import open_connection
from assistant.team.publishing import publish
from assistant.team.schema import prepare_server
from assistant.team.server_rows import ServerRows
from benchmarks.measuring import milliseconds, percentile, print_table
from benchmarks.search import corrupt, load_queries
from kb.index.search import Searcher
from tools.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kb.index.search import SearchResult
    from kb.knowledge import KnowledgeBase

    Question = tuple[str, str]

CLIENTS = int(os.environ.get("NAZE_BENCH_CLIENTS", "200"))
SECONDS = float(os.environ.get("NAZE_BENCH_SECONDS", "20"))
LOCAL_CLIENTS = 2
PROCESSES = 40
WARMING = 4
"""So many searches of each client come first: the start of the day is not what is measured."""
QUESTIONS = 500
PAUSE = 2.0
"""Seconds between two searches of a person who works, on average."""
SEED = 20_261_128
PASSWORD = "benchmark"
PATIENCE = 120.0


class Answered(NamedTuple):
    """What the clients of a process came to: seconds of each search, of the processor, and what went wrong."""

    times: list[float]
    processor: float
    errors: list[str]


def load_questions() -> list[Question]:
    """Labelled queries and the same with a typo, half and half, each with its language."""
    chance = random.Random(SEED)
    queries = load_queries()
    asked = chance.sample(queries, QUESTIONS // 2)
    typed = [(corrupt(query.text, chance), query.lang) for query in chance.sample(queries, QUESTIONS // 2)]
    return [*((query.text, query.lang) for query in asked), *typed]


def names(found: SearchResult) -> list[str]:
    """What a search found, best first."""
    return [hit.slug or str(hit.codes[0]) for hit in (*found.hits, *found.nearest)]


def main() -> None:
    """Prints how alike the answers are, and how many searches a second the server stands."""
    knowledge, questions = open_knowledge(load_settings()), load_questions()
    with PostgresServer(shared_buffers="128MB") as server:
        with psycopg.connect(server.url(), autocommit=True) as owner:
            owner.execute("CREATE DATABASE naze")
            owner.execute(f"CREATE ROLE person LOGIN PASSWORD '{PASSWORD}'".encode())
        with open_connection(parse_address(server.url("naze")), patient=True) as connection:
            prepare_server(connection)
            connection.execute("GRANT naze_reader TO person")
            begun = time.perf_counter()
            published = publish(connection, knowledge.connection)
            seconds = time.perf_counter() - begun
            size = connection.execute(
                "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname LIKE 'publication%'"
                " AND relkind = 'r'").fetchone()
            connection.execute("ANALYZE")
        url = server.url("naze", "person", PASSWORD)
        print(f"{published.articles} articles, {published.trees} trees published in {seconds:.1f} s,"
              f" {int(size[0] if size else 0) / 1e6:.0f} MB on the server")
        _print_likeness(knowledge, url, questions)
        _print_load(questions, url)


def _print_likeness(knowledge: KnowledgeBase, url: str, questions: Sequence[Question]) -> None:
    with open_connection(parse_address(url), for_reading=True) as connection:
        there = Searcher(ServerRows(connection))
        pairs = [(names(knowledge.search(text, lang)), names(there.search(text, lang))) for text, lang in questions]
    first = sum(here[:1] == other[:1] for here, other in pairs)
    whole = sum(here == other for here, other in pairs)
    print_table("As the local engine answers", ("", "of", "same", "share"), [
        ("top result", str(len(pairs)), str(first), f"{first / len(pairs):.3f}"),
        ("all results in order", str(len(pairs)), str(whole), f"{whole / len(pairs):.3f}")])


def _print_load(questions: Sequence[Question], url: str) -> None:
    rows = []
    for engine, clients, work, pauses in (
            ("local engine", LOCAL_CLIENTS, _open_local, (0.0,)), ("server", CLIENTS, _open_there, (0.0, PAUSE))):
        for pause, answered in zip(pauses, _search_at_once(work, url, questions, clients, pauses), strict=True):
            times = [each for process in answered for each in process.times]
            errors = [each for process in answered for each in process.errors]
            processor = sum(process.processor for process in answered) / max(len(times), 1)
            rows.append((engine, str(clients), f"{pause:.0f} s", str(len(times)), str(len(errors)),
                         f"{len(times) / SECONDS:.0f}", milliseconds(percentile(times, 0.5)),
                         milliseconds(percentile(times, 0.95)), milliseconds(processor)))
            for error in sorted(set(errors))[:3]:
                print(f"  {error}")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print_table(
        f"{SECONDS:.0f} s each on {os.cpu_count()} processors (load of the machine at the end {load:.1f})",
        ("engine", "clients", "pause", "searches", "errors", "per second", "p50", "p95", "processor of a client"), rows)


def _search_at_once(
    work: Callable[[str], Searcher], url: str, questions: Sequence[Question], clients: int, pauses: Sequence[float],
) -> list[list[Answered]]:
    """For each pause, what the clients of each process came to."""
    context = multiprocessing.get_context("spawn")
    count = min(clients, PROCESSES)
    start, answers = context.Barrier(count), context.Queue()
    processes = [
        context.Process(target=_search_in_process, daemon=True,
                        args=(work, url, questions, clients // count, pauses, start, answers, number))
        for number in range(count)]
    for process in processes:
        process.start()
    answered = [[answers.get(timeout=PATIENCE + SECONDS) for _ in processes] for _ in pauses]
    for process in processes:
        process.join()
    return answered


def _search_in_process(
    work: Callable[[str], Searcher], url: str, questions: Sequence[Question], clients: int, pauses: Sequence[float],
    start: threading.Barrier, answers: multiprocessing.Queue[Answered], number: int,
) -> None:
    # One after the other, and each with a first search: the start of the day is not what is measured.
    searchers = [work(url) for _ in range(clients)]
    for client, searcher in enumerate(searchers):
        for text, lang in questions[client * WARMING:(client + 1) * WARMING]:
            searcher.search(text, lang)
    for pause in pauses:
        result = Answered([], 0.0, [])
        threads = [
            threading.Thread(target=_search_alone, args=(searcher, questions, pause, result, f"{number}/{client}"))
            for client, searcher in enumerate(searchers)]
        start.wait(PATIENCE)
        before = time.process_time()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        answers.put(result._replace(processor=time.process_time() - before))


def _search_alone(
    searcher: Searcher, questions: Sequence[Question], pause: float, result: Answered, seed: str,
) -> None:
    chance = random.Random(seed)
    end = time.perf_counter() + SECONDS
    time.sleep(chance.random() * pause)
    while time.perf_counter() < end:
        text, lang = chance.choice(questions)
        begun = time.perf_counter()
        try:
            searcher.search(text, lang)
        except StoreError as error:
            result.errors.append(f"{type(error).__name__}: {error}")
        result.times.append(time.perf_counter() - begun)
        if pause:
            time.sleep(chance.expovariate(1 / pause))


def _open_local(url: str) -> Searcher:
    return open_knowledge(load_settings()).searcher


def _open_there(url: str) -> Searcher:
    return Searcher(ServerRows(open_connection(parse_address(url), for_reading=True)))


if __name__ == "__main__":
    main()
