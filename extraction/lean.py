"""A page's source without what no finder reads: attributes for scripts, drawings and other sizes of pictures, styles
that hide nothing, and of `<head>` the style sheets, scripts of other files and links to such. A fourth of a parse goes
into these.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from lxml import etree

from extraction.native import part_in_c

_native = part_in_c("_lean")
# From this libxml2 on tags are cut up as HTML5 has it; before, each parser has ways of its own.
_CUTS_ALIKE = etree.LIBXML_VERSION >= (2, 14)

UNREAD = (
    *("align", "aria-*", "autocomplete", "bgcolor", "border", "cellpadding", "cellspacing", "clip-rule", "colspan"),
    *(
        "crossorigin",
        "d",
        "data-*",
        "fill*",
        "frameborder",
        "height",
        "hspace",
        "loading",
        "maxlength",
        "media",
        "onclick",
    ),
    *("onerror", "onload", "placeholder", "rowspan", "sizes", "srcset", "stroke*", "tabindex", "target"),
    *("transform", "valign", "viewbox", "vspace", "width", "x", "xlink:href", "xmlns*", "y"),
)
"""Names of attributes that are left out, with a `*` where others begin so."""
READ = ("aria-controls", "aria-label", "data-bs-target", "data-original", "data-src", "data-target")
"""Those of them that are read."""


def lean(data: bytes) -> bytes:
    """The source of a page in UTF-8 without all that, where it is known to change nothing else."""
    if _native is None or not _CUTS_ALIKE or not data:
        return data
    made: bytes = _lean().of(data)
    return made


@cache
def _lean() -> Any:
    return _native.Lean(UNREAD, READ)
