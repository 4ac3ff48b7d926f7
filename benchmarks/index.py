"""Index: a whole build, a renewal of one page, and one look-up and one search in it.

The baseline is reading all content files from disk, which any build must do.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from assistant.answers import answer_articles, look_up
from benchmarks.measuring import median, milliseconds, print_table, time_calls
from kb.index.cache import IndexCache
from kb.knowledge import KnowledgeBase
from kb.pages.files import shipped_root

BASELINE = "read all content files"


def main() -> None:
    """Prints times and ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = folder / "content"
        shutil.copytree(shipped_root(), root)
        cache = IndexCache(folder / "cache", [root], ["naze"], answerer=answer_articles)
        base = median(time_calls(lambda: [path.read_bytes() for path in root.rglob("*") if path.is_file()], runs=5))
        start = time.perf_counter()
        connection = cache.open()
        build = time.perf_counter() - start
        connection.close()
        reopen = median(time_calls(lambda: cache.open().close(), runs=11))
        page = next(root.glob("ja/articles/*/*.md"))
        renewals = []
        for number in range(5):
            page.write_text(page.read_text("utf-8") + f"\n<!-- {number} -->\n", "utf-8")
            start = time.perf_counter()
            connection = cache.open()
            renewals.append(time.perf_counter() - start)
            connection.close()
        knowledge = KnowledgeBase(cache.open())
        lookup = median(time_calls(lambda: look_up(knowledge, "0x800735F2", "ja")))
        search = median(time_calls(lambda: look_up(knowledge, "VPN がつながらない", "ja")))
        knowledge.connection.close()
    rows = [(BASELINE, base), ("build the index", build), ("open it again", reopen),
            ("renew one changed page", median(renewals)), ("one look-up by code", lookup), ("one search", search)]
    print_table("Index", ("what", "median", "ratio to " + BASELINE),
                [(what, milliseconds(seconds), f"{seconds / base:.2f}") for what, seconds in rows])


if __name__ == "__main__":
    main()
