"""The search tables: what is kept of a page so that it is found.

One row of the full-text table for each page and locale, in fields that the ranking weighs; one for each meaning of a
code. Beside it the short phrases of a page as tokens, how many pages have a token, and the words that a typing
mistake is held against. Asking them belongs to `kb.index.search`.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kb.codes.code import Code, format_value, squeeze_symbol
from kb.pages.blocks import plain_blocks
from kb.text.fold import fold_text
from kb.text.lexicon import Lexicon, LexiconTerm
from kb.text.parts import phrase_tokens
from kb.text.romaji import kana_to_romaji
from kb.text.stems import stem
from kb.text.tokens import index_body_tokens, index_tokens, surface_words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from kb.pages.article import Article

FIELDS = ("title", "aliases", "symptoms", "messages", "symbols", "body")

MEANING_IDS = 1 << 40
"""Rows of meanings begin here; below are the ids of pages."""

TABLES = f"""
CREATE VIRTUAL TABLE search USING fts5(
  {', '.join(FIELDS)}, content='', detail=full, tokenize='unicode61 remove_diacritics 0');
CREATE TABLE search_page (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, slug TEXT NOT NULL, locale TEXT NOT NULL, phrases BLOB NOT NULL
);
CREATE TABLE search_term (term TEXT PRIMARY KEY, pages INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE search_word (word TEXT PRIMARY KEY, stem TEXT NOT NULL, romaji TEXT NOT NULL, pages INTEGER NOT NULL)
  WITHOUT ROWID;
CREATE TABLE search_state (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE search_pending (words TEXT NOT NULL);
"""
# What a user has typed of a word may be one letter: the most frequent words by their first letters are found at once.
INDICES = (
    "CREATE INDEX search_word_by_romaji ON search_word (romaji) WHERE romaji != ''",
    "CREATE INDEX search_word_by_pages ON search_word (pages DESC)",
    "CREATE INDEX search_word_by_kana ON search_word (pages DESC) WHERE romaji != ''",
    "CREATE INDEX search_word_by_letter ON search_word (substr(word, 1, 1), pages DESC)",
    "CREATE INDEX search_word_by_letters ON search_word (substr(word, 1, 2), pages DESC)",
    "CREATE INDEX search_term_by_letter ON search_term (substr(term, 1, 1), pages DESC) WHERE term > '\u3000'",
)


class Phrase(msgspec.Struct, frozen=True, array_like=True):
    """A short text of a page that a caller might say: its field, the text, and its tokens as a query has them."""

    field: str
    text: str
    tokens: str


# A message that is nothing but a symbol is found as a symbol; its parts are no words that a caller says.
_SYMBOL = re.compile(r"[*A-Za-z0-9]*_[*A-Za-z0-9_]*\Z")

PHRASES = msgspec.json.Decoder(tuple[Phrase, ...])
_encode = msgspec.json.Encoder().encode


class SearchRow(NamedTuple):
    """What the index keeps of one page: the tokens of each field, the short phrases, and the distinct words."""

    fields: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    words: str


def create_search_tables(connection: sqlite3.Connection) -> None:
    """The tables, empty. The connection that fills them must be this one until `finish_search`."""
    connection.executescript(TABLES)
    for option, value in (("hashsize", 64 << 20), ("automerge", 0)):
        connection.execute("INSERT INTO search (search, rank) VALUES (?, ?)", (option, value))


def load_lexicon(connection: sqlite3.Connection) -> Lexicon:
    """The lexicon of the terms that the index holds."""
    rows = connection.execute("SELECT locale, json FROM words WHERE kind = 'terms' ORDER BY locale DESC").fetchall()
    return _make_lexicon(tuple((locale, bytes(document)) for locale, document in rows))


@lru_cache(maxsize=4)
def _make_lexicon(documents: tuple[tuple[str, bytes], ...]) -> Lexicon:
    terms: list[LexiconTerm] = []
    stop_words: list[str] = []
    for locale, document in documents:
        held = msgspec.json.decode(document)
        stop_words += held.get("stop_words", ())
        for term in held.get("terms", ()):
            terms.append(LexiconTerm(
                term["term"], (*term.get("variants", ()), *term.get("forbidden", ())),
                term.get("reading", ""), term["term"] if locale == "en" else term.get("other", ""),
                term.get("general", False)))
    return Lexicon(terms, stop_words)


class CodeWords(NamedTuple):
    """What the codes of an article are called, and what they mean in one line in the article's language."""

    symbols: tuple[str, ...]
    meanings: tuple[str, ...]


def prepare_article(lexicon: Lexicon, article: Article, words: CodeWords) -> SearchRow:
    """What the index keeps of a page. It needs no index, so many pages can be prepared by several processes; the
    lexicon must be that of the index."""
    phrases = [("title", article.title), *(("aliases", each) for each in article.aliases),
               *(("symptoms", each) for each in article.symptoms),
               *(("messages", each) for each in article.messages if not _SYMBOL.match(each)),
               *(("meaning", each) for each in words.meanings)]
    return _make_row(lexicon, article_texts(article, words), phrases)


def add_prepared(connection: sqlite3.Connection, page_id: int, article: Article, row: SearchRow) -> None:
    """Makes a page findable that was prepared."""
    _add_row(connection, page_id, ("article", article.slug, article.locale), row)


def add_article(connection: sqlite3.Connection, page_id: int, article: Article) -> None:
    """Makes one page in one locale findable. Symbols and meanings of its codes are taken from the index."""
    add_prepared(connection, page_id, article, _prepare(connection, article))


def remove_article(connection: sqlite3.Connection, page_id: int, article: Article) -> None:
    """Takes a page out again; the article must be the one that was added."""
    row = _prepare(connection, article)
    connection.execute(
        f"INSERT INTO search (search, rowid, {', '.join(FIELDS)}) VALUES ('delete', ?{', ?' * len(FIELDS)})",
        (page_id, *row.fields))
    connection.execute("DELETE FROM search_page WHERE id = ?", (page_id,))
    _count(connection, row, -1)


def finish_search(connection: sqlite3.Connection) -> None:
    """What depends on all pages: after a whole build the meanings, the counts of tokens and the words; after a single
    page nothing is left to do."""
    if _is_finished(connection):
        return
    for number, (family, value, locale, text) in enumerate(connection.execute(
            "SELECT family, value, locale, text FROM meaning ORDER BY family, value, locale").fetchall()):
        code = Code(family, value)
        _add_row(connection, MEANING_IDS + number, ("code", str(code), locale), _meaning_row(connection, code, text))
    connection.execute("INSERT INTO search (search) VALUES ('optimize')")
    connection.execute("INSERT INTO search (search, rank) VALUES ('hashsize', ?)", (1 << 20,))
    connection.execute("INSERT INTO search (search, rank) VALUES ('automerge', 4)")
    connection.execute("CREATE VIRTUAL TABLE temp.search_vocabulary USING fts5vocab('main', 'search', 'row')")
    connection.execute("INSERT INTO search_term SELECT term, doc FROM search_vocabulary")
    connection.execute("DROP TABLE temp.search_vocabulary")
    words: Counter[str] = Counter()
    for (row,) in connection.execute("SELECT words FROM search_pending"):
        words.update(row.split())
    connection.execute("DROP TABLE search_pending")
    connection.executemany("INSERT INTO search_word VALUES (?, ?, ?, ?)",
                           (_word_row(word, pages) for word, pages in sorted(words.items())))
    for statement in INDICES:
        connection.execute(statement)
    pages = connection.execute("SELECT count(*) FROM search_page").fetchone()[0]
    connection.execute("INSERT INTO search_state VALUES ('pages', ?)", (pages,))


def _is_finished(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM search_state WHERE key = 'pages'").fetchone() is not None


def _add_row(connection: sqlite3.Connection, page_id: int, identity: tuple[str, str, str], row: SearchRow) -> None:
    connection.execute(
        f"INSERT INTO search (rowid, {', '.join(FIELDS)}) VALUES (?{', ?' * len(FIELDS)})", (page_id, *row.fields))
    connection.execute("INSERT INTO search_page VALUES (?, ?, ?, ?, ?)", (page_id, *identity, _encode(row.phrases)))
    if _is_finished(connection):
        _count(connection, row, 1)
    else:
        connection.execute("INSERT INTO search_pending VALUES (?)", (row.words,))


def _count(connection: sqlite3.Connection, row: SearchRow, step: int) -> None:
    """Keeps the counts right when one page comes or goes."""
    tokens = {token for field in row.fields for token in field.split()}
    connection.executemany(
        "INSERT INTO search_term VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET pages = pages + excluded.pages",
        [(token, step) for token in tokens])
    connection.executemany(
        "INSERT INTO search_word VALUES (?, ?, ?, ?) ON CONFLICT (word) DO UPDATE SET pages = pages + excluded.pages",
        [_word_row(word, step) for word in row.words.split()])
    connection.executemany("DELETE FROM search_term WHERE term = ? AND pages <= 0", [(token,) for token in tokens])
    connection.executemany("DELETE FROM search_word WHERE word = ? AND pages <= 0",
                           [(word,) for word in row.words.split()])
    connection.execute("UPDATE search_state SET value = value + ? WHERE key = 'pages'", (step,))


def _word_row(word: str, pages: int) -> tuple[str, str, str, int]:
    return word, stem(word), kana_to_romaji(word) if "ァ" <= word[0] <= "ヺ" else "", pages


def find_code_words(connection: sqlite3.Connection, article: Article) -> CodeWords:
    """The symbols and meanings that the index has for the codes of an article."""
    return CodeWords(
        tuple(symbol for code in article.codes for symbol in _symbols(connection, code)),
        tuple(text for code in article.codes for (text,) in connection.execute(
            "SELECT text FROM meaning WHERE family = ? AND value = ? AND locale = ?",
            (code.family, code.value, article.locale))))


def article_texts(article: Article, words: CodeWords) -> tuple[str, ...]:
    """The text of each of the `FIELDS` of a page."""
    return (
        article.title, "\n".join((*article.aliases, *words.meanings)), "\n".join(article.symptoms),
        "\n".join(each.replace("*", "\n") for each in article.messages),
        _symbol_text(article.codes, words.symbols), "\n".join(filter(None, _body(article))))


def _prepare(connection: sqlite3.Connection, article: Article) -> SearchRow:
    return prepare_article(load_lexicon(connection), article, find_code_words(connection, article))


def _meaning_row(connection: sqlite3.Connection, code: Code, text: str) -> SearchRow:
    symbols = _symbol_text((code,), _symbols(connection, code))
    return _make_row(load_lexicon(connection), (text, "", "", "", symbols, ""), [("meaning", text)])


def _make_row(lexicon: Lexicon, texts: Sequence[str], phrases: Iterable[tuple[str, str]]) -> SearchRow:
    fields: list[str] = []
    words: set[str] = set()
    for field, text in zip(FIELDS, texts, strict=True):
        folded = fold_text(text)
        tokens = index_tokens(folded) if field != "body" else index_body_tokens(folded, lexicon.stop_words)
        fields.append(" ".join(tokens + lexicon.concepts(folded, tokens)))
        words |= surface_words(folded)
    return SearchRow(
        tuple(fields),
        tuple(Phrase(field, text, " ".join(phrase_tokens(lexicon, fold_text(text)))) for field, text in phrases),
        " ".join(sorted(words)))


def _symbol_text(codes: Iterable[Code], symbols: Iterable[str]) -> str:
    parts = [format_value(code) for code in codes]
    for symbol in dict.fromkeys(symbols):
        parts += (symbol.replace("_", " "), squeeze_symbol(symbol))
    return "\n".join(parts)


def _symbols(connection: sqlite3.Connection, code: Code) -> list[str]:
    return [row[0] for row in connection.execute(
        "SELECT symbol FROM symbol WHERE family = ? AND value = ? ORDER BY rank, symbol", (code.family, code.value))]


def _body(article: Article) -> Iterator[str]:
    for blocks in (article.lead, article.meaning):
        yield plain_blocks(blocks)
    for question in article.questions:
        yield question.title
        yield plain_blocks(question.answer)
    for cause in article.causes:
        yield cause.title
        for blocks in (cause.description, cause.check, cause.fix):
            yield plain_blocks(blocks)
    for blocks in (article.prevention, article.reply, article.escalation):
        yield plain_blocks(blocks)
