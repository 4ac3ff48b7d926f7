"""Conversations that are kept: what is in the store is enough to have the same conversation again."""

from __future__ import annotations

from assistant.cli.line_editing import Completer, words_to_complete
from assistant.conversation.engine import Engine
from assistant.conversation.values import Session
from assistant.sessions.saved_talk import SavedTalk, decode_talk, start_of
from assistant.sessions.sqlite_store import open_memory_store
from kb.knowledge import KnowledgeBase

SAID = ("691 の原因は？", "では直し方は？", "英語で")


def test_a_kept_conversation_replays(knowledge: KnowledgeBase) -> None:
    store = open_memory_store()
    engine, session = Engine(knowledge), Session()
    talk = SavedTalk(store, "ja", fixed_lang=False)
    for at, said in enumerate(SAID):
        session, _ = engine.respond(session, said)
        talk.keep(said, at=float(at), article=session.topic.article, code=str(session.topic.code))
    kept = store.find_session(talk.session)
    assert kept is not None
    assert (kept.kind, kept.title, kept.status) == ("conversation", SAID[0], "finished")
    assert len(store.steps_of(talk.session)) == len(SAID)
    state = decode_talk(kept.state)
    again = Session(lang=state.lang, fixed_lang=state.fixed_lang)
    for said in state.said:
        again, _ = engine.respond(again, said)
    assert again == session


def test_a_conversation_about_a_page_begins_there_again(knowledge: KnowledgeBase) -> None:
    store = open_memory_store()
    talk = SavedTalk(store, "en", fixed_lang=True, about="ike-auth-fail", about_code="win32:13801")
    talk.keep("how do I fix it?", at=1.0)
    kept = store.find_session(talk.session)
    assert kept is not None
    start = start_of(decode_talk(kept.state), "ja")
    _, replies = Engine(knowledge).respond(start, "how do I fix it?")
    assert (replies[-1].article, replies[-1].lang) == ("ike-auth-fail", "ja")


def test_nothing_said_leaves_nothing() -> None:
    store = open_memory_store()
    SavedTalk(store, "en", fixed_lang=True)
    assert not store.list_sessions()


def test_completion_knows_commands_and_codes(knowledge: KnowledgeBase) -> None:
    completer = Completer(words_to_complete(knowledge, "en"))
    assert completer.complete("start o", 0) == "start over"
    assert completer.complete("error_ipsec_ike_no_c", 0) == "ERROR_IPSEC_IKE_NO_CERT"
    assert completer.complete("1380", 0) == "13801"
    assert completer.complete("zzz", 0) is None
