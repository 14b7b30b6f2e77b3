"""A page's source without what no finder reads: the tree is otherwise the same, and a source's rules see all."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from extraction import Hints, extract, lean
from extraction.hiding import hides
from extraction.templates import _take_out
from extraction.view import HtmlElement, PageView, parse
from kitewire.source import Field, Rule, Template

pytestmark = pytest.mark.skipif(lean._native is None or not lean._CUTS_ALIKE, reason="pages stay whole here")
_EXTRACTION = Path(lean.__file__).parent
_PIECES = (
    *("<div", "<a", "<p", "<svg", "<img", "<title", "<textarea", "<iframe", "<xmp", "<script", "<style", "<head"),
    *("</div", "</title>", "</textarea>", "</iframe>", "</xmp>", "</script>", "</style>", "</STYLE ", "</p x='"),
    *("<body", "<plaintext", "<!--", "-->", "--!>", "<!", "<?", "</", "<", ">", "/", "/>", "=", '"', "'", " ", "\n"),
    *(" data-x=", ' data-y="1"', " d='2'", " ARIA-hidden=3", " data-src=", ' class="k"', " width", ' media="{}"'),
    *("<link rel='icon'>", "<link data-z='2' REL=Next>", "<script src=k></script>", "</head>", "<meta>", " style='"),
    *(
        " style='Display: None'",
        " style='top: 0'",
        ' style="left: -999px"',
        "\ufeff",
        "<link href='&#123;'",
        "canonical",
    ),
    *("<g>", "</g>", '<path d="1"/>', "<path d=1 />", "<use", "</svg>", "<rect x='{'>", "<svg>", "<!-- k --></svg >"),
    *(
        "/d='2'",
        "/width",
        " d=3/",
        " x=a'b",
        " v-k",
        "<script>k()\r\nm()</script>",
        "<script type='application/LD+json'>{}</script>",
    ),
    *("<!---->", "<!-- enpproperty -->", "<!-- k -->"),
    *("\f", "{", "&", "-", "!", "é", "x"),
)
_DRAWS = frozenset(
    (
        "circle clippath defs ellipse filter g line lineargradient mask path pattern polygon polyline rect stop svg "
        "symbol use"
    ).split()
)


def _stripped(root: HtmlElement) -> bytes:
    """A tree without what may be left out of it."""
    head = root.find("head")
    etree.strip_tags(root, etree.Comment)
    for element in list(root.iter(etree.Element)):
        for name in [n for n in element.attrib if lean._lean().leaves_out(n.encode()) and element.attrib[n][:1] != "{"]:
            del element.attrib[name]
        if "style" in element.attrib and not hides(element.attrib["style"]):
            del element.attrib["style"]
        if element.tag in ("style", "script"):
            element.text = None
        if element.tag == "svg" and _is_drawing(element):
            element[:], element.text = [], None
        elif element.getparent() is head and head is not None and _is_unread(element):
            _take_out(element)
    return etree.tostring(root, encoding="utf-8")


def _is_unread(element: HtmlElement) -> bool:
    said = " ".join(element.attrib.values()).lower()
    is_plain = not any(word in said for word in ("canonical", "next", "{"))
    return is_plain and element.tag in ("link", "script")


def _is_drawing(svg: HtmlElement) -> bool:
    return {e.tag for e in svg.iter()} <= _DRAWS and not "".join(svg.itertext()).strip()


def _words(view: PageView) -> list[str]:
    """What stands on the page, but for scripts and styles."""
    etree.strip_elements(view.root, "script", "style", with_tail=False)
    return "".join(view.root.itertext()).split()


def _lean(source: bytes) -> bytes:
    made, _ = lean.lean(source)
    return made


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
@example('<script><!-- <script data-x="1"></script> <b data-x="2"> --></script><i data-x="3">')
@example('<title><p data-x="1"></title><b data-x="2">')
@example("<p width d='2' =k>")
@example("<p style='top: 0' style='display: none'>")
@example("<p style='top: 0' style=display:none>")
@example("<p data-x='1' data-x='{'>")
@example("<p data-x='1' data-x={>")
@example("<head/><link rel=icon>")
@example("<head><title>a</title><link rel=icon></head><link rel=icon>")
@example("\ufeff<head><link rel=icon>")
@example("<style>a{}</style ><p d='1' d='{'>")
@example("<p/d='1'>k")
@example("<p/width>k")
@example("<p width d=2 =k>")
@example("<p d=2/>k")
@example("<p/d=2>k")
@example("<p d=a'b c='>'>k")
@example("<p d=1>k<p d= 1 e>k<p d=1 d='{'>")
@example("<p>a<svg> <g><path d='1'/></g></svg>b")
@example("<svg><g><path></g></svg>k")
@example("<svg><path d=a'>'></svg>k")
@example("<head><script>k()</script >m</head>")
def test_the_tree_is_otherwise_the_same(source: str) -> None:
    page = f"<html>{source}<p>end"
    assert _stripped(parse(_lean(page.encode()).decode())) == _stripped(parse(page))
    views = [PageView(page, "https://a.example/1", whole=whole) for whole in (False, True)]
    assert sorted(views[0].scripts()) == sorted(views[1].scripts())
    assert _words(views[0]) == _words(views[1])


def test_what_is_left_out() -> None:
    page = (
        b'<head><style>a { b: c }</style><body DATA-track="1"><svg><path d="M0 0"/></svg>'
        b"<svg id=k>\n<text>k</text><path d='M0 0'/></svg><svg>\n<g><path fill='k'/></g> </svg>"
        b"<img data-src='/k' width=3 height='2' onload=\"x()\" alt='Kites'>"
        b"<div data-page='{&quot;a&quot;: 1}' style='top: 0'>"
        b"<style>p {}</style><input async>"
    )
    assert _lean(page) == (
        b"<head><style></style><body ><svg></svg><svg id=k>\n<text>k</text><path /></svg><svg> </svg>"
        b"<img data-src='/k'    alt='Kites'><div data-page='{&quot;a&quot;: 1}' style='top: 0'>"
        b"<style></style><input >"
    )
    assert _lean(b"") == b""
    assert _lean(b"<p title='>' data-x='") == b"<p title='>' data-x='"


def test_scripts_are_left_out_and_at_hand() -> None:
    data = "<script type='application/ld+json'>{}</script><script type=text/template><p>k</script>"
    page = f"<body><p>Kites</p><script>é = 1;\r\nkites()</script><script src=/k></script>{data}<script>m</script>"
    assert _lean(page.encode()).decode() == (
        f"<body><p>Kites</p><script></script><script src=/k></script>{data}<script></script>"
    )
    view = PageView(page, "https://a.example/1", whole=False)
    assert view.scripts() == ["<p>k", "é = 1;\nkites()", "m"]
    assert view.scripts_with("kites(") == ["é = 1;\nkites()"]
    assert view.scripts_with("Kites") == []
    assert sorted(PageView(page, "https://a.example/1").scripts()) == sorted(view.scripts())


def test_comments_between_tags_are_left_out() -> None:
    kept = b"<!-- /enpproperty--> <!--enpproperty k-->"
    page = b"<p>a<!-- k -->b <!-- k --><b>c</b><!-- k -->\n" + kept + b"<!----><!-- k -->d<!-- <p"
    assert _lean(page) == b"<p>a<!-- k -->b <!-- k --><b>c</b>\n" + kept + b"<!-- k -->d<!-- <p"
    assert _lean(b"<!-- k --><!doctype html><html><!--><p><!-- k --><") == b"<!doctype html><html><p><!-- k --><"


def test_what_is_left_out_of_the_head() -> None:
    kept = (
        b"<link rel='Canonical' href='/k'><link title='{'><script type='application/ld&#43;json'>{}</script>"
        b"</head><script src='/s'></script>"
    )
    unread = b"<link rel=stylesheet href='/s'><script src='/s'></script><script>k()</script>"
    assert _lean(b"<html><head><meta>" + unread + b"<!-- a -->" + kept) == b"<html><head><meta>" + kept
    for start in (b"", b"<head>Kites", b"<head><p>", b"<head/>"):
        assert _lean(start + unread) == start + unread.replace(b"k()", b"")


@pytest.mark.parametrize(
    "style", ["display : NONE", "visibility:hidden", "left: - 999px", "height: 0", "color: &#110;one"]
)
def test_styles_that_may_hide_stay(style: str) -> None:
    page = f"<p style='{style}' lang=de>".encode()
    assert _lean(page) == page


def test_what_the_finders_read_is_never_left_out() -> None:
    read = set("class id role itemprop style hidden href rel src alt title content name".split())
    for path in _EXTRACTION.rglob("*.py"):
        if path.name != "lean.py":
            read |= {n.value for n in ast.walk(ast.parse(path.read_text("utf-8"))) if _is_name(n)}
    for path in _EXTRACTION.glob("*.pyx"):
        read.update(re.findall(r'"([a-z][a-z:-]+)"', path.read_text("utf-8")))
    assert {"data-src", "data-target", "aria-controls"} <= read
    assert [name for name in sorted(read) if lean._lean().leaves_out(name.encode())] == []


def _is_name(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and bool(re.fullmatch("[a-z][a-z:-]+", node.value))
    )


def test_a_rule_may_ask_for_any_attribute() -> None:
    text = "The harbour council met on Monday and spoke of the ferry to the island for hours. " * 3
    page = f'<body><h1>Ferry</h1><div data-part="wanted"><p>{text}</p></div><div><p>{text[::-1]}</p></div>'.encode()
    rule = Rule(Field.BODY, "css", "div[data-part=wanted]")
    found = extract(page, "https://a.example/1", Hints(templates=(Template("ferries", (rule,)),)))
    assert found.body == text.strip()


@pytest.mark.parametrize("names", [["1x"], ["a"] * 161])
def test_names_that_are_none(names: list[str]) -> None:
    with pytest.raises(ValueError, match="name"):
        lean._native.Lean(names, ())
