"""Telling WebSub hubs which feeds have changed (https://www.w3.org/TR/websub/, section 7, and PubSubHubbub 0.4).

The hub fetches the feed then and brings its subscribers what is new. What it is to be told is stored when the change is
seen, and tried until it is taken or a day has gone; telling a hub twice does no harm.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode

from kitewire.settings import Settings
from scheduler.sending import GIVES_UP, NotTaken, Refused, next_try, post
from storage import Database
from storage.hub_topics import HubPush

log = logging.getLogger(__name__)

MOST_AT_ONCE = 50
"""Topics in one message. What was refused is sent again one by one, since one topic may spoil it for the others."""


def push_changes(database: Database, settings: Settings, now: datetime) -> int:
    """See which feeds have changed and tell the hubs that the settings name; gives how many messages were taken.

    Raises `DatabaseError`. May take `sending.TIMEOUT` seconds for each hub that fails.
    """
    hubs = settings.websub_hubs
    database.hub_topics.look(hubs, now)
    pushes = database.hub_pushes
    pushes.drop([hub for hub in pushes.waiting() if hub not in hubs], now - GIVES_UP)
    due = sorted(pushes.due(now), key=lambda push: push.hub)
    return sum(_tell(database, settings, list(ours), now) for _, ours in groupby(due, key=lambda push: push.hub))


def _tell(database: Database, settings: Settings, pushes: Sequence[HubPush], now: datetime) -> int:
    """Tell one hub all that is due; gives how many messages it took."""
    fresh = [push for push in pushes if not push.tries]
    tried = [push for push in pushes if push.tries]
    parts = [fresh[start : start + MOST_AT_ONCE] for start in range(0, len(fresh), MOST_AT_ONCE)]
    sent = 0
    for part in (*parts, *([push] for push in tried)):
        mine = [push for push in part if database.hub_pushes.claim(push, next_try(push, now))]
        if not mine:
            continue
        try:
            publish(mine, settings)
        except NotTaken as error:
            log.warning("hub %s did not take %d topics: %s", mine[0].hub, len(mine), error)
            for push in mine:
                database.hub_pushes.failed(push, str(error))
            if isinstance(error, Refused):
                continue
            if (again := next_try(mine[0], now)) is not None:
                database.hub_pushes.put_off(mine[0].hub, now, again)
            return sent
        for push in mine:
            database.hub_pushes.taken(push, now)
        sent += len(mine)
    return sent


def publish(pushes: Sequence[HubPush], settings: Settings) -> None:
    """Hand messages to their hub, all in one request. Raises `NotTaken`."""
    named = [("hub.mode", "publish"), *(("hub.url", push.url) for push in pushes)]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    post(pushes[0].hub, urlencode(named).encode(), headers, settings.user_agent)
