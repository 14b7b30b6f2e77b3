"""An explanation in a terminal: the fields with what speaks for them, the lists, and the page block by block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.text import Text

from kitewire.commands.layout import QUIET, STRONG, heading, joined, say, say_rows, text
from kitewire.explanation import BlockNote, Explanation, Fate

STYLES = {Fate.TEXT: "green", Fate.DROPPED: "yellow", Fate.RELATED: "cyan", Fate.OUT: QUIET}
_MARKS = {Fate.TEXT: "┃", Fate.DROPPED: "×", Fate.RELATED: "→", Fate.OUT: " "}
_SNIPPET = 100
# A longer run of blocks that nothing took is told in one line.
_MOST_OUT = 4


def show_explanation(found: Explanation) -> None:
    """Print it: coloured on a terminal, the same lines in a pipe."""
    say(text(found.page.title or "(no title)", STRONG))
    say(text(found.page.url, QUIET))
    heading("Fields")
    say_rows(
        (Text(f.name), text(f.value or "–"), joined([text(f.found_by), *(text(p, QUIET) for p in f.places)]))
        for f in found.fields or ()
    )
    if not found.fields:
        say(text(found.page.outcome))
        return
    heading("Related lists")
    say_rows((Text(f"{one.entries} entries"), Text(one.finder), text(one.heading)) for one in found.lists)
    if not found.lists:
        say(Text("  none", style=QUIET))
    heading("Blocks")
    say(_legend())
    for line in _lines(found.blocks):
        say(line)


def _legend() -> Text:
    words = {Fate.TEXT: "text", Fate.DROPPED: "chosen, then dropped", Fate.RELATED: "related", Fate.OUT: "left out"}
    return joined([Text(f"{_MARKS[fate]} {word}".strip(), style=STYLES[fate]) for fate, word in words.items()])


def _lines(blocks: Sequence[BlockNote]) -> Iterator[Text]:
    for is_out, run in groupby(blocks, key=lambda note: note.fate is Fate.OUT):
        notes = list(run)
        if is_out and len(notes) > _MOST_OUT:
            yield _line(notes[0])
            best = max(note.score for note in notes[1:-1])
            yield Text(f"       … {len(notes) - 2} blocks left out, the best at {best:+.1f}", style=QUIET)
            yield _line(notes[-1])
        else:
            yield from map(_line, notes)


def _line(note: BlockNote) -> Text:
    style = STYLES[note.fate]
    line = Text(f"{note.index:4} {note.score:+5.1f} {_MARKS[note.fate]} ", style=style)
    line.append_text(text(note.text[:_SNIPPET] + ("…" if len(note.text) > _SNIPPET else ""), style))
    line.append_text(text(f"  {note.place}", QUIET))
    if note.why:
        line.append_text(text(f"  ({note.why})", style))
    return line


def explanation_record(found: Explanation, page: dict[str, Any]) -> dict[str, Any]:
    """The explanation as plain values; `page` is the record of the page itself."""
    return {
        "page": page,
        "fields": [
            {"name": f.name, "value": f.value, "found_by": f.found_by, "places": list(f.places)} for f in found.fields
        ],
        "lists": [{"finder": one.finder, "heading": one.heading, "entries": one.entries} for one in found.lists],
        "blocks": [
            {
                "index": b.index,
                "place": b.place,
                "text": b.text,
                "score": round(b.score, 3),
                "links": round(b.links, 3),
                "fate": b.fate.value,
                "why": b.why,
            }
            for b in found.blocks
        ],
    }
