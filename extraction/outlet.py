"""What the page's own outlet is called."""

from __future__ import annotations

import re

from extraction.structured import article_objects, resolved, squeezed, text_value, types_of
from extraction.view import PageView
from kitewire.urls import host_of

# A name with its legal form is the company's that runs the site.
LEGAL = re.compile(r"\W(?:inc|ltd|llc|corp|gmbh|co\. kg|ag|s\.a)\b\.?$|(?:有限公司|株式会社)$", re.IGNORECASE)
_COMPANY = re.compile(
    rf"{LEGAL.pattern}|\W+(?:company|online|redaktion|staff|editorial team)$|の?編集部$", re.IGNORECASE
)
# What they end with, but for dots, in small letters.
_COMPANY_ENDS = (
    *("inc", "ltd", "llc", "corp", "gmbh", "co. kg", "ag", "s.a", "有限公司", "株式会社"),
    *("company", "online", "redaktion", "staff", "editorial team", "編集部"),
)
_ORGANIZATIONS = frozenset(("website", "organization", "newsmediaorganization"))


def outlet_names(view: PageView) -> frozenset[str]:
    """The squeezed names of the page's outlet: by metas, structured data and address."""
    known: frozenset[str] | None = view.memo.get("outlet")
    if known is None:
        known = view.memo["outlet"] = _outlet_names(view)
    return known


def _outlet_names(view: PageView) -> frozenset[str]:
    host = host_of(view.url).removeprefix("www.")
    named = [view.meta("og:site_name"), view.meta("application-name"), host, *host.split(".")[:-1]]
    named += [text_value(resolved(view, item.get("publisher"))) for item in article_objects(view)]
    named += [text_value(i) for i in view.json_ld if types_of(i) & _ORGANIZATIONS]
    return frozenset(squeezed(_without_form(name)) for name in named if name) - {""}


def is_outlet(name: str, names: frozenset[str]) -> bool:
    """Whether `name`, with or without its legal form or `Redaktion`, is one of `names`."""
    if squeezed(name) in names:
        return True
    bare = _without_form(name)
    return bare != name and squeezed(bare) in names


def _without_form(name: str) -> str:
    return _COMPANY.sub("", name) if name.rstrip(".\n").lower().endswith(_COMPANY_ENDS) else name
