"""The words of the pages in each language: plain data in `feeds/pages/words/LANGUAGE/*.toml`, and what errors say in
`feeds/pages/messages/LANGUAGE.toml`, by what they say in English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import Markup, escape
from starlette.requests import Request

from feeds.text import line
from kitewire.messages import Message, as_message

LANGUAGES = {"en": "English", "zh": "中文"}
"""Code → its own name. Files of both have the same keys; a test holds them together."""
HTML_LANG = {"en": "en", "zh": "zh-Hans"}
"""What the pages say of their language (BCP 47)."""
CHOSEN = "lang_ui"
"""The parameter and the cookie that choose a language."""
_PLURALS = {"one", "other"}

Leaf = str | list[str] | Mapping[str, str]
"""A text, a list (months, weekdays), or the forms of a plural."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. Keys are written `group.name`."""

    code: str
    leaves: Mapping[str, Leaf]
    messages: Mapping[str, str]
    """English template of a message → the template in this language; empty for English."""

    def say(self, key: str, /, **values: object) -> Markup:
        """The text of `key` with `{name}` replaced by values, which are escaped. Raises `KeyError`."""
        text = self.leaves[key]
        assert isinstance(text, str), f"{key} is no text"
        return Markup(text).format(**values) if values else Markup(text)

    def count(self, key: str, number: int, /, **values: object) -> Markup:
        """The text of `key` in the form for `number`, in which `{n}` stands for it, grouped in thousands."""
        forms = self.leaves[key]
        assert isinstance(forms, Mapping), f"{key} has no forms"
        text = forms["one"] if number == 1 and "one" in forms else forms["other"]
        return Markup(text).format(n=f"{number:,}", **values)

    def list(self, key: str) -> list[str]:
        """The list of `key`."""
        found = self.leaves[key]
        assert isinstance(found, list), f"{key} is no list"
        return found

    def tell(self, message: str) -> Markup:
        """What an error says, in one line: in this language; what is not known in it, in English and marked as such."""
        told = as_message(message)
        template = self.messages.get(told.template)
        if self.code == "en":
            return escape(line(message))
        if template is None:
            return Markup('<span lang="en">{}</span>').format(line(message))
        values = {name: self._value(one) for name, one in told.values.items()}
        return Markup(template).format(**values) if values else Markup(template)

    def _value(self, value: object) -> object:
        if isinstance(value, Message):
            return self.tell(value)
        return line(value) if isinstance(value, str) else value

    def knows(self, key: str) -> bool:
        """Whether there are words for `key`: for values that come from elsewhere, such as a kind of finding."""
        return key in self.leaves


@cache
def read_words(code: str) -> Words:
    """The words of a language, out of all its files."""
    leaves: dict[str, Leaf] = {}
    for file in sorted(files("feeds").joinpath("pages", "words", code).iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            _flatten(tomllib.loads(file.read_text(encoding="utf-8")), "", leaves)
    return Words(code, leaves, _read_messages(code))


def _read_messages(code: str) -> Mapping[str, str]:
    file = files("feeds").joinpath("pages", "messages", f"{code}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _flatten(table: Mapping[str, object], prefix: str, leaves: dict[str, Leaf]) -> None:
    for name, value in table.items():
        if isinstance(value, dict) and not (value and set(value) <= _PLURALS):
            _flatten(value, f"{prefix}{name}.", leaves)
        else:
            assert isinstance(value, str | list | dict)
            assert prefix + name not in leaves, f"{prefix}{name} is given twice"
            leaves[prefix + name] = value


def choose_language(request: Request) -> str:
    """Of `LANGUAGES` the one asked for by parameter, by cookie, else by `Accept-Language`; else English."""
    for asked in (request.query_params.get(CHOSEN), request.cookies.get(CHOSEN)):
        if asked in LANGUAGES:
            return asked
    return _accepted(request.headers.get("accept-language", ""))


def _accepted(header: str) -> str:
    """RFC 9110, section 12.5.4, as far as two languages need it."""
    best, weight = "en", 0.0
    for part in header.lower().split(","):
        tag, _, parameters = part.strip().partition(";")
        try:
            given = float(parameters.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        code = tag.strip().partition("-")[0]
        if code in LANGUAGES and given > weight:
            best, weight = code, given
    return best
