"""Checking: content folders -> a report. The one module of the linter that opens content files.

Owns which folder is checked against which, and which files need to be read again. Judging texts belongs to `linting`.
"""

from __future__ import annotations

import contextlib
import gc
import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kb.authoring.writing import write_file
from kb.diagnostics import Diagnostic, Level, Location
from kb.lint.fixes import fix_page
from kb.lint.linting import GroupResult, lint_group, lint_results
from kb.lint.patterns import load_patterns
from kb.lint.rule import Reference, finding
from kb.pages.files import kind_of, read_file
from kb.pages.loading import list_content, load_words
from kb.phrases import LOCALES

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from kb.codes.registry import Registry
    from kb.lint.result_cache import ResultCache
    from kb.pages.files import ContentFile

UNDO_FILE, UNDO_KEY = "authoring", "authoring.undo"
PROGRAM_PHRASES = "phrases/cli.yaml"
PAGE_KINDS = ("article", "tree", "procedure")
REFERENCE_KINDS = ("terms", "variables", "codes")
CODE_FOLDERS = tuple(Path(__file__).parent.parent / name for name in ("lint", "pages", "codes"))


class Scope(NamedTuple):
    """What is checked: the content roots in order, and which of them, and which paths below it, are reported.

    `below` is a path without its locale (`articles/ipsec`), empty for everything; `report` is the number of the root.
    """

    roots: tuple[Path, ...]
    report: int
    below: str = ""


class Report(NamedTuple):
    """What a check found. `files` are the content files in scope, `fresh` the groups of files that were read anew."""

    diagnostics: tuple[Diagnostic, ...]
    root: Path
    files: int
    fresh: int

    @property
    def counts(self) -> dict[Level, int]:
        """How many diagnostics of each level there are."""
        return {level: sum(each.level is level for each in self.diagnostics) for level in Level}


def find_scope(path: Path, shipped: Path, others: Sequence[Path] = ()) -> Scope | None:
    """The scope of a path: a content folder, a folder or file inside one; None where no content folder is.

    A folder that carries the program's own phrases stands alone; any other is laid over the shipped content, and over
    those of `others` that come before it.
    """
    path = path.resolve()
    parts = [path, *path.parents]
    root = next((each for each in parts if any((each / locale).is_dir() for locale in LOCALES)), None)
    if root is None or not path.exists():
        return None
    inside = path.relative_to(root).as_posix()
    below = inside.partition("/")[2] if inside.partition("/")[0] in LOCALES else ""
    if any((root / locale / PROGRAM_PHRASES).is_file() for locale in LOCALES):
        return Scope((root,), 0, below)
    before: list[Path] = [shipped.resolve()]
    for other in others:
        if other.resolve() == root:
            break
        before.append(other.resolve())
    return Scope((*before, root), len(before), below)


def load_reference(roots: Sequence[Path], registry: Registry, today: datetime.date) -> Reference:
    """What the pages of these roots are held against."""
    files, _ = list_content(roots)
    words, _ = load_words(roots, [file for file in files if file.kind in REFERENCE_KINDS
                                  or (file.kind, file.slug) == ("phrases", UNDO_FILE)])
    return Reference(
        terms=words.terms, registry=registry, patterns=load_patterns(), today=today,
        variables=frozenset(words.variables), families=words.families, own_codes=frozenset(words.own_codes),
        undo={locale: words.phrases[locale].get(UNDO_KEY, "\0") for locale in LOCALES},
    )


def check_content(scope: Scope, reference: Reference, cache: ResultCache | None = None) -> Report:
    """The report on a scope, sorted. With a cache, files that did not change are not read."""
    files, _ = list_content(scope.roots)
    groups: dict[str, list[ContentFile]] = {}
    for file in files:
        groups.setdefault(f"{file.root}:{file.path.partition('/')[2] or file.path}", []).append(file)
    kept = cache.load(_signature(scope, files, reference)) if cache is not None else {}
    results: dict[str, tuple[str, GroupResult]] = {}
    fresh: dict[str, tuple[str, GroupResult]] = {}
    with _rare_collection():
        for key, members in groups.items():
            stamp = " ".join(f"{file.path}:{file.mtime_ns}:{file.size}" for file in members)
            before = kept.get(key)
            if before is not None and before[0] == stamp:
                results[key] = before
            else:
                results[key] = fresh[key] = (stamp, _read_group(scope.roots, members, reference))
    if cache is not None and (fresh or kept.keys() - groups.keys()):
        cache.save(_signature(scope, files, reference), fresh, kept.keys() - groups.keys())
    found = [each for root, each in lint_results((result for _, result in results.values()), reference)
             if root == scope.report]
    found += _stray_files(scope.roots[scope.report])
    shown = [each for each in found if _is_below(each.location.path, scope.below)]
    in_scope = sum(file.root == scope.report and _is_below(file.path, scope.below) for file in files)
    return Report(tuple(sorted(shown)), scope.roots[scope.report], in_scope, len(fresh))


@contextlib.contextmanager
def _rare_collection() -> Iterator[None]:
    """Lets the garbage collector run seldom: parsing makes hundreds of thousands of objects that live a moment."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def fix_content(scope: Scope, reference: Reference) -> list[Path]:
    """Mends what can safely be mended in the pages of a scope; gives the files that changed. Raises OSError.

    A page is left as it is when the change would bring a mistake that it did not have.
    """
    root = scope.roots[scope.report]
    changed = []
    for file in list_content([root])[0]:
        if file.kind not in PAGE_KINDS or not _is_below(file.path, scope.below):
            continue
        text, _ = read_file(root, file.path)
        fixed = fix_page(text, file.locale) if text is not None else None
        if text is None or fixed is None or fixed == text:
            continue
        before, after = ({(each.rule, each.variant) for each in lint_group({file.path: each_text}, 0, reference)
                          .diagnostics} for each_text in (text, fixed))
        if after <= before:
            write_file(root / file.path, fixed)
            changed.append(root / file.path)
    return changed


def stamp_of(scope: Scope) -> frozenset[tuple[int, str, int, int]]:
    """What changes whenever a content file of the scope's roots does."""
    return frozenset((file.root, file.path, file.mtime_ns, file.size) for file in list_content(scope.roots)[0])


def _read_group(roots: Sequence[Path], files: Sequence[ContentFile], reference: Reference) -> GroupResult:
    texts: dict[str, str] = {}
    broken: list[Diagnostic] = []
    for file in files:
        text, found = read_file(roots[file.root], file.path)
        broken += found
        if text is not None:
            texts[file.path] = text
    result = lint_group(texts, files[0].root, reference)
    return GroupResult((*broken, *result.diagnostics), result.facts)


def _is_below(path: str, below: str) -> bool:
    inside = path.partition("/")[2] if path.partition("/")[0] in LOCALES else path
    return not below or inside == below or inside.startswith(below + "/")


def _stray_files(root: Path) -> list[Diagnostic]:
    """KB111 for each Markdown, YAML or table file below the languages' folders that nothing reads."""
    found = []
    for locale in LOCALES:
        for folder, names, files in os.walk(root / locale):
            names[:] = [name for name in names if not name.startswith((".", "_"))]
            for name in files:
                path = (Path(folder) / name).relative_to(root).as_posix()
                if not name.startswith((".", "_")) and not kind_of(path) \
                        and name.endswith((".md", ".yaml", ".yml", ".tsv")):
                    found.append(finding(Location(path), "KB111", Level.WARNING))
    return found


def _signature(scope: Scope, files: Sequence[ContentFile], reference: Reference) -> str:
    """What kept results depend on beside their own files: the roots, the words, the day, and the linter itself."""
    parts = [*map(str, scope.roots), reference.today.isoformat()]
    parts += [f"{file.root}:{file.path}:{file.mtime_ns}:{file.size}" for file in files
              if file.kind in REFERENCE_KINDS or file.slug == UNDO_FILE]
    for folder in CODE_FOLDERS:
        for path in sorted(folder.rglob("*.*")):
            if path.suffix in (".py", ".tsv"):
                stat = path.stat()
                parts.append(f"{path.name}:{stat.st_mtime_ns}:{stat.st_size}")
    return f"{zlib.crc32(chr(10).join(parts).encode()):08x}"

