"""The head of a feed, made from what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from feeds.entry import address, language
from feeds.feed import Channel
from feeds.parameters import Parameters
from feeds.text import line, shorten
from kitewire.archive_view import StoryView
from kitewire.settings import Settings
from kitewire.source import Source


@dataclass(frozen=True, slots=True)
class View:
    """One list of articles that has feeds: where it is and what it is called."""

    path: str
    """`/articles`, `/sources/NAME` or `/stories/ID`: a feed's address without its ending."""
    title: str
    description: str
    home_url: str | None = None
    lang: str | None = None


def articles_view(parameters: Parameters, source: Source | None) -> View:
    """Everything, or what the filters leave. `source` is the one that the filter names."""
    filters = _in_words(parameters, source)
    if not filters:
        return View("/articles", "Kitewire", "The latest articles of all sources.")
    lang = parameters.lang or (source.lang if source else None)
    return View("/articles", f"Kitewire: {filters}", f"Articles of the archive: {filters}.", lang=lang)


def source_view(source: Source) -> View:
    """One outlet."""
    words = f"Articles of {source.label}" + (f" ({source.region})" if source.region else "") + ", read by Kitewire."
    path = f"/sources/{quote(source.name, safe='')}"
    return View(path, source.label, words, address(source.home), source.lang or None)


def story_view(story: StoryView) -> View:
    """One story."""
    words = f"{len(story.articles)} articles about one story, lead article from {story.lead.source_title}."
    return View(f"/stories/{story.id}", f"Story: {shorten(story.lead.title, 80) or story.id}", words)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a feed is served; all absolute. `base` and `self_url` as in `Channel`."""

    base: str
    self_url: str
    feed_id: str
    next_url: str | None = None
    previous_url: str | None = None


def make_channel(view: View, place: Place, updated: datetime | None) -> Channel:
    """The head of the feed of `view` that is served at `place`."""
    return Channel(
        title=line(view.title),
        description=line(view.description),
        base=place.base,
        self_url=place.self_url,
        feed_id=place.feed_id,
        home_url=view.home_url or f"{place.base}/",
        lang=language(view.lang),
        updated=updated,
        next_url=place.next_url,
        previous_url=place.previous_url,
    )


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


def _in_words(parameters: Parameters, source: Source | None) -> str:
    words = [f"“{line(parameters.q)}”"] if parameters.q else []
    if source:
        words.append(source.label)
    words += [line(value) for value in (parameters.region, parameters.lang) if value]
    if parameters.story:
        words.append(f"story {parameters.story}")
    words += [f"{name} {line(value)}" for name in ("since", "until") if (value := getattr(parameters, name))]
    return " · ".join(words)
