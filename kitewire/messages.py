"""What errors say, kept so that pages can say it in another language: a template and its values.

The English template itself is the key, as in gettext, so that what is raised can be read where it is raised and no
message needs a name. A plain text is a template without values: only messages with values have to be made here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_NUMBER = re.compile(r"(\d+)")


class Message(str):
    """`Message("there is no source {name!r}", name="a")` is the text "there is no source 'a'"; values may be messages.

    It is a text like any other to whoever prints, logs or sends it, also from one process to another.
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Message:
        """Raises `KeyError` where a value of the template is missing."""
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template, made.values = template, values
        return made


def packed(value: object) -> Any:
    """A text, a message with all that it is made of, or a number, as plain values for JSON."""
    if isinstance(value, Message):
        return {"template": value.template, "values": {name: packed(one) for name, one in value.values.items()}}
    return value


def unpacked(value: Any) -> Any:
    """What `packed` made into plain values."""
    if isinstance(value, dict):
        return Message(value["template"], **{name: unpacked(one) for name, one in value["values"].items()})
    return value


def message_of(error: BaseException) -> Message:
    """What `error` says."""
    said = error.args[0] if len(error.args) == 1 else None
    return as_message(said if isinstance(said, Message) else str(error))


def as_message(text: str) -> Message:
    """`text`, which is its own template where it is none with values already."""
    return text if isinstance(text, Message) else Message(text)


def numbered(text: str) -> Message:
    """`text` with the number in it as its value, where it has one (`3 links`, `http 403`)."""
    parts = _NUMBER.split(text)
    if isinstance(text, Message) or len(parts) != 3 or "{" in text or "}" in text:
        return as_message(text)
    return Message("{n}".join(parts[::2]), n=parts[1])
