"""Rendering a page: language, theme, security headers, and what every template may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from feeds.access import Access, Level
from feeds.conditional import Rendered, answer
from feeds.entry import address
from feeds.site.static import Static
from feeds.site.times import ago, clock, lasting, local_day, long_day, moment, short_day, time_tag
from feeds.site.words import CHOSEN, HTML_LANG, LANGUAGES, choose_language, read_words
from feeds.text import clean, line, paragraphs, percent, shorten
from kitewire.article import Precision
from kitewire.settings import Settings

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy: our own script and style files and nothing else; pictures of others are not loaded, so that
reading an article here tells nobody."""
SECURITY = {
    "Content-Security-Policy": PAGE_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
THEMES = ("light", "dark")
THEME = "theme"
"""The parameter and the cookie that choose a theme; without either, the one of the system."""
_YEAR = 365 * 24 * 3600


class Pages:
    """Renders the templates of `feeds/pages`; they are read once. Safe to use from several threads."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.static = Static()
        self._settings = settings
        self._now = now
        self._environment = Environment(
            loader=PackageLoader("feeds", "pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "line": line, "clean": clean, "shorten": shorten, "paragraphs": paragraphs, "share": percent,
            "web": address, "lang": language_of,
        }  # fmt: skip

    def warm(self) -> None:
        """Compile every template and read every language, so that nobody's first page waits for it. Takes 0.7 s."""
        for name in self._environment.list_templates(extensions=["html"]):
            self._environment.get_template(name)
        for code in LANGUAGES:
            read_words(code)

    def render(self, template: str, request: Request, status: int = 200, **values: object) -> Response:
        """A page as an answer to `request`: 304 where the client has it, compressed where it can read that.

        Templates extend `base.html` and may use, besides `values`, what `_frame` gives. A language or theme that the
        address chooses is kept in a cookie.
        """
        frame = self._frame(request)
        html = self._environment.get_template(template).render(frame | {"status": status} | values)
        rendered = Rendered(html.encode("utf-8", "replace"), "text/html; charset=utf-8")
        response = answer(request, rendered) if status == 200 else _refusal(request, rendered, status)
        response.headers.update(SECURITY)
        # Never shared: it holds what a person has chosen, and read access may be closed.
        response.headers["Cache-Control"] = "private, no-cache" if status == 200 else "no-store"
        response.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
        self._keep_choices(request, response)
        return response

    def fragment(self, template: str, request: Request, **values: object) -> str:
        """The HTML of a template in the language of `request`: a whole page, or a part that is sent to one."""
        return self._environment.get_template(template).render(self._frame(request) | values)

    def prefix(self, request: Request) -> str:
        """The path that stands before all of ours, behind a proxy that serves us below its root; else empty."""
        return str(request.scope.get("root_path") or urlsplit(self._settings.base_url).path).rstrip("/")

    def _frame(self, request: Request) -> dict[str, object]:
        """What every template may use.

        `t(key, **values)` and `tn(key, n, **values)`: words; `tell(message)`: what an error says; `url(path, **query)`,
        `here(**changes)` (this address with other parameters; None takes one out), `back` (this address without the
        prefix, for `next` of a form),
        `static(name)`; `may_write`; `ui` (`en`, `zh`), `theme` (`light`, `dark`, or empty); `language_name(code)`;
        `number(n)`; times as elements: `ago(when)`, `at(when, precision)`, `on(when)`, `clock(when)`; as text:
        `day(date)`, `long_day(date)`, `local_day(when)`, `lasting(timedelta)`; `now`; `nav`, which a page sets to mark
        its place.
        """
        words, zone, now = read_words(choose_language(request)), self._settings.zone, self._now()

        def tag(shown: str, when: datetime, precision: Precision | None = None) -> Markup:
            return time_tag(shown, when, precision, zone, words)

        def language_name(code: str) -> str:
            return str(words.say(f"language.{code}")) if words.knows(f"language.{code}") else code

        return self._addresses(request) | {
            "t": words.say, "tn": words.count, "tell": words.tell, "words": words, "language_name": language_name,
            "ui": words.code, "html_lang": HTML_LANG[words.code],
            "languages": LANGUAGES, "theme": theme_of(request), "now": now, "number": "{:,}".format, "nav": "",
            "ago": lambda when: tag(ago(when, now, words), when),
            "at": lambda when, precision=None: tag(moment(when, precision, zone, words), when, precision),
            "on": lambda when: tag(short_day(local_day(when, zone), words), when),
            "clock": lambda when: tag(clock(when, zone), when),
            "lasting": lambda span: lasting(span, words),
            "day": lambda day: short_day(day, words), "long_day": lambda day: long_day(day, words),
            "local_day": lambda when: local_day(when, zone), "zone": zone.key,
        }  # fmt: skip

    def _addresses(self, request: Request) -> dict[str, object]:
        prefix = self.prefix(request)
        asked = [(name, value) for name, value in request.query_params.multi_items() if name not in (CHOSEN, THEME)]
        path = request.url.path.removeprefix(prefix) or "/"

        def url(path: str, query: Mapping[str, object] | None = None, **more: object) -> str:
            return prefix + with_query(path, [*(query or {}).items(), *more.items()])

        def here(**changes: object) -> str:
            return prefix + with_query(path, [*(one for one in asked if one[0] not in changes), *changes.items()])

        return {
            "url": url, "here": here, "path": path, "asked": dict(asked), "back": with_query(path, [*asked]),
            "may_write": may_write(request),
            "static": lambda name: prefix + self.static.path(name),
        }  # fmt: skip

    def _keep_choices(self, request: Request, response: Response) -> None:
        for name, allowed in ((CHOSEN, tuple(LANGUAGES)), (THEME, THEMES)):
            if (chosen := request.query_params.get(name)) in allowed and chosen is not None:
                path = self.prefix(request) or "/"
                response.set_cookie(name, chosen, max_age=_YEAR, path=path, samesite="lax")


def with_query(path: str, query: list[tuple[str, object]]) -> str:
    """An address with those parameters that say something."""
    said = urlencode([(name, str(value)) for name, value in query if value not in (None, "")])
    return f"{path}?{said}" if said else path


def may_write(request: Request) -> bool:
    """Whether the reader is logged in for changes."""
    access: Access | None = getattr(request.app.state, "access", None) if "app" in request.scope else None
    return access is not None and access.level(dict(request.scope["headers"])) >= Level.WRITE


def theme_of(request: Request) -> str:
    """`light`, `dark`, or empty for that of the system."""
    for asked in (request.query_params.get(THEME), request.cookies.get(THEME)):
        if asked in THEMES:
            return asked
    return ""


def language_of(lang: str | None) -> str:
    """What an element says of its text's language: the article's, else that it is not known (BCP 47 `und`)."""
    tag = (lang or "").strip()
    return tag if tag.replace("-", "").isalnum() and tag.isascii() and len(tag) < 36 else "und"


def _refusal(request: Request, rendered: Rendered, status: int) -> Response:
    body = b"" if request.method == "HEAD" else rendered.body
    return Response(body, status, {"Content-Type": rendered.media_type, "Content-Length": str(len(rendered.body))})
