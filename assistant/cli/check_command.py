"""`naze check`: what is wrong with content, where, and what to do about it."""

from __future__ import annotations

import datetime
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from assistant.cli.arguments import UsageError
from assistant.opening import content_roots
from kb.diagnostics import Level, Location
from kb.lint.checking import (
    Report,
    Scope,
    check_content,
    find_scope,
    fix_content,
    load_reference,
    stamp_of,
)
from kb.lint.formats import diagnostic_record, format_github, format_text, sarif_record
from kb.lint.result_cache import ResultCache
from kb.pages.tree_graph import format_mermaid
from kb.text.safe import make_safe, make_safe_line

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from kb.diagnostics import Diagnostic
    from kb.phrases import Phrases

FORMATS = ("text", "json", "github", "sarif")
WATCH_SECONDS = 0.3
READS_INDEX = False
"""Compiling the content takes longer than checking it."""
CACHE_FILE = "check.sqlite"


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze check`."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help=phrases.say("check.option.paths"))
    parser.add_argument("--format", choices=FORMATS, default="text", help=phrases.say("check.option.format"))
    parser.add_argument("--strict", action="store_true", help=phrases.say("check.option.strict"))
    parser.add_argument("--no-notes", action="store_true", help=phrases.say("check.option.no_notes"))
    parser.add_argument("--fix", action="store_true", help=phrases.say("check.option.fix"))
    parser.add_argument("--watch", action="store_true", help=phrases.say("check.option.watch"))
    parser.add_argument("--no-cache", action="store_true", help=phrases.say("check.option.no_cache"))
    parser.add_argument("--graph", metavar="TREE", help=phrases.say("check.option.graph"))


def run(arguments: Namespace, context: Context) -> int:
    """0 when there is no error (and, with --strict, no warning), else 1; with --watch, 0 when interrupted."""
    if arguments.graph is not None:
        return _print_graph(arguments.graph, context)
    scopes = find_scopes(arguments.paths, context)
    if arguments.fix:
        for path in _fix(scopes, context):
            context.output.message(context.phrases.say("check.fixed", path=make_safe_line(str(path))))
    if arguments.watch:
        return _watch(scopes, arguments, context)
    return _check_once(scopes, arguments, context)


def _print_graph(slug: str, context: Context) -> int:
    """A decision tree as a Mermaid diagram; 1 when there is none of that name."""
    tree = context.knowledge.find_tree(slug, context.locale)
    if tree is None:
        context.output.message(context.phrases.say("check.no_tree", slug=make_safe_line(slug)[:60]))
        return 1
    context.output.line(format_mermaid(tree).rstrip("\n"))
    return 0


def _check_once(scopes: list[Scope], arguments: Namespace, context: Context) -> int:
    reports = [_check(scope, context, cached=not arguments.no_cache) for scope in scopes]
    found = [each for report in reports for each in placed(report)]
    if arguments.no_notes:
        found = [each for each in found if each.level is not Level.NOTE]
    phrases = context.phrases
    match arguments.format:
        case "json":
            context.output.record([diagnostic_record(each, phrases) for each in found])
        case "sarif":
            context.output.record(sarif_record(found, phrases))
        case "github":
            if found:
                context.output.line(make_safe(format_github(found, phrases)))
        case _:
            if found:
                context.output.line(make_safe(format_text(found, phrases)))
    context.output.flush()
    counts = {level: sum(each.level is level for each in found) for level in Level}
    context.output.message(phrases.say(
        "check.summary", files=sum(report.files for report in reports), errors=counts[Level.ERROR],
        warnings=counts[Level.WARNING], notes=counts[Level.NOTE]))
    return 1 if counts[Level.ERROR] or (arguments.strict and counts[Level.WARNING]) else 0


def _watch(scopes: list[Scope], arguments: Namespace, context: Context) -> int:
    """Checks again whenever a file changed, until the user interrupts."""
    before = None
    try:
        while True:
            now = [stamp_of(scope) for scope in scopes]
            if now != before:
                _check_once(scopes, arguments, context)
                context.output.message(context.phrases.say("check.watching"))
                before = now
            time.sleep(WATCH_SECONDS)
    except KeyboardInterrupt:
        return 0


def _fix(scopes: list[Scope], context: Context) -> list[Path]:
    registry = context.registry
    try:
        return [path for scope in scopes
                for path in fix_content(scope, load_reference(scope.roots, registry, datetime.date.today()))]
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise UsageError(context.phrases.say("check.not_writable", problem=problem)) from error


def find_scopes(paths: list[str], context: Context) -> list[Scope]:
    """The scopes of some paths; of all folders laid over the shipped content, or of that one, without any.

    Raises UsageError for a path that has no content.
    """
    shipped, *others = content_roots(context.settings)
    scopes = []
    for path in paths or [str(each) for each in others or [shipped]]:
        scope = find_scope(Path(path), shipped, others)
        if scope is None:
            raise UsageError(context.phrases.say("check.no_content", path=make_safe_line(path)))
        scopes.append(scope)
    return scopes


def _check(scope: Scope, context: Context, *, cached: bool) -> Report:
    reference = load_reference(scope.roots, context.registry, datetime.date.today())
    cache = ResultCache(context.settings.cache_folder / CACHE_FILE) if cached else None
    return check_content(scope, reference, cache)


def placed(report: Report) -> Iterator[Diagnostic]:
    """The diagnostics of a report with paths as seen from the current folder."""
    here = report.root.drive == Path.cwd().drive
    root = Path(os.path.relpath(report.root)).as_posix() if here else report.root.as_posix()
    start = "" if root == "." else root + "/"
    for each in report.diagnostics:
        place = each.location
        yield msgspec.structs.replace(each, location=Location(start + place.path, place.line, place.column))
