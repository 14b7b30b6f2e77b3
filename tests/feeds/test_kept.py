"""Documents in memory."""

from __future__ import annotations

from feeds.conditional import MAX_AGE, Rendered, accepts_gzip
from feeds.kept import Kept


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


def test_rendered_once_until_the_state_changes() -> None:
    kept, render = Kept(), Renderer()
    first = kept.get("a", 1, render)
    assert kept.get("a", 1, render) is first and render.asked == 1
    kept.get("a", 2, render)
    kept.get("b", 2, render)
    assert render.asked == 3


def test_trusted_no_longer_than_clients_may() -> None:
    clock = Clock()
    kept, render = Kept(clock=clock), Renderer()
    kept.get("a", 1, render)
    clock.now = MAX_AGE - 0.1
    kept.get("a", 1, render)
    assert render.asked == 1
    clock.now = MAX_AGE
    kept.get("a", 1, render)
    assert render.asked == 2


def test_memory_is_bounded_and_the_unused_goes_first() -> None:
    kept, render = Kept(most_bytes=30), Renderer(b"x" * 10)
    for key in ("a", "b", "c", "a", "d"):
        kept.get(key, 1, render)
    assert render.asked == 4
    kept.get("a", 1, render)
    assert render.asked == 4, "a was used after b"
    kept.get("b", 1, render)
    assert render.asked == 5
    kept.get("e", 1, Renderer(b"x" * 100))
    kept.get("e", 1, render)
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
