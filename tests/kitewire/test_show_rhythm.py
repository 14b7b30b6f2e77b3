"""How `kitewire source show` tells the rhythm of a source."""

from __future__ import annotations

from datetime import timedelta

from kitewire.commands.show_sources import rhythm_lines

MINUTE = timedelta(minutes=1)


def test_a_rhythm_is_told_by_its_ends_and_its_hours() -> None:
    waits = [60 * MINUTE] * 168
    for day in range(7):
        waits[day * 24 + 8] = 12 * MINUTE
    waits[4 * 24 + 8] = 6 * MINUTE
    waits[6 * 24 + 3] = 177 * MINUTE
    told, hours = rhythm_lines(waits)
    assert told == "polled every 6m (Friday 8:00) to 2h55m (Sunday 3:00)"
    assert hours == "polls by hour of the day, 0 to 23: " + "▁" * 8 + "█" + "▁" * 15


def test_without_a_rhythm_there_is_little_to_tell() -> None:
    assert rhythm_lines([30 * MINUTE] * 168) == ["polled every 30m at all hours"]
    assert rhythm_lines([]) == []
