"""The pages of an invented outlet: two layouts, a line that stands under every article, and what else repeats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from extraction import Hints, extract
from extraction.memory import learn, recollect
from kitewire.article import ArticlePage
from kitewire.site_memory import Lesson, Observation, Recollection, SiteMemory

STANDING = "The Elm Valley Courier belongs to its readers, and each of them pays for reporting of this kind."
BEGAN = datetime(2026, 11, 1, 8, tzinfo=UTC)
_TOWNS = ("Ashford", "Bramley", "Calder", "Dunmore", "Elsham", "Fenwick", "Garston")
_LAYOUTS = {
    "old": ('<div class="story"><div class="text">', "</div></div>"),
    "new": ('<section class="piece"><div id="copy">', "</div></section>"),
}


def paragraphs(number: int) -> list[str]:
    """Three paragraphs of the article of that number, which no other article has."""
    town, other = _TOWNS[number % 7], _TOWNS[(number + 3) % 7]
    return [
        f"The council of {town} decided on Tuesday that bridge number {number} will be closed for {number + 2} weeks, "
        f"because the engineers had found {number + 4} cracks in the pillars on the side of {other}.",
        f"Traffic will be led through {other} in the meantime, said the head of the building office, who promised that "
        f"work on bridge {number} would begin before the first frost.",
        f"The {number * 3 + 5} families who live on the island can reach their houses by a ferry that leaves from the "
        f"old mill of {town} every half hour.",
    ]


def page(
    number: int, layout: str = "old", text: Sequence[str] | None = None, standing: str = STANDING, head: str = ""
) -> bytes:
    """The page of an article; `head` replaces headline and date."""
    lines = [*(paragraphs(number) if text is None else text), *([standing] if standing else [])]
    before, after = _LAYOUTS[layout]
    town = _TOWNS[number % 7]
    head = head or (
        f'<h1 class="headline">Bridge {number} of {town} will be closed</h1>'
        f'<div class="info">2026-11-{number % 20 + 1:02d} 10:{number % 60:02d}</div>'
    )
    body = "".join(f"<p>{line}</p>" for line in lines)
    title = f"<title>Bridge {number} of {town} will be closed | The Elm Valley Courier</title>"
    return f'<html><head>{title}</head><body><div class="top">{head}</div>{before}{body}{after}</body></html>'.encode()


def listed(number: int, *lists: tuple[str, Sequence[int]]) -> bytes:
    """The page of an article with lists of others under its text, each with its heading."""
    boxes = ""
    for place, (heading, numbers) in enumerate(lists):
        rows = "".join(
            f'<li><a href="/news/{n}.html">Ferry landing number {n} opens after a long delay</a></li>' for n in numbers
        )
        boxes += f'<div class="box{place}"><h3>{heading}</h3><ul>{rows}</ul></div>'
    return page(number).replace(b"</body>", f"{boxes}<p>Imprint</p></body>".encode())


def url(number: int, section: str = "news") -> str:
    """The address of an article."""
    return f"https://courier.example/{section}/{number}.html"


def read(raw: bytes, number: int, memory: Recollection | None = None, section: str = "news") -> ArticlePage:
    """The page of that number, read with what is remembered."""
    return extract(raw, url(number, section), Hints(memory=memory, observe=True, lang="en"))


def observed(raw: bytes, number: int, section: str = "news") -> Observation:
    """What a page shows."""
    observation = read(raw, number, section=section).observation
    assert observation is not None
    return observation


def lesson(raw: bytes, number: int, section: str = "news", fresh: bool = True) -> Lesson:
    """What a page teaches; an article an hour."""
    return Lesson(observed(raw, number, section), BEGAN + timedelta(hours=number), fresh)


def taught(*pages: bytes, memory: SiteMemory = SiteMemory(), first: int = 0, section: str = "news") -> SiteMemory:
    """The memory after these pages, each learned from alone, in order; they are numbered from `first`."""
    for number, raw in enumerate(pages, first):
        memory = learn(memory, [lesson(raw, number, section)])
    return memory


def known(*pages: bytes) -> Recollection | None:
    """What is recalled after these pages."""
    return recollect(taught(*pages))
