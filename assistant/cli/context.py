"""Context: what a command works with - settings, words, output, and the knowledge base once it is asked for."""

from __future__ import annotations

import contextlib
import time
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.cli.arguments import UsageError
from assistant.opening import content_roots, index_cache, own_index_cache, reads_published
from assistant.sessions.store import StoreError
from assistant.sessions.telling import format_news
from kb.codes.registry import Registry
from kb.diagnostics import Level
from kb.knowledge import KnowledgeBase
from kb.phrases import LOCALES, Phrases
from kb.text.fold import has_japanese
from kb.text.wrap import wrap_text

if TYPE_CHECKING:
    from assistant.cli.output import Output
    from assistant.sessions.store import Store
    from assistant.settings import Settings
    from kb.index.build import Progress
    from kb.index.cache import IndexCache

TEAM_EXTRA = "naze[team]"
CLOSING_SECONDS = 3.0
OPENING_SECONDS = 2.5
"""How long a command waits for the team's server, at its end and at its beginning."""


class Context:
    """One run of a command. `lang_given` says that the language was given on the command line, `reads_index` that
    the command needs the index in any case, so that its words may as well come from there."""

    def __init__(
        self, settings: Settings, output: Output, *, lang: str, lang_given: bool = False, reads_index: bool = True,
    ) -> None:
        self.settings = settings
        self.output = output
        self.lang = lang
        self.lang_given = lang_given
        self.reads_index = reads_index
        self._shown = False

    def follow(self, text: str) -> None:
        """Answers in Japanese when the text is in Japanese and nobody chose a language: who writes it reads it. English
        says nothing of the reader, since messages are pasted as they are shown."""
        chosen = self.lang_given or self.settings.lang_fixed
        if not chosen and has_japanese(text) and self.output.can_show(text):
            self.lang = "ja"

    def note_gap(self, text: str) -> None:
        """Counts a question that no page answered. When it cannot be kept nothing is said: the answer matters more."""
        from assistant.sessions.opening import open_sessions

        now = time.time()
        store = open_sessions(self.settings, at=now).store
        with contextlib.suppress(StoreError):
            store.add_gap(" ".join(text.split()), self.locale, at=now)
        store.close()

    def close_store(self, store: Store, phrases: Phrases | None = None) -> None:
        """Lets go of a store, and tells on stderr what happened to earlier work and what still waits for the team."""
        phrases = phrases or self.phrases
        with contextlib.suppress(StoreError):
            for each in store.news(patience=CLOSING_SECONDS):
                for line in wrap_text(format_news(each, phrases), self.output.width):
                    self.output.message(line)
        store.close()

    @property
    def langs(self) -> tuple[str, ...]:
        """The locales to answer in: one, or both."""
        return LOCALES if self.lang == "both" else (self.lang,)

    @property
    def locale(self) -> str:
        """The locale of the interface: the chosen one, Japanese when both were chosen."""
        return self.langs[0]

    @cached_property
    def knowledge(self) -> KnowledgeBase:
        """The knowledge base, opened at first use; the first build shows its progress on stderr."""
        knowledge = self._open(index_cache(
            self.settings, progress=self._progress("cli.building"), fetching=self._progress("published.fetching")))
        if self.settings.store and not self.settings.content and not reads_published(self.settings):
            self.output.message(knowledge.phrases(self.locale).say("settings.needs_team", extra=TEAM_EXTRA))
        return knowledge

    @cached_property
    def own_knowledge(self) -> KnowledgeBase:
        """The knowledge base over the shipped content and the user's folders, whatever the team published."""
        return self._open(own_index_cache(self.settings, progress=self._progress("cli.building")))

    def ask_server(self) -> None:
        """From here on, the knowledge is what the team published, searched on its server. Raises StoreError."""
        from assistant.team.opening import open_server_knowledge

        if not self.settings.store:
            raise UsageError(self.phrases.say("published.need_store"))
        self.knowledge = open_server_knowledge(self.settings.store)

    def _open(self, cache: IndexCache) -> KnowledgeBase:
        connection = cache.open()
        if self._shown:
            self.output.status("")
        knowledge = KnowledgeBase(connection)
        broken = sum(each.level is Level.ERROR for each in knowledge.diagnostics)
        if broken:
            self.output.message(knowledge.phrases(self.locale).say("cli.left_out", n=broken))
        return knowledge

    def _progress(self, key: str) -> Progress:
        """What shows how far long work is, by the phrase of a key."""
        def show(done: int, total: int) -> None:
            if self.output.shows_status and (done % 10 == 0 or done == total):
                self._shown = True
                self.output.status(self._early_phrases.say(key, done=done, total=total))

        return show

    @property
    def phrases(self) -> Phrases:
        """The phrases of the interface."""
        return self.knowledge.phrases(self.locale) if self.reads_index else self._early_phrases

    @cached_property
    def registry(self) -> Registry:
        """All codes, for which the content need not be compiled."""
        if self.reads_index:
            return self.knowledge.registry
        return Registry(index_cache(self.settings).open_registry())

    @cached_property
    def _early_phrases(self) -> Phrases:
        return load_early_phrases(self.settings, self.locale)


def load_early_phrases(settings: Settings | None, locale: str) -> Phrases:
    """Phrases read from the files, for what must be said before there is an index."""
    from kb.pages.files import shipped_root
    from kb.pages.loading import list_content, load_words

    roots = content_roots(settings) if settings is not None else [shipped_root()]
    files, _ = list_content(roots)
    words, _ = load_words(roots, [file for file in files if file.kind == "phrases" and file.locale == locale])
    return Phrases(locale, words.phrases[locale])
