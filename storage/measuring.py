"""What the pages of a batch were like: counted in the transaction that saves them, for the source's expectation."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from math import log

from kitewire.article import ArticlePage, PageKind, Precision
from kitewire.crawl import Outcome, PageRead, Saved
from kitewire.run_measures import MOST_SAMPLES, Part, RunMeasures
from linking.repair.likelihood import common_among
from storage.batch import REREAD
from storage.models import RunRow

GARBLED, FUTURE = "garbled", "future"
CHALLENGE = "challenge page"
AHEAD = timedelta(hours=1)
"""A date so far ahead of the moment of fetching has not come yet: clocks differ by minutes, zones by hours."""
_MOST_REASONS = 30
_REASON = 80

# Titles of the pages by which sites and their protectors tell people from programs.
_CHALLENGE = re.compile(
    r"just a moment|attention required|access denied|are you (?:a )?(?:human|robot)|checking your browser|captcha"
    r"|verify (?:that )?you are|安全验证|安全驗證|人机验证|人機驗證|访问验证|訪問驗證|访问过于频繁|访问被拒绝|拦截提示",
    re.IGNORECASE,
)
# Signs that cannot be decoded, what UTF-8 looks like read as Latin-1 or Windows-1252 and written anew, control
# characters that no text holds, and what GBK makes of signs that could not be decoded.
_WRECKED = re.compile("\ufffd|[ÂÃÅâåäæçèé][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]|[\u0080-\u009f]|锟斤拷|烫烫|屯屯")
_LEAST_WRECKED = 3
_LOOKED_AT = 3000
"""Characters of a text that are looked through."""
_CJK = re.compile("[\u3400-\u9fff]")
_LEAST_CJK, _MOST_CJK = 40, 200
_LEAST_COMMON = 0.45
"""Share of Chinese characters that readers know, below which the text is no Chinese: 0.89 to 0.98 in news, 0.68 in
Japanese, 0.04 for UTF-8 read as GBK and 0.26 for GBK read as Big5 (all of one sentence, so about)."""


def measure(pages: Iterable[tuple[PageRead, Saved]], now: datetime) -> RunMeasures:
    """The measures of these pages. What was fetched again and says the same proves nothing and is not counted."""
    told = _Told()
    for page, saved in pages:
        told.attempt(page, saved)
        if _is_first_look(page, saved):
            told.look(page, saved, now)
    return told.measures()


def note_measures(run: RunRow, measures: RunMeasures) -> None:
    """Add `measures` to those of a run."""
    so_far = RunMeasures.from_dict(run.measures or {})
    run.measures = (so_far + measures).to_dict()


class _Told:
    """The counts of a batch while they are made."""

    def __init__(self) -> None:
        self._numbers: Counter[str] = Counter()
        self._filled: Counter[str] = Counter()
        self._troubles: Counter[str] = Counter()
        self._samples: defaultdict[str, list[str]] = defaultdict(list)
        self._logs: list[float] = []
        self._newest: datetime | None = None

    def attempt(self, page: PageRead, saved: Saved) -> None:
        trouble = trouble_of(page, saved)
        if saved.outcome is not Outcome.SKIPPED or trouble:
            self._numbers["attempts"] += 1
        if trouble and (trouble in self._troubles or len(self._troubles) < _MOST_REASONS):
            self._troubles[trouble] += 1
            self._sample(trouble, page.fetched_url)

    def look(self, page: PageRead, saved: Saved, now: datetime) -> None:
        self._numbers["read"] += 1
        article = page.article
        if article is None or article.kind is not PageKind.ARTICLE:
            self._sample(Part.TEXT.value, page.fetched_url)
            return
        self._numbers["articles"] += 1
        self._numbers["new"] += saved.outcome is Outcome.NEW
        self._logs.append(log(len(article.body) + 1))
        found = set(parts_found(article))
        self._filled.update(part.value for part in found)
        for part in set(Part) - found:
            # Nearly every source lacks some part on every page: of those one address will do.
            self._sample(part.value, page.fetched_url, most=1)
        seen = page.fetched.fetched_at if page.fetched else now
        self._date(article, seen, page.fetched_url)
        if is_garbled(article):
            self._numbers["garbled"] += 1
            self._sample(GARBLED, page.fetched_url)

    def measures(self) -> RunMeasures:
        numbers = self._numbers
        return RunMeasures(
            read=numbers["read"],
            articles=numbers["articles"],
            new=numbers["new"],
            future=numbers["future"],
            garbled=numbers["garbled"],
            attempts=numbers["attempts"],
            filled=dict(self._filled),
            log_length=sum(self._logs),
            log_length_squares=sum(one * one for one in self._logs),
            troubles=dict(self._troubles),
            newest=self._newest,
            samples={name: tuple(urls) for name, urls in self._samples.items()},
        )

    def _date(self, article: ArticlePage, seen: datetime, url: str) -> None:
        when = article.published.when if article.published else None
        if article.future or (when and when > seen + AHEAD):
            self._numbers["future"] += 1
            self._sample(FUTURE, url)
        elif when and (self._newest is None or when > self._newest):
            self._newest = when

    def _sample(self, name: str, url: str, most: int = MOST_SAMPLES) -> None:
        if len(self._samples[name]) < most:
            self._samples[name].append(url)


def trouble_of(page: PageRead, saved: Saved) -> str:
    """Why a page could not be had, in a few words; empty where it could, or where we did not want it."""
    if page.article is not None:
        title = page.article.title if page.article.kind is not PageKind.ARTICLE else ""
        return CHALLENGE if title and _CHALLENGE.search(title) else ""
    if saved.outcome is Outcome.FAILED or saved.reason == "robots.txt":
        return saved.reason[:_REASON]
    return ""


def parts_found(article: ArticlePage) -> Iterator[Part]:
    """What of an article was found on its page."""
    published = article.published
    timed = published and published.precision in (Precision.SECOND, Precision.MINUTE)
    has = {
        Part.TEXT: article.body,
        Part.TITLE: article.title,
        Part.DATE: published and published.when,
        Part.TIME: timed,
        Part.ORIGIN: article.origin,
        Part.BYLINE: any(article.bylines.by_role().values()),
        Part.RELATED: article.related,
        Part.IMAGE: article.image,
    }
    return (part for part, value in has.items() if value)


def is_garbled(article: ArticlePage) -> bool:
    """Whether a text was decoded badly, by us or by the outlet before it sent it."""
    text = f"{article.title}\n{article.body[:_LOOKED_AT]}"
    if sum(1 for _ in _WRECKED.finditer(text)) >= _LEAST_WRECKED:
        return True
    chinese = _CJK.findall(text)[:_MOST_CJK]
    # Other scripts have no characters of which readers know only some.
    if len(chinese) < _LEAST_CJK or len(chinese) * 3 < min(len(text), _MOST_CJK):
        return False
    return common_among(chinese) < _LEAST_COMMON * len(chinese)


def _is_first_look(page: PageRead, saved: Saved) -> bool:
    """Whether the page was read for what it says now: new, changed, or expected to be an article and none."""
    if saved.outcome in (Outcome.NEW, Outcome.REVISED):
        return saved.reason != REREAD
    if saved.article_id is not None:
        return False
    not_fetched = page.article is None and saved.outcome is Outcome.FAILED
    return saved.outcome is Outcome.NOT_ARTICLE or (saved.outcome is Outcome.FAILED and not not_fetched)
