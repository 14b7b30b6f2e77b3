"""The pass over the tree, and the trees of the scorer: in C and in Python alike."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction import blocks, forest, headline, view
from extraction.body import chosen
from extraction.features import NAMES, block_rows, weight_of
from extraction.view import PageView, parse

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.html"))
PIECES = [
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<a href='/x'>",
    "</a>",
    "<b>",
    "</b>",
    "<br>",
    "<!-- c -->",
    "<script>var a</script>",
]
PIECES += [
    "<span>",
    "</span>",
    "one",
    " two ",
    "\n",
    "三四",
    "<td>",
    "<select><option>x</select>",
    "&amp;",
    "\xa0",
    "<?pi x?>",
    "<p class='a&amp;b é' id=i hidden style>",
    "<span class='' itemprop=datePublished>",
    "<time pubdate role='x\n y'>",
]


def _both(root: object) -> tuple[object, object]:
    plain = blocks._Pass()
    plain.run(root)
    return blocks._walked(root), plain


def _facts(walk: object) -> list[object]:
    lines = [(b.index, b.text, b.link_chars, b.bold_chars, b.element, b.pieces, b.node) for b in walk.blocks]  # type: ignore[attr-defined]
    shown = [(*line[:5], " ".join("".join(line[5]).split()), line[6]) for line in lines]
    told = [(b.chars, b.spaced.split(), b.link_density) for b in walk.blocks]  # type: ignore[attr-defined]
    elements = list(walk.elements)  # type: ignore[attr-defined]
    around = [(e, walk.parents[e], walk.places[e], e in walk.places) for e in elements]  # type: ignore[attr-defined]
    sums = [walk.chars, walk.link_chars]  # type: ignore[attr-defined]
    return [shown, told, around, sums, walk.ups, walk.ends, walk.tags, walk.tagged, walk.attributes]  # type: ignore[attr-defined]


def _agree(root: object) -> None:
    native, plain = _both(root)
    assert _facts(native) == _facts(plain)
    for element in root.iter("div", "p", "a"):  # type: ignore[attr-defined]
        assert blocks.text_of(element) == " ".join("".join(blocks._pieces(element)).split())


def test_the_part_in_c_is_built() -> None:
    """Whoever runs the tests has a compiler: without this, both sides of the comparisons below would be Python."""
    assert blocks._native is not None
    assert forest._native is not None


HEAD = [
    "<meta name=a content=x>",
    "<script type='x/ld+json'>1</script>",
    "<link rel=canonical href=/a>",
    "<title>T</title>",
    "<title>é &amp;\n k<!-- c --></title>",
    "<title></title>",
]
HEAD += ["<noscript><link rel=icon></noscript>", "<svg:title>s</svg:title>", "<base href=/>", "<!-- c -->", "<?pi x?>"]


@given(st.lists(st.sampled_from(HEAD), max_size=6), st.lists(st.sampled_from([*PIECES, *HEAD, "<h1>", "<time>"])))
def test_elements_by_tag(head: list[str], pieces: list[str]) -> None:
    page = PageView(f"<html><head>{''.join(head)}</head><body>{''.join(pieces)}</body></html>", "")
    layout, top = page.layout, page.root.find("head")
    plain = view._tagged(page.root, top, layout.elements, layout.tagged, view._IN_HEAD, view._TAGGED)
    assert {tag: list(found) for tag, found in page.tagged.items()} == plain
    assert blocks._native.child_of(page.root, b"head") is top
    assert page.head_title == " ".join("".join(plain["title"][0].itertext()).split() if plain["title"] else ())
    told = [e for e in plain["script"] if "ld+json" in (e.get("type") or "")]
    assert page.holding("script", "type", "ld+json") == told
    texts = [text for e in plain["script"] if "1" in (text := e.text or "")]
    assert blocks._native.texts_with(page.tagged["script"], b"1") == texts
    links = [(e.get("rel") or "", e.get("href") or "") for e in plain["link"]]
    assert blocks._native.told_by(page.tagged["link"], b"rel", b"href") == links


def test_elements_by_tag_are_read_again_where_some_were_taken_out() -> None:
    page = PageView("<html><head><script>1</script><link rel=icon></head><body><p>Text</p></body></html>", "")
    assert len(page.tagged["script"]) == 1
    script = page.root.find(".//script")
    script.getparent().remove(script)
    del script, page.layout
    assert list(page.tagged["script"]) == []
    assert [e.get("rel") for e in page.tagged["link"]] == ["icon"]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_the_pass_in_c_reads_as_the_one_in_python(pieces: list[str]) -> None:
    try:
        root = parse("<html><body>" + "".join(pieces) + "</body></html>")
    except ValueError:
        return
    _agree(root)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda p: p.stem)
def test_golden_pages_are_walked_alike(path: Path) -> None:
    _agree(parse(path.read_bytes().decode("utf-8", "replace")))


def test_deep_pages_are_walked() -> None:
    _agree(parse("<div>" * 5000 + "deep" + "</div>" * 5000))


def test_the_part_in_c_knows_its_own_elements_alone() -> None:
    root, other = parse("<p class=a>one<!-- c --><script>x()</script>"), parse("<p>one")
    walk = blocks._walked(root)
    for stranger in (other, None, "p", root.find(".//p")[0], object()):
        assert stranger not in walk.places
        assert walk.places.get(stranger) is None
        assert walk.parents.get(stranger, "none") == "none"
        with pytest.raises(KeyError):
            walk.places[stranger]
        with pytest.raises(KeyError):
            walk.parents[stranger]
    assert walk.parents[root] is walk.parents.get(root) is None
    assert walk.elements[0] is root
    assert len(walk.elements) == len(walk.places) == len(walk.parents) == 4
    for place in (-1, 4):
        with pytest.raises(IndexError):
            walk.elements[place]


# White space of all kinds, and what begins in UTF-8 as it does.
SPACES = " \t\n\x85\xa0\u1680\u2000\u2003\u200a\u2028\u2029\u202f\u205f\u3000\xa1\u1681\u200b\u2010\u2060\u3001\u4e00ab"


@given(st.text(alphabet=SPACES, max_size=12), st.booleans())
def test_white_space_is_one_space(text: str, inline: bool) -> None:
    page = PageView(f"<body><p>{f'<i>{text}</i>' if inline else text}</p><p>end</p></body>", "")
    assert [b.text for b in page.blocks] == [t for t in (" ".join(text.split()), "end") if t]


@given(st.lists(st.text(alphabet=SPACES, min_size=1, max_size=5), min_size=1, max_size=4))
def test_runs_of_text_are_told_alike(texts: list[str]) -> None:
    root = parse(
        "<body><p>" + "".join(f"<{tag}>{text}</{tag}>" for tag, text in zip("abiu", texts, strict=False)) + "x"
    )
    native, plain = _both(root)
    told = [
        [(b.text, b.spaced, [*map(str.strip, b.pieces)], b.link_chars) for b in walk.blocks] for walk in (native, plain)
    ]  # type: ignore[attr-defined]
    assert told[0] == told[1]


@pytest.mark.parametrize("wide", [False, True])
def test_as_many_rows_as_one_likes_go_through_the_trees_at_once(wide: bool) -> None:
    rows = [[float((i * 7 + k) % 90) for k in range(len(NAMES))] for i in range(70)]
    plain = forest.plain(NAMES)
    trees = _in_c(plain)
    # Not every processor takes 32 bytes at once.
    trees.wide = trees.wide and wide
    for number in (1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 49, 64, 70):
        table = array("d", [value for row in rows[:number] for value in row])
        assert trees.totals(table) == [plain.score(row) for row in rows[:number]]
    with pytest.raises(ValueError, match="numbers where"):
        trees.totals(array("d", [0.0] * (len(NAMES) + 1)))


@given(st.lists(st.floats(-1e6, 1e6), min_size=len(NAMES), max_size=len(NAMES)))
def test_the_trees_in_c_answer_as_those_in_python(row: list[float]) -> None:
    plain = forest.plain(NAMES)
    assert forest.forest(NAMES)(row) == plain.score(row)


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="numbers where"):
        forest.forest(NAMES)([0.0])
    with pytest.raises(ValueError, match="numbers where"):
        forest.plain(NAMES).score([0.0])


def _in_c(tree: forest.Plain) -> Any:
    assert forest._native is not None
    return forest._native.Forest(tree.feature, tree.threshold, tree.left, tree.roots, len(tree.names))


def test_a_small_tree_by_hand() -> None:
    tree = forest.Plain([["a", 1.0, 0.5, ["b", 0.0, -1.0, 2.0]], 0.25], ["a", "b"])
    for row, total in (([1.0, 9.0], 0.75), ([1.5, 0.0], -0.75), ([1.5, 0.1], 2.25)):
        assert tree.score(row) == _in_c(tree).score(row) == total


@pytest.mark.parametrize("leaves", [8, 9, 31, 32])
def test_a_tree_that_is_one_long_branch(leaves: int) -> None:
    branch: forest.Tree = 0.5
    for k in range(leaves - 1, 0, -1):
        branch = ["a", float(k), float(k), branch] if k % 2 else ["b", -float(k), branch, -float(k)]
    tree = forest.Plain([branch, 1.0], ["a", "b"])
    native = _in_c(tree)
    rows = [[a, b] for a in (-1.0, 0.5, 3.0, 30.5, 99.0) for b in (1.0, -0.5, -2.0, -9.5, -99.0)]
    assert native.totals(array("d", [value for row in rows for value in row])) == [tree.score(row) for row in rows]


def test_trees_too_large_for_c_are_refused() -> None:
    branch: forest.Tree = 0.5
    for k in range(32):
        branch = ["a", float(k), 1.0, branch]
    with pytest.raises(ValueError, match="more than 32 leaves"):
        _in_c(forest.Plain([branch], ["a"]))
    with pytest.raises(ValueError, match="128 thresholds"):
        _in_c(forest.Plain([["a", float(k), 1.0, 2.0] for k in range(128)], ["a"]))


def test_rows_are_as_long_as_their_names() -> None:
    page = (
        "<title>A bridge opens</title><h1>A bridge opens</h1>"
        + "<p>The bridge opened on Friday, and people came.</p>" * 4
    )
    rows = block_rows(PageView(page + "<div><div>" + "<ul><li><a href='/'>Home</a></ul>" * 30, "http://news.example/"))
    assert {len(row) for row in rows if row is not None} == {len(NAMES)}
    assert rows[1] is not None
    assert rows[-1] is None


@pytest.mark.parametrize(("text", "weight"), [("abc", 3.0), ("天气", 5.0), ("é", 1.0), ("日a", 3.5)])
def test_wide_characters_weigh_more(text: str, weight: float) -> None:
    assert weight_of(text) == weight


@pytest.mark.parametrize(
    ("logits", "indexes"),
    [
        ([], []),
        ([-3.0, -2.0], []),
        ([-3.0, -0.5, -0.9, -2.0], [1, 2]),
        ([0.5, 3.0, -1.0, 0.2], [0, 1, 3]),
        ([0.5, -9.0, -9.0, -9.0, -9.0, -9.0, 3.0, 4.0], [6, 7]),
        ([1.5, -9.0, -9.0, -9.0, -9.0, -9.0, 3.0, 4.0], [0, 6, 7]),
        ([0.5], [0]),
        ([-0.5, -0.9, *[-9.0] * 4, -0.6], [0, 1]),
        ([3.0, *[-9.0] * 11, 0.5, 0.5], [0]),
        ([3.0, *[-9.0] * 10, 0.5, 0.5], [0, 11, 12]),
        ([3.0, 3.0, *[-9.0] * 30, 1.1], [0, 1]),
        ([3.0, 3.0, *[-9.0] * 30, 1.3], [0, 1, 32]),
        ([3.0, 3.0, *[-9.0] * 29, 1.1], [0, 1, 31]),
        ([4.0, *[-9.0] * 40, 3.0, 3.0], [0, 41, 42]),
    ],
)
def test_doubtful_blocks_that_stand_alone_or_far_behind_are_left_out(logits: list[float], indexes: list[int]) -> None:
    assert chosen(logits) == indexes


METAS = [
    "<meta name=Author content='Ann  Lee'>",
    "<meta name=author content=' '>",
    "<meta content='a &amp; b\n c' property=og:title name=' OG:title '>",
    "<meta itemprop=author name=author content='Bo\u3000Ek'>",
    "<meta name='' property=' ' content=x>",
    "<meta name=lonely>",
    "<meta charset=utf-8 content>",
    "<meta name=Größe content=3>",
]


@given(st.lists(st.sampled_from(METAS), max_size=8))
def test_metas_read_in_c_are_those_read_in_python(metas: list[str]) -> None:
    page = f"<html><head>{''.join(metas)}</head><body><p>text</p></body></html>"
    native = PageView(page, "").metas
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(view, "_native", None)
        plain = PageView(page, "").metas
    assert list(native.items()) == list(plain.items())


HEADED = [*PIECES, "<h1>", "<h1 class=title>", "</h1>", "<h2>", "</h2>", "<h3><b>", "<h4>", "<p id=Headline>", "</p>"]
HEADED += [
    "<p itemprop=headline>",
    "<div class='x SubTitle'>",
    "</div>",
    "<b>bold line",
    "</b>",
    "some line of text",
    "xy",
]


@given(st.lists(st.sampled_from(HEADED), max_size=30), st.integers(0, 6), st.integers(0, 12))
def test_headings_found_in_c_are_those_found_in_python(pieces: list[str], low: int, more: int) -> None:
    layout = PageView("<html><body>x" + "".join(pieces), "").layout
    assert headline._headings_in_c(layout, low, low + more) == list(headline._headings(layout, low, low + more))


@given(st.lists(st.sampled_from(["<div hidden>", "<p style='display:none'>", "<div>", "</div>", "one"]), max_size=20))
def test_what_is_not_shown(pieces: list[str]) -> None:
    view = PageView("<html><body>x" + "".join(pieces), "")
    for place in range(len(view.layout.ups)):
        around, hidden = place, False
        while around >= 0:
            hidden = hidden or around in view.hidden
            around = view.layout.ups[around]
        assert view.is_hidden(place) is hidden
    assert not view.is_hidden(-1)
