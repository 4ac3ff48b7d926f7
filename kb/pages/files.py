"""Content files: which files a content root holds, what they are by their place, and reading one safely.

A path is relative to its root, with forward slashes, and begins with the locale: it is how pages are named in
diagnostics. What is in a file belongs to the parsers.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from kb.diagnostics import Diagnostic, Location
from kb.phrases import LOCALES
from kb.text.safe import make_safe

MAX_FILE_BYTES = 1_000_000

COLLECTION_FILE, CODES_FOLDER = "kb.yaml", "codes"
PAGE_FOLDERS = {"articles": "article", "trees": "tree", "procedures": "procedure"}


class ContentFile(NamedTuple):
    """One file of a root: `kind` is article, tree, procedure, phrases, terms, cues, meanings, or of those that belong
    to no locale, variables (`kb.yaml`) or codes."""

    root: int
    locale: str
    kind: str
    path: str
    mtime_ns: int
    size: int

    @property
    def slug(self) -> str:
        """The file name without its ending."""
        return self.path.rpartition("/")[2].rpartition(".")[0]


def shipped_root() -> Path:
    """The shipped content: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "content"
    return inside if inside.is_dir() else package.parent / "content"


def list_files(root: Path, number: int) -> tuple[list[ContentFile], list[tuple[str, int]]]:
    """The content files of a root in path order, and its folders with their modification times in nanoseconds."""
    files: list[ContentFile] = []
    folders: list[tuple[str, int]] = []
    for locale in LOCALES:
        _scan(root / locale, locale, number, files, folders)
    _scan(root / CODES_FOLDER, CODES_FOLDER, number, files, folders)
    variables = root / COLLECTION_FILE
    if variables.is_file():
        stat = variables.stat()
        files.append(ContentFile(number, "", "variables", COLLECTION_FILE, stat.st_mtime_ns, stat.st_size))
    files.sort(key=lambda file: file.path)
    return files, folders


def _scan(folder: Path, prefix: str, number: int, files: list[ContentFile], folders: list[tuple[str, int]]) -> None:
    try:
        entries = list(os.scandir(folder))
        folders.append((str(folder), folder.stat().st_mtime_ns))
    except OSError:
        return
    for entry in entries:
        path = f"{prefix}/{entry.name}"
        if entry.name.startswith((".", "_")):
            continue
        if entry.is_dir():
            _scan(folder / entry.name, path, number, files, folders)
        elif kind := kind_of(path):
            stat = entry.stat()
            locale = path.partition("/")[0]
            files.append(ContentFile(number, locale if locale in LOCALES else "", kind, path, stat.st_mtime_ns,
                                     stat.st_size))


def kind_of(path: str) -> str:
    """What a file is by its place below the root; empty for files that are no content."""
    parts = path.split("/")
    name = parts[-1]
    if path == COLLECTION_FILE:
        return "variables"
    if parts[0] == CODES_FOLDER:
        return "codes" if len(parts) == 2 and name.endswith(".tsv") else ""
    if len(parts) == 2 and name in ("terms.yaml", "cues.yaml", "outside.yaml", "phrases.yaml"):
        return name.removesuffix(".yaml")
    if len(parts) == 3 and parts[1] == "phrases" and name.endswith(".yaml"):
        return "phrases"
    if len(parts) == 3 and parts[1] == "meanings" and name.endswith(".tsv"):
        return "meanings"
    if name.endswith(".md") and len(parts) >= 3:
        kind = PAGE_FOLDERS.get(parts[1], "")
        return kind if len(parts) == (4 if kind == "article" else 3) else ""
    return ""


def read_file(root: Path, path: str) -> tuple[str | None, list[Diagnostic]]:
    """The text of a content file, without a byte order mark, with plain line ends and no control characters.

    Finds KB107 (cannot be read), KB108 (not UTF-8) and KB109 (larger than a megabyte); the text is then None.
    """
    place = Location(path)
    try:
        with (root / path).open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        return None, [Diagnostic(place, "KB107", values=(("problem", error.strerror or type(error).__name__),))]
    if len(data) > MAX_FILE_BYTES:
        return None, [Diagnostic(place, "KB109", values=(("limit", str(MAX_FILE_BYTES)),))]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[:error.start].count(b"\n") + 1
        return None, [Diagnostic(Location(path, line), "KB108")]
    return make_safe(text.replace("\r\n", "\n").replace("\r", "\n")), []
