"""Search quality: labelled queries over the shipped content, against three baselines in the same run.

A query counts as answered at the first hit that is one of the articles or codes of its label. Typos, mixed widths and
part of a message are made from the clean queries by seeded corruption. The baselines see the same rows: FTS5 with the
unicode61 tokenizer, FTS5 with trigrams, and RapidFuzz over the short phrases of the pages.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz, process, utils

from benchmarks.measuring import percentile, print_table
from kb.index.build import Content, build_index
from kb.index.search import CLEAR_LEAD, POSSIBLE, SURE, Searcher
from kb.index.search_index import MEANING_IDS, PHRASES, article_texts, find_code_words
from kb.index.search_rows import IndexRows
from kb.pages.article import Article
from kb.pages.files import shipped_root
from kb.pages.loading import list_content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

QUERIES = Path(__file__).parent / "data" / "search_queries.jsonl"
OUT_OF_SCOPE = Path(__file__).parent / "data" / "search_out_of_scope.jsonl"
SEED = 13810
DEPTH = 10
VPN_TOPICS = frozenset(("vpn", "ras", "ipsec", "vpn-certificates"))
_SPLIT = re.compile(r"[\s\u3000、。，．・：；「」（）()\"'.,:;!?*/…]+")


class Query(NamedTuple):
    """One labelled query."""

    text: str
    lang: str
    style: str
    expect: frozenset[str]


def load_queries() -> list[Query]:
    """The labelled queries as they stand in the file, one JSON object on each line."""
    return [Query(row["q"], row["lang"], row["style"], frozenset(row["expect"]))
            for row in map(json.loads, QUERIES.read_text("utf-8").splitlines())]


def corrupt(text: str, chance: random.Random) -> str:
    """The text with one typo in a word that carries meaning: a character doubled, lost, swapped with the next or
    changed for another one of its script."""
    places = [match for match in re.finditer(r"[A-Za-z]{4,}|[ァ-ヺー]{3,}|[一-鿿々]{2,}", text)]
    typed = text
    while places and typed == text:
        typed = _corrupt(text, chance.choice(places), chance)
    return typed


def _corrupt(text: str, word: re.Match[str], chance: random.Random) -> str:
    at = chance.randrange(word.start() + (1 if word.end() - word.start() > 3 else 0), word.end())
    char = text[at]
    kind = chance.choice(("lose", "double", "change", "swap"))
    if kind == "lose":
        return text[:at] + text[at + 1:]
    if kind == "double":
        return text[:at] + char + text[at:]
    if kind == "swap" and at + 1 < word.end():
        return text[:at] + text[at + 1] + char + text[at + 2:]
    if char.isascii():
        other = chance.choice("abcdefghijklmnopqrstuvwxyz")
    elif "ァ" <= char <= "ヺ" or char == "ー":
        other = chance.choice("アイウカキクサシスタチツナニハヒマミラリルンドプ")
    else:
        other = chance.choice("正制生成性静政精声星証照省章紹称商焦昇象障衝賞鐘認任人忍設接節切説続属族")
    return text[:at] + other + text[at + 1:]


def mix_widths(text: str, chance: random.Random) -> str:
    """The text with some words in the other width, as an input method leaves them."""
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
    out = re.sub(r"[A-Za-z0-9]+", lambda m: m.group().translate(wide) if chance.random() < 0.5 else m.group(), text)
    return re.sub(r"[ァ-ヺー]+", lambda m: _narrow(m.group()) if chance.random() < 0.5 else m.group(), out)


_NARROW_KANA = dict(zip(
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンァィゥェォャュョッー",
    "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｬｭｮｯｰ", strict=True))
_NARROW_KANA |= {voiced: _NARROW_KANA[plain] + "ﾞ" for plain, voiced in zip(
    "カキクケコサシスセソタチツテトハヒフヘホウ", "ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ", strict=True)}
_NARROW_KANA |= {voiced: _NARROW_KANA[plain] + "ﾟ" for plain, voiced in zip("ハヒフヘホ", "パピプペポ", strict=True)}


def _narrow(kana: str) -> str:
    return "".join(_NARROW_KANA.get(char, char) for char in kana)


def build_shipped() -> sqlite3.Connection:
    """An index of the shipped content in memory."""
    root = shipped_root()
    files, folders = list_content([root])
    connection = sqlite3.connect(":memory:", isolation_level=None)
    build_index(connection, Content([root], ["naze"], files, folders))
    return connection


class Row(NamedTuple):
    """One row of the index as the baselines see it: its names, and its text in short phrases and whole."""

    names: frozenset[str]
    phrases: tuple[str, ...]
    text: str


def load_rows(connection: sqlite3.Connection) -> list[Row]:
    """The rows of the index. A meaning of a code that has an article belongs to the article, as in the search."""
    import msgspec

    owners: dict[str, list[str]] = {}
    codes: dict[str, list[str]] = {}
    for family, value, slug in connection.execute("SELECT family, value, slug FROM page_code ORDER BY position"):
        owners.setdefault(_code_name(family, value), []).append(slug)
        codes.setdefault(slug, []).append(_code_name(family, value))
    rows = []
    for page_id, slug, phrases in connection.execute("SELECT id, slug, phrases FROM search_page ORDER BY id"):
        texts = tuple(phrase.text for phrase in PHRASES.decode(phrases))
        if page_id >= MEANING_IDS:
            owner = owners.get(slug, [""])[0]
            rows.append(Row(frozenset((owner, *codes[owner]) if owner else (slug,)), texts, "\n".join(texts)))
            continue
        data = connection.execute("SELECT json FROM page WHERE id = ?", (page_id,)).fetchone()[0]
        article = msgspec.json.decode(data, type=Article)
        text = "\n".join(article_texts(article, find_code_words(connection, article)))
        rows.append(Row(frozenset((slug, *codes.get(slug, ()))), texts, text))
    return rows


def _code_name(family: str, value: int | str) -> str:
    from kb.codes.code import Code

    return str(Code(family, value))


def rank_with_naze(connection: sqlite3.Connection) -> Callable[[str, str], list[frozenset[str]]]:
    """The search of this project."""
    searcher = Searcher(IndexRows(connection))

    def rank(text: str, lang: str) -> list[frozenset[str]]:
        found = searcher.search(text, lang, limit=DEPTH)
        return [frozenset((hit.slug, *map(str, hit.codes))) for hit in (*found.hits, *found.nearest)]

    return rank


def rank_with_fts(rows: Sequence[Row], tokenizer: str) -> Callable[[str, str], list[frozenset[str]]]:
    """FTS5 over the whole texts: the words of the query joined by OR (for trigrams, its pieces of three letters)."""
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE VIRTUAL TABLE pages USING fts5(text, tokenize='{tokenizer}')")
    connection.executemany("INSERT INTO pages (rowid, text) VALUES (?, ?)",
                           [(number, row.text) for number, row in enumerate(rows)])

    def rank(text: str, lang: str) -> list[frozenset[str]]:
        words = [word for word in _SPLIT.split(text) if word]
        if tokenizer == "trigram":
            words = [word[at:at + 3] for word in words for at in range(max(len(word) - 2, 1))]
        match = " OR ".join('"' + word.replace('"', '""') + '"' for word in dict.fromkeys(words))
        found = connection.execute("SELECT rowid FROM pages WHERE text MATCH ? ORDER BY rank LIMIT 40", (match,))
        return _distinct(rows[number].names for (number,) in found)

    return rank


def rank_with_rapidfuzz(rows: Sequence[Row]) -> Callable[[str, str], list[frozenset[str]]]:
    """RapidFuzz's WRatio over the short phrases of the pages."""
    phrases = [(phrase, row.names) for row in rows for phrase in row.phrases]
    texts = [utils.default_process(phrase) for phrase, _ in phrases]

    def rank(text: str, lang: str) -> list[frozenset[str]]:
        found = process.extract(utils.default_process(text), texts, scorer=fuzz.WRatio, limit=40)
        return _distinct(phrases[at][1] for _, _, at in found)

    return rank


def _distinct(hits: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    return list(dict.fromkeys(hits))[:DEPTH]


class Figures(NamedTuple):
    """How well some queries were answered, 0 to 1, and the slow end of the times in seconds."""

    count: int
    mrr: float
    first: float
    among: float
    p95: float


def measure(queries: Sequence[Query], rank: Callable[[str, str], list[frozenset[str]]]) -> Figures:
    """MRR@10, recall@1 and recall@10 of one ranker."""
    places: list[int] = []
    times: list[float] = []
    for query in queries:
        start = time.perf_counter()
        hits = rank(query.text, query.lang)
        times.append(time.perf_counter() - start)
        places.append(next((place for place, hit in enumerate(hits[:DEPTH], 1) if hit & query.expect), 0))
    count = len(queries)
    return Figures(count, sum(1 / place for place in places if place) / count,
                   sum(place == 1 for place in places) / count, sum(place > 0 for place in places) / count,
                   percentile(times, 0.95))


def load_topics(connection: sqlite3.Connection) -> dict[str, str]:
    """The topic of each article, by its slug and by its codes."""
    topics = dict(connection.execute("SELECT slug, topic FROM page WHERE kind = 'article'").fetchall())
    return topics | {_code_name(family, value): topics[slug] for family, value, slug in connection.execute(
        "SELECT family, value, slug FROM page_code")}


def sets_of(queries: Sequence[Query], topics: Mapping[str, str]) -> dict[tuple[str, str], list[Query]]:
    """The queries by language and style, those for which no article is there yet aside; the clean ones also by area,
    VPN and everything else."""
    chance = random.Random(SEED)
    usable = [query for query in queries if query.expect & topics.keys()]
    sets: dict[tuple[str, str], list[Query]] = {}
    for query in usable:
        sets.setdefault((query.lang, query.style), []).append(query)
    for lang in ("ja", "en"):
        clean = [query for query in usable if query.lang == lang and query.style in ("symptom", "message")]
        in_vpn = [query for query in clean if {topics[name] for name in query.expect & topics.keys()} & VPN_TOPICS]
        sets[lang, "all clean"] = clean
        sets[lang, "clean: VPN"] = in_vpn
        sets[lang, "clean: other areas"] = [query for query in clean if query not in in_vpn]
        sets[lang, "one typo"] = [query._replace(text=corrupt(query.text, chance)) for query in clean]
        sets[lang, "mixed width"] = [query._replace(text=mix_widths(query.text, chance)) for query in clean]
    return dict(sorted(sets.items(), reverse=True))


def main() -> None:
    """Prints quality by language and style for each engine, and what the scores mean."""
    connection = build_shipped()
    rows = load_rows(connection)
    queries = load_queries()
    topics = load_topics(connection)
    sets = sets_of(queries, topics)
    left_out = sum(1 for query in queries if not query.expect & topics.keys())
    print(f"{len(rows)} rows; {len(queries)} queries, {left_out} of them without a page yet and left out")
    engines = {
        "naze": rank_with_naze(connection), "FTS5 unicode61": rank_with_fts(rows, "unicode61"),
        "FTS5 trigram": rank_with_fts(rows, "trigram"), "RapidFuzz": rank_with_rapidfuzz(rows),
    }
    table = []
    for (lang, style), some in sets.items():
        for name, rank in engines.items():
            figures = measure(some, rank)
            table.append((lang, style, str(figures.count), name, f"{figures.mrr:.3f}", f"{figures.first:.3f}",
                          f"{figures.among:.3f}", f"{figures.p95 * 1000:.1f} ms"))
    print_table("Search quality", ("lang", "style", "n", "engine", "MRR@10", "recall@1", "recall@10", "p95"), table)
    print()
    _print_calibration(connection, sets)


def _print_calibration(connection: sqlite3.Connection, sets: dict[tuple[str, str], list[Query]]) -> None:
    """How often the first hit is right, by its score, and what queries about other matters score."""
    searcher = Searcher(IndexRows(connection))
    bands = [0.0, POSSIBLE, 0.45, 0.55, 0.65, SURE, 0.85, 1.01]
    right = [0] * len(bands)
    count = [0] * len(bands)
    sure = [0, 0]
    strange = [0] * len(bands)

    def band_of(score: float) -> int:
        return max(number for number, low in enumerate(bands) if score >= low)

    for (_, style), some in sets.items():
        if style not in ("all clean", "one typo", "romaji"):
            continue
        for query in some:
            found = searcher.search(query.text, query.lang)
            best = next(iter((*found.hits, *found.nearest)), None)
            band = band_of(best.score if best else 0.0)
            hit = best is not None and bool(query.expect & {best.slug, *map(str, best.codes)})
            count[band] += 1
            right[band] += hit
            if found.is_sure:
                sure[hit] += 1
    for line in OUT_OF_SCOPE.read_text("utf-8").splitlines():
        row = json.loads(line)
        found = searcher.search(row["q"], row["lang"])
        best = next(iter((*found.hits, *found.nearest)), None)
        strange[band_of(best.score if best else 0.0)] += 1
    print_table("What a score means", ("score", "queries", "first hit right", "other matters"), [
        (f"{low:.2f} to {high:.2f}", str(count[number]),
         f"{right[number] / count[number]:.2f}" if count[number] else "-", str(strange[number]))
        for number, (low, high) in enumerate(pairwise(bands))])
    share = sure[1] / max(sum(sure), 1)
    print(f'  "this is it" (score {SURE}, lead {CLEAR_LEAD}): {sum(sure)} times, right {share:.2f}')


if __name__ == "__main__":
    main()
