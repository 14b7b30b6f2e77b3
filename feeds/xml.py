"""Writing XML piece by piece with lxml, every text cleaned on its way in."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from lxml import etree

from feeds.text import clean

_MARKUP = re.compile("([&<])")


class Part(Protocol):
    """An open document."""

    def element(
        self, tag: str, attrib: Mapping[str, str] | None = None, nsmap: Mapping[str | None, str] | None = None
    ) -> AbstractContextManager[Any]:
        """An element around what is written inside."""

    def write(self, *content: Any) -> None:
        """Text or nodes."""

    def write_declaration(self) -> None:
        """`<?xml …?>`."""

    def flush(self) -> None:
        """Everything written so far to the file."""


class Document:
    """An XML document in UTF-8 whose finished parts can be taken out while it is written."""

    def __init__(self) -> None:
        self._buffer = io.BytesIO()

    def open(self) -> AbstractContextManager[Part]:
        """The writer; the document is whole when it is closed."""
        opened: AbstractContextManager[Part] = etree.xmlfile(self._buffer, encoding="utf-8")
        return opened

    def take(self) -> bytes:
        """What was written since the last time; for open documents after `flush`."""
        data = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return data


def leaf(part: Part, tag: str, text: str = "", attrib: Mapping[str, str] | None = None) -> None:
    """An element with text only."""
    with part.element(tag, {name: clean(value) for name, value in (attrib or {}).items()}):
        if text:
            part.write(clean(text))
    part.write("\n")


def plain(part: Part, tag: str, text: str, attrib: Mapping[str, str] | None = None) -> None:
    """An element whose text is no HTML: `&` and `<` go out as `&#x26;` and `&#x3C;`, as the RSS Profile advises,
    by which readers and the validator know them from markup.
    """
    with part.element(tag, {name: clean(value) for name, value in (attrib or {}).items()}):
        for piece in _MARKUP.split(clean(text)):
            if piece:
                part.write(etree.Entity(f"#x{ord(piece):X}") if _MARKUP.match(piece) else piece)
    part.write("\n")
