from __future__ import annotations

import pytest

from extraction.credits import bylines_in, dateline_in, origin_beside_day, origin_in, origin_of_dateline
from extraction.names import clean_names


@pytest.mark.parametrize(
    ("text", "reporters", "correspondents"),
    [
        ("广州日报讯（全媒体记者 黎慧 通讯员 穗妇宣）", ("黎慧",), ("穗妇宣",)),
        ("（通讯员 建萱 融媒体记者 卫凌）", ("卫凌",), ("建萱",)),
        ("（记者/简文 通讯员/罗江）", ("简文",), ("罗江",)),
        ("本报记者 张 胜 男", ("张胜男",), ()),
        ("(通訊員 紀(jì)哲)", (), ("紀哲",)),
        ("本報記者：王大明、李小紅 通訊員：東港鎮黨政辦", ("王大明", "李小紅"), ("東港鎮黨政辦",)),
        ("记者从市政府获悉，今年将新建三座公园", (), ()),
        ("位于奎文：抢抓机遇", (), ()),
        ("十月，本报记者用九天时间走完全程", (), ()),
        ("本报记者用九天，走完全程", (), ()),
        ("记者会上表示，桥已修好", (), ()),
        ("本报记者郭晓禾、欧阳青报道", ("郭晓禾", "欧阳青"), ()),
        ("港城网5月3日讯（通讯员 港图）市图书馆昨日开放", (), ("港图",)),
        ("文/记者 周岚 图/记者 许知秋", ("周岚", "许知秋"), ()),
        ("特约记者 Ann Lee、郭晓禾", ("Ann Lee", "郭晓禾"), ()),
        ("（中央社記者林小美台北3日電）今天", ("林小美",), ()),
        ("（中央社記者林小美、王明朗新竹縣23日電）今天", ("林小美", "王明朗"), ()),
        ("〔記者王大明／台北報導〕今天", ("王大明",), ()),
        ("【記者王大明台北報導】今天", ("王大明",), ()),
        ("记者王大明报道", ("王大明",), ()),
        ("新华社记者张晓、李红禾北京11月3日电", ("张晓", "李红禾"), ()),
        ("（记者/简文禾 通讯员/罗江莉报道）", ("简文禾",), ("罗江莉",)),
    ],
)
def test_roles(text: str, reporters: tuple[str, ...], correspondents: tuple[str, ...]) -> None:
    found = bylines_in([text])
    assert (found.reporters, found.correspondents) == (reporters, correspondents)


def test_editors_and_authors() -> None:
    found = bylines_in(["2024-05-03 来源：河风晚报 作者：陈一帆 字号 打印", "责任编辑：郭明月"])
    assert found.editors == ("郭明月",)
    assert found.authors == ("陈一帆",)
    assert bylines_in(["编辑：郭明月 人气：1203", "责任编辑：李曦_NB PX209"]).editors == ("郭明月", "李曦")


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("本文仅代表作者本人，不代表本站立场", ()),
        ("作者最新文章", ()),
        ("作者 热门文章", ()),
        ("作者：郭晓禾（系某大学教授）", ("郭晓禾",)),
        ("(作者：郭晓禾北京河湾大学经济学院教授)", ("郭晓禾",)),
        ("作者：郭明中国河湾研究院院长", ("郭明",)),
        ("作者：郭晓禾 返回首页 查看更多", ("郭晓禾",)),
        ("作者：全省优秀中学地理竞赛奖", ()),
        ("作者：河湾市江岸区人民检察院", ("河湾市江岸区人民检察院",)),
        ("作者：阿里木江·买买提依明", ("阿里木江·买买提依明",)),
        ("作者：河湾中国文学研究中心", ("河湾中国文学研究中心",)),
    ],
)
def test_what_follows_a_role_need_not_be_a_name(line: str, authors: tuple[str, ...]) -> None:
    assert bylines_in([line]).authors == authors


@pytest.mark.parametrize(
    ("text", "printed", "origin"),
    [
        ("魯網10月28日訊 深秋時節", "魯網10月28日訊", "魯網"),
        ("魯網(wǎng)10月28日訊 深秋時節", "魯網(wǎng)10月28日訊", "魯網"),
        ("新华社北京5月3日电（记者王明）会议", "新华社北京5月3日电", "新华社"),
        ("本报讯（罗勇）昨日", "本报讯", ""),
        ("新华社北京3日电（记者王明）会议", "新华社北京3日电", "新华社"),
        ("（中央社台北3日電）今天", "中央社台北3日電", "中央社"),
        ("（中央社記者林小美台北3日電）今天", "中央社記者林小美台北3日電", "中央社"),
        ("（中央社東京3日綜合外電報導）今天", "中央社東京3日綜合外電報導", "中央社"),
    ],
)
def test_datelines(text: str, printed: str, origin: str) -> None:
    found = dateline_in([text])
    assert found is not None
    assert found.group("all") == printed
    assert origin_of_dateline(found) == origin


def test_plain_sentences_have_no_dateline() -> None:
    assert dateline_in(["在通讯技术快速发展的今天，人们离不开手机。", "The town council met on Tuesday."]) is None
    assert dateline_in(["本报3日电话采访了他", "公司12月3日电影首映", "记者3日电话采访了他"]) is None


@pytest.mark.parametrize(
    ("line", "origin"),
    [
        ("2023-04-18 来源：河风晚报 作者：陈", "河风晚报"),
        ("來源: 港城網", "港城網"),
        ("来源：河风晚报作者：陈一帆", "河风晚报"),
        ("发布时间：2023-04-18 出处：河风晚报", "河风晚报"),
        ("2023-04-18 | 12次阅读 | 来源 HEWAN | 0 条评论", "HEWAN"),
        ("来源：江岸发布", "江岸发布"),
        ("来源：江岸发布 2023-04-18", "江岸发布"),
        ("来源：河风晚报发布时间：2023-04-18", "河风晚报"),
        ("来源：河风晚报发布：2023-04-18", "河风晚报"),
        ("来源：“江岸发布”微信公众号", "江岸发布"),
        ("来源：《江岸日报》2023年4月18日第3版", "江岸日报"),
        ("来源：江岸社《水》周刊", "江岸社《水》周刊"),
        ("来源： 更新时间：2023-04-18", ""),
        ("来源： 发布时间： 2023-04-18", ""),
        ("来源： 作者：陈一帆", ""),
        ("来源：本站原创 作者：admin", ""),
        ("来源 很多的水", ""),
        ("来源：未知", ""),
        ("水的来源很多", ""),
    ],
)
def test_origin(line: str, origin: str) -> None:
    assert origin_in([line]) == origin


@pytest.mark.parametrize(
    ("lines", "origin"),
    [
        (["洪水退去", "河风晚报 2023-04-18 09:10:11"], "河风晚报"),
        (["洪水退去", "2023年04月18日09:10 河风在线 评论 12"], "河风在线"),
        (["洪水退去", "原创： 39河风网 2023-04-18"], "39河风网"),
        (["洪水退去", "河风社", "2023-04-18 09:10", "字号"], "河风社"),
        (["洪水退去", "2023-04-18 09:10 陈一帆 李二"], ""),
        (["洪水退去", "2023-04-18 09:10 陈一帆"], ""),
        (["洪水退去", "财经 科技 本报 2023-04-18"], ""),
        (["洪水退去", "本报", "2023-04-18"], ""),
        (["首页", "新闻", "图片", "视频", "娱乐频道", "2023-04-18"], ""),
        (["Flood over", "Hewan 2023-04-18"], ""),
        ([], ""),
        (["河风晚报 | 2023-04-18 09:00 | 陈一帆"], "河风晚报"),
        (["2023年4月18日 星期二 09:00 河风晚报"], "河风晚报"),
        (["河风晚报 港城网 2023-04-18"], ""),
        (["2023-04-18 14:20 河風晚報 記者王大明／台北報導"], "河風晚報"),
    ],
)
def test_an_outlet_beside_the_day(lines: list[str], origin: str) -> None:
    assert origin_beside_day(lines) == origin


@pytest.mark.parametrize(
    "piece", ["记者", "記者林小美、", "王大明／", "記者王1日電", "来源：发布", "中央社3日", "电3日", "社記者"]
)
@pytest.mark.timeout(60)
def test_long_runs_are_soon_done(piece: str) -> None:
    """In time that grows with its square it would take many minutes."""
    text = piece * (400_000 // len(piece))
    bylines_in([text])
    dateline_in([text])
    origin_in([text])


def test_western_names() -> None:
    assert clean_names(["By Ann Lee and Bo Ek"]) == ("Ann Lee", "Bo Ek")
    assert clean_names(["View all posts by Ann Lee-Marsh"]) == ("Ann Lee-Marsh",)
    assert clean_names(["https://example.org/ann", "admin", "Organization", "Taboola by Taboola"]) == ()
    assert clean_names(["相关文章", "全市中学生地理知识竞赛", "选稿：郭晓禾"]) == ("郭晓禾",)
