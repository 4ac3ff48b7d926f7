"""`naze content`: which collections are in use, and putting one into use or out of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.arguments import UsageError
from assistant.collections import ConfigError, is_same, load_listed, save_listed
from assistant.opening import content_roots
from kb.pages.files import list_files
from kb.phrases import LOCALES
from kb.text.safe import make_safe_line

if TYPE_CHECKING:
    from argparse import Namespace

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from kb.phrases import Phrases

ACTIONS = ("list", "add", "remove", "path")
PAGES = ("article", "tree", "procedure")


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze content`."""
    parser.add_argument("action", nargs="?", choices=ACTIONS, default="list",
                        help=phrases.say("content.option.action"))
    parser.add_argument("folder", nargs="?", default="", help=phrases.say("content.option.folder"))
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
