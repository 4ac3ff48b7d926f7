"""Two sheets of the same page in two languages, made equally long heading by heading."""

from __future__ import annotations

from itertools import pairwise

from assistant.tui.sheets.sheet import Anchor, Row, Sheet


def align_sheets(first: Sheet, second: Sheet) -> tuple[Sheet, Sheet]:
    """Both sheets with empty rows put in, so that headings that both have begin on the same rows."""
    rows = {anchor.id: anchor.row for anchor in second.anchors}
    pairs = [(0, 0)]
    for anchor in first.anchors:
        row = rows.get(anchor.id)
        if row is not None and row > pairs[-1][1] and anchor.row > pairs[-1][0]:
            pairs.append((anchor.row, row))
    pairs.append((len(first.rows), len(second.rows)))
    cuts: list[list[tuple[int, int]]] = [[], []]
    for (start1, start2), (end1, end2) in pairwise(pairs):
        missing = (end1 - start1) - (end2 - start2)
        cuts[0].append((end1, max(-missing, 0)))
        cuts[1].append((end2, max(missing, 0)))
    return _stretch(first, cuts[0]), _stretch(second, cuts[1])


def _stretch(sheet: Sheet, cuts: list[tuple[int, int]]) -> Sheet:
    rows: list[Row] = []
    moved: list[int] = []
    at = 0
    for end, empty in cuts:
        for number in range(at, end):
            moved.append(len(rows))
            rows.append(sheet.rows[number])
        rows.extend([Row()] * empty)
        at = end
    moved.append(len(rows))
    return Sheet(
        sheet.width, tuple(rows),
        tuple(Anchor(moved[anchor.row], *anchor[1:]) for anchor in sheet.anchors),
        tuple(target._replace(first=moved[target.first], last=moved[target.last]) for target in sheet.targets))
