"""What the finders of related lists ask again and again: in C and in Python alike."""

from __future__ import annotations

import pytest
from extraction._related import topic_links
from hypothesis import given
from hypothesis import strategies as st

from extraction import blocks
from extraction.body import Body
from extraction.related import beside, entries, ground, headed, headlines, links, words
from extraction.related.place import Place
from extraction.view import PageView

HEADS = ["Related", "RELATED", "more", "相关", "相 关", "阅读", "See also", "Ähnliche", "ещё", "関連", "x_related", " "]
HEADS += ["’", "–", "ῼ", "Ꭰ"]
HEADS += ["-", "1", "news", "ﬁ", "Le", "İlgili", "“Read”", "もっと", "더보기", "المزيد", "Straße", "a" * 70, "ab " * 50]
PIECES = ["<p>", "</p>", "<div class='ad side'>", "<div class='title'>", "<div id=tit>", "<nav>", "</nav>", "</div>"]
PIECES += [
    "<a href='/x'>",
    "<a href=''>",
    "<a href='#top'>",
    "</a>",
    "<h2>",
    "</h2>",
    "<b>",
    "</b>",
    "<br>",
    "<ul>",
    "<li>",
    "</ul>",
]
PIECES += [
    "<span class='kicker'>",
    "<span class=date>",
    "</span>",
    "<time>",
    "</time>",
    "<!-- c -->",
    "<script>1</script>",
]
PIECES += ["Bridge opens", " 3 May ", "2024-05-03", "٣", "大桥", "&nbsp;", "\n", "related", "<button>Go 7</button>"]


def test_the_part_in_c_is_built() -> None:
    """Whoever runs the tests has a compiler: without this, both sides of the comparisons below would be Python."""
    assert {type(m._related).__name__ for m in (beside, blocks, headlines, links, words)} == {"module"}
    assert {type(m._ground).__name__ for m in (entries, ground, headlines)} == {"module"}


@given(st.text(alphabet="ab1ß三ぁ한กﾞ～゠\u0dff\u0e80😀", max_size=12))
def test_a_text_weighs_the_same(text: str) -> None:
    assert links.weight(text) == links._weight(text)


@given(st.lists(st.sampled_from(HEADS), max_size=5))
def test_the_same_texts_may_head_a_list(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert words.cues_in_c().heads(text) == words.may_head.__wrapped__(text)


@pytest.mark.parametrize("tag", ["p", "h2", "a"])
@given(st.lists(st.sampled_from(HEADS), max_size=5), st.sampled_from(["", "<a href=/x>Go on</a>"]))
def test_the_same_lines_are_cued(tag: str, pieces: list[str], link: str) -> None:
    layout = PageView(f"<body><{tag}>{''.join(pieces)}{link}</{tag}><p>Other</p>", "").layout
    expected = [b for b in layout.blocks if words._may_begin_with_heading(b) and words.may_head(b.text[:120])]
    assert words.cued_lines(layout) == expected


@given(st.lists(st.sampled_from([*HEADS, "' title='Related"]), max_size=3))
def test_the_same_images_are_cued(pieces: list[str]) -> None:
    view = PageView(f"<body><img><img alt='{''.join(pieces)}'>", "")
    images = list(view.root.iter("img"))
    told = [image.get("alt") or image.get("title") or "" for image in images]
    expected = [(i, t) for i, t in zip(images, told, strict=True) if 0 < len(t) <= words.LONGEST and words.may_head(t)]
    assert words.cued_images(view.layout) == expected


def test_most_lines_are_not_cued() -> None:
    lines = ["The bridge opened on Friday", "Sport", "大桥周五开通", "Impressum 2024", "“Ich bin hier”, sagt er"]
    assert words.cued_lines(PageView("<body>" + "".join(f"<p>{line}</p>" for line in lines), "").layout) == []


CUES = ("rel", "crumb", "xg", "see-also", "1st")
LABELS = ["Rel", "cRUMb", "x", "G", "g", "see-", "ALSO", "-", " ", "1ST", "é", "\u212a", "b", "cr"]


@given(st.lists(st.sampled_from(LABELS), max_size=6))
def test_labels_that_hold_a_cue(pieces: list[str]) -> None:
    label = "".join(pieces)
    expected = any(cue in label.lower() for cue in CUES)
    labels = blocks._related.Labels(*CUES)
    assert labels.holding({1: label, 0: label}, [0, 1]) == ([1] if expected else [])
    assert labels.holding({1: label, 0: label}) == ([1, 0] if expected else [])


@pytest.mark.parametrize("cue", ["a", "", "né"])
def test_what_is_no_cue_is_refused(cue: str) -> None:
    with pytest.raises(ValueError, match="is no cue"):
        blocks._related.Labels("rel", cue)


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_the_texts_of_a_box_are_gathered_alike(pieces: list[str]) -> None:
    view = PageView("<body>" + "".join(pieces), "")
    for element in view.root.iter("body", "div", "a", "span", "p"):
        for whole in (False, True):
            parts: list[str] = []
            left_out = headlines._gather(element, whole, parts)
            assert headlines._in_c.of(element, whole) == ("".join(parts), not left_out)


@given(st.lists(st.sampled_from([*PIECES, "<h3 class=kicker>", "<b id=title>"]), max_size=30))
def test_the_same_places_may_hold_a_headline(pieces: list[str]) -> None:
    layout = PageView("<body>" + "".join(pieces), "").layout
    plain, native = ground.Ground(layout), ground.ground_of(layout)
    for at in range(len(layout.ups)):
        assert headlines._titles(native, at) == headlines._plain_titles(plain, at)


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.integers(1, 9))
def test_lines_with_digits_are_found_alike(pieces: list[str], most: int) -> None:
    view = PageView("<body>" + "".join(pieces), "")
    for element in view.root.iter("body", "div", "a", "script"):
        text = headlines.text_in_lines(element)
        expected = beside._lines_with_digits(text, element, most)
        assert beside._related.with_digits(text, element, most) == expected


def test_a_box_may_nest_as_deep_as_it_likes() -> None:
    view = PageView("<body>" + "<div>" * 200 + "3 May" + "</div>" * 200, "")
    assert beside._related.with_digits("", view.root, 60) == ["3 May"]


PARTS = ["<p>", "<div>", "</div>", "<li>", "<span>", "</span>", "<b>", "<i>", "</i>", "<a href=/x>", "</a>", "<br>"]
PARTS += [
    "Related",
    "related: ",
    "More",
    " | ",
    "Tags",
    "Topic: Harbour",
    "Read also — ",
    "\n",
    "News",
    "<!-- Related -->",
]


@given(st.lists(st.sampled_from(PARTS), max_size=20))
def test_no_heading_is_passed_over(pieces: list[str]) -> None:
    place = Place(PageView("<body>" + "".join(pieces), "http://a.example/n/1.html"), Body())
    told = [headed._heading(place, b) for b in place.ground.heading_lines(place.cued, words.LONGEST)]
    assert headed.headings(place) == [h for h in told if h and h.says is not words.Says.OTHER]


def test_most_cued_lines_are_no_headings() -> None:
    lines = ["<p>They read the news", "<div>They read <b>books</b> at dawn", "<div>To read <a href=/x>the paper</a>"]
    place = Place(PageView("<body>" + "".join(lines), ""), Body())
    assert len(place.cued) == 3
    assert headed._telling(place.ground, place.cued) == []


HREFS = ["/", "tag", "Tema", "\u0130ssue", "s", "?a", "\n", "http://a.example"]


@given(st.lists(st.lists(st.sampled_from(HREFS), max_size=7).map("".join), max_size=4))
def test_no_topic_is_passed_over(hrefs: list[str]) -> None:
    topics = [at for at, href in enumerate(hrefs) if links.is_topic_page(href)]
    found = topic_links(list(range(len(hrefs))), dict(enumerate(hrefs)))
    assert [at for at in found if links.is_topic_page(hrefs[at])] == topics


def test_most_addresses_are_no_topics() -> None:
    assert topic_links([0, 1, 2], {0: "/news/tag", 1: "/tag/news/", 2: "tag/news"}) == [1]


LINKS = ["/news/2024/harbour-bridge-opens-on-friday", "/tag/harbour", "https://b.example/p/1", "/n/", "/n/1_2.html"]
LINKS += ["/n/1.html?page=2", "/authors/jane", "/Profile/x-y-z-w", "#top", "/ad/99999999.html", "/n/1"]
AROUND = ["<div class=ad>", "<span class=tag>", "<p class=author>", "</div>", "</span>", "<p>", "<div>"]
RELATIONS = ["", " rel=Sponsored", " rel=nofollow", " class=source"]


@given(st.lists(st.one_of(st.sampled_from(AROUND), st.tuples(st.sampled_from(LINKS), st.sampled_from(RELATIONS)))))
def test_the_same_links_may_be_entries(pieces: list[str | tuple[str, str]]) -> None:
    shown = [p if isinstance(p, str) else f"<a href='{p[0]}'{p[1]}>by Jane Roe</a>" for p in pieces]
    place = Place(PageView("<body>" + "".join(shown), "http://a.example/n/1.html"), Body())
    links = entries.anchors(place, [place.view.root])
    plain, native = entries.Targets(place), entries._targets(place)
    assert type(native) is not entries.Targets
    assert [plain.of(at) for at in links] == [native.of(at) for at in links]
    assert plain.grouped(links) == native.grouped(links)


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.data())
def test_entries_have_the_same_boxes(pieces: list[str], data: st.DataObject) -> None:
    layout = PageView("<body>" + "".join(pieces), "").layout
    places = st.integers(0, len(layout.ups) - 1)
    entries = data.draw(st.lists(st.lists(places, min_size=1, max_size=3, unique=True), max_size=4))
    tops = data.draw(st.sets(places, max_size=2))
    plain, native = ground.Ground(layout), ground.ground_of(layout)
    for one in (plain, native):
        one.settle(sorted(tops), -1)
    assert plain.boxes(entries, tops) == native.boxes(entries, tops)


LINES = ["Bridge opens on Friday", "Bridge opens on Friday in the rain", " 3 May 2024 ", "read more", "|", "\n", "\n\n"]
LINES += [" | Video", " | mehr", ": ", "大桥周五开通了", "Go", "\t"]


@given(st.lists(st.sampled_from(LINES)).map("".join))
def test_the_likeliest_line_is_the_same(text: str) -> None:
    assert headlines._likeliest(text) == headlines._plain_likeliest(text)


@given(st.lists(st.sampled_from([*PIECES, "<!-- a -->", "<small>", "</small>"]), max_size=12))
def test_flags_are_found_alike(pieces: list[str]) -> None:
    view = PageView("<body><a href=/x>" + "".join(p for p in pieces if "<a" not in p and p != "</a>"), "")
    plain, native = ground.Ground(view.layout), ground.ground_of(view.layout)
    flags = (0, frozenset(("small", "b")), bool, True)
    assert plain.flag_lines(view.blocks, *flags) == native.flag_lines(list(view.blocks), *flags)


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.data())
def test_the_ground_answers_alike(pieces: list[str], data: st.DataObject) -> None:
    layout = PageView("<body>" + "".join(pieces), "").layout
    places = range(len(layout.ups))
    body = sorted(data.draw(st.sets(st.sampled_from(places), max_size=4)))
    plain, native = ground.Ground(layout), ground.ground_of(layout)
    assert type(native) is not ground.Ground
    for one in (plain, native):
        one.settle(body, body[0] if body else -1)
    for name in (
        "names",
        "text",
        "plain_text",
        "kinds",
        "in_heading_tag",
        "in_title_bar",
        "blocks_in",
        "blocks_before",
        "first_line",
        "links_in",
        "leads_away",
        "siblings_after",
        "is_inserted",
    ):
        told = [[getattr(one, name)(at) for at in places] for one in (plain, native)]
        assert told[0] == told[1], name
    for longest in (4, 8):
        assert plain.heading_lines(layout.blocks, longest) == native.heading_lines(list(layout.blocks), longest)
    ends = data.draw(st.tuples(st.sampled_from(places), st.sampled_from(places)))
    assert plain.blocks_between(*ends) == native.blocks_between(*ends)
    for longest in (2, 12):
        flags = (longest, frozenset(("span", "b")), str.isupper, False)
        assert plain.flag_lines(layout.blocks, *flags) == native.flag_lines(list(layout.blocks), *flags)
    assert plain.bars_leading(ends[0], {"/x"}, 14) == native.bars_leading(ends[0], {"/x"}, 14)
    assert plain.holds_link_between(*ends) == native.holds_link_between(*ends)
    assert [plain.stands_on(at, ends[0], 2) for at in places] == [native.stands_on(at, ends[0], 2) for at in places]
    assert plain.plain_headings(1, 3, ground._HEADINGS, 14) == native.plain_headings(1, 3, ground._HEADINGS, 14)
    assert plain.linked_lines(*ends) == native.linked_lines(*ends)
    for gap in (1, 3):
        assert plain.runs_at(set(body), gap) == native.runs_at(set(body), gap)
    assert [plain.holds_body(at) for at in places] == [native.holds_body(at) for at in places]
