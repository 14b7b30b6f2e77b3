"""Reading what `kitewire link` is given: a document, a JSON line; a pair, a line with a tab."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from kitewire.article import PageLink, RelatedEntry
from kitewire.errors import UsageError
from storage.link_documents import Document

_ONE_DIGIT = re.compile(r"(?<=[-T ])(?=\d(?:\D|$))")
"""Where a month, day or hour lacks its zero, as in 2026-1-2T8:00."""
_BEIJING = timezone(timedelta(hours=8))


def read_document(where: str, line: str) -> Document:
    """The document of one line. Raises `UsageError` that names the line and what is wrong with it."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: is no JSON: {error}") from error
    if not isinstance(value, dict) or isinstance(value.get("id"), bool) or not isinstance(value.get("id"), str | int):
        raise UsageError(f'{where}: must be an object with an "id" that is a text or a whole number')
    if "body" not in value and "text" not in value:
        raise UsageError(f'{where}: has no "body" (nor "text")')
    body = _text(where, value, "body" if "body" in value else "text")
    return Document(
        name=str(value["id"]),
        title=_text(where, value, "title"),
        body=body,
        url=_text(where, value, "url") or None,
        published=_time(where, value, body),
        related=tuple(_entry(where, one) for one in _list(where, value, "related")),
        links=tuple(_link(where, one) for one in _list(where, value, "links")),
        source=_text(where, value, "source"),
    )


def _text(where: str, value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    if found is not None and not isinstance(found, str):
        raise UsageError(f'{where}: "{name}" must be a text')
    return found or ""


def _time(where: str, value: dict[str, Any], body: str) -> datetime | None:
    """`published`, else `date`; without a zone it is Beijing time in a Chinese text, else UTC."""
    name = "published" if value.get("published") else "date"
    shown = _text(where, value, name)
    if not shown:
        return None
    try:
        when = datetime.fromisoformat(_ONE_DIGIT.sub("0", shown))
        zone = _BEIJING if any("\u3400" <= character <= "\u9fff" for character in body[:200]) else UTC
        return (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(f'{where}: "{name}" must be a time such as 2026-11-22T08:00:00+08:00') from error


def _list(where: str, value: dict[str, Any], name: str) -> list[Any]:
    found = value.get(name) or []
    if not isinstance(found, list):
        raise UsageError(f'{where}: "{name}" must be a list')
    return found


def _entry(where: str, value: Any) -> RelatedEntry:
    if not isinstance(value, dict):
        raise UsageError(f'{where}: each of "related" must be an object with "title", "url" and "date"')
    return RelatedEntry(_text(where, value, "title"), _text(where, value, "url") or None, _text(where, value, "date"))


def _link(where: str, value: Any) -> PageLink:
    if not isinstance(value, dict) or not value.get("url"):
        raise UsageError(f'{where}: each of "links" must be an object with "url" and "title"')
    return PageLink(_text(where, value, "url"), _text(where, value, "title"))


def read_pair(where: str, line: str) -> tuple[str, str]:
    """The two ids of one line; further columns do not matter. Raises `UsageError`."""
    parts = line.rstrip("\r\n").split("\t")
    if len(parts) < 2 or not parts[0] or not parts[1]:
        raise UsageError(f"{where}: must be two ids with a tab between them")
    return parts[0], parts[1]
