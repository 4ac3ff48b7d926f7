"""`naze check` on at least 250 articles in both languages: everything anew, and after one page was saved.

The shipped articles are repeated, each time with other words, until there are enough. The budgets are 5 seconds and
half a second. The baseline is parsing the same pages without any rule, which every check of all pages must do.
"""

from __future__ import annotations

import datetime
import re
import shutil
import sqlite3
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import print_table
from kb.codes.registry import Registry, create_registry_tables, fill_registry, load_tables
from kb.lint.checking import check_content, find_scope, load_reference
from kb.lint.result_cache import ResultCache
from kb.pages.article_parser import parse_article_page
from kb.pages.files import shipped_root
from kb.phrases import LOCALES

ARTICLES = 250
SENTENCE_END = re.compile(r"([.。])$", re.MULTILINE)


def main() -> None:
    """Prints wall and processor times."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "content"
        shutil.copytree(shipped_root(), root)
        count = _multiply(root)
        connection = sqlite3.connect(":memory:")
        create_registry_tables(connection)
        fill_registry(connection, load_tables())
        scope = find_scope(root, root)
        assert scope is not None
        reference = load_reference(scope.roots, Registry(connection), datetime.date.today())
        texts = [(path.read_text("utf-8"), path.relative_to(root).as_posix())
                 for path in root.glob("*/articles/*/*.md")]
        rows = [_row("parse all articles", lambda: [
            parse_article_page(text, path, reference.terms[path[:2]].headings) for text, path in texts], "")]
        cache = ResultCache(Path(name) / "check.sqlite")
        rows.append(_row("check, nothing kept", lambda: check_content(scope, reference, cache), "5 s"))
        page = min(root.glob("ja/articles/*/*.md"))
        page.write_text(page.read_text("utf-8") + "\n", "utf-8")
        rows.append(_row("check after one save", lambda: check_content(scope, reference, cache), "0.5 s"))
        rows.append(_row("check, nothing changed", lambda: check_content(scope, reference, cache), ""))
    print_table(f"naze check on {count} articles in {len(LOCALES)} languages",
                ["what", "wall", "processor", "budget"], rows)


def _multiply(root: Path) -> int:
    """Repeats articles under other slugs until there are enough; gives how many there are."""
    slugs = sorted(path.relative_to(root / "ja") for path in root.glob("ja/articles/*/*.md")
                   if (root / "en" / path.relative_to(root / "ja")).is_file())
    for number in range(ARTICLES - len(slugs)):
        for locale in LOCALES:
            path = root / locale / slugs[number % len(slugs)]
            head, mark, body = path.read_text("utf-8").partition("\n---\n")
            body = SENTENCE_END.sub(rf" {1000 + number}\1", body)
            path.with_name(f"{path.stem}-{number}.md").write_text(head + mark + body, "utf-8")
    return max(ARTICLES, len(slugs))


def _row(name: str, call: object, budget: str) -> list[str]:
    assert callable(call)
    wall, used = time.perf_counter(), time.process_time()
    call()
    return [name, f"{time.perf_counter() - wall:.2f} s", f"{time.process_time() - used:.2f} s", budget]
