"""A small invented archive, written through the storage's own door."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from kitewire.article import ArticlePage, Bylines, Decoding, PageKind, Precision, PublicationDate, RelatedEntry
from kitewire.crawl import Outcome, PageRead, RunStatus
from kitewire.source import Source, StartKind, StartPoint
from linking import fingerprint, fold
from storage import Database, open_database

DAY = datetime(2026, 10, 28, 1, 30, tzinfo=UTC)
WEIFANG = Source(
    "weifang",
    "http://wf.example.cn/",
    title="濰坊風箏網",
    region="山東",
    lang="zh",
    starts=(StartPoint(StartKind.FEED, "http://wf.example.cn/feed.xml"),),
)
RIVER = Source("river.post", "https://river.example.org/", title="River Post", region="Riverside", lang="en")

KITES = (
    "風箏博物館十月二十八日在奎文區重新開放，首日接待參觀者三千多人。\n"
    "館長介紹說，新館陳列了一千二百件展品，其中最早的一件製作於清代光緒年間，由楊家埠的匠人後代捐贈。\n"
    "博物館週二至週日開放，持證學生免費，團體參觀需要提前三天在網上預約。"
)
KITES_SIMPLIFIED = (
    "风筝博物馆十月二十八日在奎文区重新开放，首日接待参观者三千多人。\n"
    "馆长介绍说，新馆陈列了一千二百件展品，其中最早的一件制作于清代光绪年间，由杨家埠的匠人后代捐赠。\n"
    "博物馆周二至周日开放，持证学生免费，团体参观需要提前三天在网上预约。"
)
BRIDGE = (
    "The old iron bridge over the river will close for eleven weeks from Monday, the county said.\n"
    "Buses will take the long way round by the mill, and a foot ferry will run from dawn to dusk."
)


def page(url: str, title: str, body: str, **fields: object) -> ArticlePage:
    """An article page with everything filled that an outlet gives."""
    plain = ArticlePage(
        url=url,
        kind=PageKind.ARTICLE,
        decoding=Decoding("utf-8", "utf-8"),
        canonical_url=url,
        title=title,
        body=body,
        lang="zh",
        published=PublicationDate(DAY, Precision.MINUTE, "cms"),
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def save(
    database: Database, source: Source, *pages: ArticlePage, now: datetime = DAY + timedelta(hours=1)
) -> list[int]:
    """Save pages as one finished run; gives the articles' numbers."""
    database.sources.save(source)
    run = database.runs.start(source.name, "command", "test", now)
    reads = [
        PageRead(
            one.url,
            Outcome.NEW,
            article=one,
            fingerprint=fingerprint(fold(one.title, one.body)),
            content_hash=one.title,
        )
        for one in pages
    ]
    saved = database.writer.save(source.name, run, reads, now)
    database.runs.finish(run, RunStatus.FINISHED, now, found=len(pages))
    return [one.article_id or 0 for one in saved]


@cache
def _filled() -> bytes:
    """The archive's file, made once for all tests: linking and migrations take longer than any of them."""
    with tempfile.TemporaryDirectory() as folder:
        _fill(Path(folder)).close()
        return (Path(folder) / "archive.db").read_bytes()


def fill(folder: Path) -> Database:
    """The archive that `_fill` describes, in a file of its own."""
    path = folder / "archive.db"
    path.write_bytes(_filled())
    return open_database(f"sqlite:///{path}")


def _fill(folder: Path) -> Database:
    """Four articles of two outlets: an original, its reprint in the other script, one that refers to it, one more."""
    database = open_database(f"sqlite:///{folder / 'archive.db'}")
    original = page(
        "http://wf.example.cn/202610/t20261028_1.htm",
        "風箏博物館重新開放",
        KITES,
        origin="魯網",
        dateline="魯網10月28日訊",
        bylines=Bylines(("王小明",), ("紀哲", "奎文區宣傳部"), ("李四",), ()),
        section="濰坊",
        keywords=("風箏", "博物館"),
        image="http://wf.example.cn/kite.jpg",
        decoding=Decoding("gb2312", "gb18030", 3),
        related=(
            RelatedEntry("風箏會落幕", "http://wf.example.cn/old/1.htm", "2026-04-21"),
            RelatedEntry("放飛", None),
        ),
    )
    reprint = page(
        "https://river.example.org/zh/kites",
        "风筝博物馆重新开放",
        KITES_SIMPLIFIED,
        published=PublicationDate(DAY + timedelta(hours=5), Precision.DAY, "json-ld"),
    )
    later = page(
        "http://wf.example.cn/202610/t20261030_7.htm",
        "博物館門票預約指南",
        "想看風箏的市民可以從今天起在網上預約門票，每天限額五百張，週末的票最先訂完。",
        published=PublicationDate(DAY + timedelta(days=2), Precision.SECOND, "meta"),
        related=(
            RelatedEntry("風箏博物館重新開放", original.url, "2026-10-28"),
            RelatedEntry("十月天氣回顧", "http://wf.example.cn/202611/t1.htm", "2026-11-01"),
        ),
    )
    bridge = page("https://river.example.org/news/bridge", "Iron bridge to close", BRIDGE, lang="en")
    save(database, WEIFANG, original)
    save(database, RIVER, replace(bridge, published=None), reprint, now=DAY + timedelta(hours=6))
    save(database, WEIFANG, later, now=DAY + timedelta(days=3))
    return database
