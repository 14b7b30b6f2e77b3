"""What articles teach: pure functions from a memory and lessons to the next memory. A lesson counts once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import log

from kitewire.site_memory import LayoutMemory, Lesson, Observation, Sighting, SiteMemory, Witness

PROVEN = 3
"""Articles after which a layout is used."""
MOST_LAYOUTS = 8
MOST_WITNESSES = 150
"""Articles that a layout can tell from new ones."""
_MOST_BLOCKS, _MOST_SAMPLES, _MOST_KINDS, _MOST_PLACES, _MOST_SECTIONS = 1000, 80, 60, 4, 30
# Articles without a sighting after which a block, a kind or a layout is forgotten.
_STALE, _GONE = 120, 500
_MOST_ENTRIES = 300
# Repeated proof that a layout is gone: so many articles that should have shown it, and odds of 3,000 to 1.
_MISSES, _DOUBT = 5, 8.0
_SUREST = 0.9
_AGED = 40
"""Sightings of a place, or pages of a kind, at which both are halved: what was seen lately counts more."""


def learn(memory: SiteMemory, lessons: Iterable[Lesson]) -> SiteMemory:
    """The memory after these lessons, in whatever order they come: they are taken in the order of their keys.

    An article that taught before (also as a reprint, a revision or under another address) teaches nothing more. A
    lesson that is not fresh counts only while every article learned from can still be told from it.
    """
    for lesson in sorted(lessons, key=lambda one: one.observation.article):
        observation = lesson.observation
        knows_all = memory.pages <= MOST_WITNESSES
        if (lesson.fresh or knows_all) and not _taught(memory, observation):
            memory = _learn(memory, lesson)
    return memory


def _taught(memory: SiteMemory, seen: Observation) -> bool:
    texts = frozenset(seen.texts)
    # Two long paragraphs may be the outlet's own on every page; the three longest are the article.
    one = seen.texts[0] if len(texts) == 3 else None
    for layout in memory.layouts:
        # A hundred and fifty of them for each page that is saved: no call for one that is plainly another.
        for known in layout.witnesses:
            if known.article == seen.article:
                return True
            if known.title == seen.title and known.title:
                if not texts or not texts.isdisjoint(known.texts):
                    return True
            elif one is not None and one in known.texts and texts.issubset(known.texts):
                return True
    return False


def _learn(memory: SiteMemory, lesson: Lesson) -> SiteMemory:
    seen = lesson.observation
    number = max((one.last for one in memory.layouts), default=0) + 1
    mine = next((one for one in memory.layouts if one.body == seen.body), None)
    known = mine or LayoutMemory(seen.body, first=number)
    after = _taken_in(known, lesson, number)
    others = [_missed(one, after, lesson, memory) for one in memory.layouts if one is not mine]
    return SiteMemory(_fittest([after, *others], number))


def _taken_in(layout: LayoutMemory, lesson: Lesson, number: int) -> LayoutMemory:
    seen, pages = lesson.observation, layout.pages + 1
    witness = Witness(seen.article, seen.title, seen.texts)
    return replace(
        layout,
        pages=pages,
        last=number,
        proven=layout.proven or (number if pages >= PROVEN else None),
        misses=0,
        doubt=0.0,
        missed_since=None,
        changed_since=None,
        seen=max(layout.seen or lesson.seen, lesson.seen),
        sections=_counted(layout.sections, seen.section, _MOST_SECTIONS),
        places=_places(layout.places, seen),
        kinds=_kinds(layout.kinds, seen),
        blocks=_noted(layout.blocks, seen.blocks, pages, _MOST_BLOCKS),
        entries=_noted(layout.entries, seen.entries, pages, _MOST_ENTRIES),
        witnesses=(*layout.witnesses, witness)[-MOST_WITNESSES:],
    )


def _missed(layout: LayoutMemory, shown: LayoutMemory, lesson: Lesson, memory: SiteMemory) -> LayoutMemory:
    """`layout` after an article that shows another one: evidence against it, where it was to be expected."""
    section = lesson.observation.section
    if layout.proven is None or layout.changed_since or section not in layout.sections:
        return layout
    if shown.proven is not None and shown.proven <= layout.last:
        return layout  # the two stood side by side before
    beside = [one for one in memory.layouts if one.proven is not None and one.proven <= layout.last]
    share = layout.sections[section] / sum(one.sections.get(section, 0) for one in beside)
    misses, doubt = layout.misses + 1, round(layout.doubt - log(1 - min(share, _SUREST)), 3)
    since = min(layout.missed_since or lesson.seen, lesson.seen)
    gone = misses >= _MISSES and doubt >= _DOUBT
    return replace(layout, misses=misses, doubt=doubt, missed_since=since, changed_since=since if gone else None)


def _counted(counts: dict[str, int], name: str, most: int) -> dict[str, int]:
    """`counts` with one more of `name`, halved where it gets large; the rarest go where there are too many."""
    counts = {**counts, name: counts.get(name, 0) + 1}
    if counts[name] > _AGED:
        counts = {n: count // 2 for n, count in counts.items() if count > 1}
    if len(counts) > most:
        kept = sorted(counts, key=lambda n: (n != name, -counts[n], n))[:most]
        counts = {n: counts[n] for n in kept}
    return counts


def _places(places: dict[str, dict[str, int]], seen: Observation) -> dict[str, dict[str, int]]:
    return {**places, **{field: _counted(places.get(field, {}), at, _MOST_PLACES) for field, at in seen.places}}


def _kinds(kinds: dict[str, tuple[float, int]], seen: Observation) -> dict[str, tuple[float, int]]:
    after = dict(kinds)
    for kind, share in seen.kinds:
        inside, pages = after.pop(kind, (0.0, 0))
        if pages >= _AGED:
            inside, pages = inside / 2, pages // 2
        after[kind] = (round(inside + share, 2), pages + 1)
    # Those seen last stand last.
    return dict(list(after.items())[-_MOST_KINDS:])


def _noted(known: dict[int, Sighting], seen: Iterable[tuple[int, str]], number: int, most: int) -> dict[int, Sighting]:
    """`known` with what article `number` shows. What was long not seen goes, of too many those seen once first."""
    after = dict(known)
    for key, beginning in seen:
        old = after.pop(key, None)
        after[key] = Sighting(old.articles + 1, old.first, number, beginning) if old else Sighting(1, number, number)
    after = {key: one for key, one in after.items() if number - one.last < _STALE}
    if len(after) > most:
        kept = sorted(after, key=lambda key: (after[key].articles > 1, after[key].last, key))[-most:]
        after = {key: after[key] for key in kept}
    return _sampled(after)


def _sampled(blocks: dict[int, Sighting]) -> dict[int, Sighting]:
    """Only the most frequent blocks keep a sample."""
    told = [key for key, one in blocks.items() if one.sample]
    if len(told) <= _MOST_SAMPLES:
        return blocks
    least = sorted(told, key=lambda key: (blocks[key].articles, blocks[key].last, key))[: len(told) - _MOST_SAMPLES]
    return {**blocks, **{key: replace(blocks[key], sample="") for key in least}}


def _fittest(layouts: Sequence[LayoutMemory], number: int) -> tuple[LayoutMemory, ...]:
    """Most articles first; what is long gone is forgotten, and the least where there are too many."""
    alive = [one for one in layouts if number - one.last < _GONE]
    latest = max(alive, key=lambda one: one.last)
    # A new layout begins with one article: it may not be pushed out before it could prove itself.
    kept = sorted(alive, key=lambda one: (one is not latest, one.proven is None, -one.last))[:MOST_LAYOUTS]
    return tuple(sorted(kept, key=lambda one: (-one.pages, one.body)))
