"""Sources, runs, health and saved feeds in questions and answers."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from feeds.api.shapes import NextUrl, Shape, Time
from kitewire.archive_view import LinkKind
from kitewire.crawl import Outcome, RunStatus
from kitewire.health import FindingKind
from kitewire.source import StartKind


class Start(Shape):
    """Where discovery begins."""

    kind: StartKind
    url: str


class Definition(BaseModel):
    """A source as its file describes it (docs/sources.md), with the same names; what is left out has its default.

    `template` holds tables of rules whose names are the fields that they find.
    """

    model_config = ConfigDict(extra="forbid")

    name: str = Field(examples=["weifang"], description="Lower-case letters, digits, hyphens and dots.")
    home: str = Field(examples=["http://news.example.com/"])
    title: str = ""
    region: str = ""
    lang: str = Field("", description="ISO 639-1; empty: told by each page.")
    zone: str = Field("", description="IANA time zone; empty: Asia/Shanghai for Chinese, else UTC.")
    verified: bool = False
    allow: list[str] = Field([], description="Regular expressions: an article's address must contain one of them.")
    deny: list[str] = Field([], description="Regular expressions: what contains one is never fetched.")
    start: list[Start] = []
    schedule: dict[str, Any] = Field({}, examples=[{"every": "30m"}, {"cron": "*/15 * * * *"}])
    limits: dict[str, Any] = Field({}, examples=[{"delay": 1.0, "pages": 2000}])
    template: list[dict[str, Any]] = Field([], examples=[[{"name": "news", "body": "css:div.TRS_Editor"}]])


class Source(Shape):
    """A source and how it stands."""

    name: str
    title: str
    region: str
    home: str
    lang: str
    verified: bool
    paused: bool
    articles: int = Field(ge=0)
    last_run: Time | None
    last_status: RunStatus | None
    next_due: Time | None = Field(description="Null: now, unless it is paused.")
    failures: int = Field(ge=0, description="Failed runs in a row.")
    findings: list[FindingKind] = Field(description="What is wrong with it now.")


class WholeSource(Source):
    """A source with its definition and what is known to be wrong with it."""

    definition: dict[str, Any] = Field(description="What PUT takes; what equals its default is left out.")
    health: list[Finding]


class Evidence(Shape):
    """Why something was found."""

    subject: str
    expected: str
    found: str
    samples: list[str]


class Finding(Shape):
    """Something wrong with a source (docs/health.md)."""

    id: int = Field(description="0: found out when asked.")
    source: str
    kind: FindingKind
    since: Time
    seen: Time
    raised: Time | None
    cleared: Time | None
    runs: int = Field(ge=0, description="Runs that showed it.")
    evidence: list[Evidence]
    advice: str


class Health(Shape):
    """What is wrong with the sources now."""

    ok: bool
    findings: list[Finding]


class Sources(Shape):
    """Every source, by name."""

    items: list[Source]


class Run(Shape):
    """One crawl of one source."""

    id: int = Field(ge=1)
    source: str
    trigger: str
    status: RunStatus
    started: Time
    ended: Time | None
    error: str
    found: int = Field(ge=0, description="Article addresses that were not known before.")
    requests: int = Field(ge=0)
    outcomes: dict[Outcome, int] = Field(description="Pages by how they ended; every outcome is there.")
    reasons: dict[str, int] = Field(description="`outcome (reason)` → pages.")


class Runs(Shape):
    """A page of runs, newest first."""

    items: list[Run]
    next: NextUrl


class SavedFeed(Shape):
    """A list of articles that somebody gave a name."""

    name: str
    title: str
    parameters: dict[str, str] = Field(description="As in the address of any feed.")
    created: Time
    changed: Time
    rss: str
    atom: str
    json_feed: str


class SavedFeeds(Shape):
    """Every saved feed, by name."""

    items: list[SavedFeed]


class FeedToSave(BaseModel):
    """What a saved feed shows."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field("", max_length=200, description="For people; empty: made of the parameters.")
    parameters: dict[str, str] = Field(examples=[{"q": "風箏", "region": "山東"}], max_length=20)


class LinkToSet(BaseModel):
    """What two articles are to each other."""

    model_config = ConfigDict(extra="forbid")

    kind: LinkKind | None = Field(examples=["reprint"], description="reprint: A is a copy of B. null: none.")
    note: str = Field("", max_length=1000, description="Why; shown as the link's evidence.")


class Note(BaseModel):
    """Why something was decided."""

    model_config = ConfigDict(extra="forbid")

    note: str = Field("", max_length=1000)


class Parted(Shape):
    """What an article was parted from."""

    parted: list[int]


class Forgotten(Shape):
    """How many decisions were forgotten."""

    forgotten: int = Field(ge=0)
