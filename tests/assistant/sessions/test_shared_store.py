"""What every store does, whichever engine keeps it: the same tests on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import pytest

from assistant.sessions.store import SessionMovedError, SharedStore
from assistant.troubleshoot.learning import Case

CASE = Case("ras:809", "vpn-timeout", "firewall", "resolved", 300.0, 1)


def test_sessions_and_steps(shared: SharedStore) -> None:
    first = shared.begin("walk", "ja", "つながらない", "{}", at=100, code="ras:809", page="tree:vpn")
    second = shared.begin("walk", "en", "Other", "{}", at=200)
    shared.save(first, 1, '{"a":1}', '{"type":"choose"}', at=300)
    shared.save(first, 2, '{"a":2}', "{}", at=400, outcome="resolved", locale="en", case=CASE)
    session = shared.find_session(first)
    assert session is not None
    assert (session.state, session.status, session.outcome, session.locale, session.updated) == (
        '{"a":2}', "finished", "resolved", "en", 400)
    assert [(each.number, each.at) for each in shared.steps_of(first)] == [(1, 300), (2, 400)]
    assert [each.id for each in shared.list_sessions()] == [first, second]
    assert [each.id for each in shared.list_sessions(status="open")] == [second]
    assert shared.find_session(99) is None
    shared.save(first, 3, "{}", "{}", at=500)
    session = shared.find_session(first)
    assert session is not None
    assert (session.status, session.locale) == ("open", "en")


def test_a_step_is_taken_once(shared: SharedStore) -> None:
    session = shared.begin("walk", "ja", "t", "first", at=1)
    shared.save(session, 1, "ours", "{}", at=2)
    with pytest.raises(SessionMovedError):
        shared.save(session, 1, "theirs", "{}", at=3)
    found = shared.find_session(session)
    assert found is not None
    assert found.state == "ours"
    with pytest.raises(KeyError):
        shared.save(99, 1, "x", "{}", at=3)


def test_cases_count_once_and_can_be_forgotten(shared: SharedStore) -> None:
    for number in range(3):
        session = shared.begin("walk", "ja", "t", "", at=number)
        shared.save(session, 1, "", "{}", at=number, outcome="resolved", case=CASE)
    shared.save(session, 2, "", "{}", at=9, outcome="resolved", case=CASE)
    assert shared.count_causes("vpn-timeout", "ras:809") == {"firewall": 3}
    assert shared.count_causes("vpn-timeout", "ras:806") == {}
    assert shared.count_causes("vpn-timeout", "") == {"firewall": 3}
    shared.save(shared.begin("walk", "ja", "t", "", at=5), 1, "", "{}", at=5, outcome="resolved",
               case=Case("", "vpn-timeout", "firewall", "resolved", 1.0, 1))
    assert shared.count_causes("vpn-timeout", "ras:809") == {"firewall": 4}
    # Who goes back from the end takes the case back.
    shared.save(session, 3, "", "{}", at=10)
    assert shared.count_cases() == [("vpn-timeout", "firewall", 3)]
    assert shared.forget_cases("other") == 0
    assert shared.forget_cases() == 3
    assert shared.count_cases() == []


@pytest.mark.parametrize("shared", ["sqlite", "postgres"], indirect=True)
def test_retention_by_age_and_number(shared: SharedStore) -> None:
    for day in range(10):
        shared.begin("walk", "ja", str(day), "", at=day * 86_400)
    now = 9 * 86_400
    assert shared.apply_retention(at=now, days=30, most=50) == 0
    assert shared.apply_retention(at=now, days=5, most=50) == 4
    assert shared.apply_retention(at=now, days=5, most=2) == 4
    assert [each.title for each in shared.list_sessions()] == ["9", "8"]


def test_flags_comments_gaps(shared: SharedStore) -> None:
    flag = shared.add_flag("vpn-timeout", "ja", "古い", at=1)
    shared.add_flag("other", "en", "typo", at=2)
    assert [each.comment for each in shared.list_flags()] == ["typo", "古い"]
    assert shared.close_flag(flag)
    assert [each.done for each in shared.list_flags(slug="vpn-timeout", with_done=True)] == [True]
    assert shared.list_flags(slug="vpn-timeout") == []
    comment = shared.add_comment("vpn-timeout", "支社では 443 だけ", at=1)
    assert [each.text for each in shared.list_comments("vpn-timeout")] == ["支社では 443 だけ"]
    assert shared.remove_comment(comment)
    assert not shared.remove_comment(comment)
    for at in (1, 2):
        shared.add_gap("プリンターが歌う", "ja", at=at)
    shared.add_gap("x" * 9_999, "en", at=3)
    assert [(each.times, len(each.text)) for each in shared.list_gaps()] == [(2, 8), (1, 500)]
    assert shared.remove_gap("プリンターが歌う", "ja")
    assert not shared.remove_gap("プリンターが歌う", "en")
