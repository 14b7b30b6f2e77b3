"""Source files: a `Source` as TOML (one file a source) or as a plain dict, checked to the last rule.

`docs/sources.md` describes the format for people.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import tomli_w

from kitewire.cron import cron_trigger
from kitewire.errors import SourceFileError
from kitewire.source import Limits, Schedule, ScheduleKind, Source, Template
from kitewire.source_reader import read_source
from kitewire.source_values import write_duration, write_rule
from kitewire.urls import has_login, host_of


def source_from_dict(data: dict[str, Any], where: str) -> Source:
    """The source that `data` (as `source_to_dict` or a TOML file gives it) describes.

    `where` names the file in messages. Raises `SourceFileError` with the place of the first mistake.
    """
    source = read_source(data, where)
    _refuse_vain(source, where)
    return source


def _refuse_vain(source: Source, where: str) -> None:
    """What can be read and would never do what is meant. A stored source that has it is crawled all the same."""
    starts = ((f"start {n}, url", start.url) for n, start in enumerate(source.starts, 1))
    for place, url in (("home", source.home), *starts):
        if has_login(url):
            problem = f"names a login, which pages and logs would show: leave out what stands before {host_of(url)!r}"
            raise SourceFileError(f"{where}: {place}: {problem}")
    cron = source.schedule.cron
    if cron and cron_trigger(cron, ZoneInfo("UTC")).get_next_fire_time(None, datetime.now(UTC)) is None:
        raise SourceFileError(f"{where}: schedule, cron: {cron!r} never comes: its months have no such day")


def parse_source(text: str, where: str) -> Source:
    """The source in a TOML text. Raises `SourceFileError` with the line of a syntax error, else the place."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceFileError(f"{where}: {error}") from error
    return source_from_dict(data, where)


def load_source(path: Path) -> Source:
    """The source in a TOML file. Raises `SourceFileError` where it cannot be read or is malformed."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceFileError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SourceFileError(f"{path}: is not UTF-8 (byte {error.start})") from error
    return parse_source(text, str(path))


def load_folder(folder: Path) -> list[Source]:
    """The sources of all `*.toml` files in a folder, by file name. Raises `SourceFileError` for a name given twice."""
    paths = sorted(folder.glob("*.toml"))
    sources = [load_source(path) for path in paths]
    refuse_twins(sources, (str(path) for path in paths))
    return sources


def refuse_twins(sources: Iterable[Source], places: Iterable[str]) -> None:
    """Raises `SourceFileError` where two sources have one name; `places` says where each was read."""
    seen: dict[str, str] = {}
    for source, place in zip(sources, places, strict=True):
        if source.name in seen:
            raise SourceFileError(f"{place}: name: {source.name!r} is taken by {seen[source.name]}")
        seen[source.name] = place


def source_to_dict(source: Source) -> dict[str, Any]:
    """A source as plain values that JSON and TOML can hold; what equals its default is left out.

    Rules are grouped by field, and a schedule keeps only what its kind uses.
    """
    data: dict[str, Any] = {"name": source.name}
    for key in ("title", "home", "region", "lang", "zone"):
        if value := getattr(source, key):
            data[key] = value
    data["verified"] = source.verified
    for key in ("allow", "deny"):
        if patterns := getattr(source, key):
            data[key] = list(patterns)
    if source.starts:
        data["start"] = [{"kind": start.kind.value, "url": start.url} for start in source.starts]
    if schedule := _schedule(source.schedule):
        data["schedule"] = schedule
    if limits := _limits(source.limits):
        data["limits"] = limits
    if source.templates:
        data["template"] = [_template(template) for template in source.templates]
    return data


def dump_source(source: Source) -> str:
    """A source as TOML, such that `parse_source(dump_source(source), …) == source`."""
    data = source_to_dict(source)
    plain = {key: value for key, value in data.items() if key not in ("start", "schedule", "limits", "template")}
    blocks = [tomli_w.dumps(plain)]
    for key in ("start", "schedule", "limits", "template"):
        tables = data.get(key, [])
        # tomli-w would squeeze short tables into one line.
        blocks += [f"[{key}]\n{tomli_w.dumps(tables)}"] if isinstance(tables, dict) else _many(key, tables)
    return "\n".join(blocks)


def _many(key: str, tables: list[dict[str, Any]]) -> list[str]:
    return [f"[[{key}]]\n{tomli_w.dumps(table)}" for table in tables]


def _schedule(schedule: Schedule) -> dict[str, Any]:
    if schedule.kind is ScheduleKind.CRON:
        return {"cron": schedule.cron}
    if schedule.kind is ScheduleKind.INTERVAL:
        return {"every": write_duration(schedule.every)}
    plain = Schedule()
    spans = ((key, getattr(schedule, key)) for key in ("every", "least", "most"))
    changed = {key: write_duration(span) for key, span in spans if span != getattr(plain, key)}
    return {"adaptive": True, **changed} if changed else {}


def _limits(limits: Limits) -> dict[str, Any]:
    plain = Limits()
    counts = ("connections", "pages", "list_pages", "depth", "links", "minutes", "requests_a_day", "article_pages")
    keys = ("delay", *counts)
    data = {key: getattr(limits, key) for key in keys if getattr(limits, key) != getattr(plain, key)}
    if limits.rechecks != plain.rechecks:
        data["rechecks"] = [write_duration(span) for span in limits.rechecks]
    return data


def _template(template: Template) -> dict[str, Any]:
    data: dict[str, Any] = {"name": template.name}
    if template.url_pattern is not None:
        data["match"] = template.url_pattern
    by_field: dict[str, list[str]] = {}
    for rule in template.rules:
        by_field.setdefault(rule.field.value, []).append(write_rule(rule))
    data.update((field, rules[0] if len(rules) == 1 else rules) for field, rules in by_field.items())
    if template.test_url is not None:
        data["test_url"] = template.test_url
    if template.test_contains:
        data["test_contains"] = list(template.test_contains)
    return data
