"""Tokens and parts: what is indexed and what is asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.text.fold import fold_text
from kb.text.lexicon import MARK, Lexicon, LexiconTerm
from kb.text.parts import cut_parts, phrase_tokens
from kb.text.tokens import cut_tokens, index_body_tokens, index_tokens, is_seam, surface_words

LEXICON = Lexicon(
    [LexiconTerm("証明書", ["電子証明書"], "しょうめいしょ", "certificate"),
     LexiconTerm("certificate", ["cert"], "", "certificate"),
     LexiconTerm("接続できない", ["つながらない", "繋がらない"], "せつぞくできない", "cannot connect"),
     LexiconTerm("cannot connect", ["can't connect", "unable to connect"], "", "cannot connect"),
     LexiconTerm("サーバー", ["サーバ"], "", "server"),
     LexiconTerm("IP アドレス", [], "", "IP address"),
     LexiconTerm("無線 LAN", ["Wi-Fi"], "", "Wi-Fi")],
    ["教えてください", "the", "を"])


def concepts(text: str) -> list[str]:
    folded = fold_text(text)
    return [each.removeprefix(MARK) for each in LEXICON.concepts(folded, index_tokens(folded))]


def test_pairs_and_stems() -> None:
    assert index_tokens(fold_text("VPN 証明書の connections")) == ["vpn", "証明", "明書", "書の", "の", "connect"]


def test_tokens_know_their_places() -> None:
    folded = "vpnの証明"
    assert [(token.text, folded[token.start:token.end]) for token in cut_tokens(folded)] == [
        ("vpn", "vpn"), ("の証", "の証"), ("証明", "証明"), ("明", "明")]


@given(st.text(st.sampled_from("証明書のがサーバー設定切れてabc 12、\n"), max_size=60))
def test_a_body_keeps_every_pair_that_a_query_asks_for(text: str) -> None:
    folded = fold_text(text)
    kept = set(index_body_tokens(folded, frozenset()))
    for token in index_tokens(folded):
        if len(token) == 2 and not token.isascii() and not is_seam(token):
            assert token in kept


def test_words_for_mistakes_are_whole_words() -> None:
    assert surface_words(fold_text("サーバーの証明書、VPN は認証")) == {"サーバ", "証明書", "vpn", "認証"}


def test_variants_and_languages_stand_for_one_concept() -> None:
    for text in ("証明書が", "電子証明書", "a certificate", "certs", "しょうめいしょ"):
        assert "certificate" in concepts(text)
    for text in ("つながらない", "繋がらない", "接続できない", "cannot connect", "can’t connect", "unable to connect"):
        assert "cannotconnect" in concepts(text)


def test_latin_words_stand_alone_and_gaps_are_free() -> None:
    assert concepts("concerts certain") == []
    assert concepts("WiFi wi fi Wi-Fi") == ["wifi"] * 3
    assert concepts("IPアドレス IP アドレス") == ["ipaddress"] * 2
    assert concepts("無線LAN") == ["wifi"]


def test_a_query_is_concepts_first() -> None:
    parts = cut_parts(LEXICON, fold_text("証明書を教えてください"))
    assert [(part.kind, part.tokens) for part in parts] == [("concept", (MARK + "certificate",))]


def test_nothing_but_stop_words_is_searched_as_it_stands() -> None:
    assert [part.tokens for part in cut_parts(LEXICON, "the")] == [("the",)]
    assert cut_parts(LEXICON, "教えてください")
    assert cut_parts(LEXICON, "") == []


def test_phrases_have_each_token_once() -> None:
    assert phrase_tokens(LEXICON, fold_text("サーバーとサーバ")) == [MARK + "server"]


def test_readings_in_romaji() -> None:
    assert [each.concepts for each in LEXICON.read_romaji("syomeisyo")] == [(MARK + "certificate",)]
    assert list(LEXICON.read_romaji("gomenasai")) == []
    assert LEXICON.complete_romaji("tunaga", 5) == [("tunagaranai", (MARK + "cannotconnect",))]


def test_an_empty_lexicon_finds_nothing() -> None:
    empty = Lexicon([])
    assert list(empty.find("証明書 certificate")) == []
    assert empty.near_names("証明書") == []
