"""How long a feed takes to build, beside writing the same XML with lxml alone: `python -m bench.feeds.build`.

The peer gets the finished texts of the same document and only writes its elements, in the faster of two ways: a tree
and `tostring`, or `xmlfile`. All run in turns; told are medians. `--cold` empties what is kept between two builds.
"""

from __future__ import annotations

import argparse
import gc
import io
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from lxml import etree

from feeds import entry, rss, xml
from feeds.feed import Channel, Feed
from feeds.formats import FORMATS
from kitewire.archive_view import ArticleView
from kitewire.article import Bylines, Decoding, Precision

_CHINESE = (
    "的一是了我不在人們有來他這上著個地到大里說就去子得也和那要下看天時過出小么起你都把好還多沒為又"
    "可家學只以主會樣年想生同老中十從自面前頭道它後然走很像見兩用她國動進成回什"
)
_ENGLISH = "the county said that old bridge over river will close for weeks from Monday and buses take long way round"
_NOON = datetime(2026, 10, 28, 4, 0, tzinfo=UTC)


def articles(number: int, seed: int, markup: float) -> list[ArticleView]:
    """Invented articles of 4 to 12 paragraphs, two in three Chinese; `markup`: the share whose text holds `&`."""
    chance = random.Random(seed)
    return [_article(one, chance, chance.random() < markup) for one in range(1, number + 1)]


def _article(number: int, chance: random.Random, markup: bool) -> ArticleView:
    chinese = chance.random() < 0.67
    parts = [_paragraph(chance, chinese) for _ in range(chance.randint(4, 12))]
    if markup:
        parts[0] += " Q&A with R&D, 5 < 7."
    url = f"http://wf.example.cn/202610/t20261028_{number}.htm"
    return ArticleView(
        id=number, source="weifang", source_title="濰坊風箏網", region="山東", url=url, canonical_url=url,
        title=parts[0][2:30], body="\n".join(parts), lang="zh" if chinese else "en", published=_NOON,
        published_precision=Precision.MINUTE, published_found_by="cms", modified=None, first_seen=_NOON,
        updated=_NOON + timedelta(minutes=number), origin="魯網", dateline=None,
        bylines=Bylines(("王小明",), ("紀哲",)), section="濰坊", keywords=("風箏", "開放"), image=url + ".jpg",
        decoding=Decoding("gbk", "gb18030"), story_id=None,
    )  # fmt: skip


def _paragraph(chance: random.Random, chinese: bool) -> str:
    if chinese:
        return "\u3000\u3000" + "".join(chance.choices(_CHINESE, k=chance.randint(80, 240))) + "。"
    return " ".join(chance.choices(_ENGLISH.split(), k=chance.randint(30, 90))) + "."


def flat(root: Any) -> list[Any]:
    """A document as what a writer with lxml needs: tag, attributes, text, children, tail, namespaces."""
    own = {name: value for name, value in root.nsmap.items() if root.getparent() is None}
    return [root.tag, dict(root.attrib), root.text, [flat(child) for child in root], root.tail, own]


def with_tree(node: Any) -> bytes:
    """Write by a tree."""
    root = etree.Element(node[0], node[1], nsmap=node[5])
    _grow(root, node)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written


def _grow(element: Any, node: Any) -> None:
    element.text, element.tail = node[2], node[4]
    for child in node[3]:
        _grow(etree.SubElement(element, child[0], child[1]), child)


def with_xmlfile(node: Any) -> bytes:
    """Write element by element."""
    buffer = io.BytesIO()
    with etree.xmlfile(buffer, encoding="utf-8") as part:
        part.write_declaration()
        _stream(part, node)
    return buffer.getvalue()


def _stream(part: Any, node: Any) -> None:
    with part.element(node[0], node[1], nsmap=node[5] or None):
        if node[2]:
            part.write(node[2])
        for child in node[3]:
            _stream(part, child)
    if node[4]:
        part.write(node[4])


def timed(work: Callable[[], object]) -> float:
    """Seconds of the processor for one call: other work on the machine counts less."""
    begin = time.thread_time()
    work()
    return time.thread_time() - begin


def measure(name: str, views: list[ArticleView], rounds: int, cold: bool) -> tuple[float, float, float, int]:
    """(ours, tree, xmlfile) in seconds, and the bytes of the document."""
    base = "http://127.0.0.1:8970"
    url = f"{base}/articles.{name}"
    channel = Channel("Kitewire", "All.", base, url, url, f"{base}/", updated=_NOON)

    def ours() -> bytes:
        return b"".join(FORMATS[name].write(Feed(channel, views)))

    document = ours()
    node = flat(etree.fromstring(document, etree.XMLParser(resolve_entities=True)))
    times: list[list[float]] = [[], [], []]
    for _ in range(rounds):
        if cold:
            _forget()
        gc.collect()
        for kind, work in enumerate((ours, lambda: with_tree(node), lambda: with_xmlfile(node))):
            times[kind].append(timed(work))
    mine, tree, streamed = map(median, times)
    return mine, tree, streamed, len(document)


def _forget() -> None:
    for module in (entry, rss, xml):
        for name in vars(module):
            forget = getattr(getattr(module, name), "cache_clear", None)
            if forget:
                forget()


def main() -> None:
    """Print a line a format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--markup", type=float, default=0.1, help="share of texts that hold & or <")
    parser.add_argument("--cold", action="store_true")
    asked = parser.parse_args()
    views = articles(asked.articles, 1, asked.markup)
    for name in ("rss", "atom"):
        mine, tree, streamed, size = measure(name, views, asked.rounds, asked.cold)
        print(
            f"{name:5} {size / 1e3:6.0f} KB  ours {mine * 1e3:6.2f} ms  lxml tree {tree * 1e3:6.2f} ms  "
            f"xmlfile {streamed * 1e3:6.2f} ms  ratio {mine / min(tree, streamed):.2f}"
        )


if __name__ == "__main__":
    main()
