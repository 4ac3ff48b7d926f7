"""Collections: `kb.yaml` and the tables of codes of a content root, and filling its variables into texts.

Owns the form of these files: `name`, `families` of codes of its own, and `variables` as nested keys, whose texts
stand for `{{key}}` or `{{key.below}}` in pages and phrases; in `codes/<family>.tsv`, a value and a symbol a line. Which
root wins belongs to `loading`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kb.codes.code import Code, OwnFamily, load_families
from kb.codes.own import is_notation_of, is_safe_pattern
from kb.diagnostics import Diagnostic, Location
from kb.pages.fields import SLUG
from kb.pages.frontmatter import Mapping, Scalar, Sequence, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as AnyMapping

    from kb.pages.frontmatter import Value

VARIABLE = re.compile(r"\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}")
LONGEST = 200


class Collection(NamedTuple):
    """What a content root says of itself: its name (empty when it says none), its variables by dotted key,
    and the families of its own codes, whose values are texts as its programs print them."""

    name: str
    variables: dict[str, str]
    families: tuple[OwnFamily, ...] = ()


def parse_collection(text: str, path: str) -> tuple[Collection, list[Diagnostic]]:
    """`kb.yaml`. Finds KB102, KB103 and KB120 (an unknown key, or a value that is not one line of text)."""
    mapping, diagnostics = parse_yaml(text, path)
    name, variables, families = "", dict[str, str](), list[OwnFamily]()
    for key, value in mapping.entries if mapping is not None else ():
        place = Location(path, key.line, key.column)
        if key.text == "name" and isinstance(value, Scalar) and value.text.strip():
            name = value.text.strip()
        elif key.text == "variables" and isinstance(value, Mapping):
            for dotted, each in _flatten(value, ""):
                if isinstance(each, Scalar) and 0 < len(each.text) <= LONGEST and "\n" not in each.text:
                    variables[dotted] = each.text
                else:
                    diagnostics.append(Diagnostic(Location(path, each.line, each.column), "KB120",
                                                  values=(("key", dotted[:80]),)))
        elif key.text == "families" and isinstance(value, Sequence):
            for item in value.items:
                if isinstance(item, Scalar) and _is_own(item.text):
                    families.append(OwnFamily(item.text))
                else:
                    diagnostics.append(Diagnostic(Location(path, item.line, item.column), "KB120",
                                                  values=(("key", key.text),)))
        elif key.text == "families" and isinstance(value, Mapping):
            for family, facts in value.entries:
                own = _read_family(family.text, facts)
                if own is not None:
                    families.append(own)
                else:
                    diagnostics.append(Diagnostic(Location(path, family.line, family.column), "KB120",
                                                  values=(("key", f"families.{family.text}"[:80]),)))
        else:
            diagnostics.append(Diagnostic(place, "KB120", values=(("key", key.text[:80]),)))
    return Collection(name, variables, tuple(families)), diagnostics


def _is_own(name: str) -> bool:
    return bool(SLUG.match(name)) and name not in load_families()


def _read_family(name: str, facts: Value) -> OwnFamily | None:
    """A family with its pattern and notation; None when they cannot be used."""
    if not _is_own(name) or not isinstance(facts, Mapping):
        return None
    given = {key.text: value.text for key, value in facts.entries if isinstance(value, Scalar)}
    pattern, notation = given.get("pattern", ""), given.get("notation", "")
    if len(given) != len(facts.entries) or given.keys() - {"pattern", "notation"} or not is_safe_pattern(pattern):
        return None
    return OwnFamily(name, pattern, notation) if is_notation_of(pattern, notation) else None


def parse_code_table(text: str, path: str) -> tuple[dict[Code, str], list[Diagnostic]]:
    """`codes/<family>.tsv`: the symbol (empty when it has none) of each code. Finds KB122 (a row without a value, with
    more than a value and a symbol, or twice)."""
    family = path.rpartition("/")[2].rpartition(".")[0]
    table: dict[Code, str] = {}
    diagnostics: list[Diagnostic] = []
    for number, line in enumerate(text.split("\n")[1:], 2):
        if not line:
            continue
        value, _, symbol = (part.strip() for part in line.partition("\t"))
        code = Code(family, value)
        if not value or "\t" in symbol or code in table:
            diagnostics.append(Diagnostic(Location(path, number), "KB122", values=(("text", line[:80]),)))
        else:
            table[code] = symbol
    return table, diagnostics


def _flatten(mapping: Mapping, prefix: str) -> Iterator[tuple[str, Value]]:
    for key, value in mapping.entries:
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{prefix}{key.text}.")
        else:
            yield f"{prefix}{key.text}", value


def fill_variables(text: str, variables: AnyMapping[str, str]) -> str:
    """The text with the variables that are defined in place; in the front matter, as they stand between double quotes.

    No line is added or lost, a value is not looked into again, and the title stays as it is.
    """
    if "{{" not in text or not variables:
        return text
    end = text.find("\n---", 3) if text.startswith("---") else -1
    head, body = text[:max(end, 0)], text[max(end, 0):]

    def value(match: re.Match[str]) -> str:
        return variables.get(match[1], match[0])

    def quoted(match: re.Match[str]) -> str:
        return value(match).replace("\\", "\\\\").replace('"', '\\"') if match[1] in variables else match[0]

    # The title goes into the digest of a page, which must not depend on the variables of the moment.
    lines = [line if line.startswith("title:") else VARIABLE.sub(quoted, line) for line in head.split("\n")]
    return "\n".join(lines) + VARIABLE.sub(value, body)


def find_undefined(text: str, path: str) -> list[Diagnostic]:
    """KB117 for each variable that is left in a filled text."""
    return [
        Diagnostic(Location(path, number, match.start() + 1), "KB117", values=(("name", match[1][:80]),))
        for number, line in enumerate(text.split("\n") if "{{" in text else (), 1) for match in VARIABLE.finditer(line)
    ]
