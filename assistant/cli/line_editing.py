"""Line editing of the chat: history and completion, where Python has readline.

Owns what is completed: commands to the conversation, and codes that have an article. Without readline (as on Windows)
the console edits lines itself and nothing is lost but the completion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.codes.code import format_value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kb.knowledge import KnowledgeBase

MOST_LINES = 1_000
HISTORY = "ask-history"


class Completer:
    """What readline asks for completions: the words that begin like the text, one by one."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(set(words))

    def complete(self, text: str, number: int) -> str | None:
        """The completion with that number, None after the last."""
        begun = text.lower()
        found = [word for word in self._words if word.lower().startswith(begun)]
        return found[number] if number < len(found) else None


def words_to_complete(knowledge: KnowledgeBase, locale: str) -> list[str]:
    """The commands of the locale, and the values and symbols of codes that have an article."""
    commands = knowledge.words(locale, "cues").get("commands", {})
    words = [str(each) for names in commands.values() for each in names] if isinstance(commands, dict) else []
    for slug in knowledge.all_slugs():
        article = knowledge.get_article(slug, locale)
        for code in article.codes:
            facts = knowledge.find_code(code)
            words += [format_value(code), *(facts.symbols[:1] if facts is not None else ())]
    return words


class LineEditing:
    """readline with the history of earlier chats; nothing where there is none."""

    def __init__(self, knowledge: KnowledgeBase, locale: str, folder: Path) -> None:
        self._file = folder / HISTORY
        try:
            import readline
        except ImportError:
            self._readline = None
            return
        self._readline = readline
        readline.set_completer(Completer(words_to_complete(knowledge, locale)).complete)
        readline.set_completer_delims(" \t\n、。？?")
        is_libedit = "libedit" in (readline.__doc__ or "")
        readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")
        readline.set_history_length(MOST_LINES)
        try:
            readline.read_history_file(self._file)
        except (OSError, UnicodeError):
            readline.clear_history()

    def close(self) -> None:
        """Writes the history. A folder that cannot be written costs the history and nothing else."""
        if self._readline is None:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._readline.write_history_file(self._file)
            self._file.chmod(0o600)
        except OSError:
            return
