"""`naze new`: the two pages of a new article, from the registry, and what to do with them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.arguments import UsageError
from assistant.opening import content_roots
from kb.authoring.drafts import Draft, draft_pages, propose_slug
from kb.authoring.writing import AlreadyThereError, write_new_files
from kb.codes.code import BadCodeError, Code, parse_code
from kb.codes.notation import identify
from kb.pages.fields import SLUG
from kb.phrases import LOCALES
from kb.text.safe import make_safe_line

if TYPE_CHECKING:
    from argparse import Namespace

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from kb.phrases import Phrases

CLEAR_LEAD = 0.1
"""A reading is taken without asking when it is this much better than the next one."""

NEAR = 60
"""Codes of one family that are at most so far apart usually belong to one topic."""


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze new`."""
    parser.add_argument("code", nargs="?", help=phrases.say("authoring.new.option.code"))
    for name in ("slug", "topic", "into", "title"):
        parser.add_argument(f"--{name}", default="", help=phrases.say(f"authoring.new.option.{name}"))
    parser.add_argument("--source", choices=LOCALES, default=LOCALES[0],
                        help=phrases.say("authoring.new.option.source"))


def run(arguments: Namespace, context: Context) -> int:
    """0 when both pages were written, 1 when something stands in the way; nothing is ever overwritten."""
    knowledge, phrases = context.knowledge, context.phrases
    code = _code(arguments.code, context) if arguments.code else None
    facts = knowledge.find_code(code) if code is not None else None
    slug = arguments.slug or (propose_slug(code, facts) if code is not None else "")
    topic = arguments.topic or _topic(code, context)
    if not slug:
        raise UsageError(phrases.say("authoring.new.need_slug"))
    for key, value in (("slug", slug), ("topic", topic)):
        if not SLUG.match(value):
            raise UsageError(phrases.say(f"authoring.new.bad_{key}", **{key: make_safe_line(value)}))
    taken = [each for each in knowledge.slugs_of(code) if code in _codes(each, context)[:1]] if code else []
    if taken:
        path = knowledge.get_article(taken[0], context.locale).path
        context.output.message(phrases.say("authoring.new.taken_code", code=code, path=path))
        return 1
    if (other := knowledge.find_article(slug, context.locale)) is not None:
        context.output.message(phrases.say("authoring.new.taken_slug", slug=slug, path=other.path))
        return 1
    draft = Draft(slug, topic, datetime.date.today().isoformat(), code, facts, arguments.title)
    meanings = {locale: knowledge.find_meaning(code, locale) or "" for locale in LOCALES} if code is not None else {}
    root = Path(arguments.into) if arguments.into else content_roots(context.settings)[-1]
    pages = draft_pages(draft, {locale: knowledge.phrases(locale) for locale in LOCALES},
                        _headings(context), meanings, arguments.source)
    try:
        written = write_new_files(root, pages)
    except AlreadyThereError as error:
        context.output.message(phrases.say("authoring.new.exists", path=make_safe_line(str(error.path))))
        return 1
    except OSError as error:
        problem = error.strerror or type(error).__name__
        context.output.message(phrases.say("authoring.new.not_writable", path=make_safe_line(str(root)),
                                           problem=problem))
        return 1
    _print_steps(written, slug, arguments.source, context)
    return 0


def _code(text: str, context: Context) -> Code:
    """The code of a text. Raises UsageError when it is none, or several with equal right."""
    registry, phrases = context.knowledge.registry, context.phrases
    try:
        return parse_code(text)
    except BadCodeError:
        pass
    readings = identify(text, registry).readings
    if not readings:
        raise UsageError(phrases.say("authoring.new.unknown_code", text=make_safe_line(text)))
    if len(readings) > 1 and readings[0].score - readings[1].score < CLEAR_LEAD:
        raise UsageError(phrases.say("authoring.new.ambiguous", text=make_safe_line(text),
                                     codes=", ".join(str(each.code) for each in readings[:6])))
    return readings[0].code


def _codes(slug: str, context: Context) -> tuple[Code, ...]:
    return context.knowledge.get_article(slug, context.locale).codes


def _topic(code: Code | None, context: Context) -> str:
    """The topic of the article whose main code is nearest; the family's name where none is near."""
    if code is None:
        return "general"
    row = None
    if isinstance(code.value, int):
        row = context.knowledge.connection.execute(
            "SELECT page.topic FROM page_code JOIN page USING (slug) WHERE family = ? AND position = 0"
            " AND abs(value - ?) <= ? ORDER BY abs(value - ?) LIMIT 1",
            (code.family, code.value, NEAR, code.value)).fetchone()
    return str(row[0]) if row else code.family


def _headings(context: Context) -> dict[str, dict[str, str]]:
    out: dict[str, dict[str, str]] = {}
    for locale in LOCALES:
        headings = context.knowledge.words(locale, "terms").get("headings")
        out[locale] = {str(key): str(text) for key, text in headings.items()} if isinstance(headings, dict) else {}
    return out


def _print_steps(written: list[Path], slug: str, source: str, context: Context) -> None:
    phrases, output = context.phrases, context.output
    shown = [make_safe_line(str(path)) for path in written]
    for path in shown:
        output.line(phrases.say("authoring.new.written", path=path))
    output.line("\n" + phrases.say("authoring.new.next"))
    mark = context.knowledge.phrases(source).say("authoring.mark")
    output.line(phrases.say("authoring.new.step_source", path=shown[0], mark=mark))
    output.line(phrases.say("authoring.new.step_translation", path=shown[1]))
    output.line(phrases.say("authoring.new.step_check", path=shown[0]))
    output.line(phrases.say("authoring.new.step_review", slug=slug))
