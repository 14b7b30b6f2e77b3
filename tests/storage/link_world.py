"""A handful of invented outlets and articles for the tests of the link stage, and the archive's links by address."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from kitewire.article import ArticlePage, Decoding, PageKind, PageLink, Precision, PublicationDate, RelatedEntry
from kitewire.crawl import Outcome, PageRead
from kitewire.source import Source
from storage import Database
from storage.models import ArticleRow, BodyLinkRow, LinkRow, RelatedRow, StoryRow

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
OUTLETS = {"river": "河湾日报", "harbour": "Harbour Courier", "hill": "山前网"}

_WORDS = tuple(
    word
    for line in (
        "渡口 茶园 石桥 码头 渔船 灯塔 稻田 水库 集市 工坊 木匠 陶窑 竹编 戏台 书院 邮局 车站 隧道 索道 牧场 果园 花圃",
        "修缮 开放 启用 勘察 巡查 加固 捐赠 试行 评选 登记 搬迁 铺设 检修 验收 招标 竣工 培训 演练 抽检 公示 调度 值守",
        "居民 工人 教师 学生 船长 医生 店主 司机 村民 技师 会长 队员 志愿者 游客 老人 孩子 早晨 傍晚 雨季 冬天 周末",
        "已经 将要 正在 首次 再次 共同 分批 顺利 按时 逐步 认真 免费 公开 就近 连夜 随后 其中 同时 此外 目前 去年",
    )
    for word in line.split()
)


def text(seed: int, sentences: int = 12) -> str:
    """An invented Chinese text in three paragraphs; two seeds share hardly a run of five characters."""
    dice = random.Random(seed)
    made = ["".join(dice.choices(_WORDS, k=10)) + f"，共{dice.randint(11, 999)}处。" for _ in range(sentences)]
    third = max(1, sentences // 3)
    return "\n".join("".join(made[start : start + third]) for start in range(0, sentences, third))


@dataclass(frozen=True)
class Story:
    """One invented article, before it is saved."""

    outlet: str
    path: str
    title: str
    body: str
    day: int = 1
    """Of October 2026; 0: the page names no date."""
    origin: str | None = None
    lang: str = "zh"
    related: tuple[RelatedEntry, ...] = field(default=())
    links: tuple[PageLink, ...] = field(default=())
    """Within the text."""

    @property
    def url(self) -> str:
        return f"http://{self.outlet}.example/{self.path}"

    def read(self) -> PageRead:
        """As the crawler hands it to the writer."""
        when = PublicationDate(NOW.replace(month=10, day=self.day), Precision.MINUTE, "meta") if self.day else None
        page = ArticlePage(
            self.url,
            PageKind.ARTICLE,
            Decoding(None, "utf-8"),
            canonical_url=self.url,
            title=self.title,
            body=self.body,
            lang=self.lang,
            published=when,
            origin=self.origin,
            related=self.related,
            body_links=self.links,
        )
        return PageRead(self.url, Outcome.NEW, article=page)

    def revised(self, **changes: object) -> Story:
        """The same article with another text."""
        return replace(self, **changes)  # type: ignore[arg-type]


def save(database: Database, stories: Iterable[Story], batch: int = 1, minutes: int = 0) -> list[int]:
    """Save `stories` in order, in transactions of up to `batch` of one outlet each; gives their ids."""
    waiting = list(stories)
    ids: list[int] = []
    while waiting:
        outlet = waiting[0].outlet
        part: list[Story] = []
        while waiting and waiting[0].outlet == outlet and len(part) < batch:
            part.append(waiting.pop(0))
        ids += _save_part(database, outlet, part, NOW + timedelta(minutes=minutes))
    return ids


def _save_part(database: Database, outlet: str, part: Sequence[Story], now: datetime) -> list[int]:
    if outlet not in {source.name for source in database.sources.all()}:
        database.sources.save(Source(outlet, f"http://{outlet}.example/", title=OUTLETS.get(outlet, outlet)))
    run = database.runs.start(outlet, "command", "test", now)
    saved = database.writer.save(outlet, run, [one.read() for one in part], now)
    return [one.article_id for one in saved if one.article_id is not None]


@dataclass(frozen=True)
class Links:
    """Everything that the link stage decides, by address, so that archives can be compared."""

    links: frozenset[tuple[str, str, str, float]]
    """Copy, original, kind, score."""
    references: frozenset[tuple[str, int, str, str]]
    """Article, position of the entry, target, found by; `link`: it stands in the text."""
    stories: frozenset[tuple[str, frozenset[str]]]
    """Lead and members."""


def links_of(database: Database) -> Links:
    """What the archive now holds."""
    with database.transactions.read() as session:
        keys = {one: key for one, key in session.execute(select(ArticleRow.id, ArticleRow.url_key))}  # noqa: C416
        links = session.scalars(select(LinkRow)).all()
        entries = session.scalars(select(RelatedRow).where(RelatedRow.target_id.is_not(None))).all()
        within = session.scalars(select(BodyLinkRow).where(BodyLinkRow.target_id.is_not(None))).all()
        members: dict[int, set[str]] = {row.id: set() for row in session.scalars(select(StoryRow))}
        leads = {row.id: keys[row.lead_id or 0] for row in session.scalars(select(StoryRow))}
        for one, story in session.execute(select(ArticleRow.id, ArticleRow.story_id)):
            if story is not None:
                members[story].add(keys[one])
    return Links(
        frozenset((keys[row.a_id], keys[row.b_id], row.kind, round(row.score, 6)) for row in links),
        frozenset((keys[e.article_id], e.position, keys[e.target_id or 0], e.resolved_by or "") for e in entries)
        | frozenset((keys[e.article_id], e.position, keys[e.target_id or 0], "link") for e in within),
        frozenset((leads[story], frozenset(ids)) for story, ids in members.items()),
    )
