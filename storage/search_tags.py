"""Sources, regions and languages of a search as the archive knows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import select
from sqlalchemy.orm import Session

from kitewire.errors import BadQueryError
from kitewire.messages import Message
from linking import fold_query
from storage.models import SourceRow
from storage.search_query import Mark, MarkKind, Tags

_NEAR = 3
"""Names suggested for one that is not there."""
_NEAR_TO = "{kind}: there is no {kind} {value!r}; near to it: {near}"
_NOTHING_NEAR = "{kind}: there is no {kind} {value!r}; `kitewire source list` shows what there is"


@dataclass(frozen=True, slots=True)
class _Source:
    id: int
    name: str
    title: str
    region: str


class Known:
    """The sources of the archive, read when they are first asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._sources: list[_Source] | None = None

    def tags(self, mark: Mark) -> Tags:
        """What `mark` means.

        `source:` is the name of a source; else the beginning of names, or a part of titles, in either script.
        `region:` is a region, else a part of regions. Raises `BadQueryError` where there is none such, with near ones.
        """
        if mark.kind is MarkKind.LANG:
            return Tags(mark.kind, (_language(mark.value),))
        wanted = _folded(mark.value)
        found = self._named(wanted) if mark.kind is MarkKind.SOURCE else self._placed(wanted)
        if not found:
            raise BadQueryError(self._unknown(mark))
        return Tags(MarkKind.SOURCE, found)

    def of_region(self, region: str) -> Tags:
        """The sources whose region is exactly `region`, if there are any."""
        return Tags(MarkKind.SOURCE, _ids(one for one in self._all if one.region == region))

    def _named(self, wanted: str) -> tuple[str, ...]:
        return _ids(one for one in self._all if wanted in (_folded(one.name), _folded(one.title))) or _ids(
            one for one in self._all if _folded(one.name).startswith(wanted) or wanted in _folded(one.title)
        )

    def _placed(self, wanted: str) -> tuple[str, ...]:
        return _ids(one for one in self._all if _folded(one.region) == wanted) or _ids(
            one for one in self._all if wanted in _folded(one.region)
        )

    @property
    def _all(self) -> list[_Source]:
        if self._sources is None:
            rows = self._session.execute(select(SourceRow.id, SourceRow.name, SourceRow.title, SourceRow.region))
            self._sources = [_Source(*row) for row in rows]
        return self._sources

    def _unknown(self, mark: Mark) -> Message:
        if mark.kind is MarkKind.SOURCE:
            names = {_folded(name): one.name for one in self._all for name in (one.title, one.name) if name}
        else:
            names = {_folded(one.region): one.region for one in self._all if one.region}
        near = [names[one] for one in get_close_matches(_folded(mark.value), names, _NEAR, 0.5)]
        unknown = {"kind": mark.kind.value, "value": mark.value}
        if near:
            return Message(_NEAR_TO, **unknown, near=", ".join(dict.fromkeys(near)))
        return Message(_NOTHING_NEAR, **unknown)


def _language(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
        template = "lang: {value!r} is no language: give a code of ISO 639-1, such as zh or en"
        raise BadQueryError(Message(template, value=value))
    return value.lower()


def _folded(text: str) -> str:
    return fold_query(text).casefold().strip()


def _ids(sources: Iterable[_Source]) -> tuple[str, ...]:
    return tuple(str(one.id) for one in sources)
