"""Findings as plain JSON values: what `naze search --json` prints and agents are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.index.search import CLEAR_LEAD, SURE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.index.find import Findings
    from kb.index.search import Hit


def short_hit_record(hit: Hit) -> dict[str, object]:
    """A hit of the batch contract."""
    return {"article": hit.slug or None, "codes": [str(code) for code in hit.codes], "title": hit.title,
            "score": hit.score}


def hit_record(hit: Hit) -> dict[str, object]:
    """A hit with where and by what it was found."""
    return short_hit_record(hit) | {
        "lang": hit.locale, "topic": hit.topic or None, "status": hit.status or None, "field": hit.field,
        "matched_lang": hit.matched_locale, "other_language": hit.other_language, "snippet": hit.snippet.text,
        "highlights": [list(span) for span in hit.snippet.spans]}


def search_record(text: str, found: Findings) -> dict[str, object]:
    """All findings for a text."""
    words = found.by_words
    return {"q": text, "hits": [hit_record(hit) for hit in found.hits], "sure": is_sure(found.hits),
            "nearest": [hit_record(hit) for hit in words.nearest], "tried": list(words.tried),
            "missing": list(words.missing), "corrected": [list(pair) for pair in words.corrected],
            "trees": [{"tree": hit.slug, "score": hit.score} for hit in found.trees]}


def is_sure(hits: Sequence[Hit]) -> bool:
    """Whether the first hit is the one that is meant."""
    return bool(hits) and hits[0].score >= SURE and (
        len(hits) == 1 or hits[0].score - hits[1].score >= CLEAR_LEAD)
