"""Pages: what the page pane can show, and how each is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from assistant.tui.sheets.article_sheet import write_article, write_code
from assistant.tui.sheets.sheet import Sheet
from assistant.tui.sheets.tree_sheet import write_tree

if TYPE_CHECKING:
    from kb.codes.code import Code
    from kb.knowledge import KnowledgeBase
    from kb.phrases import Phrases


class Page(NamedTuple):
    """An article (by slug), a code that has none, or a decision tree. `code` is the one that led here, `why` how it was
    read."""

    slug: str = ""
    code: Code | None = None
    why: str = ""
    tree: str = ""

    @property
    def key(self) -> str:
        """What the page is known by in bookmarks, flags and comments."""
        return self.slug or self.tree or str(self.code)

    def same_as(self, other: Page | None) -> bool:
        """Whether both show the same thing."""
        return other is not None and self.key == other.key


def write_page(
    knowledge: KnowledgeBase, page: Page, phrases: Phrases, width: int, comments: tuple[str, ...] = (),
) -> Sheet:
    """The sheet of a page; empty for an article that is gone."""
    tree = knowledge.find_tree(page.tree, phrases.locale) if page.tree else None
    if tree is not None:
        return write_tree(tree, phrases, width)
    article = knowledge.find_article(page.slug, phrases.locale) if page.slug else None
    if article is not None:
        return write_article(knowledge, article, phrases, width, code=page.code, comments=comments)
    if page.code is not None:
        return write_code(knowledge, page.code, phrases, width, why=page.why)
    return Sheet(width)


def page_title(knowledge: KnowledgeBase, key: str, locale: str) -> str:
    """The title of a page by its key, as lists show it; the key itself when nothing is known of it."""
    article = knowledge.find_article(key, locale)
    return article.title if article is not None else key
