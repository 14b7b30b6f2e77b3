"""The demo's own way of running commands: what fails is told in a sentence, and nothing is left running."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo_world.service import serving
from demo_world.session import BrokenPromiseError, Session

HOSTS = ("127.0.0.1",)


def test_a_service_that_cannot_start_is_told_with_its_log(tmp_path: Path) -> None:
    (tmp_path / "kitewire.db").write_bytes(b"no database at all" * 100)
    session = Session(tmp_path, HOSTS)
    with (
        pytest.raises(BrokenPromiseError, match=r"(?s)ended by itself.*serve\.log says:.*database"),
        serving(session, tmp_path / "serve.log") as service,
    ):
        service.wait_for_address()


def test_settings_of_the_machine_do_not_reach_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.db")
    monkeypatch.setenv("BASE_URL_FILE", "/nowhere/at/all")
    monkeypatch.setenv("HOME_TOWN", "Yunxiu")
    environment = Session(tmp_path, HOSTS).environment
    assert environment["DATABASE_URL"] == f"sqlite:///{tmp_path / 'kitewire.db'}"
    assert environment["KITEWIRE_ALLOW_HOSTS"] == "127.0.0.1"
    assert "BASE_URL_FILE" not in environment
    assert environment["HOME_TOWN"] == "Yunxiu"


def test_a_command_that_fails_is_told_with_its_complaint(tmp_path: Path) -> None:
    session = Session(tmp_path, HOSTS)
    with pytest.raises(BrokenPromiseError, match=r"`kitewire show 7 --json` ended with 2: .*7"):
        session.records("show", "7", "--json")
