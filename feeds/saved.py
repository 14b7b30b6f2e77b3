"""Saving a list of articles under a name: its parameters are checked here, so that its address always works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from feeds.parameters import Parameters, read_parameters
from kitewire.errors import BadQueryError
from kitewire.saved_feed import SavedFeed, check_feed_name
from kitewire.settings import Settings
from storage import Database

FORGOTTEN = ("offset", "page", "after", "archive", "sort")
"""Parameters that say where somebody was in a list, not which list it is."""


def save_feed(database: Database, settings: Settings, feed: SavedFeed) -> SavedFeed:
    """Save `feed`, or change the one of that name; gives it as stored.

    Parameters that only say where one was in the list are left out, and so are unknown ones, as in any address. Raises
    `UsageError` for a name that is none, and what a search with these parameters would raise: `BadQueryError` for a
    wrong one, `UnknownSourceError`, `UnknownIdError` for its source or story.
    """
    check_feed_name(feed.name)
    if len(feed.title) > 200:
        raise BadQueryError("title: at most 200 characters")
    given = {name: value for name, value in feed.parameters.items() if name not in FORGOTTEN}
    asked = read_parameters(**given)
    if asked.story:
        database.stories.get(asked.story)
    # Whatever storage would refuse when the feed is asked for, it refuses now.
    database.feed_pages.state(replace(asked.query(settings.zone, 1, fold=True), limit=1, latest_first=True))
    return database.saved_feeds.save(replace(feed, parameters=parameters_of(asked)))


def parameters_of(asked: Parameters) -> Mapping[str, str]:
    """What is kept of parameters."""
    return asked.filters() | ({"limit": str(asked.limit)} if asked.limit else {})


def saved_parameters(feed: SavedFeed) -> Parameters:
    """The parameters of a saved feed."""
    return Parameters().within(feed.parameters)
