"""Words: phrases, terms and cues, read from the YAML files of a locale.

Owns how those files are typed. Looking a phrase up belongs to `kb.phrases`; folding by terms belongs to `kb.text`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kb.diagnostics import Diagnostic, Location
from kb.pages.article import SECTIONS
from kb.pages.fields import Field, list_of, mapping_of, raw_mapping, read_fields, read_flag, read_slug, read_text
from kb.pages.frontmatter import Mapping, Scalar, Sequence, Value, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADINGS = (*SECTIONS, "check", "fix")


class Aspect(msgspec.Struct, frozen=True):
    """What separates pages: the question that asks for it, and the words of each value."""

    question: str
    values: dict[str, str]


class Term(msgspec.Struct, frozen=True):
    """A word of the field: the approved form, what else people write for it, and what pages must not write.

    `variants` and `forbidden` are other spellings and synonyms, all folded to the approved form when searching.
    `other` is the approved form in the other locale, `reading` the kana of a term that is written otherwise. A
    `general` term is said of many things (password, update, slow): alone it does not tell that a text is of the field.
    """

    term: str
    variants: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    other: str = ""
    reading: str = ""
    general: bool = False


class Terms(msgspec.Struct, frozen=True):
    """`terms.yaml` of one locale: headings by section id, aspects by name, the terms, and the words that say nothing
    when searching."""

    headings: dict[str, str]
    aspects: dict[str, Aspect]
    terms: tuple[Term, ...]
    stop_words: tuple[str, ...] = ()


TERMS_FIELDS = {
    "headings": Field(mapping_of(read_text, read_slug), required=True),
    "aspects": Field(mapping_of(raw_mapping, read_slug)),
    "terms": Field(list_of(raw_mapping)),
    "stop_words": Field(list_of(read_text)),
}
ASPECT_FIELDS = {
    "question": Field(read_text, required=True),
    "values": Field(mapping_of(read_text, read_slug), required=True),
}
TERM_FIELDS = {
    "term": Field(read_text, required=True),
    "variants": Field(list_of(read_text)),
    "forbidden": Field(list_of(read_text)),
    "other": Field(read_text),
    "reading": Field(read_text),
    "general": Field(read_flag),
}


def parse_phrases(text: str, path: str, area: str) -> tuple[dict[str, str], list[Diagnostic]]:
    """The phrases of one file by dotted key, each key beginning with `area`. Finds KB102, KB103 and KB106."""
    mapping, diagnostics = parse_yaml(text, path)
    table: dict[str, str] = {}
    if mapping is not None:
        for key, value in _flatten(mapping, area):
            if isinstance(value, Scalar):
                table[key] = value.text
            else:
                place = Location(path, value.line, value.column)
                diagnostics.append(Diagnostic(place, "KB106", variant="text",
                                              values=(("key", key), ("expected", "text"))))
    return table, diagnostics


def _flatten(mapping: Mapping, prefix: str) -> Iterator[tuple[str, Value]]:
    for key, value in mapping.entries:
        name = f"{prefix}.{key.text}"
        if isinstance(value, Mapping):
            yield from _flatten(value, name)
        else:
            yield name, value


def parse_terms(text: str, path: str) -> tuple[Terms | None, list[Diagnostic]]:
    """`terms.yaml`. None when the file cannot be used or lacks the heading of a section."""
    mapping, diagnostics = parse_yaml(text, path)
    if mapping is None:
        return None, diagnostics
    values, found = read_fields(mapping, TERMS_FIELDS, path)
    diagnostics += found

    def read(each: Mapping, fields: dict[str, Field]) -> dict[str, object]:
        got, problems = read_fields(each, fields, path)
        diagnostics.extend(problems)
        return got

    aspects = {name: read(each, ASPECT_FIELDS) for name, each in values.get("aspects", {}).items()}
    terms = [read(each, TERM_FIELDS) for each in values.get("terms", ())]
    headings = values.get("headings", {})
    missing = [name for name in HEADINGS if name not in headings]
    if missing:
        diagnostics += [Diagnostic(Location(path, mapping.line), "KB105", values=(("key", f"headings.{name}"),))
                        for name in missing]
        return None, diagnostics
    return Terms(
        headings,
        {name: msgspec.convert(each, Aspect) for name, each in aspects.items() if len(each) == len(ASPECT_FIELDS)},
        tuple(msgspec.convert(each, Term) for each in terms if "term" in each),
        tuple(values.get("stop_words", ())),
    ), diagnostics


def parse_tree_of_words(text: str, path: str) -> tuple[dict[str, object], list[Diagnostic]]:
    """A YAML file as plain nested dicts, lists and texts, for files whose owner types them (`cues.yaml`)."""
    mapping, diagnostics = parse_yaml(text, path)
    plain = _plain(mapping) if mapping is not None else {}
    assert isinstance(plain, dict)
    return plain, diagnostics


def _plain(value: Value) -> object:
    match value:
        case Mapping():
            return {key.text: _plain(each) for key, each in value.entries}
        case Sequence():
            return [_plain(each) for each in value.items]
        case Scalar():
            return value.text


