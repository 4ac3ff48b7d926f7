"""Collections in use: the content folders that the config file lists.

Owns the one change of the config file that the program makes: its `content` list. Everything else in the file,
comments too, stays as the user wrote it. Which folders then take effect belongs to `settings`.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from kb.authoring.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Sequence

LIST = re.compile(r"^content[ \t]*=[ \t]*\[[^\]]*\][ \t]*(?:#[^\n]*)?\n?", re.MULTILINE)
TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


class ConfigError(Exception):
    """A config file that cannot be changed safely; the message names the file."""


def load_listed(config_file: Path) -> list[str]:
    """The folders as the config file lists them. Raises ConfigError when it is no TOML or lists something else."""
    try:
        data = tomllib.loads(config_file.read_text("utf-8")) if config_file.exists() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(str(config_file)) from error
    listed = data.get("content", [])
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise ConfigError(str(config_file))
    return listed


def save_listed(config_file: Path, folders: Sequence[str]) -> None:
    """Writes the list into the config file. Raises ConfigError when the file would come out otherwise, and OSError."""
    text = config_file.read_text("utf-8") if config_file.exists() else ""
    before = tomllib.loads(text)
    line = f"content = [{', '.join(json.dumps(each, ensure_ascii=False) for each in folders)}]\n"
    table = TABLE.search(text)
    top, rest = (text[:table.start()], text[table.start():]) if table else (text, "")
    if LIST.search(top):
        top = LIST.sub(lambda match: line, top, count=1)
    else:
        top = f"{top}{line}" if not top or top.endswith("\n") else f"{top}\n{line}"
    changed = top + rest
    try:
        after = tomllib.loads(changed)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(config_file)) from error
    if after != before | {"content": list(folders)}:
        raise ConfigError(str(config_file))
    write_file(config_file, changed)


def is_same(config_file: Path, listed: str, folder: Path) -> bool:
    """Whether an entry of the list means a folder. Entries are relative to the config file."""
    return os.path.realpath(config_file.parent / Path(listed).expanduser()) == os.path.realpath(folder)
