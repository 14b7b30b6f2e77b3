"""The language of searches, as a tree. Pure.

Words stand together by AND; OR divides what stands on its two sides: `a b OR c` is (a and b) or c, as in
PostgreSQL's websearch_to_tsquery; parentheses say otherwise. `source:`, `region:`, `lang:`, `by:` and `title:` stand
wherever a word may; `since:`, `until:` and `story:` hold for the whole search. Another `word:` is text. Whatever
has no meaning (a lone quote or bracket, OR at an end) is passed over. The language for users: docs/search.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from kitewire.asked_dates import read_time
from kitewire.errors import BadQueryError
from kitewire.messages import Message, message_of
from storage.tokens import tokens

MOST_TERMS = 64
MOST_DEPTH = 16
_MOST_ID = 2**63 - 1


class Field(StrEnum):
    """Where a term must stand."""

    TEXT = "text"
    """In title, body or bylines."""
    TITLE = "title"
    BY = "by"
    """In a byline, of whatever role."""


class MarkKind(StrEnum):
    """What a mark tells of an article."""

    SOURCE = "source"
    REGION = "region"
    LANG = "lang"


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens that must stand one after another; the last stands for all tokens it begins where `prefix`."""

    tokens: tuple[str, ...]
    prefix: bool = False
    field: Field = Field.TEXT


@dataclass(frozen=True, slots=True)
class Mark:
    """What an article's source, region or language must be, as written."""

    kind: MarkKind
    value: str


@dataclass(frozen=True, slots=True)
class Tags:
    """What a `Mark` comes to: numbers of sources, or languages, one of which an article must have."""

    kind: MarkKind
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Parts that must all hold, and parts none of which may."""

    wanted: tuple[Node, ...]
    unwanted: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """Parts, one of which must hold."""

    parts: tuple[Node, ...]


Node = Term | Mark | Tags | All | Either


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is searched for."""

    root: Node | None
    """None: whatever the rest leaves."""
    since: datetime | None = None
    until: datetime | None = None
    stories: tuple[int, ...] = ()
    """Each of them must be the article's: with two, nothing is found."""
    not_stories: tuple[int, ...] = ()

    @property
    def wanted(self) -> tuple[Term, ...]:
        """Every term that may make an article match, once."""
        return tuple(dict.fromkeys(terms_of(self.root)))


def terms_of(node: Node | None) -> Iterator[Term]:
    """The terms below a node that may make an article match."""
    if isinstance(node, Term):
        yield node
    for part in parts_of(node):
        yield from terms_of(part)


def parts_of(node: Node | None) -> tuple[Node, ...]:
    """What must hold, or may, directly below a node; not what may not."""
    if isinstance(node, All):
        return node.wanted
    return node.parts if isinstance(node, Either) else ()


def read_query(text: str, zone: tzinfo = UTC) -> SearchQuery:
    """What `text` asks for; days are those of `zone`. Raises `BadQueryError` where it names nothing to look for."""
    return _Reader(text, zone).read()


_QUOTES = str.maketrans(
    {**dict.fromkeys("“”„‟«»＂「」『』〝〞", '"'), "（": "(", "）": ")", "－": "-", "−": "-", "　": " "}
)
_FIELDS = "|".join(("title", "by", "source", "region", "lang", "since", "until", "story"))
_PART = re.compile(
    rf"""(?P<open>(?P<not>-)?\() | (?P<close>\)) | \|{{1,2}}(?=\s)(?P<or>)
    | (?P<minus>-)?(?:(?i:(?P<field>{_FIELDS}))[:：](?=[^\s()]))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"()]+))""",
    re.VERBOSE,
)
_BARE = "the search only says what not to find: add a word to look for"


@dataclass
class _Reader:
    """Reads a query from left to right."""

    text: str
    zone: tzinfo
    terms: int = 0
    since: datetime | None = None
    until: datetime | None = None
    stories: list[int] = field(default_factory=list)
    not_stories: list[int] = field(default_factory=list)

    def read(self) -> SearchQuery:
        parts = _PART.finditer(self.text.translate(_QUOTES))
        root = self._either(parts, 0)
        limits = (self.since, self.until, tuple(self.stories), tuple(self.not_stories))
        if root is None and not any(limits):
            raise BadQueryError("the search holds no word: give at least one letter, digit or character")
        for node in _all_groups(root):
            # Of the whole archive but a source a list can be made; without a word there is no place to begin.
            plain = node is root and all(isinstance(one, Mark) for one in node.unwanted)
            if not node.wanted and not plain:
                raise BadQueryError(_BARE)
        return SearchQuery(root, *limits)

    def _either(self, parts: Iterator[re.Match[str]], depth: int) -> Node | None:
        """What stands up to the closing bracket, or the end."""
        if depth > MOST_DEPTH:
            template = "the search has brackets in brackets, more than {most} deep: make it simpler"
            raise BadQueryError(Message(template, most=MOST_DEPTH))
        groups: list[tuple[list[Node], list[Node]]] = [([], [])]
        negate = False
        for part in parts:
            if part["close"] is not None:
                if depth:
                    break
                continue
            if (part["word"] == "OR" and not part["field"]) or part["or"] is not None:
                groups.append(([], []))
            elif part["word"] == "NOT" and not part["field"]:
                negate = True
            elif part["word"] != "AND" or part["field"]:
                minus = negate or bool(part["not"]) or bool(part["minus"])
                negate = False
                node = self._either(parts, depth + 1) if part["open"] else self._leaf(part, minus, depth)
                if node is not None:
                    groups[-1][1 if minus else 0].append(node)
        return _one_of([_together(wanted, unwanted) for wanted, unwanted in groups if wanted or unwanted])

    def _leaf(self, part: re.Match[str], minus: bool, depth: int) -> Node | None:
        value = part["word"] if part["phrase"] is None else part["phrase"]
        name = (part["field"] or "").lower()
        if name in ("since", "until", "story"):
            self._limit(name, value, minus, depth)
            return None
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise BadQueryError(Message("the search has more than {most} words: shorten it", most=MOST_TERMS))
        if name in tuple(MarkKind):
            return Mark(MarkKind(name), value.strip()) if value.strip() else None
        term = _term(value, Field(name) if name else Field.TEXT)
        if term is None and name:
            template = "{name}: {value!r} holds no letter, digit or character to look for"
            raise BadQueryError(Message(template, name=name, value=value))
        return term

    def _limit(self, name: str, value: str, minus: bool, depth: int) -> None:
        if depth:
            template = "{name}: holds for the whole search: write it outside of the brackets"
            raise BadQueryError(Message(template, name=name))
        if name == "story":
            number = int(value) if re.fullmatch(r"[0-9]{1,19}", value) else 0
            if not 0 < number <= _MOST_ID:
                raise BadQueryError(Message("story: {value!r} is no number of a story", value=value))
            (self.not_stories if minus else self.stories).append(number)
        elif minus:
            other = "until" if name == "since" else "since"
            raise BadQueryError(Message("-{name}: say it with {other}:", name=name, other=other))
        elif name == "since":
            since = _moment(name, value, self.zone)
            self.since = max(since, self.since or since)
        else:
            until = _moment(name, value, self.zone)
            self.until = min(until, self.until or until)


def _moment(name: str, value: str, zone: tzinfo) -> datetime:
    try:
        return read_time(value.strip(), zone, to_end=name == "until")
    except BadQueryError as error:
        raise BadQueryError(Message("{name}: {problem}", name=name, problem=message_of(error))) from error


def _together(wanted: list[Node], unwanted: list[Node]) -> Node:
    return wanted[0] if len(wanted) == 1 and not unwanted else All(tuple(wanted), tuple(unwanted))


def _one_of(groups: list[Node]) -> Node | None:
    if not groups:
        return None
    return groups[0] if len(groups) == 1 else Either(tuple(groups))


def _all_groups(node: Node | None) -> Iterator[All]:
    if isinstance(node, All):
        yield node
        for part in node.unwanted:
            yield from _all_groups(part)
    for part in parts_of(node):
        yield from _all_groups(part)


def _term(text: str, place: Field) -> Term | None:
    """The term for one word or phrase.

    Its last run of CJK may go on in the text found, so the token of the run's last character alone is left out;
    where the run is no longer than that, it is the beginning of whatever token is there.
    """
    found = list(tokens(text))
    if not found:
        return None
    words = tuple(token.text for token in found)
    if not found[-1].lone:
        return Term(words, field=place)
    if len(found) > 1 and found[-2].end == found[-1].end:
        return Term(words[:-1], field=place)
    return Term(words, prefix=True, field=place)
