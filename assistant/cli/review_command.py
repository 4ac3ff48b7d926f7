"""`naze review`: a translation that a person compared with its source is marked as such.

Owns which file is meant. The digest belongs to `kb.pages.pairing`, the change of the line to `kb.authoring.reviewing`.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from assistant.opening import content_roots
from kb.authoring.reviewing import set_digest
from kb.authoring.writing import write_file
from kb.diagnostics import Level
from kb.lint.checking import load_reference
from kb.lint.formats import format_text
from kb.lint.linting import lint_group
from kb.lint.page_reader import read_page
from kb.pages.files import kind_of, read_file
from kb.pages.loading import list_content
from kb.pages.pairing import digest_of
from kb.text.safe import make_safe, make_safe_line

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping
    from pathlib import Path

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from kb.lint.rule import Reference
    from kb.pages.files import ContentFile
    from kb.phrases import Phrases

PAGE_KINDS = ("article", "tree", "procedure")
STALE = "KB502"


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze review`."""
    parser.add_argument("slugs", nargs="+", metavar="SLUG", help=phrases.say("authoring.review.option.slugs"))
    parser.add_argument("--force", action="store_true", help=phrases.say("authoring.review.option.force"))


def run(arguments: Namespace, context: Context) -> int:
    """0 when every translation is marked now, 1 when one could not be."""
    roots = content_roots(context.settings)
    reference = load_reference(roots, context.knowledge.registry, datetime.date.today())
    results = []
    for slug in arguments.slugs:
        files = [file for file in list_content(roots)[0] if file.kind in PAGE_KINDS and file.slug == slug]
        # An article, a tree and a procedure may share a slug; each is a pair of pages of its own.
        groups = [[file for file in files if file.kind == kind] for kind in PAGE_KINDS]
        for group in [each for each in groups if each] or [[]]:
            results.append(_review(slug, group, roots, reference, context, force=arguments.force))
    return 0 if all(results) else 1


def _review(
    slug: str, files: list[ContentFile], roots: list[Path], reference: Reference, context: Context, *, force: bool,
) -> bool:
    phrases, output = context.phrases, context.output
    last = max((file.root for file in files), default=0)
    texts: dict[str, str] = {}
    for file in files:
        text, _ = read_file(roots[file.root], file.path)
        if file.root == last and text is not None:
            texts[file.path] = text
    if not texts:
        output.message(phrases.say("authoring.review.unknown", slug=make_safe_line(slug)))
        return False
    found = [each for each in lint_group(texts, last, reference).diagnostics if each.rule != STALE]
    errors = [each for each in found if each.level is Level.ERROR]
    differing = [each for each in errors if each.rule.startswith("KB5")]
    broken = [each for each in errors if each not in differing]
    if broken or (differing and not force):
        output.line(make_safe(format_text(broken or differing, phrases)))
        output.message(phrases.say(f"authoring.review.{'broken' if broken else 'differs'}", slug=slug))
        return False
    digest, translation = _digest(texts, reference)
    if not translation:
        output.message(phrases.say("authoring.review.no_translation", slug=slug))
        return False
    path = roots[last] / translation
    # The file as it stands, not as it was made safe for the screen: only one line of it may change.
    review = set_digest(path.read_bytes().decode("utf-8-sig"), digest)
    assert review is not None
    key = "done"
    if review.before == digest:
        key = "current"
    else:
        write_file(path, review.text)
    output.line(phrases.say(f"authoring.review.{key}", path=make_safe_line(str(path)), digest=digest))
    return True


def _digest(texts: Mapping[str, str], reference: Reference) -> tuple[str, str]:
    """The digest of the source, and the path of the translation; empty texts where one of them is missing."""
    digest = translation = ""
    for path, text in texts.items():
        locale = path.partition("/")[0]
        page, _ = read_page(text, path, kind_of(path), locale, reference.terms[locale].headings)
        content = page.content
        if content is None or isinstance(content, dict):
            continue
        if content.translates is None:
            digest = digest_of(content.title, content.body)
        else:
            translation = path
    return digest, translation if digest else ""
