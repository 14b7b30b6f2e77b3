"""Settings come from the environment or from files, and a bad one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from kitewire.errors import SettingsError
from kitewire.settings import load_settings


def test_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "PORT", "TZ", "KITEWIRE_ALLOW_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    settings = load_settings()
    assert settings.database_url == "sqlite:///kitewire.db"
    assert settings.allow_hosts == ()
    assert settings.zone.key == "Asia/Shanghai"


def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "")
    monkeypatch.setenv("PORT", "")
    assert load_settings().port == 8970


def test_hosts_are_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITEWIRE_ALLOW_HOSTS", "127.0.0.1, News.Example,")
    assert load_settings().allow_hosts == ("127.0.0.1", "news.example")


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql://u:secret@db.example/k\n", encoding="utf-8")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL_FILE", str(secret))
    assert load_settings().database_url == "postgresql://u:secret@db.example/k"
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "missing"))
    with pytest.raises(SettingsError, match=r"DATABASE_URL_FILE names .*missing"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("TZ", "Mars/Olympus"),
        ("LOG_LEVEL", "LOUD"),
        ("KITEWIRE_WORKERS", "0"),
        ("BASE_URL", "news.example.com"),
        ("KITEWIRE_ALERT_WEBHOOK", "news.example.com"),
    ],
)
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"setting {name}, now '{value}'"):
        load_settings()


def test_a_user_agent_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITEWIRE_USER_AGENT", "Kitewire (+https://desk.example)\nX-More: 1")
    with pytest.raises(SettingsError, match=r"setting KITEWIRE_USER_AGENT, now .*one line"):
        load_settings()
