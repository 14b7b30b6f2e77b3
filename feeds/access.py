"""Who may read and who may write: decided from a request's own data, without looking at the archive.

Reading is open on loopback and closed elsewhere, unless `KITEWIRE_OPEN_READ` says otherwise; writing always takes the
token. It is given as `Authorization: Bearer`, as the password of Basic (for feed readers), or by logging in (a signed
cookie). What each rule is for stands in docs/api.md.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping, MutableMapping
from enum import IntEnum
from functools import lru_cache
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlsplit

from itsdangerous import BadSignature, TimestampSigner
from starlette.exceptions import HTTPException
from starlette.requests import Request

from kitewire.settings import Settings

Scope = MutableMapping[str, Any]
"""Of an HTTP request, as ASGI 3 describes it."""
Headers = Mapping[bytes, bytes]
"""Names in lower case."""
COOKIE = "kitewire_session"
SESSION_SECONDS = 30 * 86_400
"""How long a login lasts."""
FORWARDED = frozenset(
    {b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip", b"via"}
)
"""Headers that only a proxy sends: whoever stands behind it is not on this machine as far as we can tell."""
_NOT_FROM_ELSEWHERE = (b"same-origin", b"none")


class Level(IntEnum):
    """What a request may do; each holds the ones below it."""

    NOTHING = 0
    READ = 1
    WRITE = 2


class Access:
    """The rules of one service. Safe to share between threads; cheap enough to be asked on every request."""

    def __init__(self, settings: Settings) -> None:
        self.made_token = not settings.token
        """Whether the token is one of this process alone, which somebody must be told."""
        self.token = settings.token or secrets.token_urlsafe(24)
        self.open_to_all = settings.open_read == "all"
        """Nothing is asked of readers at all: shared caches may keep answers too."""
        base = urlsplit(settings.base_url)
        self.prefix = base.path.rstrip("/")
        """Path below which a proxy serves us; before every address that we send a browser to."""
        self.secure = base.scheme == "https"
        self._own_origin = f"{base.scheme}://{base.netloc}".lower().encode() if base.netloc else b""
        # With a public address requests come by a proxy, most likely one on this machine that need not say so.
        published = base.hostname is not None and not names_loopback(base.hostname)
        self._trusts_loopback = settings.open_read == "loopback" and not published
        self._own_names = frozenset({settings.listen_addr.lower()})
        self._levels = [(sha256(self.token.encode()).digest(), Level.WRITE)]
        if settings.read_token:
            self._levels.append((sha256(settings.read_token.encode()).digest(), Level.READ))
        # Made of the token: another token ends every session.
        self._signer = TimestampSigner(self.token, salt="kitewire.session", digest_method=sha256)
        self._tickets: set[str] = set()

    def may_read(self, scope: Scope) -> bool:
        """Whether the request may read."""
        if self.open_to_all:
            return True
        headers = dict(scope["headers"])
        return self._is_local(scope, headers) or self.level(headers) >= Level.READ

    def level(self, headers: Headers) -> Level:
        """What the token or the session in `headers` allows."""
        given = headers.get(b"authorization")
        if given is not None and (level := self._level_of_authorization(given)):
            return level
        cookie = headers.get(b"cookie")
        return self._level_of_session(cookie) if cookie is not None else Level.NOTHING

    def level_of_token(self, token: str) -> Level:
        """What `token` allows, in a time that tells nothing of the right one."""
        digest = sha256(token.encode("utf-8", "surrogatepass")).digest()
        found = [level for known, level in self._levels if hmac.compare_digest(known, digest)]
        return max(found, default=Level.NOTHING)

    def session(self, level: Level) -> str:
        """The value of a session cookie."""
        return self._signer.sign(level.name).decode()

    def ticket(self) -> str:
        """A word that logs in for writing once, as the link that `kitewire serve` prints holds it."""
        made = secrets.token_urlsafe(24)
        self._tickets.add(made)
        return made

    def take_ticket(self, word: str) -> bool:
        """Whether `word` is a ticket that nobody has used; it is used up by this."""
        digest = sha256(word.encode("utf-8", "surrogatepass")).digest()
        for known in tuple(self._tickets):
            if hmac.compare_digest(sha256(known.encode()).digest(), digest):
                try:
                    self._tickets.remove(known)
                except KeyError:  # another thread was first
                    return False
                return True
        return False

    def comes_from_us(self, headers: Headers) -> bool:
        """Whether a request that changes something was not sent by a page of another site (cross-site request forgery).

        The rule of Go's `net/http.CrossOriginProtection`: `Sec-Fetch-Site` where a browser sends it, else `Origin`
        against `Host`; without either it is no browser.
        """
        site = headers.get(b"sec-fetch-site")
        if site is not None:
            return site in _NOT_FROM_ELSEWHERE
        origin = headers.get(b"origin")
        if origin is None or origin.lower() == self._own_origin:
            return True
        return origin.partition(b"://")[2].lower() == headers.get(b"host", b"\0").lower()

    def _is_local(self, scope: Scope, headers: Headers) -> bool:
        """Whether it was asked on this machine, by a page or program that means us and not another name for our address
        (DNS rebinding)."""
        client = scope.get("client")
        if not self._trusts_loopback or not client or not _is_loopback_address(client[0]):
            return False
        if not FORWARDED.isdisjoint(headers):
            return False
        host = host_name(headers.get(b"host", b""))
        return names_loopback(host) or host in self._own_names

    def _level_of_authorization(self, given: bytes) -> Level:
        scheme, _, rest = given.decode("latin-1").partition(" ")
        if scheme.lower() == "bearer":
            return self.level_of_token(rest.strip())
        if scheme.lower() == "basic":
            try:
                pair = base64.b64decode(rest.strip(), validate=True).decode()
            except (binascii.Error, ValueError):
                return Level.NOTHING
            return self.level_of_token(pair.partition(":")[2])
        return Level.NOTHING

    def _level_of_session(self, cookie: bytes) -> Level:
        if COOKIE.encode() not in cookie:
            return Level.NOTHING
        try:
            morsel = SimpleCookie(cookie.decode("latin-1")).get(COOKIE)
            signed = self._signer.unsign(morsel.value, max_age=SESSION_SECONDS) if morsel else b""
            return Level[bytes(signed).decode()]
        except (BadSignature, CookieError, KeyError, UnicodeDecodeError):
            return Level.NOTHING


def writer(request: Request) -> None:
    """A dependency of every action that changes something. Raises 401 without a token, 403 with one that only reads."""
    access: Access = request.app.state.access
    level = access.level(dict(request.scope["headers"]))
    if level is Level.NOTHING:
        raise HTTPException(401, TOKEN_NEEDED, challenge(request.scope, access))
    if level < Level.WRITE:
        raise HTTPException(403, "this token may only read: changing something takes KITEWIRE_TOKEN")


TOKEN_NEEDED = (
    "this takes the token (KITEWIRE_TOKEN, or the one that `kitewire serve` printed): "
    "log in at /login, or send it as `Authorization: Bearer …` or as the password of Basic"
)


def challenge(scope: Scope, access: Access) -> dict[str, str]:
    """Headers of a 401: how to authenticate (RFC 9110, section 11.6.1); a page that asked by htmx goes to the login."""
    headers = dict(scope["headers"])
    if b"hx-request" in headers:
        seen = urlsplit(headers.get(b"hx-current-url", b"").decode("latin-1"))
        return {"HX-Redirect": login_address(access, seen.path.removeprefix(access.prefix), seen.query)}
    return {"WWW-Authenticate": 'Basic realm="Kitewire", charset="UTF-8", Bearer realm="Kitewire"'}


def login_address(access: Access, path: str, query: str = "") -> str:
    """The login page that leads back to `path`."""
    back = same_site_path(path + (f"?{query}" if query else ""))
    return f"{access.prefix}/login" + (f"?next={quote(back, safe='/')}" if back != "/" else "")


def same_site_path(text: str) -> str:
    """`text` where it is a path of this service and can be no other address, else `/`."""
    plain = text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if plain and text.isprintable() and "\\" not in text and " " not in text else "/"


def host_name(host: bytes) -> str:
    """The host of a `Host` header, in lower case, without port, brackets and a final dot; empty: there is none."""
    text = host.decode("latin-1").lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0].removesuffix(".")


@lru_cache(maxsize=1024)
def names_loopback(host: str) -> bool:
    """Whether a name in an address can only mean this machine (RFC 6761, section 6.3, and loopback addresses)."""
    return host == "localhost" or host.endswith(".localhost") or _is_loopback_address(host)


@lru_cache(maxsize=1024)
def _is_loopback_address(text: str) -> bool:
    try:
        found = ip_address(text)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback
