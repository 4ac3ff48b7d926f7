"""Store: the interface behind which work is kept, and the values that go through it.

Owns what can be kept and asked for. Nothing here requires who the caller is; whatever staff write down goes with its
session when that is purged. `SharedStore` is what a team can have in common, `PersonalStore` what stays with one
person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.troubleshoot.learning import Case

OPEN, FINISHED = "open", "finished"
RESUMED = '{"type":"resume"}'
"""The step with which a walk is gone on with."""
LINKED, UNLINKED = '"article":"', '"article":""'
"""What stands in the step of a conversation that names an article, or none."""
HANDLE_LENGTH = 8
LEAST_HANDLE = 4
"""So many characters of a uid are enough to mean it, when no other begins with them."""


class StoreError(Exception):
    """The store cannot be opened or written; the text says why."""


class NewerStoreError(StoreError):
    """The store was written by a newer version of the program."""


class StoreAwayError(StoreError):
    """The server cannot be reached now; the text says why."""


class StoreRefusedError(StoreError):
    """The server does not allow or cannot take this, now or later; the text says why."""


class SessionMovedError(StoreError):
    """The session went on elsewhere since it was read."""


class SessionClaimedError(StoreError):
    """Somebody else is at work on the session: who, and since when (seconds since the epoch)."""

    def __init__(self, holder: str, since: float) -> None:
        super().__init__(holder)
        self.holder = holder
        self.since = since


class Session(msgspec.Struct, frozen=True):
    """One piece of work with one caller. `state` is the whole state as its engine encoded it, and `outcome` how it
    ended. `kind` is `walk` or `conversation`.

    `id` is a number of this store, 0 for a session that only the team's server has; `uid` (32 hexadecimal digits) is
    the same everywhere. `origin` is the uid of the session that this one split from. `author` began it, `holder` is at
    work on it since `held_since`; the three are empty where nobody else can be meant.
    """

    id: int
    kind: str
    locale: str
    title: str
    status: str
    outcome: str
    code: str
    page: str
    created: float
    updated: float
    state: str
    uid: str = ""
    origin: str = ""
    author: str = ""
    holder: str = ""
    held_since: float = 0.0

    @property
    def handle(self) -> str:
        """What a person types to mean this session: its number here, or else the beginning of its uid."""
        return str(self.id) if self.id else self.uid[:HANDLE_LENGTH]


class Record(msgspec.Struct, frozen=True):
    """One step of a session, in order: a number from 1, when, and what happened as JSON."""

    number: int
    at: float
    json: str


class Flag(msgspec.Struct, frozen=True):
    """A page that somebody marked as wrong or unclear; `done` once the authors dealt with it."""

    id: int
    slug: str
    locale: str
    comment: str
    at: float
    done: bool
    author: str = ""


class Comment(msgspec.Struct, frozen=True):
    """What the team knows about a page beside the page: shown with it."""

    id: int
    slug: str
    text: str
    at: float
    author: str = ""


class Gap(msgspec.Struct, frozen=True):
    """A question that no page answered, how often it was asked, and when last."""

    text: str
    locale: str
    times: int
    at: float


class Visit(msgspec.Struct, frozen=True):
    """A page that was bookmarked or visited. `kind` is article, tree or code, and `slug` its name."""

    kind: str
    slug: str
    at: float


class News(msgspec.Struct, frozen=True):
    """Something that happened to earlier work while nobody looked; `key` names the phrase `store.news.<key>`, which
    `values` fill."""

    key: str
    values: dict[str, str | int]


class Marks(NamedTuple):
    """The uids of the walks that were left and gone on with later, and of the conversations that led to an article."""

    resumed: frozenset[str]
    linked: frozenset[str]


class SharedStore(Protocol):
    """Where the work of a person or a team is kept. Every method that changes something has it on disk when it returns.

    Methods raise StoreError when that was impossible.
    """

    def begin(self, kind: str, locale: str, title: str, state: str, *, at: float, code: str = "",
              page: str = "") -> int:
        """A new session's id."""

    def save(self, session: int, number: int, state: str, step: str, *, at: float, outcome: str = "",
             locale: str = "", case: Case | None = None) -> None:
        """Keeps a step by its number and the state after it, all or nothing.

        The session is finished when there is an outcome, and open again when there is none; `case` is what it teaches
        now, in place of what it taught before. Raises KeyError when the session was purged, and SessionMovedError
        when somebody else has taken that step.
        """

    def take(self, handle: str, *, at: float) -> Session:
        """A session to go on with, by its number or the beginning of its uid; in a team it is this person's from now
        on. Raises KeyError when there is no such session, and SessionClaimedError while somebody else has it."""

    def find_handle(self, handle: str) -> Session | None:
        """A session by its number or the beginning of its uid, for reading."""

    def leave(self, session: int) -> None:
        """Says that nobody is at work on a session any more."""

    def find_session(self, session: int) -> Session | None:
        """A session."""

    def list_sessions(self, *, status: str = "", limit: int = 50, since: float = 0.0) -> Sequence[Session]:
        """The sessions worked on last, newest first: at most `limit`, all when it is negative."""

    def list_marks(self, *, since: float = 0.0) -> Marks:
        """What the steps of sessions worked on since then tell of them."""

    def steps_of(self, session: int) -> Sequence[Record]:
        """All steps of a session, in order."""

    def purge(self, session: int) -> bool:
        """Removes a session and everything written in it, beyond recovery from the file; False when there is none.
        Cases counted from it stay, without the session."""

    def apply_retention(self, *, at: float, days: float, most: int) -> int:
        """Purges sessions not worked on for so many days, and the oldest beyond `most`; how many."""

    def count_causes(self, article: str, code: str) -> Mapping[str, int]:
        """How often each cause of an article was found: for a code, cases without one counting too; for all codes
        when it is empty."""

    def count_cases(self) -> Sequence[tuple[str, str, int]]:
        """Article, cause and number of everything that was counted, most first."""

    def forget_cases(self, article: str = "") -> int:
        """Forgets the counts of an article, or all; how many cases."""

    def add_flag(self, slug: str, locale: str, comment: str, *, at: float) -> int:
        """Marks a page; the id of the mark."""

    def close_flag(self, flag: int) -> bool:
        """Says that a mark was dealt with; False when there is none."""

    def list_flags(self, *, slug: str = "", with_done: bool = False) -> Sequence[Flag]:
        """The marks, newest first."""

    def add_comment(self, slug: str, text: str, *, at: float) -> int:
        """A comment on a page; its id."""

    def remove_comment(self, comment: int) -> bool:
        """Removes a comment; False when there is none."""

    def list_comments(self, slug: str) -> Sequence[Comment]:
        """The comments on a page, oldest first."""

    def add_gap(self, text: str, locale: str, *, at: float) -> None:
        """Counts a question that no page answered."""

    def list_gaps(self, *, limit: int = 200) -> Sequence[Gap]:
        """The questions that no page answered, most often asked first."""

    def remove_gap(self, text: str, locale: str) -> bool:
        """Takes a question off the list; False when it is not on it."""

    def news(self, *, patience: float = 0.0) -> Sequence[News]:
        """What happened to earlier work since this was asked last; each is told once. With patience, waits so many
        seconds at most until the team's server has everything, and tells how many changes still wait."""

    def close(self) -> None:
        """Lets go of the file, or the connection."""


class PersonalStore(Protocol):
    """What the console remembers of one person."""

    def toggle_bookmark(self, kind: str, slug: str, *, at: float) -> bool:
        """Sets a bookmark or takes it away; whether it is set now."""

    def list_bookmarks(self) -> Sequence[Visit]:
        """The bookmarks, newest first."""

    def add_visit(self, kind: str, slug: str, *, at: float) -> None:
        """Remembers a page as visited last."""

    def list_visits(self, *, limit: int = 30) -> Sequence[Visit]:
        """The pages visited, the last first, each once."""

    def get_setting(self, key: str, default: str = "") -> str:
        """A remembered setting of the console."""

    def set_setting(self, key: str, value: str) -> None:
        """Remembers a setting."""


class Store(SharedStore, PersonalStore, Protocol):
    """All of it: what the front ends work with."""
