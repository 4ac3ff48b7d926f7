"""What is asked: the side of an error, whether something is supposed, and what a conversation goes on about."""

from __future__ import annotations

import pytest

from assistant.conversation.cues import load_cues
from assistant.conversation.engine import Engine
from assistant.conversation.understanding import Understanding, understand
from assistant.conversation.values import Facet, Reply, Session
from kb.knowledge import KnowledgeBase


def read(knowledge: KnowledgeBase, text: str) -> Understanding:
    return understand(text, load_cues(knowledge), knowledge.registry, "en" if text.isascii() else "ja")


def talk(knowledge: KnowledgeBase, *said: str) -> Reply:
    """The last reply of a conversation."""
    engine, session = Engine(knowledge), Session(lang="en" if said[0].isascii() else "ja")
    replies: tuple[Reply, ...] = ()
    for text in said:
        session, replies = engine.respond(session, text)
    return replies[-1]


@pytest.mark.parametrize(("text", "facet"), [
    ("Why on earth do we get 809", Facet.CAUSE),
    ("How do I find out which side drops it, error 809", Facet.CHECK),
    ("809 again. What could we change so it stops happening?", Facet.PREVENTION),
    ("What do I actually do about error 809?", Facet.FIX),
    ("Which team gets this, and what should I hand them for 809?", Facet.ESCALATE),
    ("How should I put 809 into words for the caller", Facet.ESCALATE),
    ("809, what is it", Facet.MEANING),
    ("809: is it the firewall?", Facet.CAUSE),
    ("809 が二度と出ないようにしたいです", Facet.PREVENTION),
    ("809 のとき、どのログを見れば原因が絞り込めますか", Facet.CHECK),
    ("エラー 809 はどうやって直せばいいですか", Facet.FIX),
    ("809 の件、ネットワーク担当に何を伝えておけばいいですか", Facet.ESCALATE),
    ("809 について、利用者にはどう説明すればいいですか", Facet.ESCALATE),
    ("なんで 809 になるんでしょうか", Facet.CAUSE),
    ("809 って何を意味しているんですか", Facet.MEANING),
    ("809 が出るんですけど、どうしても直らなくて", None),
])
def test_the_side_that_is_asked(knowledge: KnowledgeBase, text: str, facet: Facet | None) -> None:
    assert read(knowledge, text).facet == facet


@pytest.mark.parametrize(("text", "supposed"), [
    ("691, is the password wrong?", True),
    ("Does 691 mean he mistyped the password?", True),
    ("I'm getting 691, has my password simply expired?", True),
    ("691, what is it?", False),
    ("691 って、パスワードの打ち間違いですか", True),
    ("691 はパスワードの間違いということで合ってますか？", True),
    ("691 は何を直せばいいですか", False),
])
def test_whether_something_is_supposed(knowledge: KnowledgeBase, text: str, supposed: bool) -> None:
    assert read(knowledge, text).asks_whether == supposed


@pytest.mark.parametrize(("said", "article", "facet"), [
    (("How do I fix stop code 0x139?", "and 3B?"), "kernel-exception", Facet.FIX),
    (("Why do I get 691?", "809 too"), "vpn-timeout", Facet.CAUSE),
    (("691 はなぜ出ますか", "じゃあ 809 は？"), "vpn-timeout", Facet.CAUSE),
    (("error 1326", "sorry, I meant 1330"), "password-expired", Facet.MEANING),
])
def test_the_same_is_asked_of_another_code(
    knowledge: KnowledgeBase, said: tuple[str, ...], article: str, facet: Facet,
) -> None:
    reply = talk(knowledge, *said)
    assert (reply.article, reply.facet) == (article, facet)


def test_a_question_over_a_pending_choice_is_answered(knowledge: KnowledgeBase) -> None:
    engine, session = Engine(knowledge), Session(lang="ja")
    session, replies = engine.respond(session, "ファイルを消そうとすると 32 と出る")
    session, replies = engine.respond(session, "誰が開いているか調べる方法はありますか")
    assert (replies[-1].article, replies[-1].facet) == ("sharing-violation", Facet.CHECK)


@pytest.mark.parametrize("text", [
    "Visitors get a 404 on our web page", "ホームページで 404 と出ると言われました", "iPhone の復元でエラー 53 が出る",
    "PS5 が 106 というエラーで止まる",
])
def test_numbers_of_others_are_no_codes(knowledge: KnowledgeBase, text: str) -> None:
    assert talk(knowledge, text).kind == "refuse"


@pytest.mark.parametrize("text", [
    "The PACS viewer workstation bluescreens with 0x3B", "積算ソフトの PC で 0xC0000135 が出る",
    "スマホのテザリングだと平気なのに家だと VPN が 809 になる",
])
def test_codes_beside_other_things_are_answered(knowledge: KnowledgeBase, text: str) -> None:
    reply = talk(knowledge, text)
    assert reply.kind == "answer", reply.reason
    assert reply.article


@pytest.mark.parametrize(("text", "code"), [
    ("3か月ごとにパスワードを変えろと言われて入れない", "win32:3"),
    ("64ビットの PC に替えてから古いソフトが起動しない", "win32:64"),
    ("blue screen whenever I turn the 3D model", "bugcheck:0x3D"),
    ("Year 7 pupils cannot sign in to Windows", "win32:7"),
])
def test_counts_are_no_codes(knowledge: KnowledgeBase, text: str, code: str) -> None:
    assert code not in map(str, talk(knowledge, text).codes)


def test_a_number_alone_takes_a_suggested_question(knowledge: KnowledgeBase) -> None:
    first = talk(knowledge, "809")
    for number, choice in enumerate(first.next, 1):
        assert talk(knowledge, "809", str(number)) == talk(knowledge, "809", choice.input)
    assert talk(knowledge, "809", str(len(first.next) + 800)).article != "vpn-timeout"
