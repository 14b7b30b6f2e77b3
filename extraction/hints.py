"""What is known of a page before it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kitewire.article import PageLink
from kitewire.site_memory import Recollection
from kitewire.source import Template


@dataclass(frozen=True, slots=True)
class Hints:
    """What the crawl and the source tell about a page; everything may be unknown."""

    charset: str | None = None
    """From the Content-Type header."""
    seen: datetime | None = None
    """When the page was first seen (aware): no date after it comes out."""
    lang: str = ""
    """ISO 639-1, of the source."""
    zone: str = ""
    """IANA zone of dates that carry none."""
    templates: tuple[Template, ...] = ()
    link: PageLink | None = None
    """What the list, feed or sitemap said of the page."""
    memory: Recollection | None = None
    """What was learned of the source's other pages."""
    observe: bool = False
    """Whether the reading is to give an `Observation` for that memory."""
