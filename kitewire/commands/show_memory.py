"""Shows what was learned of a source's pages."""

from __future__ import annotations

from typing import Any

from extraction.memory import entries_of, used_of
from feeds.text import for_terminal
from kitewire.commands.terminal import shown_time
from kitewire.settings import Settings
from kitewire.site_memory import LayoutMemory, Sighting, SiteMemory

_SHOWN = 10
"""Repeated blocks and entries shown to people, a layout; JSON has all."""


def memory_record(memory: SiteMemory) -> dict[str, Any]:
    """A memory as plain values for machines."""
    changed = memory.changed_since
    return {
        "articles": memory.pages,
        "layout_changed_since": changed.isoformat() if changed else None,
        "layouts": [_layout_record(one) for one in memory.layouts],
    }


def memory_lines(memory: SiteMemory, loaded: Settings) -> list[str]:
    """A memory in lines for people."""
    if not memory.layouts:
        return ["learned of its pages: nothing yet"]
    lines = [f"learned of its pages: {_counted(memory.pages, 'article')}, {_counted(len(memory.layouts), 'layout')}"]
    if memory.changed_since:
        lines.append(f"layout changed since {shown_time(memory.changed_since, loaded)}: {_onward(memory)}")
    for number, layout in enumerate(memory.layouts, 1):
        lines += _layout_lines(number, layout, loaded)
    return lines


def _onward(memory: SiteMemory) -> str:
    gone_at = max(one.last for one in memory.layouts if one.changed_since)
    new = [one for one in memory.layouts if one.first > gone_at]
    if any(one.proven is not None for one in new):
        return f"relearned from {_counted(sum(one.pages for one in new), 'article')} since"
    return "pages are read without what was learned, until enough of the new ones have been seen"


def _layout_record(layout: LayoutMemory) -> dict[str, Any]:
    return {
        "body": layout.body,
        "articles": layout.pages,
        "state": _state(layout),
        "changed_since": layout.changed_since.isoformat() if layout.changed_since else None,
        "last_seen": layout.seen.isoformat() if layout.seen else None,
        "places": layout.places,
        "repeated": [
            {"text": one.sample, "articles": one.articles, "used": key in used_of(layout)}
            for key, one in _repeated(layout.blocks)
        ],
        "listed": [
            {"title": one.sample, "articles": one.articles, "used": key in entries_of([layout])}
            for key, one in _repeated(layout.entries)
        ],
    }


def _layout_lines(number: int, layout: LayoutMemory, loaded: Settings) -> list[str]:
    seen = f", last on {shown_time(layout.seen, loaded)}" if layout.seen else ""
    lines = [f"layout {number} ({_state(layout)}): {_counted(layout.pages, 'article')}{seen}", f"  body: {layout.body}"]
    for field, places in layout.places.items():
        told = ", ".join(f"{place} ({times})" for place, times in sorted(places.items(), key=lambda p: (-p[1], p[0])))
        lines.append(f"  {field}: {told}")
    lines += _most("repeated blocks", _repeated(layout.blocks))
    everywhere = entries_of([layout])
    listed = [(key, one) for key, one in _repeated(layout.entries) if key in everywhere]
    return lines + _most("in lists of the whole site", listed)


def _most(what: str, sightings: list[tuple[int, Sighting]]) -> list[str]:
    shown = [f"    on {one.articles}: {for_terminal(one.sample)}" for _, one in sightings[:_SHOWN]]
    return [f"  {what}: {len(sightings)}", *shown] if sightings else []


def _repeated(sightings: dict[int, Sighting]) -> list[tuple[int, Sighting]]:
    found = [(key, one) for key, one in sightings.items() if one.sample]
    return sorted(found, key=lambda pair: (-pair[1].articles, pair[1].sample))


def _state(layout: LayoutMemory) -> str:
    if layout.changed_since:
        return "gone"
    return "in use" if layout.proven is not None else "not proven yet"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
