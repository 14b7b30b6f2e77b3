"""Source files: what is written comes back, and every mistake is told with its place."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kitewire.errors import SourceFileError
from kitewire.source import (
    Field,
    Limits,
    Rule,
    Schedule,
    ScheduleKind,
    Source,
    StartKind,
    StartPoint,
    Template,
)
from kitewire.source_files import dump_source, load_folder, load_source, parse_source, source_from_dict, source_to_dict
from kitewire.source_values import read_duration, write_duration

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
FULL_TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
NAMES = st.from_regex(r"[a-z0-9]([a-z0-9.-]{0,20}[a-z0-9])?", fullmatch=True)
URLS = st.builds(
    "{}://{}.example{}".format,
    st.sampled_from(["http", "https"]),
    st.from_regex(r"[a-z]{1,8}", fullmatch=True),
    st.from_regex(r"/[a-z0-9/._?=&%~-]{0,20}", fullmatch=True),
)
SPANS = st.timedeltas(min_value=timedelta(microseconds=1), max_value=timedelta(days=3650))
PATTERNS = st.lists(st.sampled_from([r"/\d{6}/t\d+_\d+\.htm", "^http://[^/]+/a", "新闻", r"\.s?html?$"]), max_size=3)
EXPRESSIONS = st.sampled_from(
    [
        ("css", "div.TRS_Editor"),
        ("css", "#pubtime_baidu > span:nth-child(2)"),
        ("css", "a[href*='/p/']"),
        ("xpath", "//h1"),
        ("xpath", "//p[contains(., '来源：')]/text()"),
        ("xpath", "string(//title)"),
        ("xpath", '//*[@class="a"]'),
    ]
)


@st.composite
def templates(draw: st.DrawFn) -> Template:
    fields = draw(st.lists(st.sampled_from(list(Field)), min_size=1, max_size=5, unique=True))
    rules = [Rule(field, *draw(EXPRESSIONS)) for field in fields for _ in range(draw(st.integers(1, 3)))]
    pattern, url = draw(st.none() | st.just(r"/\d+\.html$")), draw(st.none() | URLS)
    return Template(draw(FULL_TEXT), tuple(rules), pattern, url, tuple(draw(st.lists(TEXT, max_size=2))))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    kind = draw(st.sampled_from(ScheduleKind))
    if kind is ScheduleKind.CRON:
        return Schedule(kind, cron=draw(st.sampled_from(["*/15 * * * *", "0 6 * * mon-fri"])))
    if kind is ScheduleKind.INTERVAL:
        return Schedule(kind, draw(SPANS))
    least, most = sorted((draw(SPANS), draw(SPANS)))
    return Schedule(kind, draw(SPANS), None, least, most)


LIMITS = st.builds(
    Limits,
    delay=st.floats(0, 3600, allow_nan=False),
    connections=st.integers(1, 1000),
    pages=st.integers(1, 10**6),
    list_pages=st.integers(1, 10**4),
    article_pages=st.integers(1, 10**4),
    depth=st.integers(1, 10**6),
    links=st.integers(1, 10**6),
    minutes=st.integers(1, 10**5),
    requests_a_day=st.none() | st.integers(1, 10**9),
    rechecks=st.lists(SPANS, max_size=4).map(tuple),
)
SOURCES = st.builds(
    Source,
    name=NAMES,
    home=URLS,
    title=TEXT,
    region=TEXT,
    lang=st.sampled_from(["", "zh", "en"]),
    zone=st.sampled_from(["", "Asia/Shanghai", "UTC"]),
    starts=st.lists(st.builds(StartPoint, st.sampled_from(StartKind), URLS), max_size=4).map(tuple),
    allow=PATTERNS.map(tuple),
    deny=PATTERNS.map(tuple),
    templates=st.lists(templates(), max_size=3).map(tuple),
    schedule=schedules(),
    limits=LIMITS,
    verified=st.booleans(),
)


@given(SOURCES)
@settings(max_examples=60, deadline=None)
def test_what_is_written_comes_back(source: Source) -> None:
    assert parse_source(dump_source(source), "round.toml") == source
    assert source_from_dict(json.loads(json.dumps(source_to_dict(source))), "row") == source


@given(SPANS)
def test_durations_come_back(span: timedelta) -> None:
    assert read_duration(write_duration(span)) == span


def test_durations_for_people() -> None:
    assert read_duration("45s") == timedelta(seconds=45)
    assert read_duration("1h30m") == timedelta(minutes=90)
    assert write_duration(timedelta(hours=48)) == "2d"
    assert write_duration(timedelta(minutes=90)) == "90m"


FULL = """
name = "weifang"
title = "魯網 潍坊"
home = "http://weifang.example/"
region = "山东"
lang = "zh"
verified = false
deny = ["/video/"]

[[start]]
kind = "list"
url = "http://weifang.example/m/"

[schedule]
every = "30m"

[limits]
delay = 2
rechecks = ["1h", "2d"]

[[template]]
name = "news"
match = '/News/\\d+'
body = "div.content"

[[template]]
name = "TRS"
title = ["css:h1", "xpath://title"]
body = "css:div.TRS_Editor"
test_url = "http://weifang.example/202610/t20261028_1.htm"
test_contains = ["某句"]
"""


def test_a_whole_file_is_read() -> None:
    source = parse_source(FULL, "weifang.toml")
    assert source.label == "魯網 潍坊"
    assert source.starts == (StartPoint(StartKind.LIST, "http://weifang.example/m/"),)
    assert source.schedule == Schedule(ScheduleKind.INTERVAL, timedelta(minutes=30))
    assert source.limits == Limits(delay=2.0, rechecks=(timedelta(hours=1), timedelta(days=2)))
    assert source.templates[0].rules == (Rule(Field.BODY, "css", "div.content"),)
    assert source.templates[1].rules[1] == Rule(Field.TITLE, "xpath", "//title")
    assert source.templates[1].test_contains == ("某句",)


def test_rules_of_one_field_that_stand_apart_keep_their_order() -> None:
    rules = (Rule(Field.TITLE, "css", "h1"), Rule(Field.BODY, "css", "p"), Rule(Field.TITLE, "css", "h2"))
    source = Source("a", "http://a.example/", templates=(Template("t", rules),))
    read = parse_source(dump_source(source), "a.toml").templates[0].rules
    assert [rule for rule in read if rule.field is Field.TITLE] == [rules[0], rules[2]]


MISTAKES = [
    ('title = ["css:h1"', 'title = ["css:h1["', "weifang.toml: template 2 (TRS), title, rule 1: 'h1[' is not a CSS"),
    ("xpath://title", "xpath://title[", "weifang.toml: template 2 (TRS), title, rule 2: '//title[' is not an XPath"),
    ("xpath://title", "xpath:nofun(//p)", "weifang.toml: template 2 (TRS), title, rule 2: 'nofun(//p)' is not"),
    ("xpath://title", "xpath:count(//p)", "weifang.toml: template 2 (TRS), title, rule 2: 'count(//p)' gives a float"),
    ("xpath://title", "xpath:", "weifang.toml: template 2 (TRS), title, rule 2: the rule is empty"),
    ('body = "css:div.TRS_Editor"', "body = 3", "weifang.toml: template 2 (TRS), body: must be a list of texts, not a"),
    ('body = "div.content"', "", "weifang.toml: template 1 (news): has no rule"),
    ('body = "div.content"', 'boddy = "p"', "template 1 (news), boddy: is not known here; did you mean 'body'?"),
    ("/News/\\d+", "/News/(", "weifang.toml: template 1 (news), match: '/News/(' is not a regular expression"),
    ('name = "news"', "", "weifang.toml: template 1, name: is missing"),
    ('region = "山东"', 'regoin = "山东"', "weifang.toml: regoin: is not known here; did you mean 'region'?"),
    ('region = "山东"', "region = 3", "weifang.toml: region: must be a text, not a number"),
    ('name = "weifang"', 'name = "Wei Fang"', "weifang.toml: name: 'Wei Fang' is not a name"),
    ('name = "weifang"', 'name = "add"', "weifang.toml: name: 'add' is no name"),
    ('name = "weifang"', "", "weifang.toml: name: is missing"),
    ('home = "http://weifang.example/"', 'home = "ftp://weifang.example/"', "weifang.toml: home: 'ftp://weifang"),
    ('home = "http://weifang.example/"', "", "weifang.toml: home: is missing"),
    ('lang = "zh"', 'lang = "zh-CN"', "weifang.toml: lang: 'zh-CN' is not a language"),
    ('lang = "zh"', 'zone = "Asia/Weifang"', "weifang.toml: zone: 'Asia/Weifang' is not a time zone"),
    ('lang = "zh"', 'zone = "../x"', "weifang.toml: zone: '../x' is not a time zone"),
    ("verified = false", 'verified = "no"', "weifang.toml: verified: must be true or false, not a str"),
    ('deny = ["/video/"]', 'deny = ["/video/", "["]', "weifang.toml: deny, entry 2: '[' is not a regular expression"),
    ('deny = ["/video/"]', 'deny = "/video/"', "weifang.toml: deny: must be a list of texts, not a str"),
    ('kind = "list"', 'kind = "lists"', "weifang.toml: start 1, kind: 'lists' is none of list, feed, sitemap; did you"),
    ('url = "http://weifang.example/m/"', 'url = "/m/"', "weifang.toml: start 1, url: '/m/' is not a web address"),
    ("[[start]]", "[start]", "weifang.toml: start: must be written as [[start]]"),
    ('every = "30m"', 'every = "30 minutes"', "weifang.toml: schedule, every: '30 minutes' is not a duration"),
    ('every = "30m"', 'every = "0s"', "weifang.toml: schedule, every: '0s' must be longer than nothing"),
    ('every = "30m"', 'cron = "61 * * * *"', "weifang.toml: schedule, cron: '61 * * * *' is not a cron line"),
    ('every = "30m"', 'cron = "0 6 30 2 *"', "weifang.toml: schedule, cron: '0 6 30 2 *' never comes"),
    (
        'url = "http://weifang.example/m/"',
        'url = "http://a:b@weifang.example/m/"',
        "start 1, url: names a login, which",
    ),
    (
        'home = "http://',
        'home = "http://a:secret@news.',
        "weifang.toml: home: names a login, which pages and logs would show",
    ),
    ('every = "30m"', 'cron = "* *"', "weifang.toml: schedule, cron: '* *' is not a cron line"),
    ('every = "30m"', 'every = "30m"\ncron = "0 * * * *"', "weifang.toml: schedule, every: cannot stand beside cron"),
    ('every = "30m"', 'every = "30m"\nleast = "1m"', "schedule, least: cannot stand beside every without adaptive"),
    ('every = "30m"', 'adaptive = true\nleast = "2d"', "weifang.toml: schedule, least: is longer than most"),
    ("delay = 2", "delay = -1", "weifang.toml: limits, delay: must be between 0 and 3600"),
    ("delay = 2", "delay = nan", "weifang.toml: limits, delay: must be between 0 and 3600"),
    ("delay = 2", "pages = 1.5", "weifang.toml: limits, pages: must be a whole number, not a number"),
    ("delay = 2", "pages = 0", "weifang.toml: limits, pages: must be between 1 and"),
    ('"1h", "2d"', '"1h", "soon"', "weifang.toml: limits, rechecks, entry 2: 'soon' is not a duration"),
    ('region = "山东"', "region = ", "(at line 5, column 10)"),
    ('region = "山东"', 'name = "b"', "(at line 5, column"),
]


@pytest.mark.parametrize(("right", "wrong", "message"), MISTAKES, ids=[m[1][:40] for m in MISTAKES])
def test_a_mistake_is_told_with_its_place(right: str, wrong: str, message: str) -> None:
    assert right in FULL
    with pytest.raises(SourceFileError) as raised:
        parse_source(FULL.replace(right, wrong, 1), "weifang.toml")
    assert str(raised.value).startswith("weifang.toml: ")
    assert message in str(raised.value)
    assert raised.value.exit_code == 2


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes('name = "a"\nhome = "http://a.example/"\ntitle = "网"'.encode("gbk"))
    with pytest.raises(SourceFileError, match=r"a\.toml: is not UTF-8"):
        load_folder(tmp_path)


def test_one_name_stands_once_in_a_folder(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text('name = "same"\nhome = "http://a.example/"', encoding="utf-8")
    with pytest.raises(SourceFileError, match=r"b\.toml: name: 'same' is taken by .*a\.toml"):
        load_folder(tmp_path)


STARTER = Path(__file__).resolve().parents[2] / "crawler" / "sources"


@pytest.mark.parametrize("path", sorted(STARTER.glob("*.toml")), ids=lambda path: path.stem)
def test_a_source_brought_along_is_sound_and_says_that_it_is_unverified(path: Path) -> None:
    source = load_source(path)
    text = path.read_text(encoding="utf-8")
    assert source.name == path.stem
    assert f"unverified until `kitewire source test {source.name}` has been run" in text.splitlines()[0]
    assert re.search(r"^verified = false$", text, re.MULTILINE)
    assert source.starts
    assert source.region
    assert source.title


def test_many_regions_are_brought_along() -> None:
    assert len({source.region.split()[0] for source in load_folder(STARTER)}) >= 20
