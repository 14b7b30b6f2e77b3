"""Prints what site memory changes: the body read without it, and with what the site's other pages teach.

    python bench/extraction/memory.py [--shared ../shared]

Every page of a site with two pages or more (over all development sets and the related lists) is left out once, and read
with the memory of the others. The sets hold two pages of most sites, and memory wants three articles before it does
anything: for them alone its bars are lowered to one article (but for the kinds of blocks, whose shares mean nothing
then), which shows whether it does harm. The demo world has dozens of articles an outlet and is read with the bars as
they are.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))

from demo_world import courier, xiuan, yuanwang  # noqa: E402
from demo_world.articles import last_round  # noqa: E402
from demo_world.edition import Edition  # noqa: E402
from extraction import Hints, extract  # noqa: E402
from extraction.decoding import decode  # noqa: E402
from extraction.memory import learn, learning, recollect, recollecting  # noqa: E402
from kitewire.article import ArticlePage  # noqa: E402
from kitewire.site_memory import Lesson, Observation, SiteMemory  # noqa: E402

SETS = ("trafi990", "fundus258", "magic-dev", "gne67")
# Hosts under which everybody has a site of his own.
SHARED_HOSTS = ("wordpress.com", "blogspot.com", "github.io", "medium.com", "substack.com")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Page:
    """A saved page with what it should say."""

    group: str
    path: Path
    url: str
    truth: dict | None


def site_of(url: str) -> str:
    """The registrable domain, roughly; of an archived page that of the page."""
    if "web.archive.org/web/" in url:
        url = url.split("/", 5)[-1]
    parts = (urlsplit(url).hostname or "").split(".")
    own = ".".join(parts[-2:]) in SHARED_HOSTS
    second_level = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in ("com", "co", "org", "net", "gov", "edu")
    return ".".join(parts[-3 if own or second_level else -2 :])


def pages_of(shared: Path) -> list[Page]:
    """All saved pages, those without a truth (they can still teach) among them."""
    found = []
    for name in SETS:
        folder = shared / "data" / "extraction" / name
        truth = json.loads((folder / "truth.json").read_text("utf-8"))
        scored = name != "gne67"
        found += [Page(name, folder / p["html"], p["url"] or "", p if scored else None) for p in truth.values()]
    folder = shared / "data" / "related"
    listed = json.loads((folder / "truth.json").read_text("utf-8"))
    return found + [Page("related", folder / "pages" / p["html"], p["url"] or "", None) for p in listed]


def read(page: Page, hints: Hints) -> ArticlePage:
    return extract(gzip.decompress(page.path.read_bytes()), page.url, hints)


def taught_by(others: list[Observation], mine: Observation) -> SiteMemory:
    """What the other pages teach; copies of the page itself are left out."""
    lessons = [Lesson(o, NOW) for o in others if o.article != mine.article and not (o.title and o.title == mine.title)]
    return learn(SiteMemory(), lessons)


def lower_the_bars() -> None:
    """Let a single other page teach; in the processes that read the sets."""
    learning.PROVEN = recollecting.REPEATED = 1
    recollecting.PLACED = recollecting.WINDOW = 1


def measure_site(pages: list[Page]) -> list[tuple[Page, ArticlePage, ArticlePage]]:
    """Each scored page of a site: read without memory and, where there is one, with it."""
    plain = [read(page, Hints(observe=True)) for page in pages]
    found = []
    for page, one in zip(pages, plain, strict=True):
        others = [p.observation for p in plain if p is not one and p.observation]
        known = recollect(taught_by(others, one.observation)) if page.truth and one.observation else None
        if known is not None:
            found.append((page, one, read(page, Hints(memory=known))))
    return found


def grams(text: str) -> Counter:
    letters = "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text or "").casefold()))
    return Counter(letters[i : i + 4] for i in range(max(1, len(letters) - 3))) if letters else Counter()


def gram_f1(text: str, truth: str) -> float:
    a, b = grams(text), grams(truth)
    total = sum(a.values()) + sum(b.values())
    return 2 * sum((a & b).values()) / total if total else 1.0


def snippets(text: str, truth: dict) -> tuple[int, int]:
    """How many wanted and how many unwanted snippets the text holds."""
    line = " ".join(text.split())
    return tuple(sum(" ".join(s.split()) in line for s in truth[key] or ()) for key in ("with", "without"))


def print_sets(measured: list[tuple[Page, ArticlePage, ArticlePage]]) -> None:
    by_set = defaultdict(list)
    for page, without, with_memory in measured:
        by_set[page.group].append((page.truth, without.body, with_memory.body))
    print(f"{'set':12}{'pages':>7}{'changed':>9}{'better':>8}{'worse':>7}{'without':>10}{'with':>9}")
    for name, rows in by_set.items():
        if name == "trafi990":
            wanted = sum(len(truth["with"] or ()) for truth, _, _ in rows)
            figures = [snippet_f1([snippets(row[k], row[0]) for row in rows], wanted) for k in (1, 2)]
            change = [sub(snippets(b, t), snippets(a, t)) for t, a, b in rows]
        else:
            scores = [(gram_f1(a, t["body"]), gram_f1(b, t["body"])) for t, a, b in rows]
            figures = [sum(s[k] for s in scores) / len(scores) for k in (0, 1)]
            change = [b - a for a, b in scores]
        changed = sum(a != b for _, a, b in rows)
        better, worse = sum(c > 0 for c in change), sum(c < 0 for c in change)
        print(f"{name:12}{len(rows):7}{changed:9}{better:8}{worse:7}{figures[0]:10.4f}{figures[1]:9.4f}")


def sub(after: tuple[int, int], before: tuple[int, int]) -> int:
    return (after[0] - before[0]) - (after[1] - before[1])


def snippet_f1(counts: list[tuple[int, int]], wanted: int) -> float:
    right, false = sum(c[0] for c in counts), sum(c[1] for c in counts)
    return 2 * right / (right + false + wanted) if wanted else 1.0


PLANTED = {
    "zh": (
        "本网站是云岫地区读者自己的新闻网站，欢迎把您身边发生的事情告诉我们。",
        "更多云岫新闻，请下载我们的手机应用，随时随地了解家乡。",
    ),
    "en": (
        "The Courier is owned by its readers, and every one of them helps to pay for reporting such as this.",
        "Were you there, or do you know more? Our newsroom reads every letter that comes to it.",
    ),
}


def print_demo() -> None:
    """The demo world's last edition: each article read with what all others of its outlet teach; then the same with two
    invented lines planted under the first and under the last paragraph of every page, by how many articles taught."""
    at = {"yuanwang": "http://127.0.0.1:8971", "xiuan": "http://127.0.0.2:8971", "courier": "http://127.0.0.3:8971"}
    edition = Edition(last_round(), at)
    for outlet, module in (("yuanwang", yuanwang), ("xiuan", xiuan), ("courier", courier)):
        served = module.pages(edition)
        articles = [(edition.url(a), a.body) for a in edition.articles if a.outlet == outlet]
        pages = [(url, decode(served[url.removeprefix(at[outlet])].body)[0], body) for url, body in articles]
        # Of an article over several pages only the first is read.
        first = [(url, text, extract(text.encode(), url, Hints("utf-8")).body, body) for url, text, body in pages]
        pages = [(url, text, one if body.startswith(one) else body) for url, text, one, body in first]
        print_outlet(f"demo {outlet}", pages, len(pages))
        lines = PLANTED["en" if outlet == "courier" else "zh"]
        planted = [(url, plant(text, body, lines), body) for url, text, body in pages]
        for taught in (2, 3, 6, 12):
            print_outlet(f"  with planted lines, {taught} taught", planted, taught)


def plant(text: str, body: str, lines: tuple[str, str]) -> str:
    """The page with a line under the first paragraph that stands on it, and one under the last."""
    shown = [line for line in body.split("\n") if f"{line}</p>" in text]
    for line, planted in zip({shown[0]: 0, shown[-1]: 0} if shown else (), lines, strict=False):
        text = text.replace(f"{line}</p>", f"{line}</p><p>{planted}</p>", 1)
    return text


def print_outlet(name: str, pages: list[tuple[str, str, str]], taught: int) -> None:
    """Pages are (address, text of the page, true body)."""

    def seen(url: str, text: str, hints: Hints) -> ArticlePage:
        return extract(text.encode(), url, replace(hints, charset="utf-8"))

    plain = [seen(url, text, Hints(observe=True)) for url, text, _ in pages]
    right = Counter()
    for place, ((url, text, body), one) in enumerate(zip(pages, plain, strict=True)):
        if one.observation is None:
            continue
        others = [p.observation for p in plain[place + 1 :] + plain[:place] if p.observation]
        known = recollect(taught_by(others[:taught], one.observation))
        recalled = seen(url, text, Hints(memory=known))
        right["without"] += body == one.body
        right["with"] += body == recalled.body
        right["changed"] += recalled != one
    print(
        f"{name:32}{len(pages):4} articles, text exactly right: {right['without']} without memory,"
        f" {right['with']} with it; {right['changed']} read otherwise"
    )


def print_cost(pages: list[Page]) -> None:
    """Time to observe a page, and to read it with a memory, as a share of reading it at all."""
    spent = Counter()
    for page in pages:
        raw = gzip.decompress(page.path.read_bytes())
        seen = extract(raw, page.url, Hints(observe=True)).observation
        if seen is None:
            continue
        known = recollect(learn(SiteMemory(), [Lesson(renumbered(seen, n), NOW) for n in range(20)]))
        for name, hints in (("plain", Hints()), ("observe", Hints(observe=True)), ("memory", Hints(memory=known))):
            spent[name] += min(timed(raw, page.url, hints) for _ in range(5))
    for name in ("observe", "memory"):
        print(f"{name}: {spent[name] / spent['plain'] - 1:+.1%} of the time of a reading")


def renumbered(seen: Observation, number: int) -> Observation:
    """The same page as if it were another article: all but its first two blocks and the places is new."""
    blocks = tuple((key + (number << 49 if i > 1 else 0), text) for i, (key, text) in enumerate(seen.blocks))
    texts = tuple(key + (number << 49) for key in seen.texts)
    return Observation(number, number + 1, texts, seen.section, seen.body, seen.places, blocks, seen.kinds)


def timed(raw: bytes, url: str, hints: Hints) -> float:
    start = time.process_time()
    extract(raw, url, hints)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=TOP.parent / "shared")
    args = parser.parse_args()
    sites = defaultdict(list)
    for page in pages_of(args.shared):
        if page.url:
            sites[site_of(page.url)].append(page)
    groups = [pages for pages in sites.values() if len(pages) > 1]
    print(f"{len(groups)} sites with two pages or more, {sum(map(len, groups))} pages")
    with ProcessPoolExecutor(2, initializer=lower_the_bars) as pool:
        print_sets([row for rows in pool.map(measure_site, groups) for row in rows])
    print_demo()
    print_cost([page for pages in groups[::4] for page in pages[:1]])


if __name__ == "__main__":
    main()
