"""The record of an identification that `naze identify` prints, with its reasons in words of one language.

Owns the form of the record and the wording of reasons from phrases. Reading belongs to `notation`.
"""

from __future__ import annotations

from kb.codes.code import Code, format_value
from kb.codes.identification import Conflict, Foreign, Identification, Reading, Reason, Unknown
from kb.codes.registry import Registry
from kb.phrases import Phrases

MOST_OWNERS = 6


def identification_record(
    identification: Identification, registry: Registry, phrases: Phrases, *, full: bool = False,
) -> dict[str, object]:
    """The record of the batch contract: `q`, `readings`, best first, and `conflict`. With `full` also `foreign` and
    `unknown`, what was read as no code and which codes do not exist."""
    record: dict[str, object] = {
        "q": identification.text,
        "readings": [reading_record(reading, registry, phrases) for reading in identification.readings],
        "conflict": conflict_record(identification.conflict, registry, phrases) if identification.conflict else None,
    }
    if full:
        record["foreign"] = [
            {"kind": item.kind, "text": item.text, "span": list(item.span), "maker": item.maker,
             "why": format_foreign(item, phrases)} for item in identification.foreign]
        record["unknown"] = [
            {"text": item.text, "span": list(item.span), "value": item.value, "why": format_unknown(item, phrases)}
            for item in identification.unknown]
    return record


def reading_record(reading: Reading, registry: Registry, phrases: Phrases) -> dict[str, object]:
    """One reading. `value` is the unsigned number, or the text of a family whose values are texts."""
    facts = registry.find(reading.code)
    value = reading.code.value
    return {
        "code": str(reading.code),
        "family": reading.code.family,
        "value": value & 0xFFFFFFFF if isinstance(value, int) else value,
        "hex": format_hex(reading.code),
        "symbols": list(facts.symbols) if facts else [],
        "why": format_why(reading, phrases),
        "score": reading.score,
    }


def conflict_record(conflict: Conflict, registry: Registry, phrases: Phrases) -> dict[str, object]:
    """What the text puts together and what is true of each half; a code is None where none is assigned."""
    return {
        "value": conflict.value_text,
        "value_code": str(conflict.value_code) if conflict.value_code else None,
        "value_symbols": list(_symbols(conflict.value_code, registry)),
        "symbol": conflict.symbol_text,
        "symbol_code": str(conflict.symbol_code) if conflict.symbol_code else None,
        "symbol_symbols": list(_symbols(conflict.symbol_code, registry)),
        "known": conflict.known,
        "why": format_conflict(conflict, registry, phrases),
    }


def format_hex(code: Code) -> str | None:
    """The value in hexadecimal as its family prints it; None where the value is a text."""
    if isinstance(code.value, str):
        return None
    own = format_value(code)
    if own.startswith("0x"):
        return own
    return f"0x{code.value:X}" if code.value >= 0 else f"0x{code.value & 0xFFFFFFFF:08X}"


def format_why(reading: Reading, phrases: Phrases) -> str:
    """All reasons of a reading, in words."""
    family = format_family(reading.code.family, phrases)
    return phrases.say("codes.why.between").join(format_reason(reason, family, phrases) for reason in reading.why)


def format_reason(reason: Reason, family: str, phrases: Phrases) -> str:
    """One reason in words. `family` is the family's name in the language."""
    values = dict(reason.values)
    if values.get("owners"):
        owners = [_owner(owner, phrases) for owner in values["owners"].split(", ")]
        more = ", …" if len(owners) > MOST_OWNERS else ""
        return phrases.say("codes.why.itf_owners", owners=", ".join(owners[:MOST_OWNERS]) + more)
    return phrases.say(reason.key, **{"family": family, **values})


def format_family(family: str, phrases: Phrases) -> str:
    """The name of a family; its id where the phrases have none, as for a family of a team's own."""
    return phrases.say(f"codes.family.{family}") if phrases.has(f"codes.family.{family}") else family


def format_component(component: str, phrases: Phrases) -> str:
    """The name of a component; its id where the phrases have none."""
    key = f"codes.component.{component}"
    return phrases.say(key) if phrases.has(key) else component


def format_facility(name: str, phrases: Phrases) -> str:
    """The name of a facility; its official constant where the phrases have none, empty for an unnamed one."""
    key = f"codes.facility.{name}"
    return phrases.say(key) if phrases.has(key) else f"FACILITY_{name.upper()}" if name else ""


def format_foreign(foreign: Foreign, phrases: Phrases) -> str:
    """Why a part of the text was read as no code."""
    if foreign.maker and phrases.has(f"codes.maker.{foreign.maker}"):
        return phrases.say("codes.foreign.maker_named", text=foreign.text,
                           maker=phrases.say(f"codes.maker.{foreign.maker}"))
    return phrases.say(f"codes.foreign.{foreign.kind}", text=foreign.text)


def format_unknown(unknown: Unknown, phrases: Phrases) -> str:
    """That a well-formed code does not exist."""
    kind = "own" if unknown.spelling == "own" else "symbol" if unknown.value is None else "value"
    return phrases.say(f"codes.unknown.{kind}", text=unknown.text)


def format_conflict(conflict: Conflict, registry: Registry, phrases: Phrases) -> str:
    """What is true of the two halves of a wrong pair."""
    value_name = _name(conflict.value_code, registry) or phrases.say("codes.conflict.unassigned")
    symbol_name = str(conflict.symbol_code) if conflict.symbol_code else phrases.say("codes.conflict.no_such_symbol")
    sentence = phrases.say("codes.conflict.pair", value=conflict.value_text, value_name=value_name,
                           symbol=conflict.symbol_text, symbol_name=symbol_name)
    known = (phrases.say("codes.conflict.known"),) if conflict.known else ()
    return phrases.say("codes.why.between").join((sentence, *known))


def _name(code: Code | None, registry: Registry) -> str:
    if code is None:
        return ""
    symbols = _symbols(code, registry)
    return f"{symbols[0]} ({code})" if symbols else str(code)


def _symbols(code: Code | None, registry: Registry) -> tuple[str, ...]:
    facts = registry.find(code) if code else None
    return facts.symbols if facts else ()


def _owner(owner: str, phrases: Phrases) -> str:
    symbol, _, component = owner.rstrip(")").partition(" (")
    return f"{symbol} ({format_component(component, phrases)})"
