"""What many tests share: the shipped knowledge base, built once, and a home that is nobody's."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from assistant.opening import index_cache
from assistant.settings import load_settings
from kb.knowledge import KnowledgeBase
from tests.postgres import database, postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kb.index.cache import IndexCache

__all__ = ["database", "knowledge", "naze_cache", "postgres"]


def pytest_configure() -> None:
    """Lets the programs that tests start be interrupted."""
    # A shell starts what it puts in the background with interrupts ignored, and every program below inherits that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def naze_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder for programs that tests start, with the index of the shipped content in it: built once."""
    folder = tmp_path_factory.mktemp("naze-cache")
    cache_in(folder).open().close()
    return folder


@pytest.fixture(scope="session")
def knowledge(naze_cache: Path) -> Iterator[KnowledgeBase]:
    """The knowledge base over the shipped content."""
    connection = cache_in(naze_cache).open()
    yield KnowledgeBase(connection)
    connection.close()


def cache_in(folder: Path) -> IndexCache:
    """The cache of the shipped content in a folder, as programs with nothing else set have it."""
    environ = {"NAZE_CACHE": str(folder), "NAZE_CONFIG": str(folder / "none.toml"), "LANG": "ja_JP.UTF-8"}
    return index_cache(load_settings(environ), environ=environ)
