"""Invented texts for the tests of linking."""

from __future__ import annotations

import random

from linking import Folded, Text, fold

_SUBJECTS = (
    "河湾渡口",
    "山前茶园",
    "老城石桥",
    "东岸码头",
    "灯塔小学",
    "竹编工坊",
    "北坡水库",
    "南门集市",
    "书院街道",
    "陶窑社区",
)
_VERBS = (
    "完成",
    "启动",
    "公布",
    "检修",
    "扩建",
    "验收",
    "登记",
    "试行",
    "推迟",
    "接管",
    "评选",
    "捐赠",
)
_OBJECTS = (
    "候船大厅",
    "灌溉管线",
    "夜间照明",
    "消防通道",
    "图书角落",
    "公共车位",
    "防汛沙袋",
    "体检名单",
    "垃圾分类点",
    "护栏涂装",
)
_TAILS = (
    "居民普遍表示满意",
    "工期预计缩短",
    "下月起对外开放",
    "经费由各方分担",
    "安全员全程值守",
    "学生轮流参加",
    "具体办法另行通知",
)


def paragraphs(seed: int, count: int = 4) -> list[str]:
    """Invented Chinese paragraphs; those of two seeds share no long runs."""
    dice = random.Random(seed)
    made = []
    for _ in range(count):
        sentences = [
            dice.choice(_SUBJECTS) + "".join(dice.choices(_VERBS, k=2)) + str(dice.randint(100, 9999)) + "处"
            f"{dice.choice(_OBJECTS)}与{dice.choice(_OBJECTS)}，{dice.choice(_TAILS)}。"
            for _ in range(4)
        ]
        made.append("".join(sentences))
    return made


def text_of(title: str, body: str, **about: object) -> Text:
    """A `Text` as the link stage makes it."""
    return Text(fold(title, body), **about)  # type: ignore[arg-type]


def folded(body: str, title: str = "") -> Folded:
    """Folded title and body."""
    return fold(title, body)
