"""Documents in memory."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import UTC, datetime

from feeds.conditional import MAX_AGE, Rendered, accepts_gzip, is_fresh
from feeds.kept import Kept, Wanted


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Renderer:
    """Counts how often it is asked."""

    def __init__(self, body: bytes = b"x") -> None:
        self.body, self.asked = body, 0

    def __call__(self) -> Rendered:
        self.asked += 1
        return Rendered(self.body, "text/plain")


def get(kept: Kept, key: str, state: int, render: Renderer, stamp: Hashable = None) -> Rendered:
    """With a stamp that nothing is known of, unless one is given."""
    return kept.get(Wanted(key, stamp or object(), lambda: state, render))


def test_rendered_once_until_the_state_changes() -> None:
    kept, render = Kept(), Renderer()
    first = get(kept, "a", 1, render)
    assert get(kept, "a", 1, render) is first and render.asked == 1
    get(kept, "a", 2, render)
    get(kept, "b", 2, render)
    assert render.asked == 3


def test_trusted_no_longer_than_clients_may() -> None:
    clock = Clock()
    kept, render = Kept(clock=clock), Renderer()
    get(kept, "a", 1, render)
    clock.now = MAX_AGE - 0.1
    get(kept, "a", 1, render)
    assert render.asked == 1
    clock.now = MAX_AGE
    get(kept, "a", 1, render)
    assert render.asked == 2


def test_compressed_once_while_it_is_the_same_to_the_last_byte() -> None:
    clock = Clock()
    kept, render = Kept(clock=clock), Renderer(b"long " * 1000)
    first = get(kept, "a", 1, render)
    clock.now = MAX_AGE
    assert get(kept, "a", 1, render) is first and render.asked == 2
    assert get(kept, "a", 2, render) is first, "an article behind the page: not in it"
    other = get(kept, "a", 3, Renderer(b"other " * 1000))
    assert other is not first and other.gzipped != first.gzipped


def test_memory_is_bounded_and_the_unused_goes_first() -> None:
    kept, render = Kept(most_bytes=30), Renderer(b"x" * 10)
    for key in ("a", "b", "c", "a", "d"):
        get(kept, key, 1, render)
    assert render.asked == 4
    get(kept, "a", 1, render)
    assert render.asked == 4, "a was used after b"
    get(kept, "b", 1, render)
    assert render.asked == 5
    get(kept, "e", 1, Renderer(b"x" * 100))
    get(kept, "e", 1, render)
    assert render.asked == 6, "what is larger than the whole store is not kept"


def test_gzip_only_where_it_may_be_sent_and_gains() -> None:
    assert Rendered(b"short", "text/plain").gzipped is None
    assert len(Rendered(b"long " * 1000, "text/plain").gzipped or b"") < 5000
    accepted = {
        "gzip": True,
        "GZIP, br": True,
        "*": True,
        "*;q=0": False,
        "gzip;q=0, *": False,
        "": False,
        "gzip;q=x": True,
    }
    assert {header: accepts_gzip(header) for header in accepted} == accepted


def test_dates_of_http_have_no_fraction_of_a_second() -> None:
    rendered = Rendered(b"x", "text/plain", datetime(2026, 10, 31, 1, 30, 0, 500_000, tzinfo=UTC))
    assert is_fresh({"if-modified-since": "Sat, 31 Oct 2026 01:30:00 GMT"}, rendered)
    assert not is_fresh({"if-modified-since": "Sat, 31 Oct 2026 01:29:59 GMT"}, rendered)


def test_compressed_form_is_made_once() -> None:
    rendered = Rendered(b"long " * 1000, "text/plain")
    assert rendered.gzipped is rendered.gzipped
    assert rendered.gzipped and rendered.gzipped[4:8] == bytes(4), "no time of writing: its tag is of the same bytes"


def test_while_the_stamp_is_the_same_nothing_is_asked() -> None:
    clock = Clock()
    kept, render = Kept(clock=clock), Renderer()
    assert kept.known("a", "stamp") is None
    first = get(kept, "a", 1, render, "stamp")
    clock.now = 100 * MAX_AGE
    assert kept.known("a", "stamp") is first
    assert get(kept, "a", 2, render, "stamp") is first, "nothing was committed: the state cannot be another"
    assert kept.known("a", "another stamp") is None


def test_what_a_state_vouches_for_is_trusted_for_a_while_only() -> None:
    clock = Clock()
    kept, render = Kept(clock=clock), Renderer()
    first = get(kept, "a", 1, render, "one")
    clock.now = 10 * MAX_AGE
    assert kept.known("a", "one") is first
    assert get(kept, "a", 1, render, "two") is first
    assert kept.known("a", "two") is first
    clock.now = 11 * MAX_AGE
    assert kept.known("a", "two") is None
    get(kept, "a", 1, render, "two")
    assert render.asked == 2
    clock.now = 19 * MAX_AGE
    assert kept.known("a", "two") is not None, "made in this state of the archive"
