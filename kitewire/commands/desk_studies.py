"""The studies of the desk: a site is looked at beside, its sample pages are kept for a while, and rules are tried on
them.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from kitewire.article import ArticlePage
from kitewire.commands.desk_looking import look
from kitewire.desk import MENDED, Choice, Looking, NotSeen, Pointed, Sample, Study, with_rules
from kitewire.errors import KitewireError, UnknownIdError, UsageError
from kitewire.messages import Message, message_of
from kitewire.probe import Probe, ProbedPage
from kitewire.settings import Settings
from kitewire.source import Field, Rule, Source
from kitewire.source_values import read_rule

if TYPE_CHECKING:
    from extraction import Hints
    from extraction.view import PageView

SAMPLES = 3
MOST_STUDIES = 8
MOST_LOOKS = 2
"""Sites that are looked at at the same time."""
MOST_BYTES = 48_000_000
"""Of the sample pages of all studies together; the oldest study is forgotten first."""
MOST_PAGE = 3_000_000
"""A larger page is no sample: drawing it would help nobody."""
LONGEST_KEPT = 3600.0
"""Seconds after the last use."""
MOST_RULES = 30

Look = Callable[[Source, Settings, Callable[[str], None], Callable[[], bool]], Probe]


@dataclass(slots=True)
class _Open:
    """A study as it is kept."""

    source: Source
    stored: bool
    used: float
    fetched: list[str] = field(default_factory=list)
    pages: tuple[ProbedPage, ...] = ()
    shown: Looking | NotSeen | Study | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def bytes(self) -> int:
        """Of its sample pages."""
        return sum(len(page.fetched.body) for page in self.pages)


class KeptStudies:
    """`kitewire.desk.Studies` in this process."""

    def __init__(self, settings: Settings, look: Look = look, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._look = look
        self._clock = clock
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, source: Source, stored: bool) -> str:
        """See `Studies`."""
        key = secrets.token_urlsafe(16)
        with self._lock:
            self._tidy()
            if sum(one.shown is None for one in self._open.values()) >= MOST_LOOKS:
                template = "{most} sites are being looked at already: try again in a minute"
                raise UsageError(Message(template, most=MOST_LOOKS))
            self._open[key] = one = _Open(source, stored, self._clock())
            self._tidy()
        threading.Thread(target=self._see, args=(key, one), name="desk-look", daemon=True).start()
        return key

    def look(self, key: str) -> Looking | NotSeen | Study:
        """See `Studies`."""
        one = self._get(key)
        return one.shown or Looking(one.source.home, tuple(one.fetched))

    def point(self, key: str, pointed: Pointed) -> None:
        """See `Studies`."""
        from extraction.selecting import propose

        with self._changing(key) as (one, study):
            if pointed.turn != study.turn:
                raise UsageError("the rules have changed since this page was drawn: point at the block again")
            views = _views(one, study.rules)
            try:
                if min(pointed.page, pointed.element) < 0:
                    raise IndexError
                proposals = propose(views, pointed.page, pointed.element, pointed.field)
            except IndexError:
                missing = Message(
                    "sample {page} has no element {element}", page=pointed.page + 1, element=pointed.element
                )
                raise UsageError(missing) from None
            one.shown = replace(study, choice=Choice(pointed.field, pointed.page, pointed.element, proposals))

    def add_rule(self, key: str, field: Field, text: str) -> None:
        """See `Studies`."""
        try:
            rule = read_rule(field, text)
        except ValueError as error:
            raise UsageError(Message("{name}: {problem}", name=field.value, problem=message_of(error))) from error
        with self._changing(key) as (one, study):
            kept = tuple(r for r in study.rules if r.field is not field or (field is Field.STRIP and r != rule))
            if len(kept) >= MOST_RULES:
                template = "{most} rules are enough for one template: take one out first"
                raise UsageError(Message(template, most=MOST_RULES))
            one.shown = _read(one, study, (*kept, rule))

    def drop_rule(self, key: str, number: int) -> None:
        """See `Studies`."""
        with self._changing(key) as (one, study):
            one.shown = _read(one, study, tuple(r for n, r in enumerate(study.rules) if n != number))

    def end(self, key: str) -> None:
        """See `Studies`."""
        with self._lock:
            self._open.pop(key, None)

    def _changing(self, key: str) -> _Changing:
        return _Changing(self._get(key))

    def _get(self, key: str) -> _Open:
        with self._lock:
            self._tidy()
            one = self._open.get(key)
            if one is None:
                raise UnknownIdError("this look at a site is not kept any more (an hour at most): begin again")
            one.used = self._clock()
            self._open.move_to_end(key)
            return one

    def _tidy(self) -> None:
        """Forget what is too old or too much, the longest unused first; a look under way ends with its study."""
        now = self._clock()
        for key in [key for key, one in self._open.items() if now - one.used > LONGEST_KEPT]:
            del self._open[key]
        while len(self._open) > MOST_STUDIES or sum(one.bytes for one in self._open.values()) > MOST_BYTES:
            self._open.popitem(last=False)

    def _see(self, key: str, one: _Open) -> None:
        try:
            probe = self._look(one.source, self._settings, one.fetched.append, lambda: key in self._open)
            with self._lock:
                one.source = probe.source
                one.pages = _chosen(one, probe.pages)
            rules = next((t.rules for t in probe.source.templates if t.name == MENDED), ())
            one.shown = _read(one, Study(probe.source, one.stored, probe.starts, (), probe.notes), rules)
        except KitewireError as error:
            one.shown = NotSeen(one.source.home, message_of(error))
        except Exception as error:
            one.shown = NotSeen(one.source.home, Message("internal error: {kind}", kind=type(error).__name__))
            raise


class _Changing:
    """One change of a study at a time."""

    def __init__(self, one: _Open) -> None:
        self._one = one

    def __enter__(self) -> tuple[_Open, Study]:
        self._one.lock.acquire()
        if not isinstance(self._one.shown, Study):
            self._one.lock.release()
            raise UsageError("this site has not been seen yet")
        return self._one, self._one.shown

    def __exit__(self, *error: object) -> None:
        self._one.lock.release()


def _chosen(one: _Open, pages: Sequence[ProbedPage]) -> tuple[ProbedPage, ...]:
    """Articles first: where there are too few, a page that was taken for none may need nothing but a rule."""
    from extraction.view import PageView

    small = [page for page in pages if len(page.fetched.body) <= MOST_PAGE]
    readable = [page for page in small if isinstance(_view(one, page, ()), PageView)]
    return tuple(sorted(readable, key=lambda page: not page.is_article)[:SAMPLES])


def _read(one: _Open, study: Study, rules: tuple[Rule, ...]) -> Study:
    """The study with its samples read by `rules`."""
    from extraction import extract
    from extraction.explaining import explain
    from extraction.selecting import try_rule

    samples = []
    for page in one.pages:
        got = page.fetched
        before = extract(got.body, got.final_url, _hints(one, page, ()))
        samples.append(Sample(before, explain(got.body, got.final_url, _hints(one, page, rules))))
    plain = _views(one, ())
    return replace(
        study,
        samples=tuple(samples),
        rules=rules,
        finds=tuple(try_rule(plain, rule) for rule in rules),
        choice=None,
        turn=study.turn + 1,
    )


def _views(one: _Open, rules: Sequence[Rule]) -> list[PageView]:
    """The samples as their elements are numbered under `rules`."""
    return [cast("PageView", _view(one, page, rules)) for page in one.pages]


def _view(one: _Open, page: ProbedPage, rules: Sequence[Rule]) -> PageView | ArticlePage:
    from extraction.page import view_of

    return view_of(page.fetched.body, page.fetched.final_url, _hints(one, page, rules))


def _hints(one: _Open, page: ProbedPage, rules: Sequence[Rule]) -> Hints:
    from extraction import Hints

    source, got = with_rules(one.source, rules), page.fetched
    return Hints(got.charset, got.fetched_at, source.lang, source.zone, source.templates, page.link)
