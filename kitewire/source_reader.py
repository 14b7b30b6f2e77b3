"""A plain dict checked and turned into a `Source`; every mistake is told with its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NoReturn, TypeVar

from kitewire.errors import SourceFileError
from kitewire.messages import Message, as_message, message_of
from kitewire.source import (
    Field,
    Limits,
    Rule,
    Schedule,
    ScheduleKind,
    Source,
    StartKind,
    StartPoint,
    Template,
)
from kitewire.source_values import (
    check_cron,
    check_lang,
    check_name,
    check_pattern,
    check_url,
    check_zone,
    read_duration,
    read_rule,
)

_T = TypeVar("_T")
_SOURCE_KEYS = (
    *("name", "title", "home", "region", "lang", "zone", "verified", "allow", "deny"),
    *("start", "schedule", "limits", "template"),
)
_TEMPLATE_KEYS = ("name", "match", "test_url", "test_contains", *(field.value for field in Field))
_LIMIT_COUNTS = ("connections", "pages", "list_pages", "depth", "links", "minutes", "article_pages")
_LIMIT_KEYS = ("delay", *_LIMIT_COUNTS, "requests_a_day", "rechecks")
# An hour between two requests, a thousand connections, a hundred million pages: beyond these a figure is a slip.
_MOST = {
    "delay": 3600,
    "connections": 1000,
    "pages": 10**8,
    "list_pages": 10**6,
    "depth": 10**6,
    "links": 10**6,
    "minutes": 10**5,
    "requests_a_day": 10**9,
    "article_pages": 10**4,
}


def read_source(data: dict[str, Any], where: str) -> Source:
    """The source that `data` describes. Raises `SourceFileError` at the first mistake."""
    table = _Table(data, where)
    table.only(_SOURCE_KEYS)
    return Source(
        name=table.text("name", check_name, required=True),
        home=table.text("home", check_url, required=True),
        title=table.text("title"),
        region=table.text("region"),
        lang=table.text("lang", check_lang),
        zone=table.text("zone", check_zone),
        starts=tuple(_start(start) for start in table.tables("start")),
        allow=table.texts("allow", check_pattern),
        deny=table.texts("deny", check_pattern),
        templates=tuple(_template(template) for template in table.tables("template")),
        schedule=_schedule(table.table("schedule")),
        limits=_limits(table.table("limits")),
        verified=table.flag("verified"),
    )


def _start(table: _Table) -> StartPoint:
    table.only(("kind", "url"))
    kind = table.text("kind", required=True)
    if kind not in list(StartKind):
        table.fail("kind", f"{kind!r} is none of {', '.join(StartKind)}{_hint(kind, list(StartKind))}")
    return StartPoint(StartKind(kind), table.text("url", check_url, required=True))


def _schedule(table: _Table) -> Schedule:
    table.only(("every", "cron", "adaptive", "least", "most"))
    if not table.data:
        return Schedule()
    if "cron" in table.data:
        table.clash("cron", ("every", "adaptive", "least", "most"))
        return Schedule(ScheduleKind.CRON, cron=table.text("cron", check_cron, required=True))
    plain = Schedule()
    if not table.flag("adaptive"):
        table.clash("every without adaptive = true", ("least", "most"))
        return Schedule(ScheduleKind.INTERVAL, table.span("every"))
    every, least, most = (table.span(key, getattr(plain, key)) for key in ("every", "least", "most"))
    if least > most:
        table.fail("least", "is longer than most")
    return Schedule(ScheduleKind.ADAPTIVE, every, None, least, most)


def _limits(table: _Table) -> Limits:
    table.only(_LIMIT_KEYS)
    plain = Limits()
    counts = {key: table.count(key, getattr(plain, key)) for key in _LIMIT_COUNTS}
    budget = table.count("requests_a_day", 1) if "requests_a_day" in table.data else None
    rechecks = table.texts("rechecks", lambda text: text)
    spans = tuple(
        table.checked(f"rechecks, entry {n}", read_duration, text) for n, text in enumerate(rechecks, start=1)
    )
    return Limits(
        delay=table.number("delay", plain.delay),
        requests_a_day=budget,
        rechecks=spans if "rechecks" in table.data else plain.rechecks,
        **counts,
    )


def _template(table: _Table) -> Template:
    name = table.text("name", required=True)
    table = _Table(table.data, f"{table.where} ({name})", ", ")
    table.only(_TEMPLATE_KEYS)
    rules = tuple(rule for key in table.data if key in list(Field) for rule in _rules(table, Field(key)))
    if not rules:
        table.fail("", 'has no rule: give at least one field, such as body = "css:div.TRS_Editor"')
    return Template(
        name=name,
        rules=rules,
        url_pattern=table.text("match", check_pattern) or None,
        test_url=table.text("test_url", check_url) or None,
        test_contains=table.texts("test_contains"),
    )


def _rules(table: _Table, field: Field) -> list[Rule]:
    value = table.data[field.value]
    texts = (value,) if isinstance(value, str) else table.texts(field.value)
    if not texts:
        table.fail(field.value, "is an empty list: leave it out")
    return [
        table.checked(f"{field.value}, rule {n}", lambda rule: read_rule(field, rule), text)
        for n, text in enumerate(texts, start=1)
    ]


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of the file, with its place for messages."""

    data: dict[str, Any]
    where: str
    joint: str = ": "

    def fail(self, key: str, problem: str) -> NoReturn:
        place = f"{self.where}{self.joint}{key}" if key else self.where
        raise SourceFileError(Message("{place}: {problem}", place=place, problem=as_message(problem)))

    def only(self, keys: tuple[str, ...]) -> None:
        for key in self.data:
            if key not in keys:
                self.fail(key, f"is not known here{_hint(key, keys)}")

    def clash(self, first: str, others: tuple[str, ...]) -> None:
        for other in others:
            if other in self.data:
                self.fail(other, f"cannot stand beside {first}")

    def checked(self, key: str, check: Callable[[str], _T], text: str) -> _T:
        try:
            return check(text)
        except ValueError as error:
            self.fail(key, message_of(error))

    def text(self, key: str, check: Callable[[str], str] | None = None, required: bool = False) -> str:
        value = self.data.get(key, "")
        if not isinstance(value, str):
            self.fail(key, f"must be a text, not {_kind(value)}")
        if required and not value:
            self.fail(key, "is missing" if key not in self.data else "is empty")
        return self.checked(key, check, value) if check and value else value

    def texts(self, key: str, check: Callable[[str], str] | None = None) -> tuple[str, ...]:
        values = self.data.get(key, [])
        if not isinstance(values, list):
            self.fail(key, f"must be a list of texts, not {_kind(values)}")
        for number, value in enumerate(values, start=1):
            if not isinstance(value, str):
                self.fail(f"{key}, entry {number}", f"must be a text, not {_kind(value)}")
            if check:
                self.checked(f"{key}, entry {number}", check, value)
        return tuple(values)

    def flag(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            self.fail(key, f"must be true or false, not {_kind(value)}")
        return value

    def span(self, key: str, default: Any = None) -> Any:
        if key not in self.data and default is not None:
            return default
        return self.checked(key, read_duration, self.text(key, required=True))

    def number(self, key: str, default: float) -> float:
        value = self.data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(key, f"must be a number, not {_kind(value)}")
        if not 0 <= value <= _MOST[key]:
            self.fail(key, Message("must be between {least} and {most}", least=0, most=_MOST[key]))
        return float(value)

    def count(self, key: str, default: int) -> int:
        value = self.data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            self.fail(key, f"must be a whole number, not {_kind(value)}")
        if not 1 <= value <= _MOST[key]:
            self.fail(key, Message("must be between {least} and {most}", least=1, most=_MOST[key]))
        return value

    def table(self, key: str) -> _Table:
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            self.fail(key, f"must be a table [{key}], not {_kind(value)}")
        return _Table(value, f"{self.where}{self.joint}{key}", ", ")

    def tables(self, key: str) -> list[_Table]:
        values = self.data.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            self.fail(key, f"must be written as [[{key}]]")
        return [_Table(value, f"{self.where}{self.joint}{key} {n}", ", ") for n, value in enumerate(values, start=1)]


def _hint(word: str, known: list[str] | tuple[str, ...]) -> str:
    close = get_close_matches(word, [str(name) for name in known], n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""


def _kind(value: Any) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return kinds.get(type(value), f"a {type(value).__name__}")
