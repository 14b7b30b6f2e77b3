"""The head of a feed, made from what was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlencode

from feeds.entry import address, language
from feeds.feed import Channel
from feeds.parameters import Parameters
from feeds.text import line, shorten
from kitewire.archive_view import StoryView
from kitewire.saved_feed import SavedFeed
from kitewire.settings import Settings
from kitewire.source import Source


@dataclass(frozen=True, slots=True)
class View:
    """One list of articles that has feeds: where it is and what it is called."""

    path: str
    """`/articles`, `/sources/NAME` and so on: a feed's address without its ending."""
    title: str
    description: str
    home_url: str | None = None
    """An absolute address, or one that begins with `/`: a page of ours."""
    lang: str | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Parameters that the address itself stands for."""
    identity: str = ""
    """The path that the feed's id is made of where it is not its own: of another address of the same list."""
    saved: str | None = None
    """Name of the saved feed that it is."""


def articles_view(parameters: Parameters, source: Source | None, path: str = "/articles") -> View:
    """Everything, or what the filters leave. `source` is the one that the filter names."""
    filters = in_words(parameters, source)
    page = f"/search?{urlencode(parameters.filters())}" if filters else None
    lang = parameters.lang or (source.lang if source else None)
    title, words = "Kitewire", "The latest articles of all sources."
    if filters:
        title, words = f"Kitewire: {filters}", f"Articles of the archive: {filters}."
    return View(path, title, words, page, lang, identity="/articles")


def source_view(source: Source) -> View:
    """One outlet."""
    words = f"Articles of {source.label}" + (f" ({source.region})" if source.region else "") + ", read by Kitewire."
    path = f"/sources/{quote(source.name, safe='')}"
    return View(path, source.label, words, address(source.home), source.lang or None, {"source": source.name})


def region_view(region: str, sources: Sequence[Source]) -> View:
    """All outlets of a region; `sources` are those."""
    outlets = ", ".join(shorten(source.label, 40) for source in sources[:10])
    words = f"Articles of {outlets}{' and others' if len(sources) > 10 else ''}."
    langs = {source.lang for source in sources}
    lang = langs.pop() if len(langs) == 1 else None
    page = f"/search?{urlencode({'region': region})}"
    return View(f"/regions/{quote(region, safe='')}", region, words, page, lang or None, {"region": region})


def story_view(story: StoryView) -> View:
    """One story."""
    words = f"{len(story.articles)} articles about one story, lead article from {story.lead.source_title}."
    title = f"Story: {shorten(story.lead.title, 80) or story.id}"
    return View(f"/stories/{story.id}", title, words, f"/stories/{story.id}", fixed={"story": str(story.id)})


def saved_view(saved: SavedFeed, parameters: Parameters, source: Source | None) -> View:
    """A saved feed. `parameters` are its own, `source` the one that they name."""
    filters = in_words(parameters, source)
    words = f"Articles of the archive: {filters}." if filters else "The latest articles of all sources."
    page = f"/search?{urlencode(parameters.filters())}" if filters else None
    lang = parameters.lang or (source.lang if source else None)
    path = f"/feeds/{quote(saved.name, safe='')}"
    return View(path, saved.title or filters or saved.name, words, page, lang, saved.parameters, saved=saved.name)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a feed is served; all absolute. `base` and `self_url` as in `Channel`."""

    base: str
    self_url: str
    feed_id: str
    next_url: str | None = None
    previous_url: str | None = None
    first_url: str | None = None
    older_archive_url: str | None = None
    newer_archive_url: str | None = None
    current_url: str | None = None
    hubs: tuple[str, ...] = ()


def make_channel(view: View, place: Place, updated: datetime | None) -> Channel:
    """The head of the feed of `view` that is served at `place`."""
    return Channel(
        title=line(view.title),
        description=line(view.description),
        base=place.base,
        self_url=place.self_url,
        feed_id=place.feed_id,
        home_url=_home(view.home_url or "/", place.base),
        lang=language(view.lang),
        updated=updated,
        next_url=place.next_url,
        previous_url=place.previous_url,
        first_url=place.first_url,
        older_archive_url=place.older_archive_url,
        newer_archive_url=place.newer_archive_url,
        current_url=place.current_url,
        hubs=place.hubs,
    )


def _home(url: str, base: str) -> str:
    return f"{base}{url}" if url.startswith("/") else url


def feed_url(base: str, path: str, ending: str, parameters: Mapping[str, str]) -> str:
    """The address of a feed."""
    query = urlencode(parameters)
    return f"{base}{path}.{ending}" + (f"?{query}" if query else "")


def service_address(settings: Settings) -> str:
    """Where feeds are served as far as settings know, without a slash at the end."""
    if settings.base_url:
        return settings.base_url.rstrip("/")
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(settings.listen_addr, settings.listen_addr)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def in_words(parameters: Parameters, source: Source | None) -> str:
    """What narrows, for people; empty: nothing does. `source` is the one that the filter names."""
    words = [f"“{line(parameters.q)}”"] if parameters.q else []
    if source:
        words.append(source.label)
    words += [line(value) for value in (parameters.region, parameters.lang) if value]
    if parameters.story:
        words.append(f"story {parameters.story}")
    words += [f"{name} {line(value)}" for name in ("since", "until") if (value := getattr(parameters, name))]
    return " · ".join(words)
