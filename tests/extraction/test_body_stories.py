"""Which blocks that read like a text belong to the page's own story."""

from __future__ import annotations

import pytest

from extraction.body_stories import own_story
from extraction.view import PageView

URL = "http://news.example/2026/1.html"
HEAD = "<head><title>Ferry to Lindholm island stops running after harbour storm</title></head>"
OWN = (
    "<p>The ferry to the island of Lindholm has stopped running.</p><p>The storm broke the pier of the harbour.</p>"
    "<p>Repairs take a week.</p>"
)
OTHER = "<p>The baker of Ostby has won a prize for rye bread.</p><p>He bakes at night, as his mother did.</p>"
MENU = "<ul>" + "<li><a href=/x>x</a></li>" * 15 + "</ul>"


def told(html: str, *left_out: str) -> list[str]:
    """The texts of the blocks kept of all that are no links and none of `left_out`."""
    view = PageView(html, URL)
    read = [b.index for b in view.blocks if not b.link_chars and b.text not in left_out]
    return [view.blocks[i].text for i in own_story(view, read)]


def test_what_follows_far_behind_and_says_nothing_of_the_title_is_another_story() -> None:
    assert told(HEAD + OWN + MENU + OTHER) == told(HEAD + OWN)
    assert told(HEAD + OTHER + MENU + OWN) == told(HEAD + OTHER + OWN)
    going_on = "<p>Another ferry sails from the harbour of Ostby.</p>"
    assert told(HEAD + OWN + MENU + going_on) == told(HEAD + OWN + going_on)


def test_what_goes_on_in_the_element_of_the_text_is_no_other_story() -> None:
    body = f"<div class=text>{OWN}{MENU}{OTHER}</div>"
    assert told(HEAD + body + MENU) == told(HEAD + OWN) + told("<title>Rye</title>" + OTHER)
    assert told(HEAD + f"<div class=text>{OWN}</div>{MENU}<div>{OTHER}</div>") == told(HEAD + OWN)


def test_a_title_that_the_text_does_not_speak_of_proves_nothing() -> None:
    head = "<head><title>Columns of our readers about everything</title></head>"
    assert told(head + OWN + MENU + OTHER) == told(head + OWN + OTHER)
    assert told("<title>Ferry</title>" + OWN + MENU + OTHER) == told(OWN + OTHER)


def test_an_endless_page_goes_on_with_the_next_story() -> None:
    first = f"<article><h1>Ferry stops</h1>{OWN}</article>"
    after = f"<article><h1>Rye bread</h1>{OTHER}</article>"
    assert told(first + after) == told(first)
    assert told(first + f"<article>{OTHER}</article>") == told(first + OTHER)
    inside = f"<article><h1>Ferry stops</h1>{OWN}<article><h1>Harbour</h1>{OTHER}</article></article>"
    assert told(inside + "<article></article>") == told(inside)
    teaser = "<article><h1>Ferry</h1></article>"
    assert len(told(teaser + after)) == 4


def test_another_headline_like_the_own_begins_the_next_story() -> None:
    own = "Ferry to Lindholm island stops running after harbour storm"
    first = f"<h1 class='left post-title'>{own}</h1>{OWN}"
    after = f"<h1 class='post-title'>Rye bread</h1>{OTHER}"
    assert told(HEAD + first + after, own, "Rye bread") == told(HEAD + OWN)
    chapter = f"<h1 class='chapter'>Rye bread</h1>{OTHER}"
    assert told(HEAD + first + chapter, own, "Rye bread") == told(HEAD + OWN + OTHER)
    again = f"<h1 class='post-title'>{own}</h1>{OTHER}"
    assert told(HEAD + first + again, own) == told(HEAD + OWN + OTHER)
    untitled = first.replace(own, "Columns") + after
    assert told(HEAD + untitled, "Columns", "Rye bread") == told(HEAD + OWN + OTHER)


@pytest.mark.parametrize("name", ["twitter-tweet", "instagram-media", "tiktok-embed", "bluesky-embed"])
def test_posts_of_other_platforms_are_left_out(name: str) -> None:
    post = f"<blockquote class='{name}'><p>No ferry today!</p>— Ina Holm (@inaholm)</blockquote>"
    assert told(OWN + post + OTHER) == told(OWN + OTHER)
    quote = "<blockquote><p>No ferry today!</p></blockquote>"
    assert "No ferry today!" in told(OWN + quote + OTHER)
    alone = f"<blockquote class='{name}'><p>No ferry today, and none tomorrow.</p></blockquote><p>She wrote.</p>"
    assert len(told(alone)) == 2
