"""The command line: which command, in which language, with which exit code.

Owns the list of commands and what happens to errors. Each command is a module of its own, imported when it is asked
for, with `add_arguments(parser, phrases)` and `run(arguments, context)`, and `READS_INDEX = False` where it can do
without the compiled content; `WITHOUT_INDEX` are the arguments with which it can.
"""

from __future__ import annotations

import importlib
import os
import sqlite3
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.arguments import UsageError, make_parser
from assistant.cli.context import Context, load_early_phrases
from assistant.cli.output import ClosedPipeError, Output
from assistant.opening import index_cache
from assistant.settings import SettingsError, load_settings, system_lang
from kb import __version__
from kb.text.safe import make_safe_line

if TYPE_CHECKING:
    from types import ModuleType

    from assistant.settings import Settings
    from kb.phrases import Phrases

FOUND, NOT_FOUND, USAGE, INTERRUPTED = 0, 1, 2, 130

COMMANDS = {
    name: f"assistant.cli.{name}_command"
    for name in ("identify", "log", "search", "ask", "walk", "note", "sessions", "store", "stats", "check", "new",
                 "review", "coverage", "build", "content", "serve", "mcp")
}


def run(arguments: list[str]) -> int:
    """Runs one command line and gives its exit code."""
    output = Output(sys.stdout, sys.stderr)
    try:
        code = _run(arguments, output)
        output.flush()
    except ClosedPipeError:
        return FOUND
    except KeyboardInterrupt:
        return INTERRUPTED
    except SettingsError as error:
        phrases = load_early_phrases(None, system_lang(os.environ))
        output.message(phrases.say(f"settings.{error.key}", **error.values))
        return USAGE
    return code


def _run(arguments: list[str], output: Output) -> int:
    if arguments[:1] in (["--version"], ["-V"]):
        output.line(f"naze {__version__}")
        return FOUND
    settings = _with_content(load_settings(), arguments)
    given = _option(arguments, "--lang", ("ja", "en", "both"))
    lang = given[-1] if given else settings.lang
    if lang != "en" and not given and not settings.lang_fixed and not output.can_show("なぜ"):
        lang = "en"
    if arguments[:1] in (["--help"], ["-h"]):
        _print_help(output, load_early_phrases(settings, "ja" if lang == "both" else lang))
        return FOUND
    command = arguments[0] if arguments and arguments[0] in COMMANDS else ""
    def new_context(*, reads_index: bool = True) -> Context:
        return Context(settings, output, lang=lang, lang_given=bool(given), reads_index=reads_index)

    if not _words_of(arguments) and sys.stdin.isatty() and output.is_terminal:
        # The console opens the index itself, behind its first picture.
        from assistant.cli.console_command import run as open_console

        return open_console(new_context())
    module = importlib.import_module(COMMANDS[command] if command else "assistant.cli.lookup_command")
    reads_index = getattr(module, "READS_INDEX", True) and not getattr(module, "WITHOUT_INDEX", set()) & {*arguments}
    try:
        return _run_command(module, command, arguments, new_context(reads_index=reads_index))
    except sqlite3.DatabaseError:
        # The index turned out to be damaged while it was read: build it anew, once.
        index_cache(settings).discard()
        return _run_command(module, command, arguments, new_context(reads_index=reads_index))


def _run_command(module: ModuleType, command: str, arguments: list[str], context: Context) -> int:
    parser = make_parser(command, context.phrases)
    module.add_arguments(parser, context.phrases)
    try:
        # Options may stand anywhere, between words too.
        parsed = parser.parse_intermixed_args(arguments[1:] if command else arguments)
        return int(module.run(parsed, context))
    except UsageError as error:
        context.output.message("\n".join(map(make_safe_line, str(error).split("\n"))))
        return USAGE
    except SystemExit:
        return FOUND  # after --help


def _with_content(settings: Settings, arguments: list[str]) -> Settings:
    """The settings with the folders of `--content`, which must be known before the parser speaks."""
    folders = _option(arguments, "--content")
    if folders:
        os.environ["NAZE_CONTENT"] = os.pathsep.join(folders)
        settings = settings._replace(content=tuple(map(Path, folders)))
    for folder in settings.content:
        if not folder.is_dir():
            raise SettingsError("no_folder", folder=make_safe_line(str(folder)))
    return settings


def _words_of(arguments: list[str]) -> list[str]:
    """A command line without `--lang` and `--content` and their values."""
    words = [each for each in arguments if not each.startswith(("--lang=", "--content="))]
    while any(option in words for option in ("--lang", "--content")):
        at = next(i for i, each in enumerate(words) if each in ("--lang", "--content"))
        del words[at:at + 2]
    return words


def _option(arguments: list[str], name: str, known: tuple[str, ...] = ()) -> list[str]:
    """The values that an option has on a command line, those in `known` when it is given."""
    found = [value for before, value in pairwise(arguments) if before == name]
    found += [each.partition("=")[2] for each in arguments if each.startswith(name + "=")]
    return [each for each in found if not known or each in known]


def _print_help(output: Output, phrases: Phrases) -> None:
    output.line(phrases.say("cli.help.intro"))
    output.line()
    for command in ("", *COMMANDS):
        name = f"naze {command}".strip() if command else phrases.say("cli.help.lookup_form")
        output.line(f"  {name:<22}{phrases.say('cli.command.' + (command or 'lookup'))}")
    output.line()
    output.line(phrases.say("cli.help.more"))
