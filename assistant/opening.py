"""Opening: settings -> the knowledge base that they ask for.

Owns which content roots there are and how the index that belongs to them is found, built or renewed. Front ends pass
what shows progress.
"""

from __future__ import annotations

import os
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
    settings: Settings, *, progress: Progress | None = None, environ: Mapping[str, str] | None = None,
) -> IndexCache:
    """The cache of the index that belongs to the settings."""
    from assistant.answers import answer_articles

    environ = os.environ if environ is None else environ
    roots = content_roots(settings)
    return IndexCache(
        settings.cache_folder, roots, [SHIPPED, *(root.name for root in roots[1:])],
        launch=launch_name(environ.get("NAZE_CONTENT", ""), str(roots[0])),
        notes={
            "config": config_stamp(str(settings.config_file)), "lang": settings.usual_lang,
            "system": environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or "",
        },
        answerer=answer_articles, progress=progress,
    )


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
