"""The odds of headlines in C are the sums of the weights of their features."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction import headline
from extraction.headline import Candidate, Evidence, likeliest
from extraction.outlet import outlet_names
from extraction.ranking import score
from extraction.structured import squeezed
from extraction.view import PageView

SOURCES = "og tw ld meta head head-first head-last head-longest og-first h1 h2 h3 class bold".split()
WORDS = "Bridge old Mill repaired town Valley Post – | - _ · 磨坊 新桥 2024 Straße é … ... Q".split()
SITES = ["", "<meta property=og:site_name content='Valley Post'>"]
URLS = [
    "",
    "https://www.valleypost.example/a/old-bridge-repaired.html",
    "https://p.example/straße",
    "https://p.example/1",
]

TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
CANDIDATES = st.builds(
    lambda text, sources, index, home: Candidate(text, squeezed(text), sources, index, home),
    TEXTS,
    st.lists(st.sampled_from(SOURCES), min_size=1, max_size=4, unique=True),
    st.none() | st.integers(0, 60),
    st.booleans(),
)
FOUND = st.lists(CANDIDATES.filter(lambda c: c.key), min_size=1, max_size=7, unique_by=lambda c: c.key)


def test_the_part_in_c_is_built() -> None:
    assert headline._in_c is not None


@given(FOUND, st.none() | st.integers(0, 60), st.sampled_from(SITES), st.sampled_from(URLS))
def test_both_weigh_alike(found: list[Candidate], start: int | None, site: str, url: str) -> None:
    view = PageView(f"<head>{site}<body><p>Text", url)
    evidence = Evidence(view, found, start)
    odds = headline._odds().of(found, start, outlet_names(view), headline._slug(view.url))
    assert odds == [score("title", evidence.features(candidate)) for candidate in found]
    chosen = likeliest(view, found, start)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(headline, "_in_c", None)
        assert likeliest(view, found, start) is chosen


def test_what_weighs_nothing_here_is_weighed_too() -> None:
    """Each feature that a candidate can have moves its odds, also those that the weights of today leave out."""
    view = PageView("<head><meta property=og:site_name content='Valley Post'><body><p>Text", URLS[1])
    texts = {
        "Old bridge repaired": (["og", "h1"], 5, False),
        "Old bridge repaired – Valley Post": (["head"], None, False),
        "Valley Post": (["ld", "h1"], 2, True),
        "The old bridge at the mill...": (["h2"], 40, False),
        "More on the old bridge repaired": (["class"], 4, False),
    }
    found = [Candidate(text, squeezed(text), *rest) for text, rest in texts.items()]
    evidence = Evidence(view, found, 6)
    names = [evidence.features(candidate) for candidate in found]
    for chosen in sorted({n for some in names for n in some}):
        weights = {chosen: 7}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(headline, "weights_of", lambda field, told=weights: told)
            patch.setattr(headline, "score", lambda field, said, told=weights: sum(told.get(n, 0) for n in said))
            headline._odds.cache_clear()
            odds = headline._odds().of(found, 6, outlet_names(view), headline._slug(view.url))
        assert odds == [7 * some.count(chosen) for some in names], chosen
    headline._odds.cache_clear()
