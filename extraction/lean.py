"""A page's source without what no finder reads in its tree: attributes for scripts, drawings and other sizes of
pictures, styles that hide nothing, style sheets, drawings, the texts of scripts, and of `<head>` scripts and links to
other files. A third of a parse goes into these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree

from extraction.native import part_in_c

_native, _texts = part_in_c("_lean"), part_in_c("_texts")
# From this libxml2 on tags are cut up as HTML5 has it; before, each parser has ways of its own.
_CUTS_ALIKE = etree.LIBXML_VERSION >= (2, 14)

UNREAD = tuple(
    (
        "align allow* aria-* async autocomplete bgcolor border cellpadding cellspacing clip-* colspan crossorigin d "
        "data-* defer dtr-* fetchpriority fill* focusable frameborder height hspace loading maxlength media onblur "
        "onchange onclick onerror onfocus onload onmouse* onsubmit placeholder preserveaspectratio rowspan scrolling "
        "sizes srcset stroke* tabindex target transform v-* valign viewbox vspace width x xlink:href xmlns* y"
    ).split()
)
"""Names of attributes that are left out, with a `*` where others begin so."""
READ = ("aria-controls", "aria-label", "data-bs-target", "data-original", "data-src", "data-target")
"""Those of them that are read."""


@dataclass(frozen=True, slots=True)
class Scripts:
    """The texts of scripts that were left out of a page's source."""

    data: bytes = b""
    """The source, in UTF-8."""
    spans: Sequence[int] = ()
    """Where each begins in it and ends, one behind the other."""

    def holding(self, sign: str) -> list[str]:
        """Those that hold a sign, with line ends as the parser has them."""
        data, wanted, holds = self.data, sign.encode(), _texts.holds
        found = [data[a:b] for a, b in zip(self.spans[::2], self.spans[1::2], strict=True) if holds(data, wanted, a, b)]
        return [text.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n") for text in found]


def lean(data: bytes) -> tuple[bytes, Scripts]:
    """The source of a page in UTF-8 without all that, where it is known to change nothing else."""
    if _native is None or _texts is None or not _CUTS_ALIKE or not data:
        return data, Scripts()
    made, spans = _lean().of(data)
    return made, Scripts(data, spans)


@cache
def _lean() -> Any:
    return _native.Lean(UNREAD, READ)
