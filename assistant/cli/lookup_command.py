"""`naze CODE` or words: the answer on stdout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.answers import Kind, Lookup, code_record, format_lookup, look_up
from assistant.article_text import article_record
from assistant.cli.arguments import UsageError
from kb.codes.contract import identification_record
from kb.codes.notation import identify

if TYPE_CHECKING:
    from argparse import Namespace

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from kb.phrases import Phrases

FOUND_KINDS = (Kind.ARTICLE, Kind.CODE, Kind.CHOICE, Kind.CONFLICT, Kind.HITS)
RULE = "-" * 40


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of the plain lookup."""
    parser.add_argument("words", nargs="*", help=phrases.say("lookup.option.words"))
    parser.add_argument("--json", action="store_true", help=phrases.say("cli.option.json"))
    parser.add_argument("--full", action="store_true", help=phrases.say("lookup.option.full"))


def run(arguments: Namespace, context: Context) -> int:
    """0 when something was found, 1 when nothing was."""
    if not arguments.words:
        raise UsageError(context.phrases.say("lookup.no_terminal"))
    text = " ".join(arguments.words)
    context.follow(text)
    lookups = [(locale, look_up(context.knowledge, text, locale)) for locale in context.langs]
    if arguments.json:
        records = [_record(context, lookup, locale) for locale, lookup in lookups]
        context.output.record(records[0] if len(records) == 1 else records)
    else:
        for number, (locale, lookup) in enumerate(lookups):
            if number:
                context.output.line(f"\n{RULE}\n")
            phrases = context.knowledge.phrases(locale)
            lines = format_lookup(context.knowledge, lookup, phrases, width=context.output.width, full=arguments.full)
            if lookup.kind in FOUND_KINDS:
                context.output.line("\n".join(lines))
            else:
                context.output.message("\n".join(lines))
    if all(lookup.kind is Kind.NOTHING for _, lookup in lookups):
        context.note_gap(text)
    return 0 if any(lookup.kind in FOUND_KINDS for _, lookup in lookups) else 1


def _record(context: Context, lookup: Lookup, locale: str) -> dict[str, object]:
    knowledge = context.knowledge
    found = identify(lookup.text, knowledge.registry)
    record = identification_record(found, knowledge.registry, knowledge.phrases(locale), full=True)
    record |= {"kind": lookup.kind.value, "lang": locale, "article": None, "meaning": None}
    if lookup.reading is not None:
        facts = knowledge.find_code(lookup.reading.code)
        record["code"] = code_record(facts) if facts is not None else str(lookup.reading.code)
        record["meaning"] = knowledge.find_meaning(lookup.reading.code, locale)
    if lookup.slug:
        record["article"] = article_record(knowledge.get_article(lookup.slug, locale))
    if lookup.hits:
        record["hits"] = [{"article": hit.slug, "codes": [str(code) for code in hit.codes], "title": hit.title,
                           "score": hit.score} for hit in lookup.hits]
    if lookup.trees:
        record["trees"] = list(lookup.trees)
    return record
