"""Extras: what a command needs beyond the plain installation, asked for before anything is imported."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.cli.context import Context


def has_extra(context: Context, extra: str, *modules: str) -> bool:
    """Whether the modules of an extra are installed; says how to install it when they are not."""
    if all(find_spec(module) is not None for module in modules):
        return True
    context.output.message(context.phrases.say("cli.needs_extra", extra=extra))
    return False
