"""The registry of the shipped tables, and the phrases of codes in both languages."""

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from kb.codes.registry import Registry, create_registry_tables, fill_registry, load_tables
from kb.phrases import LOCALES, Phrases

CONTENT = Path(__file__).parents[3] / "content"


@pytest.fixture(scope="session")
def connection() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    create_registry_tables(connection)
    fill_registry(connection, load_tables())
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def registry(connection: sqlite3.Connection) -> Registry:
    return Registry(connection)


def flatten(tree: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from flatten(value, f"{prefix}.{key}")
        else:
            yield f"{prefix}.{key}", str(value)


@pytest.fixture(scope="session")
def code_phrases() -> dict[str, Phrases]:
    return {
        locale: Phrases(locale, dict(flatten(yaml.safe_load(
            (CONTENT / locale / "phrases" / "codes.yaml").read_text("utf-8")), "codes")))
        for locale in LOCALES}
