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
    return frozenset(squeezed(_COMPANY.sub("", name)) for name in named if name) - {""}


def is_outlet(name: str, names: frozenset[str]) -> bool:
    """Whether `name`, with or without its legal form or `Redaktion`, is one of `names`."""
    return squeezed(name) in names or squeezed(_COMPANY.sub("", name)) in names
