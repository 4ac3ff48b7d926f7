"""Walks for agents: begun, gone on with, and resumed by an id that nobody can guess.

Every step is saved in the user's store before it is answered, as those of `naze walk` are. The id names the session
and carries proof that it was given out here, so a server that was started anew goes on with it, and an agent cannot
look through sessions that are not its own.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from assistant.mcp.arguments import ToolError
from assistant.mcp.pages import bounded, sources_of, uri_of
from assistant.notes import Form, format_note, make_note
from assistant.sessions.saved_walk import SavedWalk
from assistant.sessions.store import SessionMovedError, StoreError
from assistant.troubleshoot.reading import read_line
from assistant.troubleshoot.showing import ALWAYS
from assistant.troubleshoot.step import Step, StepKind
from assistant.troubleshoot.stepper import NoOptionError, Walker
from assistant.troubleshoot.walk import SKIP, Back, Choose, Input, PageKind, Part, Paste, Remember
from kb.pages.blocks import plain_blocks
from kb.text.safe import make_safe_line

if TYPE_CHECKING:
    from assistant.mcp.arguments import Arguments
    from assistant.sessions.opening import Opened
    from assistant.troubleshoot.finding import Start
    from kb.knowledge import KnowledgeBase

SECRET = "agents.walks"
PROOF_LENGTH = 24
MAX_HELD = 100
SECTIONS = {Part.NODE: "nodes", Part.CHECK: "check", Part.FIX: "fix", Part.END: "causes"}
REMARKS = ("note", "problem", "environment")


class Turn(NamedTuple):
    """What a walk is looked at with: the knowledge base, the language (empty for that of the walk) and the time."""

    knowledge: KnowledgeBase
    locale: str
    at: float


class Walks:
    """The walks of one store."""

    def __init__(self, opened: Opened) -> None:
        self._store = opened.store
        self._problem = opened.problem
        self._held: dict[int, SavedWalk] = {}

    def start(self, turn: Turn, start: Start) -> dict[str, object]:
        """A new walk at its first step. Raises ToolError."""
        walker = self._walker(turn.knowledge)
        try:
            saved = SavedWalk.begin(walker, self._store, start.kind, start.slug, turn.locale, at=turn.at,
                                    code=start.code)
        except StoreError as error:
            raise ToolError("not_kept", problem=make_safe_line(str(error))) from error
        self._hold(saved)
        return self._record(turn, walker, saved, saved.look())

    def step(self, turn: Turn, arguments: Arguments) -> dict[str, object]:
        """A walk after an input, or as it stands without one. Raises ToolError."""
        saved = self._find(turn, arguments.text("walk"))
        walker = self._walker(turn.knowledge)
        saved = saved.renew(walker, turn.locale or saved.locale)
        given = self._input_of(arguments, saved.look(), turn)
        if given is None:
            return self._record(turn, walker, saved, saved.look())
        try:
            step = saved.give(given, at=turn.at)
        except NoOptionError as error:
            raise ToolError("no_option", text=str(error)[:80], keys=_keys(saved.look())) from error
        except (SessionMovedError, KeyError) as error:
            self._held.pop(saved.session, None)
            raise ToolError("moved") from error
        except StoreError as error:
            raise ToolError("not_kept", problem=make_safe_line(str(error))) from error
        self._hold(saved)
        return self._record(turn, walker, saved, step)

    def _walker(self, knowledge: KnowledgeBase) -> Walker:
        return Walker(knowledge, experience=self._store)

    def _hold(self, saved: SavedWalk) -> None:
        self._held.pop(saved.session, None)
        self._held[saved.session] = saved
        while len(self._held) > MAX_HELD:
            del self._held[next(iter(self._held))]

    # Ids.

    def _id_of(self, session: int) -> str:
        return f"{session}-{self._proof(session)}"

    def _proof(self, session: int) -> str:
        secret = self._store.get_setting(SECRET)
        if not secret:
            secret = secrets.token_hex(32)
            self._store.set_setting(SECRET, secret)
        return hmac.new(secret.encode(), str(session).encode(), hashlib.sha256).hexdigest()[:PROOF_LENGTH]

    def _find(self, turn: Turn, name: str) -> SavedWalk:
        number, _, proof = name.partition("-")
        is_ours = number.isascii() and number.isdecimal() and len(number) < 16
        if not is_ours or not hmac.compare_digest(proof.encode(), self._proof(int(number)).encode()):
            raise ToolError("no_walk", walk=name[:80])
        held = self._held.get(int(number))
        if held is not None:
            return held
        session = self._store.find_session(int(number))
        if session is None or session.kind != "walk":
            raise ToolError("no_walk", walk=name[:80])
        try:
            return SavedWalk.resume(self._walker(turn.knowledge), self._store, session, at=turn.at, locale=turn.locale)
        except (msgspec.DecodeError, msgspec.ValidationError, SessionMovedError) as error:
            raise ToolError("moved") from error

    # Inputs.

    def _input_of(self, arguments: Arguments, step: Step, turn: Turn) -> Input | None:
        given = [name for name in ("choose", "paste", "back", "back_to", *REMARKS) if arguments.values.get(name)]
        if len(given) > 1:
            raise ToolError("one_input", names=", ".join(given))
        match given:
            case ["choose"]:
                return self._choice(arguments.text("choose"), step, turn)
            case ["paste"]:
                return Paste(arguments.text("paste"))
            case ["back"]:
                return Back()
            case ["back_to"]:
                number = arguments.number("back_to")
                if number > len(step.trail):
                    raise ToolError("no_back", most=len(step.trail))
                return Back(step.trail[number - 1].entry)
            case [kind]:
                return Remember(make_safe_line(arguments.text(kind)), kind)
        return None

    def _choice(self, text: str, step: Step, turn: Turn) -> Choose:
        """A choice by its key, its number, or its words in the language of the answer."""
        can_skip = step.kind in (StepKind.NODE, StepKind.CHECK)
        keys = {option.key for option in step.options} | (set() if step.kind is StepKind.OUTCOME else set(ALWAYS))
        if text in keys or (can_skip and text == SKIP):
            return Choose(text)
        for phrases in map(turn.knowledge.phrases, ("ja", "en")):
            said = read_line(text, step.options, phrases, can_skip=can_skip)
            if said is not None and said.verb in ("choose", *ALWAYS):
                return Choose(said.text or said.verb)
        raise ToolError("no_option", text=text[:80], keys=_keys(step))

    # Answers.

    def _record(self, turn: Turn, walker: Walker, saved: SavedWalk, step: Step) -> dict[str, object]:
        frame, phrases = step.frame, turn.knowledge.phrases(saved.locale)
        page = "tree" if frame.kind is PageKind.TREE else "article"
        record: dict[str, object] = {
            "walk": self._id_of(saved.session), "session": saved.session, "lang": saved.locale, "kind": str(step.kind),
            "page": step.page, "title": step.title, "text": plain_blocks(step.blocks), "commands": list(step.commands),
            "options": [{"key": option.key, "label": option.label, "tried": option.tried} for option in step.options],
            "outcome": str(step.outcome) if step.outcome is not None else None, "tier": step.tier,
            "minutes": step.minutes or None, "chance": round(step.odds.chance, 3) if step.odds is not None else None,
            "seen": [step.odds.seen, step.odds.cases] if step.odds is not None and step.odds.cases else None,
            "takes_paste": step.takes_paste,
            "trail": [{"title": each.title, "answer": each.answer} for each in step.trail],
            "cites": [{page: frame.slug, "section": SECTIONS[frame.part], **({"anchor": frame.at} if frame.at else {}),
                       "uri": uri_of(page, frame.slug, saved.locale)}],
            "sources": sources_of(turn.knowledge, [frame.slug], saved.locale),
            "saved": not self._problem,
        }
        if step.said is not None:
            record["said"] = phrases.say(f"walk.said.{step.said[0]}", **dict(step.said[1]))
        if step.outcome is not None:
            note = make_note(turn.knowledge, walker, saved.walk, saved.locale, session=saved.session)
            record["note"] = format_note(note, phrases, Form.PLAIN)
        return bounded(record)


def _keys(step: Step) -> str:
    return ", ".join(option.key for option in step.options)
