"""When an article was last changed: structured data, metas, else a line over the text that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from extraction.body import Body
from extraction.dates import read_date
from extraction.frame import above_body
from extraction.habits import habits_of, limit_of
from extraction.letters import has_digit
from extraction.structured import article_objects, text_value
from extraction.view import PageView
from kitewire.article import PublicationDate

MODIFIED_METAS = tuple(
    (
        "article:modified_time og:article:modified_time og:updated_time datemodified lastmod last-modified "
        "dcterms.modified "
        "dc.date.modified revised"
    ).split()
)
# Before the day of the last change, with nothing but signs between.
_LABEL = re.compile(
    r"(?:\b(?:(?:last )?(?:updated|modified|edited)(?: on| at)?|(?:aktualisiert|geändert|bearbeitet)(?: am)?"
    r"|mis à jour(?: le)?|actualizad[oa](?: el)?|aggiornat[oa](?: il)?|atualizad[oa](?: em)?|обновлен[оа]|изменен[оа])"
    r"|(?:最?[后後終终])?(?:更新|修改)(?:[时時][间間]|日[时時期]?|于|於)?|수정|업데이트)[\s:：|]{0,4}(?=\S)",
    re.IGNORECASE,
)
_LINE, _WITHIN = 250, 60
_WORDS_BEFORE = 6
"""Characters between label and date: a weekday, or a quote."""


def find_modified(view: PageView, body: Body, title: str, published: PublicationDate | None) -> datetime | None:
    """When the article was last changed; what a line over the text says counts only if that is after `published`."""
    habits, metas = habits_of(view), view.metas
    told = [text_value(item.get("dateModified")) for item in article_objects(view)]
    told += [metas[name][0] for name in MODIFIED_METAS if name in metas]
    reading = next((r for text in told if text and (r := read_date(text, habits))), None)
    if reading:
        return reading.when if reading.when <= limit_of(view) else None
    if published is None or published.when is None:
        return None
    after = (when for when in _printed(view, body, title, published.when) if published.when < when <= limit_of(view))
    return next(after, None)


def _printed(view: PageView, body: Body, title: str, published: datetime) -> Iterator[datetime]:
    """The days that lines from the headline to the text call those of a change, in the zone of `published`."""
    habits = habits_of(view)._replace(zone=published.tzinfo or UTC)
    for block in above_body(view, body, title):
        if len(block.text) > _LINE or not has_digit(block.text):
            continue
        for label in _LABEL.finditer(block.spaced):
            reading = read_date(block.spaced[label.end() : label.end() + _WITHIN], habits)
            if reading and reading.start <= _WORDS_BEFORE:
                yield reading.when
