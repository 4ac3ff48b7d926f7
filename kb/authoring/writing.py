"""Writing content files: whole or not at all.

Owns the one way in which the program changes content. What is written belongs to the callers.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class AlreadyThereError(Exception):
    """A file that would have been overwritten."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def write_file(path: Path, text: str) -> None:
    """Replaces a file, or makes it with its folders, in one step: a reader sees the old text or the new one, and a
    crash leaves the old one. Permissions of an existing file stay. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_new_files(root: Path, texts: Mapping[str, str]) -> list[Path]:
    """Writes files that are not there yet, below a root; gives their paths. Raises AlreadyThereError before anything is
    written, and OSError."""
    paths = [root / name for name in texts]
    for path in paths:
        if path.exists():
            raise AlreadyThereError(path)
    for path, text in zip(paths, texts.values(), strict=True):
        write_file(path, text)
    return paths


def write_new_folder(root: Path, texts: Mapping[str, str]) -> None:
    """Makes a folder with these files, which is there as a whole or not at all. Raises AlreadyThereError when there is
    something in its place, an empty folder aside, and OSError."""
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise AlreadyThereError(root)
    root.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{root.name}.", dir=root.parent))
    try:
        for name, text in texts.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        made.chmod(0o755)
        if root.exists():
            root.rmdir()
        made.replace(root)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
