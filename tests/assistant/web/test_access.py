"""Who may reach a console: names, origins and the proxy's secret, and the bounds of a query from an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.first_query import LONGEST, VARIABLE, clean_query, encode_query, read_query
from assistant.web.access import Access, BadUrlError, find_refusal, is_loopback, origin_of

SECRET = "a secret of the proxy"
PROXY = Access(origin="https://naze.example.com", secret=SECRET)


@pytest.mark.parametrize(("host", "origin", "refusal"), [
    ("127.0.0.1:8809", None, ""), ("localhost:8809", None, ""), ("[::1]:8809", None, ""), ("LOCALHOST:8809", None, ""),
    ("127.0.0.1:8809", "http://127.0.0.1:8809", ""), ("localhost:9000", "http://localhost:9000", ""),
    ("localhost", "http://localhost", ""), ("localhost", "http://localhost:80", ""),
    ("rebound.example.com:8809", None, "host"), ("127.0.0.1.example.com", None, "host"), ("", None, "host"),
    ("localhost@example.com", None, "host"), ("localhost:8809; script-src *", None, "host"), ("192.0.2.1:8809", None, "host"),
    ("localhost:8809", "", "origin"), ("localhost:8809", "null", "origin"), ("localhost:8809", "http://localhost:8810", "origin"),
    ("localhost:8809", "https://localhost:8809", "origin"), ("localhost:8809", "http://127.0.0.1:8809", "origin"),
    ("localhost:8809", "http://example.com", "origin"), ("localhost:8809", "http://localhost:8809.example.com", "origin"),
    ("rebound.example.com:8809", "http://rebound.example.com:8809", "host"),
])
def test_this_machine_alone(host: str, origin: str | None, refusal: str) -> None:
    assert find_refusal(Access(), host=host, secret=SECRET, origin=origin) == refusal


@pytest.mark.parametrize(("secret", "origin", "refusal"), [
    (SECRET, None, ""), (SECRET, "https://naze.example.com", ""), (SECRET, "https://NAZE.example.com:443", ""),
    ("", None, "proxy"), (SECRET + "x", None, "proxy"), ("秘密", "https://naze.example.com", "proxy"),
    (SECRET, "", "origin"), (SECRET, "http://naze.example.com", "origin"), (SECRET, "https://example.com", "origin"),
])
def test_behind_a_proxy(secret: str, origin: str | None, refusal: str) -> None:
    for host in ("naze.example.com", "10.0.0.1:8809"):
        assert find_refusal(PROXY, host=host, secret=secret, origin=origin) == refusal


@pytest.mark.parametrize("url", ["http://naze.example.com", "naze.example.com", "https://", "https://a.example/naze",
                                 "https://me@a.example", "https://a.example:x", "https://a.example/?q=1", "https://[::1"])
def test_address_of_a_proxy_is_https_and_a_name(url: str) -> None:
    with pytest.raises(BadUrlError):
        origin_of(url)


def test_origin_is_as_browsers_write_it() -> None:
    assert origin_of("https://Naze.Example.com/") == "https://naze.example.com"
    assert origin_of("https://naze.example.com:443") == "https://naze.example.com"
    assert origin_of("https://naze.example.com:8443") == "https://naze.example.com:8443"


@pytest.mark.parametrize(("host", "alone"), [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True),
                                             ("0.0.0.0", False), ("::", False), ("192.0.2.1", False), ("pc.example", False)])
def test_loopback(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone


@given(st.text())
def test_query_is_one_short_printable_line_and_comes_through(text: str) -> None:
    clean = clean_query(text)
    assert len(clean) <= LONGEST
    assert clean == "".join(each for each in clean if each.isprintable())
    value = encode_query(text)
    assert value.isascii()
    assert read_query({VARIABLE: value}) == clean


def test_query_keeps_what_people_write() -> None:
    assert clean_query("  VPN が\nつながらない\t809 ") == "VPN が つながらない 809"
    assert clean_query("\x1b]52;c;QUJD\x07 --help $(touch x) \u202e809") == "]52;c;QUJD --help $(touch x) 809"
    assert read_query({VARIABLE: "not JSON"}) == read_query({VARIABLE: "[1]"}) == read_query({}) == ""
