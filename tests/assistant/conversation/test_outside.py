"""Words of other matters: how they are found, what is only mentioned, and that the content keeps to its own rules."""

from __future__ import annotations

import pytest

from assistant.conversation.cues import Cues, load_cues
from assistant.conversation.engine import Engine
from assistant.conversation.outside import Kind, Outside, load_outside
from assistant.conversation.scope import Signs, find_mentions, weigh
from assistant.conversation.understanding import fold_for_cues
from assistant.conversation.values import Session
from kb.knowledge import KnowledgeBase
from kb.phrases import LOCALES

OWN = Outside({
    "en": {"products": {"a": ["coffee maker", "c#", "tv"], "b": ["box"]}, "matters": {"c": ["recipe"]}, "notes": {"d": ["file"]}},
    "ja": {"products": {"a": ["インク", "洗濯機", "3dプリンター"]}, "matters": {"c": ["献立", "お天気"]}, "programs": {"e": ["エクセル"]}},
})
NO_SIGNS = Signs(terms=0, general_terms=0, score=0.0, evidence=0.0, trouble=False, outside=0, equipment=0, programs=0,
                 circumstances=0, foils=0)


@pytest.mark.parametrize(("text", "words"), [
    ("The coffee  maker shows error 3", ["coffee maker"]),
    ("coffee makers, boxes and a TV's remote", ["coffee maker", "box", "tv"]),
    ("I like C#.", ["c#"]),
    ("the boxer and the recipes", ["recipe"]),
    ("リンクが開けない", []),
    ("インクがない", ["インク"]),
    ("インクジェットの紙", []),
    ("うちの洗濯機とお天気", ["洗濯機", "お天気"]),
    ("3Dプリンターが止まる", ["3dプリンター"]),
    ("v3dプリンター", []),
    ("the file", []),
    ("a CoffeeMaker", ["coffeemaker"]),
    ("", []),
])
def test_found_whole(text: str, words: list[str]) -> None:
    assert [each.word for each in OWN.find(fold_for_cues(text))] == words


def test_mentions_say_where_they_stand() -> None:
    text = fold_for_cues("エクセルと洗濯機の献立")
    found = OWN.find(text)
    assert [text[each.start:each.end] for each in found] == ["エクセル", "洗濯機", "献立"]
    assert [each.kind for each in found] == [Kind.PROGRAM, Kind.PRODUCT, Kind.MATTER]


@pytest.mark.parametrize(("text", "foils"), [
    ("the tv works, my laptop does not", 1),
    ("the tv does not work", 0),
    ("my laptop works, the tv is black", 0),
    ("洗濯機は使えるのに VPN がだめ", 1),
    ("洗濯機は使えない", 0),
    ("洗濯機が使えない", 0),
])
def test_what_works_is_not_the_trouble(knowledge: KnowledgeBase, text: str, foils: int) -> None:
    found = find_mentions(OWN, load_cues(knowledge), fold_for_cues(text))
    assert len(found.foils) == foils
    assert len(found.outside) == 1 - foils


def test_signs_speak_for_or_against() -> None:
    for_it = NO_SIGNS._replace(terms=2, general_terms=1, score=0.4, evidence=12.0, trouble=True)
    assert weigh(NO_SIGNS) < 0 < weigh(for_it)
    assert weigh(for_it._replace(outside=2)) < 0
    for sign in ("terms", "general_terms", "score", "evidence", "foils"):
        assert weigh(for_it._replace(**{sign: getattr(for_it, sign) + 1})) > weigh(for_it), sign
    assert weigh(for_it._replace(terms=9)) == weigh(for_it._replace(terms=3))


def test_no_word_of_another_matter_is_a_word_of_the_field(knowledge: KnowledgeBase) -> None:
    """What titles and aliases say is never held against a text, so such a word would be without effect there."""
    outside = load_outside(knowledge)
    for slug in knowledge.all_slugs():
        for locale in LOCALES:
            article = knowledge.get_article(slug, locale)
            for name in (article.title, *article.aliases):
                found = [each.word for each in outside.find(fold_for_cues(name))
                         if each.kind in (Kind.PRODUCT, Kind.EQUIPMENT, Kind.MATTER)]
                assert not found, (slug, name, found)


def test_words_are_written_as_they_are_matched(knowledge: KnowledgeBase) -> None:
    for locale in LOCALES:
        groups = knowledge.words(locale, "outside")
        assert set(groups) == set(Kind)
        words = [word for group in groups.values() for words in group.values() for word in words]  # type: ignore[attr-defined]
        assert len(words) == len(set(words)), {word for word in words if words.count(word) > 1}
        for word in words:
            assert word == fold_for_cues(word), word
            assert len(word) > 1, word


@pytest.mark.parametrize(("lang", "text"), [
    ("ja", "アップデートのあと VPN が使えない"),
    ("ja", "同僚の PC には出るのに自分の PC だけ更新が出てこない"),
    ("ja", "PC を社外に持ち出したら VPN がつながらない"),
    ("ja", "新人のパスワードの期限が切れてサインインできない"),
    ("ja", "画面が割れてから青い画面になる"),
    ("ja", "スマホのテザリングなら VPN がつながるのに家の回線だとつながらない"),
    ("en", "my manager's password has expired and she cannot sign in"),
    ("en", "a user kept trying wrong passwords and is locked out of Windows"),
    ("en", "people cannot get into their PCs this morning"),
    ("en", "YouTube works but the VPN does not connect"),
    ("en", "the screen cracked and now there is a blue screen"),
])
def test_not_refused_for_a_word(knowledge: KnowledgeBase, lang: str, text: str) -> None:
    _, replies = Engine(knowledge).respond(Session(lang=lang), text)
    assert replies[-1].kind != "refuse", replies[-1].reason


@pytest.mark.parametrize(("lang", "text", "reason"), [
    ("ja", "洗濯機が途中で止まってエラーが出る", "other_product"),
    ("ja", "iPhone のロック画面のパスコードを忘れた", "other_product"),
    ("ja", "歓迎会にいい居酒屋を探して", "not_covered"),
    ("en", "the dishwasher stops with an error light", "other_product"),
    ("en", "my PlayStation does not connect to the wifi", "other_product"),
    ("en", "what goes well with salmon for dinner tonight", "not_covered"),
    ("en", "how do I read my colleague's password", "credentials"),
    ("ja", "ライセンスを買わずに Windows を使い続けたい", "bypass"),
])
def test_refused_with_its_reason(knowledge: KnowledgeBase, lang: str, text: str, reason: str) -> None:
    _, replies = Engine(knowledge).respond(Session(lang=lang), text)
    assert (replies[-1].kind, replies[-1].reason) == ("refuse", reason)


def test_a_gap_in_a_cue_stays_in_its_sentence() -> None:
    cues = Cues({"en": {"refuse": {"x": ["give * password"]}}})
    assert cues.find("refuse", "give me her password")
    assert not cues.find("refuse", "give up. my password is wrong")
    assert not cues.find("refuse", "forgive the password")
