from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extraction import Hints, dates, extract
from extraction.dates import _FORMS, _YEAR, Habits, _forms_in, one_of, read_date
from extraction.years import settle_year
from kitewire.article import Precision

BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("text", "iso", "precision"),
    [
        ("2024-05-13T08:30:15+02:00", "2024-05-13T08:30:15+02:00", Precision.SECOND),
        ("发布时间：2024年5月3日 09:12", "2024-05-03T09:12:00+08:00", Precision.MINUTE),
        ("2024/5/3", "2024-05-03T00:00:00+08:00", Precision.DAY),
        ("Montag, 3. März 2024, 7:05 Uhr", "2024-03-03T07:05:00+08:00", Precision.MINUTE),
        ("March 3, 2024 at 7:05 pm", "2024-03-03T19:05:00+08:00", Precision.MINUTE),
        ("Mon, 03 Feb 2020 10:00:00 GMT", "2020-02-03T10:00:00+00:00", Precision.SECOND),
        ("3 février 2020", "2020-02-03T00:00:00+08:00", Precision.DAY),
        ("20240513081500", "2024-05-13T08:15:00+08:00", Precision.SECOND),
        ("31.12.2023", "2023-12-31T00:00:00+08:00", Precision.DAY),
        ("12 KASIM 2023 ocak", "2023-11-12T00:00:00+08:00", Precision.DAY),
        ("2024-05-03 09:12 CST", "2024-05-03T09:12:00+08:00", Precision.MINUTE),
        ("2024-05-03, 09:12 \u212aST", "2024-05-03T09:12:00+08:00", Precision.MINUTE),
    ],
)
def test_printed_dates(text: str, iso: str, precision: Precision) -> None:
    reading = read_date(text, Habits(BEIJING))
    assert reading is not None
    assert reading.when.isoformat() == iso
    assert reading.precision is precision


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026年11月3日 下午2:20", "11-03 14:20"),
        ("2026年11月3日 週二 下午2:20", "11-03 14:20"),
        ("2026年11月3日 上午12:05", "11-03 00:05"),
        ("2026年11月10日 星期二 09:00", "11-10 09:00"),
        ("2026-11-03(週二) 14:20", "11-03 14:20"),
        ("2026-11-03 中午12:10", "11-03 12:10"),
        ("2026-11-03 中午11:50", "11-03 11:50"),
        ("2026-11-03 下午14:20", "11-03 14:20"),
        ("2026-11-03 晚上9:20", "11-03 21:20"),
        ("2026年11月5日（木）11時30分", "11-05 11:30"),
        ("2026년 11월 5일 오후 2시 20분", "11-05 14:20"),
        ("2026.11.05. (목) 14:20", "11-05 14:20"),
        ("民國115年11月3日 下午2:20", "11-03 14:20"),
    ],
)
def test_halves_of_the_day_weekdays_and_years_of_east_asia(text: str, told: str) -> None:
    found = read_date(text)
    assert found is not None
    assert f"{found.when:%Y-%m-%d %H:%M}" == f"2026-{told}"


@pytest.mark.parametrize("piece", [" ", "(", "周", "下午 ", "-", "|", " | ", "月(", "民國1", "星期"])
@pytest.mark.timeout(60)
def test_long_runs_behind_a_day_are_soon_done(piece: str) -> None:
    """In time that grows with its square it would take many minutes."""
    for text in ("2026-11-03" + piece * 200_000, ("2026-11-03" + piece * 40) * 400):
        read_date(text)


def test_central_time_of_america() -> None:
    assert read_date("May 3, 2024 9:12 am CST").when.isoformat() == "2024-05-03T09:12:00-06:00"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text", ["", "3 Auguſt 2024, august", "2024-13-45", "12345", "call 010-6512-3456", "1/2", "0000-00-00"]
)
def test_no_dates(text: str) -> None:
    assert read_date(text) is None


def test_order_of_numbers() -> None:
    assert read_date("3/4/2024", Habits(month_first=True)).when.month == 3  # type: ignore[union-attr]
    assert read_date("3/4/2024").when.month == 4  # type: ignore[union-attr]


SEEN = datetime(2023, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "url", "seen", "year"),
    [
        ("", "http://x.cn/201905/a.htm", SEEN, 2019),
        ("力争2019年完成，力争2020年全面见效", "http://x.cn/a.htm", SEEN, 2019),
        ("2018年完成一期，力争2019年完成二期", "http://x.cn/a.htm", None, 2018),
        ("2021年以来新建十处", "http://x.cn/a.htm", SEEN, 2021),
        ("没有年份", "http://x.cn/a.htm", SEEN, 2022),
        ("没有年份", "http://x.cn/a.htm", None, None),
        ("计划2035年建成", "http://x.cn/a.htm", SEEN, 2022),
    ],
)
def test_year_of_a_dateline(text: str, url: str, seen: datetime | None, year: int | None) -> None:
    assert settle_year(10, 28, text, url, seen) == year


BODY = "<p>" + "清河新区的滨水步道已经有不少居民在晨练，工程正在加紧进行之中，居民们都很期待。" * 3 + "</p>"


def _published(
    head: str, url: str = "http://x.cn/a.htm", hints: Hints = Hints(), body: str = BODY
) -> tuple[str | None, str, str]:
    page = extract(
        f"<html><head><meta charset=utf-8><title>步道工程</title>{head}</head><body><h1>"
        f"步道工程加紧建设</h1>{body}</body></html>".encode(),
        url,
        hints,
    )
    assert page.published is not None
    when = page.published.when
    return when.isoformat() if when else None, page.published.precision.value, page.published.found_by


def test_chinese_times_are_beijing() -> None:
    assert _published('<meta name="publishdate" content="2024-05-03 09:12:00">')[0] == "2024-05-03T09:12:00+08:00"


@pytest.mark.parametrize(
    ("lang", "text", "zone"),
    [("ja", "川岸の大きな橋が二年ぶりに開通した。", "+09:00"), ("ko", "강변대교가 2년 만에 재개통했다.", "+09:00")],
)
def test_times_of_languages_of_one_zone_are_in_it(lang: str, text: str, zone: str) -> None:
    head = '<meta property="article:published_time" content="2024-05-03 09:12:00">'
    raw = f'<html lang="{lang}"><head>{head}</head><body><h1>{text[:8]}</h1>{f"<p>{text}</p>" * 9}</body></html>'
    found = extract(raw.encode(), "http://x.example/1").published
    assert found is not None
    assert found.when is not None
    assert found.when.isoformat() == f"2024-05-03T09:12:00{zone}"


def test_midnight_without_a_zone_is_the_day_alone() -> None:
    assert _published('<meta name="publishdate" content="2024-05-03 00:00:00.0">')[1] == "day"
    assert _published('<meta name="publishdate" content="2024-05-03T00:00:00+01:00">')[1] == "second"


def test_never_after_first_seen() -> None:
    hints = Hints(seen=datetime(2024, 1, 10, tzinfo=UTC))
    found = _published('<meta name="publishdate" content="2031-05-03">', "http://x.cn/202401/t20240105_1.htm", hints)
    assert found == ("2024-01-05T00:00:00+08:00", "day", "url")


def test_year_missing() -> None:
    body = BODY.replace("<p>", "<p>河风网4月18日讯 ", 1)
    assert _published("", body=body) == (None, "year_missing", "dateline")


def test_not_from_the_list_under_the_body() -> None:
    entries = "".join(
        f'<li><a href="/n/{i}.htm">别处的新闻标题第{i}条</a><span>2022-03-0{i}</span></li>' for i in range(1, 8)
    )
    page = extract(
        f"<html><head><meta charset=utf-8></head><body><h1>步道工程加紧建设</h1>{BODY}<ul>{entries}</ul>"
        f"</body></html>".encode(),
        "http://x.cn/a.htm",
    )
    assert page.published is None


def test_not_from_the_furniture_above() -> None:
    head = '<div class="top"><div class="date">2022年3月5日 星期六</div>' + "".join(
        f'<a href="/{i}">频道{i}</a> <br>' for i in range(12)
    )
    page = extract(
        f"<html><head><meta charset=utf-8></head><body>{head}</div><h1>步道工程加紧建设</h1>{BODY}</body>"
        f"</html>".encode(),
        "http://x.cn/a.htm",
    )
    assert page.published is None


def test_a_date_that_opens_the_text() -> None:
    assert _published("", body=BODY.replace("<p>", "<p>2019年10月2日 | ", 1))[0] == "2019-10-02T00:00:00+08:00"


def test_utc_stamp_falls_on_the_day_of_the_address() -> None:
    found = _published(
        '<meta property="article:published_time" content="2024-05-02T20:30:00Z">', "http://x.cn/2024/05/03/a.htm"
    )
    assert found[0] == "2024-05-03T04:30:00+08:00"


META_DAY = '<meta name="publishdate" content="2024-05-03">'


@pytest.mark.parametrize(
    ("head", "line", "when"),
    [
        (META_DAY, "来源：河风晚报 2024-05-03 08:49", "2024-05-03T08:49:00+08:00"),
        (META_DAY, "<span id='pubtime_baidu'>2024-05-03 08:49:21</span>", "2024-05-03T08:49:21+08:00"),
        (META_DAY, "2024-05-04 08:49", "2024-05-03T00:00:00+08:00"),
        (META_DAY, "更新时间：2024-05-03 23:10", "2024-05-03T00:00:00+08:00"),
        (META_DAY.replace("-03", "-03T00:00:00+09:00"), "2024-05-03 08:49", "2024-05-03T08:49:00+09:00"),
        (META_DAY.replace("-03", "-03T07:01:00+08:00"), "2024-05-03 08:49", "2024-05-03T07:01:00+08:00"),
    ],
)
def test_a_day_gets_the_time_that_stands_in_the_text(head: str, line: str, when: str) -> None:
    found = _published(head, body=f"<div>{line}</div>{BODY}")
    assert (found[0], found[2]) == (when, "meta")


def test_a_vague_meta_comes_after_what_the_page_prints() -> None:
    vague = '<meta name="date" content="2024-05-09">'
    assert _published(vague)[0] == "2024-05-09T00:00:00+08:00"
    assert _published(vague, body=f"<div>2024-05-03</div>{BODY}")[0] == "2024-05-03T00:00:00+08:00"


def test_a_line_of_the_date_comes_before_a_caption() -> None:
    caption = "<div>步道工程现场，居民在新修的河岸边散步，身后是正在拆除的旧栈桥和临时围挡，摄于2024年4月24日</div>"
    found = _published("", body=f"{caption}<div>2024年5月3日</div>{BODY}")
    assert found[0] == "2024-05-03T00:00:00+08:00"


def test_the_month_of_the_address_chooses_among_lines() -> None:
    lines = "<div>出版日期：2023年8月14日</div><div>2023年9月9日</div>"
    assert _published("", "http://x.cn/2023/09/a.html", body=lines + BODY)[0] == "2023-09-09T00:00:00+08:00"
    assert _published("", "http://x.cn/2023/10/a.html", body=lines + BODY)[0] == "2023-08-14T00:00:00+08:00"


@pytest.mark.parametrize(("lang", "month"), [("lang='en-GB'", 2), ("xml:lang='en-GB'", 2), ("lang='en-US'", 10)])
def test_order_of_numbers_by_country(lang: str, month: int) -> None:
    text = "<p>The old bridge will be repaired, the council said on Monday, because its stones have been loose.</p>" * 4
    page = extract(
        f"<html {lang}><body><h1>Bridge</h1><div>10/02/2020</div>{text}</body></html>".encode(), "http://x.com/a"
    )
    assert page.published is not None
    assert page.published.when is not None
    assert page.published.when.month == month


def _article(
    when: str, line: str, head: str = "", url: str = "https://news.example/a/bridge.html", after: str = ""
) -> str | None:
    text = "<p>" + "The council will repair the old bridge before the winter, it said on Monday. " * 4 + "</p>"
    data = f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{when}"}}</script>'
    body = f"<body><h1>Bridge</h1>{line}{text * 3}{after}</body>"
    page = f"<html lang=en><head><title>Bridge</title>{data}{head}</head>{body}"
    published = extract(page.encode(), url).published
    return published.when.isoformat() if published and published.when else None


def test_a_utc_stamp_is_shown_in_the_zone_that_the_page_prints() -> None:
    assert _article("2022-05-04T00:25:56Z", "<p>3 May 2022, 21:25</p>") == "2022-05-03T21:25:56-03:00"


def test_a_printed_day_that_the_address_contradicts_stays() -> None:
    url = "https://news.example/2022/05/05/bridge.html"
    assert _article("2022-05-04T16:25:56Z", "<p>May 4, 2022 - 4.25pm</p>", url=url) == "2022-05-04T16:25:56+00:00"


def test_a_republished_text_has_the_day_that_page_and_meta_agree_on() -> None:
    meta = "<meta property='article:published_time' content='2022-12-15T09:13:00'>"
    assert _article("2021-12-06T14:36:00Z", "<p>15.12.2022</p>", meta) == "2022-12-15T00:00:00+00:00"


def test_a_printed_day_alone_does_not_outweigh_structured_data() -> None:
    assert _article("2021-12-06T14:36:00Z", "<p>15.12.2022</p>") == "2021-12-06T14:36:00+00:00"
    changed = (
        "<meta property='article:modified_time' content='2022-12-15T09:13:00Z'><meta name=date content=2022-12-15>"
    )
    assert _article("2021-12-06T14:36:00Z", "<p>15.12.2022</p>", changed) == "2021-12-06T14:36:00+00:00"


def test_the_evening_before_the_day_of_the_issue() -> None:
    line, meta = "<p>15.12.2022</p>", "<meta name=date content=2022-12-15>"
    assert _article("2022-12-14T19:30:00+01:00", line, meta) == "2022-12-14T19:30:00+01:00"


def test_a_snapshot_is_not_dated_by_its_address() -> None:
    url = "https://web.archive.org/web/20160218174457/http://news.example/2010/05/19/bridge/"
    assert _article("", "", url=url) == "2010-05-19T00:00:00+00:00"


def test_a_number_of_the_address_that_begins_with_day_and_time() -> None:
    assert _article("", "", url="https://news.example/article/A2024050314320005196") == "2024-05-03T00:00:00+00:00"
    assert _article("", "", url="https://news.example/article/A2024050399320005196") is None


def test_a_caption_does_not_date_the_article() -> None:
    caption = "<p>Engineers look at the stones of the old bridge in the valley, 24 April 2023</p>"
    assert _article("", caption) == "2023-04-24T00:00:00+00:00"
    more = "<li><a href=/more>More about the region and its people</a></li>"
    facts = "<ul>" + more * 20 + "<li><b>Date</b> 28.04.2023</li></ul>"
    assert _article("", caption, after=facts) == "2023-04-28T00:00:00+00:00"


def test_a_labelled_day_comes_before_a_vague_meta() -> None:
    meta = "<meta name=date content='11/01/2023 12:43:42'>"
    assert _article("", "", meta, after="<p>Published: 01.11.2023</p>") == "2023-11-01T00:00:00+00:00"


TIME = "<p>Tools <time datetime='{}'>then</time></p>"


def test_the_only_time_under_the_text() -> None:
    first, later = TIME.format("2024-05-03T09:12:00Z"), TIME.format("2024-05-09T09:12:00Z")
    far = "<p>More about the region</p>" * 9
    assert _article("", "", after=far + first) == "2024-05-03T09:12:00+00:00"
    assert _article("", "", after=far + first + later) is None
    assert _article("", "", after=far + first * 60) is None
    assert _article("", "", after=f"{far}<div class='comment'>{first}</div>") is None
    assert _article("", "", after=far + first.replace("Tools", "Last edit")) is None


def test_a_comment_does_not_date_the_article() -> None:
    comment = "<div class='box-comment-first'><p>{}Ann Author: I like the bridge</p></div>".format(
        "<time datetime='2024-06-09T09:12:00Z'>9 June</time> "
    )
    assert _article("", f"<p>on 3 May 2024</p>{comment}") == "2024-05-03T00:00:00+00:00"


def test_data_that_a_script_shows() -> None:
    data = '<script>state = {{"publishedAt":"{}","title":"Bridge"}}</script>'
    first, later = data.format("2024-05-03T09:12:00Z"), data.format("2024-05-09T09:12:00Z")
    assert _article("", "", after=first) == "2024-05-03T09:12:00+00:00"
    assert _article("", "", after=first.replace('"', '\\"')) == "2024-05-03T09:12:00+00:00"
    assert _article("", "", after=first + later) is None
    assert _article("", "", after=first * 60 + later) == "2024-05-03T09:12:00+00:00"


def test_the_seconds_that_wechat_writes() -> None:
    assert _article("", "", after='<script>var ct = "1581517074";</script>') == "2020-02-12T14:17:54+00:00"
    assert _article("", "", after='<script>x = {"publishTime":1581517074000}</script>') == "2020-02-12T14:17:54+00:00"
    assert _article("", "", after='<script>var count = "1581517074";</script>') is None


@pytest.mark.parametrize(
    ("name", "content"), [("dateUpdate", "2020-02-14 10:47:36"), ("firstpublishedtime", "2020-02-14-10:47:36")]
)
def test_metas_of_chinese_systems(name: str, content: str) -> None:
    assert _published(f'<meta itemprop="{name}" content="{content}">')[0] == "2020-02-14T10:47:36+08:00"


def test_a_page_without_text_is_dated_by_what_it_tells_only() -> None:
    told = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-05-03"}</script>'
    for head, day in ((told, 3), ("", None)):
        published = extract(
            f"<html><head>{head}</head><body><h1>5 May 2024</h1></body></html>".encode(), "https://n.example/a"
        ).published
        assert (published.when.day if published and published.when else None) == day


def test_one_of_some_words_is_the_longest() -> None:
    pattern = re.compile(one_of(["jan", "janv.", "mar", "märz", "a"]))
    for text, found in (("januar", "jan"), ("janv. 3", "janv."), ("märz", "märz"), ("mars", "mar"), ("ab", "a")):
        match = pattern.match(text)
        assert match is not None
        assert match.group() == found
    assert not pattern.match("bar")


PARTS = [
    "2024",
    "1999",
    "12024",
    "24",
    "3",
    "12",
    "/",
    "-",
    ".",
    "|",
    " ",
    "年",
    "5月",
    "3日",
    "월",
    "May",
    "3rd",
    "x",
    "٢",
    ":",
]


@given(st.lists(st.sampled_from(PARTS), max_size=9))
def test_the_cheap_tests_let_each_form_pass_that_matches(parts: list[str]) -> None:
    text = "".join(parts)
    forms = _FORMS if _YEAR.search(text) else _FORMS[5:]
    assert [f for f in _forms_in(text) if f.search(text)] == [f for f in forms if f.search(text)]


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("河风晚报 01-05 15:22", "2024-01-05T15:22:00+08:00"),
        ("1月5日 15:22:07", "2024-01-05T15:22:07+08:00"),
        ("01-06 15:22", "2024-01-05T00:00:00+08:00"),
        ("更新：01-05 15:22", "2024-01-05T00:00:00+08:00"),
    ],
    ids=["numbers", "signs", "another day", "a change"],
)
def test_a_time_beside_a_day_without_its_year(line: str, when: str) -> None:
    raw = f'<html lang="zh"><body><h1>河上新桥今日通车</h1><div>{line}</div>{BODY}</body></html>'
    found = extract(raw.encode(), "http://x.cn/202401/t20240105_1.htm").published
    assert found is not None
    assert found.when is not None
    assert found.when.isoformat() == when


PIECES = [
    "1",
    "9",
    "20",
    "24",
    "19",
    "3",
    ".",
    "/",
    "-",
    " ",
    "5",
    "12",
    "März",
    "年",
    "月",
    "٣",
    "T",
    ":",
    "1700000000",
]


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
@example("3/5/24")
@example(" 1700000000 ")
@example("20240503")
def test_the_first_look_lets_every_date_pass(text: str) -> None:
    seen = read_date(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "_lines", None)
        assert read_date(text) == seen
