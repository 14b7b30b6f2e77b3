"""Who may read and who may write, over real requests."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import Depends
from starlette.testclient import TestClient

from feeds.access import COOKIE, Access, Level, host_name, same_site_path, writer
from feeds.web import create_app
from kitewire.errors import SettingsError
from kitewire.settings import Settings, load_settings
from storage import Database
from tests.feeds.archive import fill

TOKEN, READ_TOKEN = "0123456789abcdef-write", "0123456789abcdef-read"
LOCAL, ELSEWHERE = ("127.0.0.1", 5000), ("203.0.113.9", 5000)
Ask = Callable[..., TestClient]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with fill(tmp_path_factory.mktemp("access")) as opened:
        yield opened


def asker(
    archive: Database, client: tuple[str, int] = ELSEWHERE, host: str = "kites.example", **given: str
) -> TestClient:
    settings = Settings(
        **{"KITEWIRE_TOKEN": TOKEN, "KITEWIRE_READ_TOKEN": READ_TOKEN, "KITEWIRE_OPEN_READ": "loopback"} | given
    )  # type: ignore[arg-type]
    app = create_app(archive, settings)
    app.add_api_route("/changed", lambda: {"changed": True}, methods=["POST"], dependencies=[Depends(writer)])
    return TestClient(app, base_url=f"http://{host}", client=client, follow_redirects=False)


def basic(password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"reader:{password}".encode()).decode()}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    ("client", "host", "given", "headers", "status"),
    [
        (LOCAL, "127.0.0.1:8970", {}, {}, 200),
        (LOCAL, "localhost:8970", {}, {}, 200),
        (LOCAL, "LOCALHOST.", {}, {}, 200),
        (LOCAL, "kites.localhost", {}, {}, 200),
        (("::1", 5), "[::1]:8970", {}, {}, 200),
        (("::ffff:127.0.0.1", 5), "127.1.2.3", {}, {}, 200),
        (LOCAL, "desk", {"LISTEN_ADDR": "desk"}, {}, 200),
        (LOCAL, "localhost", {"BASE_URL": "http://localhost:8970"}, {}, 200),
        # Another name for our address: the page of a stranger whose name was turned to 127.0.0.1.
        (LOCAL, "evil.example", {}, {}, 401),
        (LOCAL, "127.0.0.1.evil.example", {}, {}, 401),
        (LOCAL, "localhost.evil.example", {}, {}, 401),
        # A proxy on this machine speaks for somebody else.
        (LOCAL, "127.0.0.1", {}, {"X-Forwarded-For": "203.0.113.9"}, 401),
        (LOCAL, "127.0.0.1", {}, {"Forwarded": "for=203.0.113.9"}, 401),
        (LOCAL, "127.0.0.1", {}, {"X-Real-IP": "127.0.0.1"}, 401),
        (LOCAL, "127.0.0.1", {"BASE_URL": "https://news.example/kw"}, {}, 401),
        (ELSEWHERE, "127.0.0.1", {}, {}, 401),
        (ELSEWHERE, "127.0.0.1", {}, {"X-Forwarded-For": "127.0.0.1"}, 401),
        (LOCAL, "127.0.0.1", {"KITEWIRE_OPEN_READ": "none"}, {}, 401),
        (ELSEWHERE, "news.example", {"KITEWIRE_OPEN_READ": "ALL"}, {}, 200),
        (ELSEWHERE, "news.example", {}, bearer(TOKEN), 200),
        (ELSEWHERE, "news.example", {}, bearer(READ_TOKEN), 200),
        (ELSEWHERE, "news.example", {}, basic(TOKEN), 200),
        (ELSEWHERE, "news.example", {}, basic(READ_TOKEN), 200),
        (ELSEWHERE, "news.example", {}, bearer(TOKEN[:-1]), 401),
        (ELSEWHERE, "news.example", {}, bearer(""), 401),
        (ELSEWHERE, "news.example", {}, basic(""), 401),
        (ELSEWHERE, "news.example", {}, {"Authorization": "Basic %%%"}, 401),
        (ELSEWHERE, "news.example", {}, {"Authorization": "Basic /w=="}, 401),
        (ELSEWHERE, "news.example", {}, {"Authorization": TOKEN}, 401),
        (ELSEWHERE, "news.example", {}, {"Cookie": f"{COOKIE}=WRITE"}, 401),
        (ELSEWHERE, "news.example", {}, {"Cookie": f"{COOKIE}=WRITE.Zm9v.YmFy; a=b"}, 401),
    ],
)  # fmt: skip
def test_who_may_read(
    archive: Database, client: tuple[str, int], host: str, given: dict[str, str], headers: dict[str, str], status: int
) -> None:
    answer = asker(archive, client, host, **given).get("/articles.rss", headers=headers)
    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    if status == 401:
        assert "KITEWIRE_TOKEN" in answer.json()["error"]
        assert answer.headers["www-authenticate"].startswith("Basic")
        assert answer.headers["cache-control"] == "no-store"


def test_what_anyone_may_ask_and_what_not(archive: Database) -> None:
    client = asker(archive)
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").json() == {"ready": True}, "what is wrong is told to readers only"
    assert set(client.get("/readyz", headers=bearer(READ_TOKEN)).json()) > {"ready"}
    for path in (
        "/metrics",
        "/health.json",
        "/openapi.json",
        "/sources.opml",
        "/",
        "/nothing",
        "//healthz",
        "/healthz/",
    ):
        assert client.get(path).status_code == 401, path


def test_answers_are_for_shared_caches_only_where_everybody_may_read(archive: Database) -> None:
    assert "private" in asker(archive).get("/articles.rss", headers=bearer(TOKEN)).headers["cache-control"]
    everybody = asker(archive, KITEWIRE_OPEN_READ="all")
    assert "public" in everybody.get("/articles.rss").headers["cache-control"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        (bearer(READ_TOKEN), 403),
        (basic(READ_TOKEN), 403),
        (bearer("wrong"), 401),
        (bearer(TOKEN), 200),
        (basic(TOKEN), 200),
        # What a browser sends from a page of another site, with the password that it remembers.
        (basic(TOKEN) | {"Sec-Fetch-Site": "cross-site"}, 403),
        (basic(TOKEN) | {"Sec-Fetch-Site": "same-site"}, 403),
        (basic(TOKEN) | {"Origin": "https://evil.example"}, 403),
        (basic(TOKEN) | {"Origin": "null"}, 403),
        (basic(TOKEN) | {"Origin": "http://localhost:8970", "Sec-Fetch-Site": "same-origin"}, 200),
        (basic(TOKEN) | {"Origin": "http://localhost:8970"}, 200),
        (basic(TOKEN) | {"Origin": "http://localhost:8971"}, 403),
        (bearer(TOKEN) | {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, 200),
    ],
)
def test_who_may_write(archive: Database, headers: dict[str, str], status: int) -> None:
    """On this machine too: any page in a browser can send a form to it."""
    assert asker(archive, LOCAL, "localhost:8970").post("/changed", headers=headers).status_code == status


def test_own_origin_behind_a_proxy_that_changes_the_host(archive: Database) -> None:
    client = asker(archive, LOCAL, "127.0.0.1:8970", BASE_URL="https://news.example/kw")
    for origin, status in (("https://news.example", 200), ("http://news.example", 403)):
        assert client.post("/changed", headers=basic(TOKEN) | {"Origin": origin}).status_code == status


def test_login_and_logout(archive: Database) -> None:
    client = asker(archive)
    answer = client.post("/login", data={"token": f" {TOKEN} ", "next": "/search?q=風箏"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/search?q=%E9%A2%A8%E7%AE%8F")
    cookie = answer.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=lax", "path=/", "max-age=2592000"):
        assert part in cookie
    assert "secure" not in cookie and TOKEN not in cookie
    assert client.get("/articles.rss").status_code == 200
    assert client.post("/changed").status_code == 200
    assert client.post("/changed", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    kept = {COOKIE: client.cookies[COOKIE]}
    assert client.post("/logout").headers["location"] == "/login"
    assert client.get("/articles.rss").status_code == 401
    other = asker(archive, KITEWIRE_TOKEN="another-token-0123456789")
    assert other.get("/articles.rss", cookies=kept).status_code == 401, "a new token ends every session"


def test_a_login_for_reading_only_reads(archive: Database) -> None:
    client = asker(archive)
    client.post("/login", data={"token": READ_TOKEN})
    assert (client.get("/articles.rss").status_code, client.post("/changed").status_code) == (200, 403)


def test_a_session_ends(archive: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    client = asker(archive)
    client.post("/login", data={"token": TOKEN})
    monkeypatch.setattr("feeds.access.SESSION_SECONDS", -1)
    assert client.get("/articles.rss").status_code == 401


def test_the_wrong_token(archive: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.access_routes._PAUSE", 0)
    client = asker(archive)
    assert client.post("/login", data={"token": "no"}).json() == {"error": "this is not the token"}
    page = client.post("/login", data={"token": "no", "next": "/runs?x=1"}, headers={"Accept": "text/html"})
    assert page.headers["location"] == "/login?next=/runs%3Fx%3D1&error=token"
    assert COOKIE not in client.cookies
    assert client.post("/login", data={"token": TOKEN}, headers={"Origin": "http://evil.example"}).status_code == 403
    assert client.post("/login", content=b"token=" + b"x" * 20_000).status_code == 413
    assert client.post("/login", content=b"token=%ff\xff").status_code == 400


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/runs?x=1#a", "/runs?x=1#a"),
        ("/搜索", "/搜索"),
        ("", "/"),
        ("runs", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/a\\..\\b", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: a=b", "/"),
    ],
)
def test_nobody_is_led_to_another_site(text: str, path: str) -> None:
    assert same_site_path(text) == path


def test_a_ticket_logs_in_once(archive: Database) -> None:
    client = asker(archive)
    access: Access = client.app.state.access  # type: ignore[attr-defined]
    link = f"/login?token={access.ticket()}&next=/runs"
    assert client.get("/login?token=wrong").headers["location"] == "/login?error=link"
    assert client.get(link).headers["location"] == "/runs"
    assert client.post("/changed").status_code == 200
    stranger = asker(archive)
    stranger.app = client.app
    assert client.get(link).headers["location"] == "/login?error=link"
    assert client.get(f"/login?token={TOKEN}").headers["location"] == "/login?error=link", (
        "no token belongs into an address"
    )


def test_people_are_led_to_the_login_and_programs_are_told(archive: Database) -> None:
    client = asker(archive)
    navigates = {"Accept": "text/html,*/*", "Sec-Fetch-Mode": "navigate"}
    assert client.get("/runs?page=2", headers=navigates).headers["location"] == "/login?next=/runs%3Fpage%3D2"
    assert client.get("/", headers={"Accept": "text/html"}).headers["location"] == "/login"
    assert client.get("/api/v1/articles", headers=navigates).status_code == 401
    seen = {"HX-Request": "true", "HX-Current-URL": "http://kites.example/runs?page=2", "Accept": "text/html"}
    led = client.get("/", headers=seen)
    assert (led.status_code, led.headers["hx-redirect"]) == (401, "/login?next=/runs%3Fpage%3D2")
    assert "www-authenticate" not in led.headers, "a browser would ask for a password"
    assert client.post("/changed", headers=seen).headers["hx-redirect"] == "/login?next=/runs%3Fpage%3D2"


def test_below_a_path_and_with_https(archive: Database) -> None:
    client = asker(archive, BASE_URL="https://news.example/kw/")
    assert client.get("/runs", headers={"Accept": "text/html"}).headers["location"] == "/kw/login?next=/runs"
    answer = client.post("/login", data={"token": TOKEN, "next": "/runs"})
    assert answer.headers["location"] == "/kw/runs" and "Secure" in answer.headers["set-cookie"]
    seen = {"HX-Request": "true", "HX-Current-URL": "https://news.example/kw/runs"}
    client.cookies.clear()
    assert client.get("/", headers=seen).headers["hx-redirect"] == "/kw/login?next=/runs"


def test_without_a_setting_each_process_makes_a_token(archive: Database) -> None:
    made = [Access(Settings(KITEWIRE_TOKEN="", KITEWIRE_READ_TOKEN="")) for _ in range(2)]  # type: ignore[call-arg]
    assert all(one.made_token and len(one.token) >= 32 for one in made)
    assert made[0].token != made[1].token
    assert made[0].level_of_token("") is Level.NOTHING
    assert not Access(Settings(KITEWIRE_TOKEN=TOKEN)).made_token  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("host", "name"),
    [(b"A.B:80", "a.b"), (b"[::1]:80", "::1"), (b"[::1]", "::1"), (b"", ""), (b"localhost.", "localhost")],
)
def test_host_names(host: bytes, name: str) -> None:
    assert host_name(host) == name


def test_a_token_that_can_be_guessed_is_refused_and_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text("letmein\n")
    monkeypatch.setenv("KITEWIRE_TOKEN_FILE", str(tmp_path / "token"))
    with pytest.raises(SettingsError, match="KITEWIRE_TOKEN: can be guessed") as caught:
        load_settings()
    assert not re.search("letmein", str(caught.value)) and caught.value.__cause__ is None
    (tmp_path / "token").write_text(TOKEN + "\n")
    assert load_settings().token == TOKEN
    monkeypatch.setenv("KITEWIRE_OPEN_READ", "some")
    with pytest.raises(SettingsError, match="KITEWIRE_OPEN_READ, now 'some': must be loopback, all or none"):
        load_settings()
