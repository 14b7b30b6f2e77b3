"""Addresses that need not be taken apart: most links of a page are plain ones, and taking apart is dear."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from extraction.native import part_in_c
from kitewire.urls import canonicalize, is_http, join

_texts = part_in_c("_texts")
# A path that joining to the page's address would not change.
_PLAIN_PATH = re.compile(r"/[\w~%,+./-]*(?:\?[\w~%,+.=&/-]+)?", re.ASCII)
_PLAIN_ADDRESS = re.compile(rf"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:{_PLAIN_PATH.pattern})?", re.ASCII)
_STEPS = ("//", "/.")
# A path from the page's folder or from one around it: only its first steps are dots.
_SEGMENT = r"[\w~%,+-][\w~%,+.-]*"
_RELATIVE = re.compile(rf"((?:\.\.?/)*)((?:{_SEGMENT}/)*(?:{_SEGMENT})?(?:\?[\w~%,+.=&/-]+)?)", re.ASCII)
# Others that joining would hardly change: of letters of all scripts, without a scheme, with a fragment.
_LOOSE = re.compile(
    r"(https?:)?(//[a-z0-9-]+(?:\.[a-z0-9-]+)+)?(/(?!/)[\w~%,+./:@$()!*-]*(?:\?[\w~%,+.=&/:@$()!*?-]+)?)?(?:#[!-~]*)?"
)
_NO_PAGES = ("javascript:", "mailto:", "tel:")
_ODD_IN_BASE = ("//", "/.", ";")
# One that `canonicalize` would not change.
_TIDY = re.compile(r"https?://[a-z0-9.-]+(?<!\.)/[A-Za-z0-9_~/-]+(?:\.[A-Za-z0-9_~/-]+)*")


class Addresses:
    """The absolute addresses of a page's links, each worked out once."""

    def __init__(self, base: str) -> None:
        """`base` is what the page's relative links stand on."""
        self._base, self._http = base, is_http(base)
        parts = urlsplit(base) if self._http else None
        self._scheme = f"{parts.scheme}:" if parts else ""
        self._origin = f"{self._scheme}//{parts.netloc}" if parts else ""
        self._folders = _folders_of(self._origin, parts.path) if parts else []
        self._known: dict[str, str | None] = {}

    def of(self, link: str) -> str | None:
        """The absolute http(s) address of a link, None for any other link."""
        if link not in self._known:
            self._known[link] = self._plainly(link) or self._joined(link)
        return self._known[link]

    def _plainly(self, link: str) -> str | None:
        """The address of a link that joining to the page's would not change but for scheme and host."""
        if not self._http:
            return None
        if _is_plain(link) if _texts is None else _texts.is_plain(link):
            return f"{self._origin}{link}" if link[0] == "/" else link
        return self._loosely(link) or self._beside(link)

    def _loosely(self, link: str) -> str | None:
        found = _LOOSE.fullmatch(link)
        scheme, host, path = found.groups() if found else (None, None, None)
        if host:
            return f"{scheme or self._scheme}{host}{path or ''}"
        if scheme or not path or any(step in path for step in _STEPS):
            return None
        return f"{self._origin}{path}"

    def _beside(self, link: str) -> str | None:
        """The address of a link that is a path from the page's folder; None for any other."""
        steps = _RELATIVE.fullmatch(link) if self._folders else None
        if steps is None or link[:1] in ("", "?"):
            return None
        ups = steps[1].count("../")
        return f"{self._folders[ups]}{steps[2]}" if ups < len(self._folders) else None

    def _joined(self, link: str) -> str | None:
        if not link.strip() or (self._http and link.startswith(_NO_PAGES)):
            return None
        return join(self._base, link) if self._http else (link.strip() if is_http(link.strip()) else None)


def _folders_of(origin: str, path: str) -> list[str]:
    """The addresses of the folder of a page and of those around it, innermost first; none where its path is odd."""
    if path[:1] != "/" or any(odd in path for odd in _ODD_IN_BASE):
        return []
    names = path.split("/")[:-1]
    return [f"{origin}{'/'.join(names[:n])}/" for n in range(len(names), 0, -1)]


def _is_plain(link: str) -> bool:
    if link[:1] != "/":
        return _PLAIN_ADDRESS.fullmatch(link) is not None
    return _PLAIN_PATH.fullmatch(link) is not None and not any(step in link for step in _STEPS)


def tidy(url: str) -> str:
    """`canonicalize`, without taking the plain addresses apart."""
    return url if _TIDY.fullmatch(url) else canonicalize(url)
