"""URLs: checking, cleaning, and the key under which two spellings of one address are the same."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

from kitewire.errors import BadUrlError

# Parameters that campaigns and share buttons add; none of them chooses an article.
_TRACKING = re.compile(
    r"utm_\w+|at_(?:medium|campaign|link_\w+)|fbclid|gclid|msclkid|dclid|yclid|igshid|mc_[ce]id|spm|scm|cmpid|icid|ocid|xtor"
    r"|share_(?:token|source|medium|from|id)|_ga|wt_mc|wt_zmc",
    re.IGNORECASE,
)
# Sessions in the address, by the names that servers give them: none of these chooses an article.
_SESSION = re.compile(
    r"jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|oscsid|zenid|cftoken|sessid|session_?id",
    re.IGNORECASE,
)
# Names that also number stories and sections; a session's value is long, and letters and digits in one.
_PERHAPS_SESSION = re.compile(r"(?:sid|session|sess|s)=(?=[a-z-]*\d)(?=[\d-]*[a-z])[0-9a-z-]{20,}", re.IGNORECASE)
# `;jsessionid=…` behind the path (Java), and `/(S(…))` in it (ASP.NET without cookies).
_SESSION_IN_PATH = re.compile(
    rf";(?:{_SESSION.pattern}|sid)=[^/;?]*|/\([SAF]\([0-9a-z_-]{{20,}}\)(?:[SAF]\([0-9a-z_-]+\))*\)(?=/|$)",
    re.IGNORECASE,
)
# Addresses in which there is nothing to tidy but perhaps the parameters, as those of most articles. To take one apart
# and put it together again takes twenty times as long, and each link of each page is looked at.
_PORT = r"(?::(?!(?:80|443)(?!\d))[1-9]\d{0,3}|:[1-5]\d{4})?"
_TIDY = re.compile(
    rf"https?://(?:www\.)?((?:[0-9a-z-]{{1,63}}\.)*[0-9a-z-]{{1,63}}{_PORT}(?:/[0-9A-Za-z._~/-]*)?)"
    r"(?:\?([0-9A-Za-z._~=&-]+))?"
)
_PLAIN_HOST = re.compile(r"https?://([0-9A-Za-z-][0-9A-Za-z.-]*)(?::[1-9]\d{0,3})?(?=[/?#]|\Z)")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_http(url: str) -> bool:
    """Whether `url` is an absolute http or https address with a host."""
    if _PLAIN_HOST.match(url):
        return True
    try:
        parts = urlsplit(url)
        return parts.scheme in _DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def require_http(url: str) -> str:
    """`url` without the space around it. Raises `BadUrlError` where it is not an absolute http(s) address."""
    url = url.strip()
    if not is_http(url) or not url.isprintable():
        begins = url.lower().startswith(("http://", "https://"))
        mend = "look at its host and port" if begins else "give one that begins with http:// or https://"
        raise BadUrlError(f"{url!r} is not a web address: {mend}")
    return url


def has_login(url: str) -> bool:
    """Whether `url` (as `is_http` takes it) holds a user name or a password."""
    return "@" in urlsplit(url).netloc


def join(base: str, link: str) -> str | None:
    """The absolute http(s) address that `link` on the page `base` leads to, without fragment; None for any other."""
    try:
        url = urljoin(base, link.strip())
    except ValueError:
        return None
    return urlunsplit(urlsplit(url)._replace(fragment="")) if is_http(url) else None


def canonicalize(url: str) -> str:
    """A tidy absolute address for the same page: host in lower case, no default port, fragment, tracking or session.

    The order of the remaining query parameters and the case of the path are kept: servers may care.
    """
    parts = urlsplit(safe_url_string(url.strip()))
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    if parts.port and parts.port != _DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{parts.port}"
    query = "&".join(_chosen(parts.query.split("&")))
    path = _SESSION_IN_PATH.sub("", parts.path) if "=" in parts.path or "(" in parts.path else parts.path
    return urlunsplit((parts.scheme.lower(), host, path or "/", query, ""))


def _chosen(parameters: list[str]) -> list[str]:
    """Those that say which page is asked for."""
    return [one for one in parameters if one and not _chooses_nothing(one)]


def _chooses_nothing(parameter: str) -> bool:
    """Whether a `name=value` of a query tracks the reader, and says nothing of the page."""
    name = parameter.partition("=")[0]
    return bool(_TRACKING.fullmatch(name) or _SESSION.fullmatch(name) or _PERHAPS_SESSION.fullmatch(parameter))


def url_key(url: str) -> str:
    """What two spellings of one address have in common: no scheme, `www.`, trailing slash or parameter order."""
    if tidy := _TIDY.fullmatch(url):
        asked = _chosen(tidy[2].split("&")) if tidy[2] else None
        return f"{tidy[1].rstrip('/')}?{'&'.join(sorted(asked))}" if asked else tidy[1].rstrip("/")
    parts = urlsplit(canonicalize(url))
    host = parts.netloc.removeprefix("www.")
    query = "&".join(sorted(p for p in parts.query.split("&") if p))
    return host + parts.path.rstrip("/") + (f"?{query}" if query else "")


def readable(url: str) -> str:
    """`url`, or nothing where it cannot even be taken apart (`http://[`): all else here may then be asked of it."""
    try:
        _ = urlsplit(url).port
    except ValueError:
        return ""
    return url


def host_of(url: str) -> str:
    """The host of `url` in lower case, without port; empty where it has none."""
    if plain := _PLAIN_HOST.match(url):
        return plain[1].lower()
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def place_of(url: str) -> str:
    """Scheme, host and port of `url` in lower case, without a default port: what one robots.txt speaks for."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    shown = f":{port}" if port and port != _DEFAULT_PORTS.get(parts.scheme.lower()) else ""
    return f"{parts.scheme.lower()}://{host}{shown}"
