"""`naze content import`: drafts of what a team wrote elsewhere, and a list of what found no place."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.arguments import UsageError
from kb.authoring.import_files import BadTableError, load_rows, load_texts
from kb.authoring.import_rows import COLUMNS, import_rows
from kb.authoring.import_texts import import_texts
from kb.authoring.importing import Imported, Target, Unplaced, fold_name
from kb.authoring.writing import AlreadyThereError, write_new_files
from kb.codes.notation import identify
from kb.pages.fields import SLUG
from kb.phrases import LOCALES
from kb.text.safe import make_safe_line

if TYPE_CHECKING:
    from argparse import Namespace

    from assistant.cli.context import Context
    from kb.codes.code import Code

CLEAR_LEAD = 0.1
SHOWN_WHAT = 60


def import_content(source: Path, arguments: Namespace, context: Context) -> int:
    """0 when everything found its place, 1 when something did not or nothing was written."""
    phrases = context.phrases
    if not arguments.into:
        raise UsageError(phrases.say("content.need_into"))
    if not SLUG.match(arguments.topic):
        raise UsageError(phrases.say("authoring.new.bad_topic", topic=make_safe_line(arguments.topic)))
    try:
        imported = _read(source, _target(arguments.topic, context), context)
    except BadTableError as error:
        return _fail(context, str(error), source)
    except OSError as error:
        context.output.message(phrases.say("content.not_readable", file=make_safe_line(str(error.filename or source)),
                                           problem=error.strerror or type(error).__name__))
        return 1
    if imported is None:
        return _fail(context, "no_columns", source)
    written, unplaced = _write(Path(arguments.into), imported, context)
    for each in (*imported.unplaced, *unplaced):
        what = make_safe_line(each.what)
        what = what if len(what) <= SHOWN_WHAT else what[:SHOWN_WHAT] + "…"
        context.output.message(phrases.say("content.unplaced", name=make_safe_line(each.place),
                                           reason=phrases.say(f"content.reason.{each.reason}", what=what)))
    if written:
        context.output.message(phrases.say("content.imported", n=written, mark=phrases.say("authoring.mark"),
                                           folder=make_safe_line(arguments.into)))
    return 0 if written and not (imported.unplaced or unplaced) else 1


def _target(topic: str, context: Context) -> Target:
    headings = context.knowledge.words(context.locale, "terms").get("headings")
    assert isinstance(headings, dict)
    return Target(context.locale, topic, datetime.date.today().isoformat(), context.phrases, headings,
                  _names("content.column", context), _names("content.section", context))


def _names(area: str, context: Context) -> dict[str, str]:
    """What a column or a heading is, by its words in either language."""
    return {fold_name(word): key for locale in LOCALES
            for key, words in context.knowledge.phrases(locale).under(area).items() for word in words.split("|")}


def _read(source: Path, target: Target, context: Context) -> Imported | None:
    def read_code(text: str) -> Code | None:
        """The code that a text names, when it names one clearly and the registry knows it."""
        readings = identify(text, context.knowledge.registry).readings
        if not readings or (len(readings) > 1 and readings[0].score - readings[1].score < CLEAR_LEAD):
            return None
        return readings[0].code

    if not source.is_dir():
        return import_rows(load_rows(source), target, read_code)
    texts, unread = load_texts(source)
    imported = import_texts(texts, target, read_code)
    return imported._replace(unplaced=[*unread, *imported.unplaced])


def _write(into: Path, imported: Imported, context: Context) -> tuple[int, list[Unplaced]]:
    """Writes the pages that are not there yet; how many, and the others."""
    phrases, knowledge = context.phrases, context.knowledge
    written, unplaced = 0, []
    for name, text in imported.pages.items():
        try:
            write_new_files(into, {name: text})
        except AlreadyThereError:
            unplaced.append(Unplaced(name, "exists"))
            continue
        written += 1
        context.output.line(phrases.say("authoring.new.written", path=make_safe_line(str(into / name))))
        for code in imported.codes.get(name, ()):
            for slug in knowledge.slugs_of(code)[:1]:
                context.output.message(phrases.say(
                    "content.answered", code=code, page=knowledge.get_article(slug, context.locale).path))
    return written, unplaced


def _fail(context: Context, key: str, source: Path) -> int:
    context.output.message(context.phrases.say(f"content.{key}", file=make_safe_line(str(source)),
                                               columns=", ".join(COLUMNS)))
    return 1
