"""Article views by hand and by hypothesis: every text that may ever be stored, and some that may not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from kitewire.archive_view import ArticleView, RelatedView
from kitewire.article import Bylines, Decoding, Precision

NOON = datetime(2026, 10, 28, 4, 0, tzinfo=UTC)


def view(number: int = 1, **fields: Any) -> ArticleView:
    """A stored article."""
    address = f"http://wf.example.cn/202610/t20261028_{number}.htm"
    values: dict[str, Any] = {
        "id": number,
        "source": "weifang",
        "source_title": "濰坊風箏網",
        "region": "山東",
        "url": address,
        "canonical_url": address,
        "title": f"風箏 {number}",
        "body": "魯網10月28日訊 第一段。\n第二段。",
        "lang": "zh",
        "published": NOON,
        "published_precision": Precision.MINUTE,
        "published_found_by": "cms",
        "modified": None,
        "first_seen": NOON + timedelta(hours=1),
        "updated": NOON + timedelta(hours=1),
        "origin": "魯網",
        "dateline": "魯網10月28日訊",
        "bylines": Bylines(("王小明",), ("紀哲",), ("李四",), ()),
        "section": "濰坊",
        "keywords": ("風箏", "開放"),
        "image": "http://wf.example.cn/kite.jpg",
        "decoding": Decoding("gbk", "gb18030"),
        "story_id": 4,
        "related": (RelatedView(1, "舊聞", "http://wf.example.cn/1.htm", "2021-01-02", 7, "url"),),
    }
    return ArticleView(**(values | fields))


# Among the characters many that break things: markup, controls, surrogates, directions, beyond the plane.
_hard = st.sampled_from(list("<>&\"';]!-=+@\\/ \n\t\r\x00\x0b\x1b\x7f\x85\u2028\u202e\ud800\ufffe\ufffd\U0001fa81風א"))
_words = st.sampled_from(["<b>", "</b>", "&amp;", "&#60;", "<script>alert(1)</script>", "]]>", "<!--", "AT&T", "R&D;"])
texts = st.lists(st.one_of(_hard, _words, st.characters(), st.text(max_size=8)), max_size=12).map("".join)
_times = st.datetimes(datetime(1990, 1, 1), datetime(2026, 11, 1)).map(lambda when: when.replace(tzinfo=UTC))
_names = st.lists(texts, max_size=3).map(tuple)
_links = st.one_of(
    st.none(),
    st.sampled_from(
        ["javascript:alert(1)", "/relative", "http://[", "http://例.cn/路?a=<b>&c=[d]|e^`{f}\\", "data:,x"]
    ),
    texts.map("http://wf.example.cn/".__add__),
)


@st.composite
def views(draw: st.DrawFn, number: int = 1) -> ArticleView:
    """Any article."""
    published = draw(st.one_of(st.none(), _times))
    return view(
        number,
        title=draw(texts),
        body=draw(texts),
        source_title=draw(texts),
        region=draw(texts),
        section=draw(st.one_of(st.none(), texts)),
        keywords=draw(_names),
        origin=draw(st.one_of(st.none(), texts)),
        dateline=draw(st.one_of(st.none(), texts)),
        lang=draw(st.sampled_from([None, "zh", "en", "zh-Hant", "<x>"])),
        bylines=Bylines(*draw(st.tuples(_names, _names, _names, _names))),
        published=published,
        published_precision=Precision.SECOND if published else None,
        updated=draw(_times),
        image=draw(_links),
        related=draw(st.lists(st.builds(RelatedView, st.just(1), texts, _links, st.none()), max_size=2).map(tuple)),
    )
