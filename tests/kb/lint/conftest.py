"""What the tests of the linter share: the registry in memory, and what pages are held against."""

from __future__ import annotations

import datetime
import sqlite3

import pytest
from msgspec.structs import replace

from kb.codes.registry import Registry, create_registry_tables, fill_registry, load_tables
from kb.lint.checking import load_reference
from kb.lint.rule import Reference
from kb.pages.files import shipped_root
from kb.pages.words import Term

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture(scope="session")
def registry() -> Registry:
    connection = sqlite3.connect(":memory:")
    create_registry_tables(connection)
    fill_registry(connection, load_tables())
    return Registry(connection)


@pytest.fixture(scope="session")
def reference(registry: Registry) -> Reference:
    loaded = load_reference([shipped_root()], registry, TODAY)
    ja, en = loaded.terms["ja"], loaded.terms["en"]
    return loaded._replace(variables=frozenset({"gateway"}), terms={
        "ja": replace(ja, terms=(*ja.terms, Term("サーバー", forbidden=("サーバ",)))),
        "en": replace(en, terms=(*en.terms, Term("firewall", forbidden=("fire wall",)))),
    })
