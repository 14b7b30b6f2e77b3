"""What the page of a study shows, and the source that its last form makes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from feeds.desk.forms import Form
from kitewire.article import ArticlePage
from kitewire.desk import Choice, Sample, Study, with_rules
from kitewire.errors import SourceFileError, UsageError
from kitewire.explanation import Explanation, Fate, Run, runs_of
from kitewire.messages import Message, message_of
from kitewire.probe import lacks
from kitewire.source import Field, Source
from kitewire.source_files import source_from_dict, source_to_dict

FIELDS = (
    Field.TITLE, Field.PUBLISHED, Field.BODY, Field.RELATED, Field.AUTHOR, Field.EDITOR, Field.ORIGIN, Field.SECTION,
    Field.STRIP,
)  # fmt: skip
"""What can be pointed at, in the order of the page."""
LONGEST_BODY = 700
"""Characters of a text that are shown."""
_FORM = "source"
"""The place of its fields in messages."""
_TESTED = 40
"""Characters of a text that the saved template is tested by."""


@dataclass(frozen=True, slots=True)
class Line:
    """A field of a sample as it was and as it is."""

    name: str
    before: str
    after: str
    note: str = ""
    """How it was found."""

    @property
    def changed(self) -> bool:
        """Whether the rules have changed it."""
        return self.before != self.after


def study_values(study: Study, page: int, field: Field) -> dict[str, object]:
    """The values of the template."""
    page = min(page, max(0, len(study.samples) - 1))
    sample = study.samples[page] if study.samples else None
    after = [one.seen.page for one in study.samples]
    choice = study.choice if study.choice and study.choice.page == page else None
    return {
        "study": study, "page": page, "field": field, "fields": FIELDS, "sample": sample,
        "lines": lines_of(sample) if sample else [], "runs": drawn(sample, choice) if sample else [],
        "changes": changes(study.samples), "lacks": lacks(after), "nothing": not any(p.title and p.body for p in after),
        "choice": choice, "fate": Fate,
        "found": [start for start in study.starts if not start.problem], "longest": LONGEST_BODY,
    }  # fmt: skip


def drawn(sample: Sample, choice: Choice | None) -> list[tuple[Run, bool]]:
    """The blocks of the page, and whether a folded run of them is to be open: what was pointed at is seen."""
    pointed = choice.element if choice else -1
    return [
        (run, any(step.element == pointed for block in run.blocks for step in block.steps[-1:]))
        for run in runs_of(sample.seen.blocks)
    ]


def lines_of(sample: Sample) -> list[Line]:
    """Every field, the main ones also where they are empty."""
    before, after = texts(sample.before), texts(sample.seen.page)
    notes = found_by(sample.seen)
    main = ("title", "published", "body", "related")
    return [
        Line(name, before[name], after[name], notes.get(name, ""))
        for name in after
        if name in main or before[name] or after[name]
    ]


def texts(page: ArticlePage) -> dict[str, str]:
    """The fields of an article as texts, by the names of a template's fields."""
    people = page.bylines
    when = page.published.when if page.published else None
    day_only = page.published is not None and page.published.precision == "day"
    return {
        "title": page.title,
        "published": "" if when is None else f"{when:%Y-%m-%d}" if day_only else f"{when:%Y-%m-%d %H:%M %z}",
        "author": ", ".join(dict.fromkeys((*people.authors, *people.reporters, *people.correspondents))),
        "editor": ", ".join(people.editors),
        "origin": page.origin or "",
        "section": page.section or "",
        "body": page.body,
        "related": "\n".join(entry.title for entry in page.related),
        "next_page": page.next_page or "",
    }


def found_by(seen: Explanation) -> dict[str, str]:
    """Field → what gave it."""
    names = {"authors": "author", "editors": "editor"}
    return {names.get(note.name, note.name): note.found_by for note in seen.fields if note.found_by}


def changes(samples: Sequence[Sample]) -> list[tuple[str, int]]:
    """(Field, on how many samples the rules have changed it) for those that they have."""
    pairs = [(texts(one.before), texts(one.seen.page)) for one in samples]
    names = dict.fromkeys(name for before, _ in pairs for name in before)
    counted = [(name, sum(before[name] != after[name] for before, after in pairs)) for name in names]
    return [(name, n) for name, n in counted if n]


def as_saved(study: Study, form: Form) -> Source:
    """The source as the last form wants it. Raises `UsageError` that names the field."""
    data = source_to_dict(with_rules(study.source, study.rules, tested(study)))
    for key in ("title", "region", "lang") if study.stored else ("name", "title", "region", "lang"):
        data[key] = form.text(key)
    if not study.stored:
        kept = set(form.texts("start"))
        data["start"] = [one for one in data.get("start", []) if one["url"] in kept]
        if not data["start"]:
            raise UsageError("choose at least one place where articles come from")
        if delay := form.text("delay"):
            data["limits"] = {**data.get("limits", {}), "delay": _seconds(delay)}
    try:
        made = source_from_dict(data, _FORM)
    except SourceFileError as error:
        raise UsageError(_without_file(message_of(error))) from error
    pages = [one.seen.page for one in study.samples]
    return replace(made, verified=bool(pages) and not lacks(pages))


def tested(study: Study) -> tuple[str, str] | None:
    """Address and first words of a sample with a text: by them `source test` sees whether the rules still hold."""
    for one in study.samples:
        first = one.seen.page.body.partition("\n")[0].strip()
        if first:
            return one.seen.page.url, first[:_TESTED].strip()
    return None


def _without_file(told: Message) -> Message:
    """What is wrong with a source, for somebody who filled in a form and knows of no file."""
    place = str(told.values["place"]).removeprefix(f"{_FORM}: ")
    return Message(told.template, **{**told.values, "place": place})


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UsageError(Message("delay: {text!r} is not a number of seconds", text=text[:20])) from None
