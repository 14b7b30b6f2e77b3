"""Lines that only say when, by whom and after whom: what they are, and what they are not."""

from __future__ import annotations

import pytest

from extraction.credit_line import is_byline, is_credit_line, is_picture_credit


@pytest.mark.parametrize(
    "line",
    [
        "2026-10-17 15:25 来源：江岸新闻 记者：郭晓禾",
        "2026-10-25 08:00 来源：江岸網",
        "2024-05-03 08:00:21 江岸网",
        "来源：江岸网 2024-05-03 08:00",
        "作者：郭晓禾 来源：江岸日报 发布时间：2024年05月03日 08:00 浏览：123次",
        "记者：郭晓禾 通讯员：许知秋",
        "2024-05-03 08:00 星期五 字号：大 中 小",
        "2024年5月3日 18時00分 川辺花子記者",
        "川辺花子 2024年5月3日 18時00分",
        "［2024年5月3日15時00分］",
        "2024年5月3日（金） 午後3時",
        "公開日：2024年5月3日 更新日：2024年5月4日",
        "By Ann Lee | May 3, 2024 5:00 am ET",
        "Ann Lee, Staff Writer May 3, 2024",
        "Published: May 3, 2024 10:00 AM Updated: May 4, 2024",
        "3 May 2024 | 4 min read",
        "Von Max Müller, 03.05.2024, 10:00 Uhr",
    ],
)
def test_credit_lines(line: str) -> None:
    assert is_credit_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "2024年5月3日，市政府召开会议。",
        "2024年5月3日上午老桥重新开放",
        "时间：5月3日，地点：市政府，主题：如何修桥",
        "水的来源：山上的泉水很多，流下来",
        "记者从市政府获悉，今年将新建三座公园",
        "地点：江岸市文化馆二楼",
        "On May 3, 2024, the council met.",
        "The council met on May 3, 2024",
        "Bridge opens May 3, 2024 after repair",
        "Five things to know",
        "",
    ],
)
def test_lines_of_text(line: str) -> None:
    assert not is_credit_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Von Lena Brandt",
        "By Ann Lee and Jo van der Meer",
        "Par Luc Morel, Agence du Lac",
        "Text: Lena Brandt",
        "By A. B. Cole",
    ],
)
def test_bylines_of_their_own(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "Von Risiken und Nebenwirkungen",
        "By Friday the road was closed",
        "Von der Brücke blieb nichts",
        "By Ann",
        "Lena Brandt",
    ],
)
def test_lines_that_begin_like_bylines(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "Fotos: Lena Brandt",
        "Bild – oben: unbekannter Maler – Public Domain",
        "Header Image: the lake in May",
        "Photo credit: Ann Lee / The Lake Post",
        "Quelle: Amt für Statistik (Stand: Mai 2020)",
        "©Lakepix",
        "© Lake Post, 2020",
        "图片来源：湖畔日报",
        "图源：网络",
        "图/受访者提供",
        "（图片由江岸水务局提供）",
    ],
)
def test_lines_that_say_whose_a_picture_is(line: str) -> None:
    assert is_picture_credit(line)


@pytest.mark.parametrize(
    "line",
    [
        "Photos of the bridge show cracks: the council has closed it.",
        "The source: a spring under the old mill.",
        "Bilder sagen mehr als Worte.",
        "BILD: Herr Brandt, wann wird die alte Brücke wieder geöffnet?",
        "图书馆：周一闭馆",
        "图书馆由市政府提供资金",
        "图片",
        "Sources said: " + "the bridge will be closed for a year, " * 4,
    ],
)
def test_lines_about_pictures_and_sources(line: str) -> None:
    assert not is_picture_credit(line)
