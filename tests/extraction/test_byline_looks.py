"""The first look at the lines near a text lets pass whatever tells of an author."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extraction import byline, byline_look
from extraction.body import Body, body_of
from extraction.view import PageView

NAMES = ["Ann Lee", "Bo Ek", "ANN LEE", "Zoë van Ek", "Ann/Bo", "ann", "王小明", "Ł. Ék", "Mehr dazu", "Dr. A_b"]
WORDS = [
    "By",
    "by",
    "VON",
    "von",
    "por",
    "Text:",
    "Quelle :",
    "AUTOR:",
    "REDAKTİON:",
    "Autorın:",
    "Repoſter:",
    "xtext:",
]
WORDS += [
    "Posted",
    "Updated",
    "written",
    "uhr",
    "3.5.2024",
    "2024",
    "12:30",
    "3/5/24",
    "٣.٥.٢٠٢٤",
    "|",
    "·",
    "-",
    ",",
    "/",
]
WORDS += ["Euer", "Yours,", "Story", "the council said", "Article", "Post author", "davon", "1.500", "_", "\u00a0"]
HREFS = ["/by/ann", "/AUTHOR/x", "/politics/a.html", "/?author=3", "?AUTHOR=3", "/x?u=1&author=2", "/dereporter/a"]
HREFS += ["/xyzwreporter/", "/people", "/people/", "/ſtaff/a", "/team?id=1", "/staffroom/", "#authors", "/a&amp;b/bio/"]
SIGNS = ["", " class=byline", " class=names", " id=author", " itemprop=author", " itemprop=name", " class='x Author'"]
TAGS = ["p", "div", "h1", "h3", "li"]

WORDS_OF_A_LINE = st.lists(st.sampled_from([*NAMES, *WORDS]), min_size=1, max_size=6).map(" ".join)
LINKS = st.builds(
    lambda href, rel, text: f"<a href='{href}'{rel}>{text}</a>",
    st.sampled_from(HREFS),
    st.sampled_from(["", " rel=author", " rel='x author'", " rel=nofollow"]),
    st.sampled_from(NAMES),
)
INNER = st.one_of(WORDS_OF_A_LINE, LINKS, st.builds(lambda a, b: f"{a} <b>{b}</b>", LINKS, WORDS_OF_A_LINE))
LINES = st.builds(
    lambda tag, sign, inner: f"<{tag}{sign}>{inner}</{tag}>", st.sampled_from(TAGS), st.sampled_from(SIGNS), INNER
)
BOXES = st.builds(
    lambda sign, lines: f"<div{sign}><div>{''.join(lines)}</div></div>",
    st.sampled_from(SIGNS),
    st.lists(LINES, max_size=5),
)
TEXT = "<p>" + "The old bridge will be repaired after the flood, since its stones are loose. " * 3


def _candidates(source: str) -> list[tuple[tuple[str, ...], list[str]]]:
    view = PageView(source, "https://www.riverpost.example/a/bridge-20417.html")
    lines = [b for b in view.blocks if b.chars > 150]
    body = body_of([b for b in view.blocks if lines[0].index <= b.index <= lines[-1].index + 1]) if lines else Body()
    return [(c.names, c.sources) for c in byline.Named(view, body, "Bridge").found.values()]


def test_the_part_in_c_is_built() -> None:
    assert byline_look._LOOK is not None


@given(st.lists(BOXES, max_size=6), st.lists(BOXES, max_size=4))
@example([f"<p>{name}" for name in NAMES], [f"<p class=byline><a href='{href}'>Bo Ek</a>" for href in HREFS])
def test_nobody_is_overlooked(above: list[str], below: list[str]) -> None:
    source = f"<body><h1>Bridge</h1>{''.join(above)}{TEXT}{TEXT}{''.join(below)}</body>"
    seen = _candidates(source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(byline_look, "_LOOK", None)
        assert seen == _candidates(source)


def test_most_lines_are_not_looked_at_twice() -> None:
    menu = "".join(f"<li><a href='/news/{n}'>Bridges of the north, part {n}</a></li>" for n in range(20))
    view = PageView(f"<body><h1>Bridge</h1><ul>{menu}</ul><p>By Ann Lee</p>{TEXT}{TEXT}<ul>{menu}</ul></body>", "")
    body = body_of([b for b in view.blocks if b.chars > 150])
    assert [line[1].text for line in byline_look.lines_near(view, body, "Bridge")] == ["By Ann Lee"]
