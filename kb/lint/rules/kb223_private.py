"""KB223: pages hold no secrets and no personal data.

Mail addresses, tokens, private keys, passwords, names of private hosts, phone numbers and account ids are data
(`patterns/secrets.tsv`); what only looks like them is, too (`patterns/allowed.tsv`). Passes: `user@example.com`,
`<server>`. The phrases of a team's collection may hold its own phone numbers as variables in `kb.yaml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.diagnostics import Location
from kb.lint.rule import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.diagnostics import Diagnostic
    from kb.lint.rule import Page, Reference

ID = "KB223"
PAGES = ("article", "tree", "procedure", "phrases", "meanings")


def lint_page(page: Page, reference: Reference) -> Iterator[Diagnostic]:
    """A finding for each match, front matter and code included."""
    if page.kind not in PAGES:
        return
    whole = "\n".join(page.lines)
    lowered = whole.lower()
    hits = [pattern for pattern in reference.patterns.secrets
            if pattern.may_match(lowered) and pattern.expression.search(whole)]
    for number, line in enumerate(page.lines, 1) if hits else ():
        for pattern in hits:
            for match in pattern.expression.finditer(line):
                near = line[max(match.start() - 12, 0):match.end() + 12]
                if not any(each.expression.search(near) for each in reference.patterns.allowed):
                    yield finding(Location(page.path, number, match.start() + 1), ID, name=pattern.name, text=match[0])
