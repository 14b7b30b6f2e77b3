"""What stands below a text: boxes about others, initials, who the authors are."""

from __future__ import annotations

import pytest

from extraction import extract
from extraction.endings import tells_of

TEXT = [
    "The council of Elmford decided on Tuesday that the old bridge will be closed for eleven weeks from spring on.",
    "Engineers had found cracks in two of its pillars, and the mayor said that nobody need worry about it.",
    "Traffic will be led over the mill road in the meantime, and the school bus leaves ten minutes earlier.",
]


def page(*lines: str, author: str = "") -> bytes:
    body = "".join(line if line.startswith("<") else f"<p>{line}</p>" for line in lines)
    meta = f'<meta name="author" content="{author}">' if author else ""
    return (
        f"<html><head>{meta}</head><body><h1>Bridge to be closed</h1><article>{body}</article></body></html>".encode()
    )


def text_of(*lines: str, author: str = "") -> list[str]:
    return extract(page(*lines, author=author), "https://news.example/1.html").body.split("\n")


@pytest.mark.parametrize(
    "heading",
    [
        "About the author",
        "About Elm Valley Bridges",
        "Über die Autorin:",
        "Über Elmtal Brücken",
        "Pressekontakt",
        "Press contact:",
        "Notes to editors",
        "Quellen:",
        "Siehe auch",
    ],
)
def test_what_stands_under_such_a_heading_is_none_of_the_text(heading: str) -> None:
    assert text_of(*TEXT, f"<h3>{heading}</h3>", "Ann Lee, telephone to the left of the door, Elmford") == TEXT


@pytest.mark.parametrize(
    "heading", ["What comes next", "Literatur", "References", "About half of it", "Weitere Informationen"]
)
def test_other_headings_stay(heading: str) -> None:
    last = "The bridge was built in the year in which the mill burned, says the chronicle of the valley."
    assert text_of(*TEXT, f"<h3>{heading}</h3>", last)[-1] == last


def test_numbered_sources_stay() -> None:
    lines = [*TEXT, "<h3>Quellen</h3>", "[1] Lee, Ann: The bridges of the valley. Elmford, Elm Press, 2016."]
    assert text_of(*lines)[-1].startswith("[1] Lee")


def test_a_box_that_holds_much_of_the_text_is_none() -> None:
    assert len(text_of(TEXT[0], TEXT[1], "<h3>About the author</h3>", *TEXT)) == 6


@pytest.mark.parametrize("sign", ["kb", "(dr/elm)", "erb/ots", "[kbl]"])
def test_initials_under_the_text(sign: str) -> None:
    assert text_of(*TEXT, sign) == TEXT


def test_a_last_word_that_is_no_sign_stays() -> None:
    assert text_of(*TEXT, "The commands of the old computer are:", "dns")[-1] == "dns"


def test_who_the_author_is_goes() -> None:
    assert text_of(*TEXT, "Ann Lee is a reporter who lives in the valley.", author="Ann Lee") == TEXT
    stays = "Bob Hill is a fisherman who lives in the valley."
    assert text_of(*TEXT, stays, author="Ann Lee") == [*TEXT, stays]


@pytest.mark.parametrize(
    ("text", "names", "told"),
    [
        ("Ann Lee is an editor.", ("Ann Lee",), True),
        ("Ann Lee (37) ist Redakteurin.", ("Ann Lee",), True),
        ("ANN LEE, writes on rivers", ("Bob Hill", "Ann Lee"), True),
        ("Ann Leewards is a ship.", ("Ann Lee",), False),
        ("Ann Lee said so.", ("Ann Lee",), False),
        ("Ann Lee is " + "x" * 600, ("Ann Lee",), False),
        ("", ("Ann Lee",), False),
    ],
)
def test_notes_on_authors(text: str, names: tuple[str, ...], told: bool) -> None:
    assert tells_of(text, names) is told


@pytest.mark.parametrize(
    "line",
    [
        "Werbung. Dieser Beitrag enthält Links.",
        "This article originally appeared in the Mill Review.",
        "Pressemitteilung",
        "28.04.2021 - Lesedauer etwa 4 min.",
    ],
)
def test_what_stands_above_the_text_goes(line: str) -> None:
    assert text_of(line, *TEXT) == TEXT


@pytest.mark.parametrize(
    "line", ["Werbung nervt, sagt der Bürgermeister von Elmford.", "This article of the law is new."]
)
def test_first_sentences_stay(line: str) -> None:
    assert text_of(line, *TEXT)[0] == line


def test_a_page_without_text_has_no_ends() -> None:
    assert (
        extract(
            b"<html><body><h1>Bridge</h1><nav><a href='/'>Home</a></nav></body></html>", "https://news.example/1.html"
        ).body
        == ""
    )
