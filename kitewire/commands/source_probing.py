"""What `source add` and `source test` do: probe, show, and save or mark."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import typer
from rich.text import Text

from kitewire.commands import source_paths
from kitewire.commands.asking import confirm
from kitewire.commands.show_probe import probe_record, show_samples, show_starts, show_tests, warnings
from kitewire.commands.terminal import database, err, out, print_json
from kitewire.errors import UsageError
from kitewire.probe import Probe
from kitewire.settings import Settings
from kitewire.source import Source
from kitewire.source_files import load_source, source_from_dict
from kitewire.source_values import name_from
from kitewire.urls import require_http


def asked_source(url: str, name: str, given: Mapping[str, str], delay: float | None) -> Source:
    """The source that a command line describes, without start points. Raises `BadUrlError`, `UsageError`."""
    url = require_http(url)
    data = {"name": name or name_from(url), "home": url, **{key: value for key, value in given.items() if value}}
    try:
        return source_from_dict({**data, "limits": {} if delay is None else {"delay": delay}}, "source add")
    except UsageError as error:
        raise UsageError(str(error).removeprefix("source add: ")) from error


def add_source(asked: Source, loaded: Settings, yes: bool, json: bool) -> None:
    """Probe the home page of `asked`, show what is there and save it after a yes; `json` without `yes` only shows.

    Raises `UsageError` for a name that is taken, `DiscoveryError` where nothing is found.
    """
    with database(loaded) as archive:
        if any(source.name == asked.name for source in archive.sources.all()):
            raise UsageError(f"there is a source {asked.name!r} already: give this one another name with --name")
        seen = _probe(asked, loaded)
        source = replace(seen.source, verified=not warnings(seen.samples))
        if not json:
            _show_found(seen)
            confirm(f"Save it as {source.name!r}?", yes)
        if yes or not json:
            archive.sources.save(source)
    if json:
        print_json({**probe_record(replace(seen, source=source)), "saved": yes})
    else:
        out.print(Text(f"Saved {source.name}. Next: kitewire crawl {source.name}"))


def test_source(what: str, loaded: Settings, json: bool) -> None:
    """Probe a stored source or a source file, show what each field found, mark it verified. Exit code 1 on failure."""
    path = Path(what)
    is_file = path.suffix.lower() == ".toml" or path.is_file()
    if is_file:
        source = load_source(path)
    else:
        with database(loaded) as archive:
            source = archive.sources.get(what)
    seen = _probe(source, loaded)
    failures = _failures(seen)
    if json:
        print_json({**probe_record(seen), "passed": not failures, "failures": failures})
    else:
        show_starts(seen.starts)
        show_samples(seen.samples, every_field=True)
        show_tests(seen.tests)
        _say(seen.notes, failures)
    if failures:
        raise typer.Exit(1)
    if is_file:
        source_paths.mark_verified(path)
    else:
        with database(loaded) as archive:
            archive.sources.save(replace(archive.sources.get(what), verified=True))


def _probe(source: Source, loaded: Settings) -> Probe:
    # Scrapy takes a while to load, and most commands do without it.
    from crawler.probe import probe

    waiting = err.status(f"Looking at {source.home}") if err.is_terminal else nullcontext()
    with waiting as status:
        return probe(source, loaded, lambda url: status.update(f"Looking at {url}") if status else None)


def _show_found(seen: Probe) -> None:
    source = seen.source
    out.print(Text.assemble((source.label, "bold"), f"  {source.home}  {source.lang}"))
    out.print()
    show_starts(seen.starts)
    show_samples(seen.samples)
    out.print()
    for warning in warnings(seen.samples):
        err.print(Text.assemble(("Warning: ", "yellow"), warning), soft_wrap=True)


def _failures(seen: Probe) -> list[str]:
    """Why a source does not pass: a start that cannot be used, no article at all, a template whose test fails."""
    told = [f"{report.start.url}: {report.problem}" for report in seen.starts if report.problem]
    if not any(report.articles for report in seen.starts):
        told.append("no start point has article links")
    if not any(page.title and page.body for page in seen.samples):
        told.append("no article could be read")
    told += [f"template {test.template}: its test failed" for test in seen.tests if not test.passed]
    return told


def _say(notes: tuple[str, ...], failures: list[str]) -> None:
    out.print()
    for note in notes:
        err.print(Text(f"note: {note}", style="dim"), soft_wrap=True)
    for failure in failures:
        err.print(Text.assemble(("failed: ", "red"), failure), soft_wrap=True)
    if not failures:
        out.print(Text("All is well: the source is marked as verified.", style="green"))
