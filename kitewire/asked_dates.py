"""Days, months and moments as people write them in a search or a filter."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo

from kitewire.errors import BadQueryError
from kitewire.messages import Message

_MONTH = re.compile(r"(\d{4})-(\d\d)")


def read_time(text: str, zone: tzinfo, to_end: bool = False) -> datetime:
    """A day (`2026-10-28`), month (`2026-10`) or moment (ISO 8601) as an aware time.

    A day or month stands for its first instant, with `to_end` for the first instant after it. What has no zone is
    in `zone`. Raises `BadQueryError` for anything else.
    """
    try:
        if found := _MONTH.fullmatch(text):
            first = date(int(found[1]), int(found[2]), 1)
            day = (first + timedelta(days=32)).replace(day=1) if to_end else first
        elif len(text) <= len("2026-10-28"):
            day = date.fromisoformat(text) + timedelta(days=to_end)
        else:
            # An unescaped `+` of a zone arrives as a space.
            moment = datetime.fromisoformat(re.sub(r" (?=\d\d:?\d\d$)(?<=\d\d:\d\d:\d\d )", "+", text))
            return moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return datetime(day.year, day.month, day.day, tzinfo=zone)
    except (ValueError, OverflowError) as error:
        template = "{text!r} is no date: give a day such as 2026-10-28, a month such as 2026-10, or 2026-10-28T09:30"
        raise BadQueryError(Message(template, text=text)) from error
