"""`naze sessions export --markdown`: a conversation of yesterday, in either language."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from assistant.sessions.saved_talk import SavedTalk
from assistant.sessions.sqlite_store import open_store
from tests.assistant.cli.test_lookup import naze

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def test_a_kept_conversation_is_exported_in_either_language(cache: Path, tmp_path: Path) -> None:
    store = open_store(tmp_path)
    talk = SavedTalk(store, "ja", fixed_lang=False)
    for said in ("691 の原因は？", "では直し方は？"):
        talk.keep(said, at=time.time())
    store.close()
    result = naze("sessions", "export", str(talk.session), "--markdown", "--lang", "both", cache=cache, NAZE_DATA=str(tmp_path))
    text = result.stdout.decode("utf-8")
    assert result.returncode == 0
    assert text.count("> では直し方は？") == 2
    assert "## 専門家" in text
    assert "## Expert" in text
