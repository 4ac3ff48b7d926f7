"""What many tests share: the shipped knowledge base, built once, and a home that is nobody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.answers import answer_articles
from kb.index.cache import IndexCache
from kb.knowledge import KnowledgeBase
from kb.pages.files import shipped_root
from tests.postgres import database, postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["database", "knowledge", "naze_cache", "postgres"]


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The knowledge base over the shipped content."""
    folder = tmp_path_factory.mktemp("index")
    connection = IndexCache(folder, [shipped_root()], ["naze"], answerer=answer_articles).open()
    yield KnowledgeBase(connection)
    connection.close()


@pytest.fixture(scope="session")
def naze_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder for programs that tests start, with the index of the shipped content in it: built once."""
    from tests.assistant.cli.test_lookup import naze

    folder = tmp_path_factory.mktemp("naze-cache")
    assert naze("build", cache=folder).returncode == 0
    return folder
