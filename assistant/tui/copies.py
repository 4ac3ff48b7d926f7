"""Copies: what of a page is there to be copied, each with a name, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kb.codes.code import format_value
from kb.pages.blocks import Block, CodeBlock, plain_blocks, walk_blocks
from kb.phrases import LOCALES
from kb.text.safe import make_safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.tui.pages import Page
    from kb.knowledge import KnowledgeBase
    from kb.pages.article import Article
    from kb.phrases import Phrases


class Copy(NamedTuple):
    """A text that can be copied, as it is."""

    name: str
    text: str

    @property
    def first_line(self) -> str:
        """How it begins."""
        return self.text.strip().split("\n")[0]


def list_copies(knowledge: KnowledgeBase, page: Page, phrases: Phrases) -> list[Copy]:
    """Reply and escalation in the language that is read, then in the other one; commands; the code itself."""
    copies: list[Copy] = []
    order = (phrases.locale, *(locale for locale in LOCALES if locale != phrases.locale))
    for locale in order:
        article = knowledge.find_article(page.slug, locale) if page.slug else None
        if article is None or article.locale != locale:
            continue
        language = phrases.say(f"tui.copy.language.{locale}")
        for section in ("reply", "escalation"):
            if blocks := getattr(article, section):
                copies.append(Copy(phrases.say(f"tui.copy.{section}", language=language), format_copy(blocks)))
        if locale == order[0]:
            commands = list(dict.fromkeys(block.text for block in _code_blocks(article)))
            copies[1:1] = [Copy(phrases.say("tui.copy.command"), text) for text in commands]
    code = page.code
    if code is None and page.slug:
        article = knowledge.find_article(page.slug, phrases.locale)
        code = next(iter(article.codes), None) if article is not None else None
    if code is not None:
        facts = knowledge.find_code(code)
        name = " ".join([format_value(code), *(facts.symbols[:1] if facts is not None else ())])
        copies.append(Copy(phrases.say("tui.copy.code"), name))
    return [copy._replace(text=make_safe(copy.text)) for copy in copies]


def format_copy(blocks: tuple[Block, ...]) -> str:
    """Blocks as they are pasted into a mail: paragraphs apart, list items on lines of their own."""
    out = ""
    for block in blocks:
        words = plain_blocks((block,))
        out += ("\n\n" if out else "") + words
    return out


def _code_blocks(article: Article) -> Iterator[CodeBlock]:
    for cause in article.causes:
        for block in walk_blocks((*cause.description, *cause.check, *cause.fix)):
            if isinstance(block, CodeBlock):
                yield block
