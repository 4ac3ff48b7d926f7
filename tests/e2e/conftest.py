"""One real browser for all tests of a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.chromium import Chromium, find_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A browser for which every name below `test` is this machine."""
    if not find_chromium():
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    found = Chromium(tmp_path_factory.mktemp("chromium"), "--host-resolver-rules=MAP *.test 127.0.0.1")
    yield found
    found.close()
