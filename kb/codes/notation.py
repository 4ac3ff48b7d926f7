"""Notation: reads a text as codes. All readings, each with its reason; what is no code; what contradicts itself.

Owns the order of the work. Forms belong to `spellings`, doubts to `evidence`, arithmetic to `candidates`, symbols to
`symbols`, weight to `ranking`, wrong pairs to `misattributions`, a team's own codes to `own`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from kb.codes.candidates import Candidate, find_candidates
from kb.codes.code import Code
from kb.codes.decode import FACILITY_ITF, bare_forms
from kb.codes.evidence import Scene, Verdict
from kb.codes.folded import Folded, fold_code_text
from kb.codes.identification import Foreign, Group, Identification, Reading, Reason, Unknown
from kb.codes.misattributions import find_conflict
from kb.codes.own import find_own_codes, give_way
from kb.codes.ranking import ARTICLE, Support, add_support, find_base, find_support, find_text_words
from kb.codes.registry import Registry
from kb.codes.spellings import Token, find_tokens
from kb.codes.symbols import SymbolMatch, find_symbol_matches
from kb.codes.words import Rules, load_rules

LONGEST_TEXT = 65_536
"""Longer texts are cut: a log of any size belongs to `log_scan`."""
HIGHEST, LOWEST = 0.99, 0.02
SPEAKS_FOR, MOST_SHOWN = 0.36, 0xFFFF
SHOWN_AS = {"bugcheck": ("hex", "padded")}
KIN = {"bugcheck": ("ntstatus",)}
_ANYTHING = re.compile(r"\d|[A-Za-z]{2}|[\uff21-\uff5a]{2}")
_SYMBOL_SCORES = {"symbol": 0.96, "squeezed": 0.94, "spaced": 0.88, "typo": 0.62, "fragment": 0.5}
_MARKS = re.compile(r"[\s:=()\[\]\-/「」|]{0,4}")
_WHOLE = ("symbol", "squeezed", "spaced")
_NUMBER_FORMS = frozenset(("decimal", "hex", "bare", "id", "aadsts", "text"))


def identify(text: str, registry: Registry, rules: Rules | None = None) -> Identification:
    """Everything that the text says of codes. The text is only read, whatever it holds."""
    if not _ANYTHING.search(text):
        return Identification(text)
    rules = rules or load_rules()
    folded = fold_code_text(text[:LONGEST_TEXT])
    scene = Scene(folded, rules)
    tokens = list(find_tokens(folded.text, folded.lower))
    written = any(token.form in _NUMBER_FORMS for token in tokens)
    matches = find_symbol_matches(scene, tokens, registry, written)
    numbers: list[tuple[Token, Verdict, list[Candidate]]] = []
    foreign: list[Foreign] = []
    unknown: list[Unknown] = []
    for token in tokens:
        if token.form == "foreign":
            kind, maker = ("maker", token.kind) if token.kind in ("browser", "smtp") else (
                token.kind, scene.maker_of(token, 0) if token.kind == "maker" else "")
            foreign.append(Foreign(kind, folded.span(token.start, token.end), token.text, maker))
        elif token.form in _NUMBER_FORMS:
            candidates = find_candidates(token, registry)
            verdict = Verdict(1.0) if _is_beside_symbol(scene, token, matches) else _judge(scene, token, candidates)
            if verdict.kind:
                if verdict.kind != "word":
                    foreign.append(Foreign(
                        verdict.kind, folded.span(token.start, token.end), token.text, verdict.maker))
            else:
                numbers.append((token, verdict, candidates))
    if matches:
        numbers = [number for number in numbers if not _is_inside(number[0], matches)]
        symbol_spans = [Foreign("", folded.span(match.start, match.end), "") for match in matches
                        if match.spelling in _WHOLE]
        foreign = [item for item in foreign if not _is_covered(item, symbol_spans)]
    groups, values = _number_groups(numbers, tokens, scene, folded, text, registry)
    for group, value, token in values:
        if not group.readings:
            unknown.append(Unknown(group.span, group.text, value, token.form))
    symbols = _symbol_groups(matches, scene, folded, text, registry)
    unknown += [Unknown(group.span, group.text, None, "symbol") for group in symbols if not group.readings]
    conflict = find_conflict(
        text, [(group, value) for group, value, _ in values if value is not None], symbols, rules)
    groups = _agree(groups, symbols)
    own, missing = find_own_codes(folded, text, registry)
    if own or missing:
        groups, symbols = give_way(groups, own, missing) + own, give_way(symbols, own, missing)
        foreign, unknown = give_way(foreign, own, missing), give_way(unknown, own, missing) + missing
    ordered = tuple(sorted((group for group in (*groups, *symbols) if group.readings), key=lambda group: group.span))
    return Identification(text, _flatten(ordered), ordered, conflict, tuple(foreign), tuple(unknown))


def _is_inside(token: Token, matches: Sequence[SymbolMatch]) -> bool:
    at = bisect_right(matches, token.start, key=lambda match: match.start) - 1
    return at >= 0 and matches[at].spelling in _WHOLE and token.start < matches[at].end


def _is_covered(item: Foreign, spans: Sequence[Foreign]) -> bool:
    at = bisect_right(spans, item.span[0], key=lambda other: other.span[0]) - 1
    return at >= 0 and item.span[0] < spans[at].span[1]


def _is_beside_symbol(scene: Scene, token: Token, matches: Sequence[SymbolMatch]) -> bool:
    """Whether only marks stand between the number and a symbol: `53 (ERROR_BAD_NETPATH)`."""
    at = bisect_right(matches, token.start, key=lambda match: match.start)
    return token.form != "id" and any(
        match.spelling in ("symbol", "squeezed", "unknown")
        and _MARKS.fullmatch(scene.lower, min(match.end, token.end), max(match.start, token.start))
        for match in matches[max(at - 1, 0):at + 1])


def _judge(scene: Scene, token: Token, candidates: Sequence[Candidate]) -> Verdict:
    if token.form in ("id", "aadsts"):
        return Verdict(1.0)
    if token.form == "text":
        return Verdict(1.0) if candidates else Verdict(0.0, "number")
    if token.form == "hex" and (len(token.digits) > 10 or (token.value or 0) > 0xFFFFFFFF) and \
            "sign_extended" not in token.notes and len(token.digits.lstrip("0")) != 8:
        return Verdict(0.0, "address") if len(token.digits) != 9 else Verdict(1.0)
    return scene.judge(token, bool(candidates))


def _number_groups(
    numbers: Sequence[tuple[Token, Verdict, list[Candidate]]], tokens: Sequence[Token], scene: Scene, folded: Folded,
    text: str, registry: Registry,
) -> tuple[list[Group], list[tuple[Group, int | None, Token]]]:
    starts = [token.start for token, _, _ in numbers]
    words = find_text_words(scene.lower) if len(scene.lower) < 400 else frozenset()
    parameters = {token.start for token in tokens if token.kind == "parameters"}
    groups, values = [], []
    for token, verdict, candidates in numbers:
        line = scene.line(token.start)
        support = find_support(scene.rules, scene.lower, scene.context, (token.start, token.end),
                               starts if len(starts) > 1 else (), line)
        listed = any(place in parameters for place in range(token.end, token.end + 25))
        span = folded.span(token.start, token.end)
        readings = _rank(token, verdict, candidates, support, words, listed, span, registry, scene.rules)
        group = Group(span, text[span[0]:span[1]], readings)
        value = token.value
        if value is not None and value < 0:
            value &= 0xFFFFFFFF
        groups.append(group)
        values.append((group, value, token))
    return groups, values


def _rank(
    token: Token, verdict: Verdict, candidates: Sequence[Candidate], support: Support, words: frozenset[str],
    listed: bool, span: tuple[int, int], registry: Registry, rules: Rules,
) -> tuple[Reading, ...]:
    scores: dict[Code, tuple[float, tuple[Reason, ...], str]] = {}
    for candidate in candidates:
        base = 0.98 if candidate.spelling == "id" else find_base(rules, candidate.code, candidate.spelling)
        if not base:
            continue
        score, reasons = add_support(
            base, candidate.code, candidate.spelling, candidate.facts, support, words, rules.common)
        reasons = (*candidate.why, *_range_reasons(candidate), *reasons)
        if listed:
            if candidate.code.family == "bugcheck":
                score, reasons = score + 0.5, (*reasons, Reason("codes.why.parameters"))
            else:
                score *= 0.7
        if registry.articled(candidate.code):
            score += ARTICLE
            reasons = (*reasons, Reason("codes.why.article"))
        scores[candidate.code] = (score, reasons, token.form if candidate.spelling == "id" else candidate.spelling)
    if _is_out_of(scores, support):
        return ()
    for candidate in candidates:
        outer = candidate.inside
        if outer in scores and candidate.code in scores and scores[outer][0] <= scores[candidate.code][0]:
            scores[outer] = (scores[candidate.code][0] + 0.01, *scores[outer][1:])
    top = max((score for score, _, _ in scores.values()), default=0.0)
    shrink = HIGHEST / top if top > HIGHEST else 1.0
    readings = [
        Reading(code, why, round(min(max(score * shrink * verdict.certainty, LOWEST), HIGHEST), 3), span, spelling)
        for code, (score, why, spelling) in scores.items()]
    return tuple(sorted(readings, key=_order))


def _is_out_of(scores: Mapping[Code, tuple[float, tuple[Reason, ...], str]], support: Support) -> bool:
    """Whether the words speak for one family alone, in the spelling that it is shown in, and it has no such value: stop
    code 0x999 is none, and no Win32 code either."""
    named = [family for family, strength in support.strengths.items() if strength >= SPEAKS_FOR and family in SHOWN_AS]
    if len(named) != 1 or any(code.family in (named[0], *KIN.get(named[0], ())) for code in scores):
        return False
    values = [code.value for code in scores if isinstance(code.value, int)]
    return all(spelling in SHOWN_AS[named[0]] for _, _, spelling in scores.values()) and all(
        value <= MOST_SHOWN for value in values)


def _range_reasons(candidate: Candidate) -> tuple[Reason, ...]:
    code, facts = candidate.code, candidate.facts
    if not isinstance(code.value, int):
        return ()
    reasons = []
    if candidate.spelling == "decimal" and code.family == "ras":
        reasons.append(Reason("codes.why.ras_range"))
    if candidate.spelling == "decimal" and code == Code("win32", 740):
        reasons.append(Reason("codes.why.elevation"))
    if candidate.spelling in ("hex", "padded") and code.family == "win32":
        reasons.append(Reason("codes.why.small_hex"))
    if facts is not None and code.family == "win32" and "nerr" in facts.components:
        reasons.append(Reason("codes.why.nerr"))
    if code.family == "hresult" and code.value >> 16 == 0x8000 | FACILITY_ITF:
        owners = "" if facts is None else ", ".join(
            f"{symbol} ({component})" for symbol, component in zip(facts.symbols, facts.components, strict=True))
        reasons.append(Reason("codes.why.itf", (("owners", owners),)))
    return tuple(reasons)


def _symbol_groups(
    matches: Sequence[SymbolMatch], scene: Scene, folded: Folded, text: str, registry: Registry,
) -> list[Group]:
    groups = []
    for match in matches:
        span = folded.span(match.start, match.end)
        support = find_support(scene.rules, scene.lower, scene.context, (match.start, match.end), (),
                               scene.line(match.start))
        readings: dict[Code, Reading] = {}
        base = _SYMBOL_SCORES.get(match.spelling, 0.0)
        hits = match.hits if match.spelling == "fragment" else sorted(match.hits, key=lambda hit: (
            -round(hit.likeness),
            -find_base(scene.rules, hit.code, "decimal") - support.strengths.get(hit.code.family, 0.0)))
        for place, hit in enumerate(hits):
            facts = registry.find(hit.code)
            score = base - 0.02 * place
            if match.spelling == "typo":
                score *= 0.7 + 0.3 * hit.likeness / 100
            if hit.code.family in support.strengths:
                score += 0.03
            if registry.articled(hit.code):
                score += 0.01
            why = [Reason(f"codes.why.{match.spelling}", (("text", text[span[0]:span[1]]), ("symbol", hit.symbol)))]
            if facts is not None and facts.kind == "marker":
                score *= 0.4
                why.append(Reason("codes.why.marker"))
            if hit.code not in readings:
                readings[hit.code] = Reading(hit.code, tuple(why), round(min(score, HIGHEST), 3), span, match.spelling)
        groups.append(Group(span, text[span[0]:span[1]], tuple(sorted(readings.values(), key=_order))))
    return groups


def _agree(groups: Sequence[Group], symbols: Sequence[Group]) -> list[Group]:
    """The groups of numbers, with what a symbol of the text confirms moved to the front."""
    exact = {reading.code for group in symbols for reading in group.readings if reading.spelling != "fragment"}
    names = {form for code in exact for form in bare_forms(code)}
    if not names:
        return list(groups)
    agreed = []
    for group in groups:
        readings = []
        meant = any(bare_forms(reading.code) & names for reading in group.readings)
        for reading in group.readings:
            score, why = reading.score, reading.why
            if bare_forms(reading.code) & names:
                score = round((0.97 if reading.code in exact else 0.94) + reading.score / 50, 3)
                why = (*why, Reason("codes.why.agrees"))
            elif meant:
                score = min(score, 0.9)
            readings.append(Reading(reading.code, why, score, reading.span, reading.spelling))
        agreed.append(Group(group.span, group.text, tuple(sorted(readings, key=_order))))
    return agreed


def _flatten(groups: Sequence[Group]) -> tuple[Reading, ...]:
    best: dict[Code, Reading] = {}
    for group in groups:
        for reading in group.readings:
            known = best.get(reading.code)
            if known is None or reading.score > known.score:
                best[reading.code] = reading
    return tuple(sorted(best.values(), key=_order))


def _order(reading: Reading) -> tuple[float, int, str, str]:
    return -reading.score, reading.span[0], reading.code.family, str(reading.code.value)
