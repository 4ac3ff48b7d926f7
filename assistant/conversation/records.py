"""Replies as plain JSON values: what `naze ask --json` prints and agents are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.conversation.saying import format_parts

if TYPE_CHECKING:
    from assistant.conversation.values import Reply
    from kb.knowledge import KnowledgeBase


def reply_record(knowledge: KnowledgeBase, reply: Reply) -> dict[str, object]:
    """A reply as the batch contract has it."""
    return {
        "kind": reply.kind.value,
        "lang": reply.lang,
        "codes": [str(code) for code in reply.codes],
        "article": reply.article or None,
        "tree": reply.tree or None,
        "facet": reply.facet.value if reply.facet is not None else None,
        "text": format_parts(knowledge, reply.parts, reply.lang),
        "choices": [choice.label for choice in reply.choices],
        "cites": [{"article": cite.slug, "section": cite.section, **({"anchor": cite.anchor} if cite.anchor else {})}
                  for cite in reply.cites],
    }
