"""What every answer of the API is made of; the records themselves are written by `feeds.record` and its like.

A test compares answers with these shapes field by field.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """One JSON object of an answer: all fields are always there, and no others."""

    model_config = ConfigDict(extra="forbid")


class Failure(Shape):
    """Every answer that is not 2xx or 3xx."""

    error: str = Field(description="What is wrong and how to mend it, in one line.")


Time = Annotated[datetime, Field(description="RFC 3339, in UTC.")]
ArticleId = Annotated[int, Field(ge=1, description="Number of an article in this archive.")]
StoryId = Annotated[int, Field(ge=1, description="Number of a story in this archive.")]
Uid = Annotated[str, Field(description="The same in every format, through revisions and in every archive: urn:uuid:…")]
Share = Annotated[float, Field(ge=0, le=1)]
NextUrl = Annotated[str | None, Field(description="Address of the next page; null: this is the last.")]
