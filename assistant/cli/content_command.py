"""`naze content`: which collections are in use, putting one into use or out of it, and carrying content out and in,
or to a team's server."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.arguments import UsageError
from assistant.cli.content_import import import_content
from assistant.cli.publishing import find_copy, format_copy, publish_content
from assistant.collections import ConfigError, is_same, load_listed, save_listed
from assistant.opening import content_roots
from kb.authoring.markdown_export import export_markdown
from kb.authoring.site_export import export_site
from kb.authoring.writing import AlreadyThereError, write_new_folder
from kb.pages.files import list_files
from kb.pages.loading import list_content, load_words
from kb.phrases import LOCALES
from kb.text.safe import make_safe_line

if TYPE_CHECKING:
    from argparse import Namespace

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from kb.phrases import Phrases

WITHOUT_INDEX = {"publish"}
ACTIONS = ("list", "add", "remove", "path", "export", "import", "publish")
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
    parser.add_argument("--to", metavar="URL", default="", help=phrases.say("published.option.to"))
    parser.add_argument("--json", action="store_true", help=phrases.say("cli.option.json"))


def run(arguments: Namespace, context: Context) -> int:
    """0, or 1 when the folder has no content, is not listed, or the config file cannot be changed."""
    match arguments.action:
        case "list":
            return _list(context, as_json=arguments.json)
        case "path":
            context.output.line(make_safe_line(str(content_roots(context.settings)[0])))
            return 0
        case "publish":
            return publish_content(arguments.to or context.settings.store, context)
    if not arguments.folder:
        raise UsageError(context.phrases.say("content.need_folder"))
    try:
        match arguments.action:
            case "export":
                return _export(Path(arguments.folder), arguments.format, context)
            case "import":
                return import_content(Path(arguments.folder), arguments, context)
        return _change(arguments.action, Path(arguments.folder), context)
    except ConfigError as error:
        return _fail(context, "bad_config", file=make_safe_line(str(error)))
    except OSError as error:
        return _fail(context, "not_writable", file=make_safe_line(str(error.filename or context.settings.config_file)),
                     problem=error.strerror or type(error).__name__)


def _list(context: Context, *, as_json: bool) -> int:
    shipped, *others = content_roots(context.settings)
    records: list[dict[str, object]] = []
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
    if context.settings.store:
        copy = find_copy(context)
        if not as_json:
            context.output.line(format_copy(copy, context))
        elif copy is not None:
            records.append({"published": copy.number, "author": copy.author, "at": copy.at})
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
