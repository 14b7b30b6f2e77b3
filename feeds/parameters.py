"""Which articles are wanted: the parameters that feeds, pages and commands share, checked and turned into a query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from kitewire.archive_view import ArticleQuery
from kitewire.asked_dates import read_time
from kitewire.errors import BadQueryError
from kitewire.messages import Message, as_message, message_of
from storage.cursors import read_cursor

LARGEST_ID = 2**63 - 1
"""Row numbers are signed 64-bit integers; a larger one would be a database error."""


def _readable(value: Any) -> Any:
    """Forms send empty fields; control characters are no text (and PostgreSQL refuses NUL)."""
    if isinstance(value, str):
        if re.search("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", value):
            raise ValueError("holds a control character")
        return value.strip() or None
    return value


_Text = Annotated[Annotated[str, Field(max_length=1000)] | None, BeforeValidator(_readable)]
_Id = Annotated[Annotated[int, Field(ge=1, le=LARGEST_ID)] | None, BeforeValidator(_readable)]
_Offset = Annotated[Annotated[int, Field(ge=0, le=2**31)] | None, BeforeValidator(_readable)]
_Reprints = Annotated[Literal["fold", "all"] | None, BeforeValidator(_readable)]
_Content = Annotated[Literal["full", "summary"] | None, BeforeValidator(_readable)]
_Sort = Annotated[Literal["relevance", "latest"] | None, BeforeValidator(_readable)]
_Page = Annotated[Annotated[int, Field(ge=1, le=2**20)] | None, BeforeValidator(_readable)]


class Parameters(BaseModel):
    """Every filter narrows; one that is not given does not."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    q: _Text = Field(None, description='Words and "phrases", in either script.')
    source: _Text = Field(None, description="Name of a source.")
    region: _Text = Field(None, description="Region, as the source names it.")
    since: _Text = Field(None, description="Day, month or moment: articles from then on.")
    until: _Text = Field(None, description="Day or month: articles up to its end; or a moment: before it.")
    lang: _Text = Field(None, description="Language, ISO 639-1.")
    story: _Id = Field(None, description="Number of a story.")
    reprints: _Reprints = Field(None, description="fold: one text once, its reprints named with it; all: each.")
    content: _Content = Field(None, description="In feeds: full text, or summary alone; full unless given.")
    sort: _Sort = Field(None, description="In searches: by relevance, or latest first as in feeds.")
    limit: _Id = Field(None, description="Articles a page.")
    offset: _Offset = Field(None, description="Articles to leave out at the start.")
    page: _Page = Field(None, description="Page, from 1; instead of offset.")
    after: _Text = Field(None, description="Cursor of an earlier answer: what comes behind it; instead of offset.")
    archive: _Text = Field(None, description="In feeds: an archive document (RFC 5005), as links in feeds name it.")

    @model_validator(mode="after")
    def _one_place(self) -> Parameters:
        if sum(one is not None for one in (self.page, self.offset, self.after, self.archive)) > 1:
            raise ValueError("page, offset, after and archive each say where to begin: give one of them")
        return self

    @property
    def full(self) -> bool:
        """Whether a feed holds whole texts."""
        return self.content != "summary"

    def folds(self, usually: bool = True) -> bool:
        """Whether one text is shown once. Where nothing is said, `usually` decides; but whoever asks for a story
        wants to see who tells it, so there each is shown."""
        return self.reprints == "fold" if self.reprints else usually and self.story is None

    def query(self, zone: ZoneInfo, default_limit: int | None, fold: bool = False) -> ArticleQuery:
        """The query for storage. Days begin and end in `zone`; `fold`: whether reprints are folded where nothing is
        said. Raises `BadQueryError` for a date or a cursor that is none."""
        limit = self.limit or default_limit
        skipped = (self.page - 1) * (limit or 0) if self.page else self.offset or 0
        return ArticleQuery(
            text=self.q or "",
            zone=zone,
            source=self.source,
            region=self.region,
            since=read_time(self.since, zone) if self.since else None,
            until=read_time(self.until, zone, to_end=True) if self.until else None,
            lang=self.lang and self.lang.lower(),
            story=self.story,
            limit=limit,
            offset=skipped,
            after=read_cursor(self.after) if self.after else None,
            fold_reprints=self.folds(fold),
        )

    def within(self, fixed: Mapping[str, str]) -> Parameters:
        """These and those of a list that they are asked of (a source, a saved feed). Where both say something, the
        list does, but for what is only about how much of it is shown. Raises `BadQueryError`."""
        given = self.model_dump(exclude_none=True)
        shown = {name: value for name, value in given.items() if name in SHOWN}
        return read_parameters(**(given | dict(fixed) | shown)) if fixed else self

    def filters(self) -> dict[str, str]:
        """What narrows and what is shown of it, as address parameters in a fixed order; without order and paging."""
        names = ("q", "source", "region", "since", "until", "lang", "story", "reprints", "content")
        return {name: str(getattr(self, name)) for name in names if getattr(self, name) is not None}


SHOWN = ("limit", "reprints", "content", "sort")
"""What is about how much of a list is shown, and how; not about what is in it."""


def read_parameters(**given: Any) -> Parameters:
    """Parameters checked outside of the HTTP service. Raises `BadQueryError` that names the wrong one."""
    try:
        return Parameters(**given)
    except ValidationError as error:
        raise BadQueryError(complaint(error.errors()[0])) from error


def complaint(error: Any) -> Message:
    """What pydantic found wrong, in one line with the parameter's name."""
    names = [str(part) for part in error["loc"] if part not in ("query", "path", "function-before")]
    problem = _problem(error)
    return Message("{name}: {problem}", name=names[-1], problem=problem) if names else problem


_COMPLAINTS = {
    "greater_than_equal": "Input should be greater than or equal to {ge}",
    "less_than_equal": "Input should be less than or equal to {le}",
    "literal_error": "Input should be {expected}",
    "enum": "Input should be {expected}",
    "string_too_long": "String should have at most {max_length} characters",
}
"""Those messages of pydantic (`pydantic_core.list_all_errors`) that have values and that parameters can bring about."""


def _problem(error: Any) -> Message:
    told, values = str(error["msg"]), error.get("ctx", {})
    if error["type"] == "value_error":
        return message_of(values["error"])
    made = Message(_COMPLAINTS[error["type"]], **values) if error["type"] in _COMPLAINTS else told
    return as_message(made if made == told else told)
