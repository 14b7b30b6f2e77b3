"""Staff lines and captions of Chinese pages, and sentences that look a little like them."""

from __future__ import annotations

import pytest

from extraction import extract
from extraction.han_lines import is_caption_line, is_marked, is_staff_line

TEXT = [
    "昨天上午，江岸市水务局的技术人员来到三号闸门，对去年冬天更换的启闭机进行了汛期前的最后一次检查，结果一切正常。",
    "据介绍，今年入汛以来，江岸市平均降水量比去年同期多了一成，全市二十六座水库的蓄水量都在控制线以下，防汛形势总体平稳。",
    "市防汛办公室提醒沿江的居民，遇到强降雨天气不要在河堤上停留，发现险情请及时拨打值班电话，工作人员会在半小时内赶到。",
]


@pytest.mark.parametrize(
    "line",
    [
        "江岸晚报记者 李小明",
        "编辑 李明 校对 张华",
        "编辑/李明",
        "編輯 陳明 校對 林華",
        "文/林一",
        "（资料来源：江岸日报、水务网等）",
        "来源：江岸日报 作者：李明",
        "采写：江岸晚报记者 李明 张华",
        "水务局防汛科供稿 摄影/李明 编辑/张华",
        "【文/江岸网专栏作者 李明】",
        "(责编：李明、张华)",
        "来源|江岸发布、江岸晚报",
        "江岸网记者 张 胜 男 通讯员 市水务局办公室 报道",
        "（记者 李明 张华 综合报道）",
        "〔記者李明／台北報導〕",
        "聯合社記者李明、張華∕桃園即時報導",
        "編譯：李明",
    ],
)
def test_lines_of_staff(line: str) -> None:
    assert is_staff_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "By Ann Lee",
        "记者看到，闸门已经打开。",
        "编辑部昨天收到了一封读者来信",
        "他说：文章写得很好，编辑也很用心，读者会喜欢的。",
        "新的作者群正在这座城市里形成",
        "视频 江岸湖冬捕节月底启幕",
        "策划 全市深化改革委员会办公室的新举措",
        "检查结束后，记者 随工作人员来到值班室，了解汛期准备的情况，并且看到了水位的记录。",
    ],
)
def test_sentences_are_no_staff(line: str) -> None:
    assert not is_staff_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "图为技术人员正在检查三号闸门",
        "图：江岸市水务局",
        "资料图：三号闸门。",
        "雨后的三号闸门。 通讯员李明 摄",
        "雨后的三号闸门。江岸晚报记者 李小明 摄",
        "图为闸门启闭仪式。（李明摄）",
        "工作人员在河堤上巡查。视频截图",
        "三号闸门的启闭机。江岸市水务局供图",
        "三號閘門的啟閉機。（圖／江岸市水務局）",
    ],
)
def test_captions(line: str) -> None:
    assert is_caption_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "The picture shows the gate.",
        "图书馆昨天重新开放，第一天就来了三千名读者。",
        "这张照片是他在河堤上拍摄的，后来登在了报纸上。",
        "为了这部影片，他在江岸住了三年，每天清晨都去河堤上拍摄",
        "拍完这组照片，他又去了下游的水库，" * 8 + "李明 摄",
    ],
)
def test_sentences_are_no_captions(line: str) -> None:
    assert not is_caption_line(line)


@pytest.mark.parametrize(
    "piece",
    [
        "编辑 ",
        "编辑/文 ",
        "文 李明 ",
        "编辑、校对 李 ",
        "图 ",
        "李明摄 ",
        "记者李明 ",
        "记者 张 ",
        "通讯员 市局",
        "局 ",
    ],
)
def test_hostile_lines_are_soon_done(piece: str) -> None:
    """Tried every way, the first of these would take years."""
    line = (piece * 45)[:86] + "的！"
    assert not is_staff_line(line)
    assert not is_caption_line(line)


def page(*lines: str) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><body><h1>江岸市检查三号闸门</h1><div class='content'>{body}</div></body></html>".encode()


def text_of(*lines: str) -> list[str]:
    return extract(page(*lines), "https://news.example/1.html").body.split("\n")


def test_staff_and_captions_leave_the_text_and_the_staff_is_named() -> None:
    lines = [
        "文/李小明",
        TEXT[0],
        "图为三号闸门。",
        TEXT[1],
        "▲闸门旁边的值班室",
        TEXT[2],
        "江岸晚报记者 李小明",
        "编辑 陈静 校对 周涛",
    ]
    assert text_of(*lines) == TEXT
    found = extract(page(*lines), "https://news.example/1.html").bylines
    assert found.reporters == ("李小明",)
    assert found.editors == ("陈静",)


def test_who_took_a_picture_did_not_write_the_text() -> None:
    found = extract(page("雨后的三号闸门。江岸晚报记者 李小明 摄", *TEXT), "https://news.example/1.html").bylines
    assert found.reporters == ()


def test_a_list_whose_points_are_marked_like_captions_stays() -> None:
    points = ["▲检查启闭机", "▲检查值班电话", "▲检查备用电源"]
    assert all(map(is_marked, points))
    assert text_of(TEXT[0], *points, *TEXT[1:]) == [TEXT[0], *points, *TEXT[1:]]


def test_a_picture_story_keeps_its_captions() -> None:
    captions = [f"图为江岸市水务局的技术人员在第{n}座闸门旁边检查启闭机和备用电源的情况" for n in "一二三四五六七八"]
    assert extract(page(*captions), "https://news.example/1.html").body.count("图为") == 8


def test_a_few_sentences_keep_the_captions_of_their_pictures() -> None:
    lines = [TEXT[0], "图为江岸市水务局的技术人员昨天上午在三号闸门旁边检查启闭机。江岸晚报记者 李小明 摄"]
    assert text_of(*lines) == lines


def test_where_a_text_stood_first_and_what_it_was_called_is_no_part_of_it() -> None:
    lines = ["本文首发于江岸周刊公众号", *TEXT, "（原题为《三号闸门迎来汛期》）", "（实习生李明对此文亦有贡献）"]
    assert text_of(*lines) == TEXT
