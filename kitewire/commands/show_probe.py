"""Shows what a probe saw: start points, sample articles, template tests; as tables or as one JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from kitewire.article import ArticlePage, PublicationDate
from kitewire.commands.terminal import out
from kitewire.probe import Probe, StartReport, TemplateTest, lacks
from kitewire.source_files import source_to_dict

_SNIPPET = 80


def probe_record(probe: Probe) -> dict[str, Any]:
    """A probe as plain values."""
    return {
        "source": source_to_dict(probe.source),
        "starts": [
            {
                "kind": report.start.kind.value,
                "url": report.start.url,
                "what": report.what,
                "articles": report.articles,
                "newest": report.newest,
                "goes_on": report.goes_on,
                "problem": report.problem,
            }
            for report in probe.starts
        ],
        "samples": [{"url": page.url, **dict(fields(page))} for page in probe.samples],
        "tests": [
            {"template": t.template, "url": t.url, "passed": t.passed, "missing": list(t.missing), "problem": t.problem}
            for t in probe.tests
        ],
        "warnings": warnings(probe.samples),
        "notes": list(probe.notes),
    }


def show_starts(reports: Sequence[StartReport]) -> None:
    """The start points, a row each."""
    table = Table(title="Start points", title_justify="left", box=None, pad_edge=False)
    for heading in ("what", "address", "articles", "newest", ""):
        table.add_column(heading, overflow="fold", justify="right" if heading == "articles" else "left")
    for report in reports:
        remark = Text(report.problem, style="red") if report.problem else Text("goes on" if report.goes_on else "")
        table.add_row(report.what, Text(report.start.url), str(report.articles), report.newest or "–", remark)
    out.print(table)


def show_samples(pages: Sequence[ArticlePage], every_field: bool = False) -> None:
    """Sample articles: the main fields, or every field with what was found."""
    for number, page in enumerate(pages, start=1):
        out.print()
        out.print(Text(f"{number}  {page.title or '(no title)'}", style="bold"))
        out.print(Text(f"   {page.url}", style="dim"))
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(width=2)
        table.add_column(width=14)
        table.add_column(overflow="fold")
        for name, value in fields(page) if every_field else _main_fields(page):
            table.add_row("", name, Text(_shown(value)))
        out.print(table)


def show_tests(tests: Sequence[TemplateTest]) -> None:
    """The templates' own tests."""
    for test in tests:
        out.print()
        verdict = Text("passed", style="green") if test.passed else Text("failed", style="red")
        out.print(Text.assemble(Text(f"template {test.template}: ", style="bold"), verdict))
        out.print(Text(f"   {test.url}", style="dim"))
        if test.problem:
            out.print(Text(f"   {test.problem}"))
        for text in test.missing:
            out.print(Text(f"   the body lacks {text!r}"))
        if test.page:
            show_samples([test.page], every_field=True)


def fields(page: ArticlePage) -> list[tuple[str, Any]]:
    """Every field of an article with what was found."""
    return [
        ("title", page.title),
        ("published", _date(page.published)),
        ("found by", page.published.found_by if page.published else None),
        ("origin", page.origin),
        ("dateline", page.dateline),
        *page.bylines.by_role().items(),
        ("section", page.section),
        ("lang", page.lang),
        ("image", page.image),
        ("body", page.body[:_SNIPPET]),
        ("characters", len(page.body)),
        ("related", len(page.related)),
        ("next page", page.next_page),
    ]


def warnings(pages: Sequence[ArticlePage]) -> list[str]:
    """What is missing in samples, a sentence each."""
    if not pages:
        return ["no article could be read"]
    return [f"{one.samples} of {len(pages)} samples without {one.field}" for one in lacks(pages)]


def _main_fields(page: ArticlePage) -> list[tuple[str, Any]]:
    people = [name for names in page.bylines.by_role().values() for name in names]
    return [
        ("date", _date(page.published)),
        ("byline", ", ".join(filter(None, (page.origin, *people)))),
        ("body", page.body[:_SNIPPET]),
        ("related", f"{len(page.related)} entries"),
    ]


def _date(published: PublicationDate | None) -> str | None:
    if published is None or published.when is None:
        return None
    return published.when.isoformat() if published.precision != "day" else published.when.date().isoformat()


def _shown(value: Any) -> str:
    if isinstance(value, list):
        value = ", ".join(value)
    return " ".join(str(value).split()) if value or value == 0 else "–"
