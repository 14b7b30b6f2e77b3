"""What a page says about its article besides title, day and people."""

from __future__ import annotations

import pytest

from extraction import extract

TEXT = "The old bridge will be repaired, the council said on Monday, because its stones have been loose for long. "


@pytest.mark.parametrize(
    ("img", "address"),
    [
        ('<img src="/p/bridge.jpg">', "https://www.riverpost.example/p/bridge.jpg"),
        ('<img src="/p/old bridge 2.jpg">', "https://www.riverpost.example/p/old%20bridge%202.jpg"),
        ('<img data-src="/p/b-600.jpg 600w, /p/b-300.jpg 300w">', "https://www.riverpost.example/p/b-600.jpg"),
        ('<img data-src="/p/b.jpg 1.5x">', "https://www.riverpost.example/p/b.jpg"),
        ('<img src="/p/site-logo.png">', None),
    ],
)
def test_the_first_real_picture_of_the_text_leads_where_no_meta_names_one(img: str, address: str | None) -> None:
    raw = f"<html><body><h1>Bridge</h1><div>{img}{f'<p>{TEXT}</p>' * 4}</div></body></html>"
    assert extract(raw.encode(), "https://www.riverpost.example/a/bridge-20417.html").image == address


def test_what_parts_the_links_of_a_trail_is_none_of_the_section() -> None:
    trail = "<div class=breadcrumb><a href=/>Home</a> <a href=/local/>Local »</a></div>"
    raw = f"<html><body>{trail}<h1>Bridge</h1><div>{f'<p>{TEXT}</p>' * 4}</div></body></html>"
    assert extract(raw.encode(), "https://www.riverpost.example/a/bridge-20417.html").section == "Local"


@pytest.mark.parametrize(
    ("head", "address"),
    [
        (
            '<link rel=canonical href="https://www.riverpost.example/a/bridge.html">',
            "https://www.riverpost.example/a/bridge.html",
        ),
        (
            '<meta property="og:url" content="https://www.riverpost.example/a/b.html">',
            "https://www.riverpost.example/a/b.html",
        ),
        ('<link rel=canonical href="https://www.riverpost.example/">', ""),
        ('<link rel=canonical href="/a/bridge.html"><meta property="og:url" content="http://[">', ""),
    ],
    ids=["canonical", "og:url", "the site", "no address"],
)
def test_a_page_read_without_its_address_stands_where_it_says(head: str, address: str) -> None:
    related = "<h3>Related</h3><ul><li><a href=/a/2.html>The old bridge is closed for repairs</a></ul>"
    raw = f"<html><head>{head}</head><body><h1>Bridge</h1><div>{f'<p>{TEXT}</p>' * 4}</div>{related}</body></html>"
    page = extract(raw.encode(), "")
    assert (page.url, page.canonical_url) == (address, address)
    assert [one.url for one in page.related] == (["https://www.riverpost.example/a/2.html"] if address else [])
