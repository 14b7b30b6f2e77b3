"""RFC 9309 on a clock of the test's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.robots import parse
from crawler.robots_rules import (
    ASKED_AGAIN,
    FRESH,
    GIVEN_UP,
    MOST_BYTES,
    Verdict,
    after_answer,
    holds_until,
    is_fresh,
    verdict,
)
from kitewire.hosts import HostState

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
AGENT = "Kitewire/0.1 (+https://example.org/kitewire)"
RULES = b"User-agent: *\nDisallow: /private/\n"
HAD = after_answer(HostState(), 200, RULES, NOW)


def test_a_copy_holds_for_a_day() -> None:
    assert verdict(HAD, NOW) == Verdict(True, RULES)
    assert is_fresh(HAD, NOW + FRESH - timedelta(seconds=1))
    assert not is_fresh(HAD, NOW + FRESH)
    assert holds_until(HAD, NOW + timedelta(hours=3)) == NOW + FRESH
    assert not is_fresh(HostState(), NOW)


def test_a_copy_from_the_future_is_asked_for_again() -> None:
    assert not is_fresh(HAD, NOW - timedelta(hours=1))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 310])
def test_a_file_that_is_not_there_allows_all(status: int) -> None:
    state = after_answer(HAD, status, b"User-agent: *\nDisallow: /", NOW + FRESH)
    assert verdict(state, NOW + FRESH) == Verdict(True)
    assert is_fresh(state, NOW + FRESH)


@pytest.mark.parametrize("status", [429, 500, 503, None])
def test_a_file_that_cannot_be_reached_forbids_all_for_thirty_days(status: int | None) -> None:
    state = after_answer(HostState(), status, b"", NOW)
    assert verdict(state, NOW) == Verdict(False)
    assert holds_until(state, NOW) == NOW + ASKED_AGAIN
    later = after_answer(state, status, b"", NOW + GIVEN_UP - timedelta(hours=1))
    assert verdict(later, NOW + GIVEN_UP - timedelta(hours=1)) == Verdict(False)
    assert verdict(later, NOW + GIVEN_UP) == Verdict(True)
    assert verdict(after_answer(later, 200, RULES, NOW + GIVEN_UP), NOW + GIVEN_UP) == Verdict(True, RULES)


def test_the_last_copy_holds_while_the_file_cannot_be_reached() -> None:
    state = after_answer(HAD, 503, b"", NOW + FRESH)
    assert verdict(state, NOW + FRESH) == Verdict(True, RULES)
    assert not is_fresh(state, NOW + FRESH)


def test_no_file_is_no_copy_of_one() -> None:
    state = after_answer(after_answer(HostState(), 404, b"", NOW), 503, b"", NOW + FRESH)
    assert verdict(state, NOW + FRESH) == Verdict(False)


def test_no_more_is_read_than_the_rfc_asks_for() -> None:
    body = RULES + b"#" * MOST_BYTES + b"\nDisallow: /late/\n"
    kept = after_answer(HostState(), 200, body, NOW).robots
    assert kept is not None
    assert len(kept) == MOST_BYTES
    assert parse(kept).allowed("http://a.example/late/", AGENT)


@pytest.mark.parametrize(
    "body",
    [
        RULES,
        b"\xef\xbb\xbf" + RULES,
        RULES.decode().encode("utf-16"),
        RULES.replace(b"\n", b"\r"),
        RULES.replace(b"\n", b"\r\n"),
        b"Disallow: /other\n\xff\xfe\x00 garbage\n" + RULES,
        b"USER-AGENT : kitewire\nDISALLOW:/private/\n",
    ],
)
def test_odd_encodings(body: bytes) -> None:
    rules = parse(body)
    assert not rules.allowed("http://a.example/private/x", AGENT)
    assert rules.allowed("http://a.example/news/x", AGENT)


def test_bytes_of_other_encodings_forbid_the_addresses_that_hold_them() -> None:
    rules = parse("User-agent: *\nDisallow: /新闻/\n".encode("gbk"))
    assert not rules.allowed("http://a.example/%D0%C2%CE%C5/1.htm", AGENT)
    assert rules.allowed("http://a.example/1.htm", AGENT)
    assert not parse("User-agent: *\nDisallow: /新闻/\n".encode()).allowed("http://a.example/新闻/1.htm", AGENT)
