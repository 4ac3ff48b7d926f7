"""Arguments: argparse that speaks the user's language.

Owns the parser's own words and what is common to all commands. Each command adds its arguments itself.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from kb.phrases import Phrases

# argparse asks gettext for these texts; the phrases of `usage.yaml` answer in their place.
OWN_WORDS = {
    "usage: ": "usage",
    "positional arguments": "positional",
    "options": "options",
    "show this help message and exit": "help",
    "the following arguments are required: %s": "required",
    "unrecognized arguments: %s": "unrecognized",
    "argument %(argument_name)s: %(message)s": "argument",
    "expected one argument": "expected_one",
    "expected at least one argument": "expected_some",
    "expected at most one argument": "expected_at_most_one",
    "invalid choice: %(value)r (choose from %(choices)s)": "invalid_choice",
    "invalid %(type)s value: %(value)r": "invalid_value",
    "not allowed with argument %s": "not_allowed_with",
    "ambiguous option: %(option)s could match %(matches)s": "ambiguous",
    "ignored explicit argument %r": "ignored_explicit",
    "%(prog)s: error: %(message)s\n": "error",
    "one of the arguments %s is required": "one_required",
}


class UsageError(Exception):
    """Wrong usage; the message is ready to be shown."""


class Parser(argparse.ArgumentParser):
    """A parser that raises UsageError instead of leaving the program."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.format_usage()}{message}")


def make_parser(command: str, phrases: Phrases) -> Parser:
    """An empty parser of a command (`""` for the plain lookup) with what all commands understand."""
    words = {text: phrases.say(f"usage.{key}") for text, key in OWN_WORDS.items()}
    setattr(argparse, "_", lambda text: words.get(text, text))  # noqa: B010 - no public way to translate argparse
    name = f"naze {command}".strip()
    parser = Parser(prog=name, description=phrases.say(f"cli.command.{command or 'lookup'}"), add_help=False,
                    allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-h", "--help", action="help", help=phrases.say("usage.help"))
    parser.add_argument("--lang", choices=("ja", "en", "both"), help=phrases.say("cli.option.lang"))
    parser.add_argument("--content", metavar="DIR", action="append", default=[], help=phrases.say("cli.option.content"))
    if sys.version_info >= (3, 14):
        parser.color = False
    return parser
