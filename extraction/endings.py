"""Where the text ends and what stands below it begins: boxes about the author, contacts, sources, signs of writers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extraction.blocks import Block

_LONGEST_HEADING, _NEAR, _MOST_BELOW = 60, 9, 0.25
_CAPITAL = r"(?-i:[A-ZÄÖÜÉ„\"“])[\w.&“”\"-]*"
# What such boxes are headed by. Headings of notes, references and literature are none: a treatise has them.
_HEADS_BOX = re.compile(
    r"\W*(?:(?:über|zu|zur|zum) (?:den|der|die|dem|unsere[nr]?) (?:autor|verfasser|(?:interview|gesprächs)partner)\w*"
    rf"|über (?:uns|(?:{_CAPITAL} ?){{1,4}})|zur person"
    rf"|about (?:us|the (?:author|writer|company|reporter|contributor|photographer)s?|(?!the )(?:{_CAPITAL} ?){{1,4}})"
    r"|sobre (?:el|la|o|a|los|las|os|as) autor\w*|à propos de l['’]auteure?|o autor(?:ze|ce)"
    r"|(?:presse|medien)?(?:kontakte?|ansprechpartner\w*)|(?:presse|medien)anfragen|rückfragen(?: bitte)? an"
    r"|(?:media|press) (?:contacts?|enquiries|inquiries)|notes? (?:to|for) editors?"
    r"|mehr zum thema(?: .{2,30})?|zum (?:weiterlesen|thema)"
    r"|quellen?(?: und [\w ]+)?|quellenangaben?|siehe auch|see also|read (?:more|also|next)|noch mehr"
    r"|hinweise? zu\w* [\w ]+|archiv|das könnte (?:sie|dich|euch) auch interessieren|auch auf [\w.-]+"
    r"|vorschau auf .{3,40}|ähnliche (?:artikel|beiträge|themen)|links?(?: zum thema)?)\s?[:?]?\W*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"[\[(]?\d{1,3}[\])]|\d{1,3}\. |[¹²³↑^]")
# kb, (dr/spot), erb/ots: who wrote or edited, below the last sentence.
_INITIALS = re.compile(r"[\[(]?[a-z]{2,4}(?:\s?[/,]\s?[a-z]{2,5}){0,3}[\])]?")
_SENTENCE_ENDS = tuple('.!?“”"»…')
_IS = re.compile(
    r"(?:,? ?\([^)]{1,40}\))?,? (?:ist|war|arbeitet\w*|schreibt|studiert\w*|leitet\w*|berichtet|lebt|is|was|works"
    r"|writes|lives|covers|has been|joined|est|es|é|jest|er|är|on)\b",
    re.IGNORECASE,
)
_LONGEST_NOTE = 500


def without_boxes(lines: list[Block]) -> list[Block]:
    """`lines` up to the heading of a box near the end, if little stands below it."""
    whole = sum(b.chars for b in lines)
    for place in range(max(2, len(lines) - _NEAR), len(lines)):
        text = lines[place].text
        if len(text) <= _LONGEST_HEADING and _HEADS_BOX.fullmatch(text):
            below = lines[place:]
            if sum(b.chars for b in below) > _MOST_BELOW * whole or any(map(_is_note, below)):
                return lines
            return lines[:place]
    return lines


def _is_note(line: Block) -> bool:
    """Whether a line is a numbered source, which the text refers to."""
    return _NUMBERED.match(line.text) is not None


def is_signed(lines: Sequence[Block]) -> bool:
    """Whether the last line holds the initials of writers alone."""
    if len(lines) < 3 or len(lines[-1].text) > 20 or lines[-1].element.tag in ("li", "pre", "td", "code"):
        return False
    return _INITIALS.fullmatch(lines[-1].text) is not None and lines[-2].text.endswith(_SENTENCE_ENDS)


def tells_of(text: str, names: Sequence[str]) -> bool:
    """Whether a last paragraph tells who one of the authors is."""
    if len(text) > _LONGEST_NOTE:
        return False
    said = text.casefold()
    return any(said.startswith(n.casefold()) and _IS.match(text, len(n)) is not None for n in names)
