"""Feeds saved under names."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kitewire.errors import UnknownFeedError, UsageError
from kitewire.saved_feed import SavedFeed, check_feed_name
from storage import Database
from storage.saved_feeds import SavedFeeds
from tests.storage.making import HOUR, NOW


def test_a_feed_keeps_its_birthday_when_it_is_changed(any_database: Database) -> None:
    times = [NOW, NOW + HOUR, NOW + 2 * HOUR]
    feeds = SavedFeeds(any_database.transactions, clock=lambda: times.pop(0))
    first = feeds.save(SavedFeed("kites", {"q": "風箏"}, " 風箏 "))
    assert (first.title, first.created, first.changed) == ("風箏", NOW, NOW)
    assert feeds.save(SavedFeed("kites", {"q": "風箏"}, "風箏")).changed == NOW
    changed = feeds.save(SavedFeed("kites", {"q": "紙鳶", "region": "山東"}, "風箏"))
    assert (changed.created, changed.changed) == (NOW, NOW + 2 * HOUR)
    assert feeds.get("kites") == changed
    assert dict(feeds.get("kites").parameters) == {"q": "紙鳶", "region": "山東"}


def test_all_by_name_until_removed(any_database: Database) -> None:
    for name in ("b", "a.1", "c-2"):
        any_database.saved_feeds.save(SavedFeed(name))
    assert [one.name for one in any_database.saved_feeds.all()] == ["a.1", "b", "c-2"]
    any_database.saved_feeds.remove("b")
    assert [one.name for one in any_database.saved_feeds.all()] == ["a.1", "c-2"]
    for use in (any_database.saved_feeds.get, any_database.saved_feeds.remove):
        for name in ("b", "", "x\x00", "\ud800"):
            with pytest.raises(UnknownFeedError, match="kitewire feed list"):
                use(name)


@pytest.mark.parametrize("name", ["", "A", "a b", "-a", "a-", "風箏", "a/b", "x" * 101, "kites.rss", "k.json", "a\n"])
def test_names_that_are_none(any_database: Database, name: str) -> None:
    with pytest.raises(UsageError, match="is not a name for a feed"):
        any_database.saved_feeds.save(SavedFeed(name))
    assert any_database.saved_feeds.all() == []


def test_names_that_are_some() -> None:
    for name in ("a", "kites", "river.post", "2026-10", "x" * 100):
        assert check_feed_name(name) == name


def test_times_are_aware(any_database: Database) -> None:
    saved = any_database.saved_feeds.save(SavedFeed("now"))
    assert saved.created.utcoffset() == timedelta(0) and any_database.saved_feeds.get("now") == saved
