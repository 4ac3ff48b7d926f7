"""Formats: diagnostics as text, JSON, annotations of a code host's checks, and SARIF.

Owns how they are laid out. What they say belongs to the phrases, where they go to the command.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb import __version__
from kb.diagnostics import Level, format_diagnostic, hint_of, message_of
from kb.lint.rule import load_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.diagnostics import Diagnostic
    from kb.phrases import Phrases

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
GITHUB_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def format_text(diagnostics: Sequence[Diagnostic], phrases: Phrases) -> str:
    """Two lines for each: `path:line:column: level[rule] message`, then the hint."""
    return "\n".join(format_diagnostic(each, phrases) for each in diagnostics)


def diagnostic_record(diagnostic: Diagnostic, phrases: Phrases) -> dict[str, object]:
    """One diagnostic as plain values."""
    place = diagnostic.location
    return {
        "path": place.path, "line": place.line, "column": place.column, "rule": diagnostic.rule,
        "level": diagnostic.level.value, "message": message_of(diagnostic, phrases),
        "hint": hint_of(diagnostic, phrases),
    }


def format_github(diagnostics: Sequence[Diagnostic], phrases: Phrases) -> str:
    """One workflow command a line, which the code host shows beside the changed lines."""
    return "\n".join(
        f"::{GITHUB_COMMANDS[each.level]} file={_escape(each.location.path, ',:')},line={each.location.line},"
        f"col={each.location.column},title={each.rule}::"
        f"{_escape(message_of(each, phrases))} {_escape(hint_of(each, phrases))}"
        for each in diagnostics
    )


def _escape(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def sarif_record(diagnostics: Sequence[Diagnostic], phrases: Phrases) -> dict[str, object]:
    """The diagnostics as one SARIF 2.1.0 log (OASIS), with the manuals of the rules that found something."""
    manuals = {rule.id: rule.manual for rule in load_rules()}
    used = sorted({each.rule for each in diagnostics})
    return {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "naze", "version": __version__,
                "rules": [_sarif_rule(name, manuals.get(name, "")) for name in used],
            }},
            "columnKind": "unicodeCodePoints",
            "results": [{
                "ruleId": each.rule, "ruleIndex": used.index(each.rule), "level": each.level.value,
                "message": {"text": f"{message_of(each, phrases)} {hint_of(each, phrases)}"},
                "locations": [{"physicalLocation": {
                    "artifactLocation": {"uri": each.location.path},
                    "region": {"startLine": each.location.line, "startColumn": each.location.column},
                }}],
            } for each in diagnostics],
        }],
    }


def _sarif_rule(name: str, manual: str) -> dict[str, object]:
    rule: dict[str, object] = {"id": name}
    if manual:
        rule["fullDescription"] = {"text": manual.strip()}
    return rule
