"""Opening: settings -> the knowledge base that they ask for.

Owns which content roots there are and how the index that belongs to them is found, built or renewed. Front ends pass
what shows progress.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

from kb.index.cache import IndexCache, launch_name
from kb.knowledge import KnowledgeBase
from kb.pages.files import shipped_root

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from assistant.settings import Settings
    from kb.index.build import Progress

SHIPPED = "naze"


def content_roots(settings: Settings) -> list[Path]:
    """The shipped content, then the folders laid over it."""
    return [shipped_root(), *settings.content]


def index_cache(
    settings: Settings, *, progress: Progress | None = None, fetching: Progress | None = None,
    environ: Mapping[str, str] | None = None, asks: bool = True,
) -> IndexCache:
    """The cache of the index that belongs to the settings: a copy of what the team published, or what the content
    folders say. Opening a copy asks the server for a newer one when it is time, unless `asks` is False."""
    environ = os.environ if environ is None else environ
    roots = content_roots(settings)
    launch = launch_name(environ.get("NAZE_CONTENT", ""), str(roots[0]), environ.get("NAZE_STORE", ""))
    if not reads_published(settings):
        return _built_cache(settings, launch, environ, progress)
    from assistant.answers import answer_articles
    from assistant.team.address import parse_address
    from assistant.team.published_cache import PublishedCache

    return PublishedCache(
        settings.cache_folder, roots, [SHIPPED], parse_address(settings.store), launch=launch,
        notes=_notes(settings, environ), answerer=answer_articles, progress=progress, fetching=fetching,
        asks=asks)


def own_index_cache(settings: Settings, *, progress: Progress | None = None) -> IndexCache:
    """The cache of the index over the shipped content and the folders of the settings, whatever the team published."""
    if not reads_published(settings):
        return index_cache(settings, progress=progress)
    launch = launch_name(os.environ.get("NAZE_CONTENT", ""), str(content_roots(settings)[0])) + "-own"
    return _built_cache(settings, launch, os.environ, progress)


def follow_published(settings: Settings) -> None:
    """Makes a newer version the copy of what the team published, when it is time to ask. It may wait for the server."""
    if not reads_published(settings):
        return
    from assistant.team.published_cache import PublishedCache

    cache = index_cache(settings)
    assert isinstance(cache, PublishedCache)
    connection = cache.follow()
    if connection is not None:
        connection.close()


def reads_published(settings: Settings) -> bool:
    """Whether the knowledge is what the team published. Who has content folders of their own works on content, and
    reads those over the shipped content: what they will publish."""
    return bool(settings.store) and not settings.content and find_spec("psycopg") is not None


def _built_cache(
    settings: Settings, launch: str, environ: Mapping[str, str], progress: Progress | None,
) -> IndexCache:
    from assistant.answers import answer_articles

    roots = content_roots(settings)
    return IndexCache(
        settings.cache_folder, roots, [SHIPPED, *(root.name for root in roots[1:])], launch=launch,
        notes=_notes(settings, environ), answerer=answer_articles, progress=progress)


def _notes(settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """What the start of the program needs to know of the settings."""
    return {
        "config": config_stamp(str(settings.config_file)), "lang": settings.usual_lang,
        "system": environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or "",
    }


def config_stamp(path: str) -> str:
    """What tells one state of the config file from another: its modification time and size, `0:0` without one."""
    try:
        stat = os.stat(path)  # noqa: PTH116 - the quick start shares this and does without pathlib
    except OSError:
        return "0:0"
    return f"{stat.st_mtime_ns}:{stat.st_size}"


def open_knowledge(settings: Settings, *, progress: Progress | None = None) -> KnowledgeBase:
    """The knowledge base over the content of the settings, as new as its files."""
    return KnowledgeBase(index_cache(settings, progress=progress).open())
