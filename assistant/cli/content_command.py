"""`naze content`: which collections are in use, putting one into use or out of it, and carrying content out and in."""

from __future__ import annotations

import csv
import datetime
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.arguments import UsageError
from assistant.collections import ConfigError, is_same, load_listed, save_listed
from assistant.opening import content_roots
from kb.authoring.importing import COLUMNS, Target, import_rows, import_texts
from kb.authoring.markdown_export import export_markdown
from kb.authoring.site_export import export_site
from kb.authoring.writing import AlreadyThereError, write_new_files, write_new_folder
from kb.codes.notation import identify
from kb.pages.fields import SLUG
from kb.pages.files import list_files
from kb.pages.loading import list_content, load_words
from kb.phrases import LOCALES
from kb.text.safe import make_safe, make_safe_line

if TYPE_CHECKING:
    from argparse import Namespace

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from kb.codes.code import Code
    from kb.phrases import Phrases

ACTIONS = ("list", "add", "remove", "path", "export", "import")
CLEAR_LEAD = 0.1
PAGES = ("article", "tree", "procedure")


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze content`."""
    parser.add_argument("action", nargs="?", choices=ACTIONS, default="list",
                        help=phrases.say("content.option.action"))
    parser.add_argument("folder", nargs="?", default="", help=phrases.say("content.option.folder"))
    parser.add_argument("--format", choices=("html", "markdown"), default="html",
                        help=phrases.say("content.option.format"))
    parser.add_argument("--into", metavar="DIR", default="", help=phrases.say("content.option.into"))
    parser.add_argument("--topic", default="imported", help=phrases.say("content.option.topic"))
    parser.add_argument("--json", action="store_true", help=phrases.say("cli.option.json"))


def run(arguments: Namespace, context: Context) -> int:
    """0, or 1 when the folder has no content, is not listed, or the config file cannot be changed."""
    match arguments.action:
        case "list":
            return _list(context, as_json=arguments.json)
        case "path":
            context.output.line(make_safe_line(str(content_roots(context.settings)[0])))
            return 0
    if not arguments.folder:
        raise UsageError(context.phrases.say("content.need_folder"))
    try:
        match arguments.action:
            case "export":
                return _export(Path(arguments.folder), arguments.format, context)
            case "import":
                return _import(Path(arguments.folder), Path(arguments.into), arguments, context)
        return _change(arguments.action, Path(arguments.folder), context)
    except ConfigError as error:
        return _fail(context, "bad_config", file=make_safe_line(str(error)))
    except OSError as error:
        return _fail(context, "not_writable", file=make_safe_line(str(context.settings.config_file)),
                     problem=error.strerror or type(error).__name__)


def _list(context: Context, *, as_json: bool) -> int:
    shipped, *others = content_roots(context.settings)
    records = []
    for number, root in enumerate([shipped, *others]):
        files, _ = list_files(root, number)
        counts = {kind: len({file.slug for file in files if file.kind == kind}) for kind in PAGES}
        langs = [locale for locale in LOCALES if any(file.locale == locale for file in files)]
        records.append({"folder": str(root), "shipped": not number, "langs": langs, "pages": counts})
        if not as_json:
            context.output.line(context.phrases.say(
                "content.shipped" if not number else "content.collection", number=number,
                folder=make_safe_line(str(root)), langs=", ".join(langs), articles=counts["article"],
                trees=counts["tree"], procedures=counts["procedure"]))
    if as_json:
        context.output.record(records)
    if os.environ.get("NAZE_CONTENT"):
        context.output.message(context.phrases.say("content.from_environment"))
    return 0


def _change(action: str, folder: Path, context: Context) -> int:
    config = context.settings.config_file
    listed = load_listed(config)
    there = [each for each in listed if is_same(config, each, folder)]
    shown = make_safe_line(str(folder))
    if action == "add":
        if not any((folder / locale).is_dir() for locale in LOCALES):
            return _fail(context, "no_content", folder=shown)
        if there:
            return _fail(context, "already", folder=shown)
        save_listed(config, [*listed, str(folder.resolve())])
    else:
        if not there:
            return _fail(context, "not_listed", folder=shown)
        save_listed(config, [each for each in listed if each not in there])
    context.output.line(context.phrases.say("content.added" if action == "add" else "content.removed",
                                            folder=shown, file=make_safe_line(str(config))))
    return 0


def _fail(context: Context, key: str, **values: str) -> int:
    context.output.message(context.phrases.say(f"content.{key}", **values))
    return 1


def _export(folder: Path, form: str, context: Context) -> int:
    shown = make_safe_line(str(folder))
    roots = content_roots(context.settings)
    words, _ = load_words(roots, list_content(roots)[0])
    files = (export_site if form == "html" else export_markdown)(context.knowledge, words.procedures)
    try:
        write_new_folder(folder, files)
    except AlreadyThereError:
        return _fail(context, "not_empty", folder=shown)
    except OSError as error:
        return _fail(context, "not_writable", file=shown, problem=error.strerror or type(error).__name__)
    context.output.line(context.phrases.say("content.exported", n=len(files), folder=shown))
    return 0


def _import(source: Path, into: Path, arguments: Namespace, context: Context) -> int:
    phrases, shown = context.phrases, make_safe_line(str(source))
    if not arguments.into:
        raise UsageError(phrases.say("content.need_into"))
    if not SLUG.match(arguments.topic):
        raise UsageError(phrases.say("authoring.new.bad_topic", topic=make_safe_line(arguments.topic)))
    headings = context.knowledge.words(context.locale, "terms").get("headings")
    assert isinstance(headings, dict)
    target = Target(context.locale, arguments.topic, datetime.date.today().isoformat(), phrases, headings)
    unread: list[tuple[str, str]] = []
    if source.is_dir():
        texts: dict[str, str] = {}
        for path in sorted(source.rglob("*.md")):
            try:
                texts[path.relative_to(source).as_posix()] = make_safe(path.read_text("utf-8-sig"))
            except UnicodeDecodeError:
                unread.append((path.relative_to(source).as_posix(), "not_utf8"))
        imported = import_texts(texts, target, lambda text: _read_code(text, context))
    else:
        try:
            rows = list(csv.DictReader(io.StringIO(make_safe(source.read_bytes().decode("utf-8-sig")))))
        except UnicodeDecodeError:
            return _fail(context, "not_utf8", file=shown)
        if not rows or not {"code", "title"} & set(rows[0]):
            return _fail(context, "no_columns", file=shown, columns=", ".join(COLUMNS))
        plain = [{str(key): str(text or "") for key, text in row.items()} for row in rows]
        imported = import_rows(plain, target, lambda text: _read_code(text, context))
    for name, text in imported.pages.items():
        try:
            write_new_files(into, {name: text})
            context.output.line(phrases.say("authoring.new.written", path=make_safe_line(str(into / name))))
        except AlreadyThereError:
            unread.append((name, "exists"))
    for name, reason in (*imported.unplaced, *unread):
        context.output.message(phrases.say("content.unplaced", name=make_safe_line(name),
                                           reason=phrases.say(f"content.reason.{reason}")))
    return 1 if imported.unplaced or unread or not imported.pages else 0


def _read_code(text: str, context: Context) -> Code | None:
    """The code that a text names, when it names one clearly and the registry knows it."""
    readings = identify(text, context.knowledge.registry).readings
    if not readings or (len(readings) > 1 and readings[0].score - readings[1].score < CLEAR_LEAD):
        return None
    return readings[0].code
