"""`naze walk`: troubleshooting in a plain terminal, one step at a time, saved at every step.

Answers come from the keyboard, or line by line from standard input when that is no terminal; at its end the walk is
saved and can be resumed.
"""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING

import msgspec

from assistant.cli.context import OPENING_SECONDS
from assistant.cli.walk_text import format_commands, format_map, format_step, format_trail
from assistant.sessions.opening import Opened, open_sessions
from assistant.sessions.saved_walk import SavedWalk
from assistant.sessions.sqlite_store import open_memory_store
from assistant.sessions.store import SessionClaimedError, SessionMovedError, StoreError
from assistant.sessions.telling import format_time
from assistant.troubleshoot.finding import Start, all_starts, find_starts
from assistant.troubleshoot.reading import Said, read_line
from assistant.troubleshoot.step import Option, Step, StepKind
from assistant.troubleshoot.stepper import NoOptionError, Walker
from assistant.troubleshoot.walk import Back, Choose, Input, PageKind, Paste, Remember
from kb.text.safe import make_safe_line
from kb.text.wrap import wrap_text

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from assistant.cli.arguments import Parser
    from assistant.cli.context import Context
    from assistant.sessions.store import Session
    from kb.phrases import Phrases

END_OF_PASTE = "."
MAX_PASTED_LINES = 5_000
MAX_REMARK = 2_000


def add_arguments(parser: Parser, phrases: Phrases) -> None:
    """The arguments of `naze walk`."""
    parser.add_argument("words", nargs="*", help=phrases.say("walk.option.words"))
    parser.add_argument("--resume", metavar="SESSION", help=phrases.say("walk.option.resume"))
    parser.add_argument("--map", action="store_true", help=phrases.say("walk.option.map"))
    parser.add_argument("--list", action="store_true", help=phrases.say("walk.option.list"))
    parser.add_argument("--tier", type=int, choices=(1, 2, 3), default=1, help=phrases.say("walk.option.tier"))
    parser.add_argument("--no-save", action="store_true", help=phrases.say("walk.option.no_save"))


def run(arguments: Namespace, context: Context) -> int:
    """0 when a walk was begun or shown, 1 when nothing fits the words or the session is not there."""
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    if arguments.list:
        _print_starts(all_starts(context.knowledge, context.locale), context)
        return 0
    opened = Opened(open_memory_store()) if arguments.no_save else open_sessions(
        context.settings, at=time.time(), patience=OPENING_SECONDS)
    if opened.problem:
        _say(context, context.phrases, "unsaved", problem=make_safe_line(opened.problem))
    walker = Walker(context.knowledge, experience=opened.store, tier=arguments.tier)
    try:
        return _Conversation(context, walker, opened, is_saved=not (arguments.no_save or opened.problem)).run(arguments)
    finally:
        context.close_store(opened.store)


def _say(context: Context, phrases: Phrases, key: str, **values: object) -> None:
    for line in wrap_text(phrases.say(f"walk.said.{key}", **values), context.output.width):
        context.output.message(line)


def _print_starts(starts: Sequence[Start], context: Context) -> None:
    for number, start in enumerate(starts, 1):
        for line in wrap_text(f"{start.title} ({start.slug})", context.output.width, first=f" {number:>2}  ",
                              rest="     "):
            context.output.line(line)


class _Conversation:
    """One run of the command: reads lines, gives them to the walk, prints what comes back."""

    def __init__(self, context: Context, walker: Walker, opened: Opened, *, is_saved: bool) -> None:
        self._context = context
        self._phrases = context.phrases
        self._walker = walker
        self._store = opened.store
        self._is_saved = is_saved
        self._is_person = sys.stdin.isatty()

    def run(self, arguments: Namespace) -> int:
        if self._is_person:
            with contextlib.suppress(ImportError):
                import readline  # noqa: F401 - line editing and history of input()
        if arguments.resume is not None:
            return self._resume(arguments)
        text = " ".join(arguments.words)
        knowledge, locale = self._context.knowledge, self._context.locale
        starts = find_starts(knowledge, text, locale) if text else all_starts(knowledge, locale)
        if not starts:
            self._say("no_start", text=make_safe_line(text)[:60])
            return 1
        start = starts[0] if len(starts) == 1 else self._choose_start(starts)
        if start is None:
            return 0
        if arguments.map:
            self._lines(format_map(knowledge, self._walker, start.kind, start.slug, None, self._phrases,
                                   self._context.output.width))
            return 0
        saved = SavedWalk.begin(self._walker, self._store, start.kind, start.slug, locale, at=time.time(),
                                code=start.code)
        return self._walk(saved)

    def _resume(self, arguments: Namespace) -> int:
        session = self._take(arguments.resume)
        if session is None:
            return 1
        locale = self._context.locale if self._context.lang_given else session.locale
        self._phrases = self._context.knowledge.phrases(locale)
        try:
            saved = SavedWalk.resume(self._walker, self._store, session, at=time.time(), locale=locale)
        except (msgspec.DecodeError, msgspec.ValidationError):
            self._say("unreadable", session=session.id)
            return 1
        if arguments.map:
            self._print_map(saved)
            return 0
        self._say("resumed", session=session.id)
        self._lines(format_trail(saved.look().trail, self._phrases, self._context.output.width))
        return self._walk(saved, is_resumed=True)

    def _take(self, handle: str) -> Session | None:
        """The walk to go on with; None when it is not there or somebody else has it, which is said."""
        shown = make_safe_line(handle)[:40]
        try:
            found = self._store.find_handle(handle)
            if found is not None and found.kind == "walk":
                return self._store.take(handle, at=time.time())
            self._say("no_session", session=shown)
        except KeyError:
            self._say("no_session", session=shown)
        except SessionClaimedError as error:
            self._say("claimed", holder=make_safe_line(error.holder),
                      since=format_time(error.since))
        except StoreError as error:
            self._say("not_opened", session=shown, problem=make_safe_line(str(error)))
        return None

    def _choose_start(self, starts: Sequence[Start]) -> Start | None:
        self._say("which_start")
        _print_starts(starts, self._context)
        options = [Option(f"{start.kind}:{start.slug}", f"{start.title} ({start.slug})") for start in starts]
        while (line := self._read()) is not None:
            said = read_line(line, options, self._phrases)
            if said is not None and said.verb == "choose":
                return next(start for start, option in zip(starts, options, strict=True) if option.key == said.text)
            if said is not None and said.verb == "quit":
                return None
            if said is not None:
                self._say("no_option", text=make_safe_line(line.strip())[:60])
        return None

    # The walk.

    def _walk(self, saved: SavedWalk, *, is_resumed: bool = False) -> int:
        step = saved.look()
        self._show(step)
        try:
            while is_resumed or not self._is_over(step):
                is_resumed = False
                line = self._read()
                if line is None:
                    break
                said = read_line(line, step.options, self._phrases,
                                 can_skip=step.kind in (StepKind.NODE, StepKind.CHECK))
                if said is None:
                    continue
                if said.verb == "quit":
                    break
                given = self._input_of(said, saved, step)
                if given is not None:
                    step = self._give(saved, given, step)
        finally:
            # At the end of input, at Ctrl+C: everything is saved already, it only has to be said.
            with contextlib.suppress(StoreError):
                self._store.leave(saved.session)
            if self._is_saved:
                self._say("finished" if saved.outcome else "saved", session=saved.session)
        return 0

    def _is_over(self, step: Step) -> bool:
        return step.kind is StepKind.OUTCOME and not step.options

    def _give(self, saved: SavedWalk, given: Input, step: Step) -> Step:
        try:
            after = saved.give(given, at=time.time())
        except NoOptionError:
            self._say("no_option", text=make_safe_line(getattr(given, "key", ""))[:60])
            return step
        except (SessionMovedError, KeyError):
            self._say("moved", session=saved.session)
            return step
        except StoreError as error:
            self._say("not_kept", problem=make_safe_line(str(error)))
            return step
        if after.said is not None:
            self._say(after.said[0], **{name: make_safe_line(text) for name, text in after.said[1]})
        if after._replace(said=None) != step._replace(said=None):
            self._show(after)
        return after

    def _input_of(self, said: Said, saved: SavedWalk, step: Step) -> Input | None:
        """What goes to the walk; None for what is answered here."""
        match said.verb:
            case "choose" | "resolve" | "escalate":
                return Choose(said.text or said.verb)
            case "back":
                return self._back(said, step)
            case "note" | "problem" | "environment":
                return Remember(make_safe_line(said.text)[:MAX_REMARK], said.verb)
            case "paste":
                return self._paste()
            case "commands":
                if step.commands:
                    self._lines(format_commands(step))
                else:
                    self._say("no_commands")
            case "trail":
                self._lines(format_trail(step.trail, self._phrases, self._context.output.width))
                self._say("steps")
            case "map":
                self._print_map(saved)
            case "help":
                self._lines(self._phrases.say("walk.help").split("\n"))
            case "ask":
                self._answer(said.text, saved)
            case _:
                self._say("no_option", text=make_safe_line(said.text)[:60])
        return None

    def _back(self, said: Said, step: Step) -> Input | None:
        if not step.trail:
            self._say("no_back")
            return None
        if not said.text:
            return Back()
        number = int(said.text)
        if not 1 <= number <= len(step.trail):
            self._say("no_back")
            return None
        return Back(step.trail[number - 1].entry)

    def _paste(self) -> Input | None:
        if self._is_person:
            self._say("paste")
        lines: list[str] = []
        while len(lines) < MAX_PASTED_LINES and (line := self._read(prompt="")) is not None:
            if line.strip() == END_OF_PASTE:
                break
            lines.append(line)
        if not any(line.strip() for line in lines):
            self._say("nothing_to_paste")
            return None
        return Paste("\n".join(lines))

    def _answer(self, question: str, saved: SavedWalk) -> None:
        """A question in the middle: answered by the conversation, about the article of the step; the walk stays."""
        from assistant.conversation.engine import Engine
        from assistant.conversation.saying import format_reply
        from assistant.conversation.values import Session, Topic

        frame = saved.walk.frame
        topic = Topic(frame.slug) if frame.kind is PageKind.ARTICLE else Topic()
        session = Session(lang=saved.locale, fixed_lang=True, topic=topic)
        _, replies = Engine(self._context.knowledge).respond(session, question)
        for reply in replies:
            self._lines(format_reply(self._context.knowledge, reply, width=self._context.output.width))

    # Reading and writing.

    def _read(self, *, prompt: str | None = None) -> str | None:
        self._context.output.flush()
        if self._is_person:
            try:
                return input(self._phrases.say("walk.prompt") if prompt is None else prompt)
            except EOFError:
                return None
        line = sys.stdin.readline()
        return line.rstrip("\r\n") if line else None

    def _show(self, step: Step) -> None:
        self._lines(format_step(step, self._phrases, self._context.output.width))
        if self._is_person and step.options:
            self._say("ask")

    def _print_map(self, saved: SavedWalk) -> None:
        frame = saved.walk.frame
        self._lines(format_map(self._context.knowledge, self._walker, frame.kind, frame.slug, saved.walk,
                               self._phrases, self._context.output.width))

    def _say(self, key: str, **values: object) -> None:
        _say(self._context, self._phrases, key, **values)

    def _lines(self, lines: list[str]) -> None:
        for line in lines:
            self._context.output.line(line)
        self._context.output.flush()
