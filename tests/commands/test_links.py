"""`kitewire links`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kitewire.cli import app
from kitewire.errors import UnknownIdError, UsageError
from storage import open_database
from tests.storage.link_world import save
from tests.storage.test_hand_links import BRIDGE, COPY, MARKET, NAMING

Kitewire = Callable[..., Result]


@pytest.fixture
def kitewire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kitewire:
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    with open_database(url) as database:
        assert save(database, [BRIDGE, COPY, MARKET, NAMING]) == [1, 2, 3, 4]
    monkeypatch.setenv("DATABASE_URL", url)

    def run(*words: str) -> Result:
        result = CliRunner().invoke(app, ["links", *words])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def records(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_set_list_break_free(kitewire: Kitewire) -> None:
    assert "3 is a reprint of 1, set by hand" in kitewire("set", "3", "1", "--note", "same photos").stdout
    shown = kitewire("list", "3").stdout
    assert "3 → 1" in shown
    assert "set by hand: same photos" in shown
    (link,) = records(kitewire("list", "3", "--json"))
    assert (link["a"], link["b"], link["kind"], link["score"], link["by_hand"]) == (3, 1, "reprint", 1.0, True)
    kitewire("set", "1", "3", "--kind", "same_event")
    assert [one["kind"] for one in records(kitewire("list", "3", "--json"))] == ["same_event"]
    assert "3 is not linked with 1" in kitewire("break", "3", "1", "--note", "no").stdout
    assert "broken" in kitewire("list").stdout
    (parted,) = records(kitewire("list", "--json"))
    assert (parted["kind"], parted["score"], parted["evidence"], parted["by_hand"]) == (None, None, "no", True)
    assert "1 decision forgotten" in kitewire("free", "1", "3").stdout
    assert "nothing was decided by hand" in kitewire("list").output


def test_links_of_the_rules_are_listed_with_their_evidence(kitewire: Kitewire) -> None:
    found = {str(one["kind"]): one for one in records(kitewire("list", "1", "--json"))}
    assert {"reprint", "reference"} <= set(found)
    assert found["reference"]["evidence"] == "related list, by url"
    assert not found["reprint"]["by_hand"]


def test_break_without_a_second_article_leaves_the_story(kitewire: Kitewire) -> None:
    assert "1 is not linked with 2, 4 any more" in kitewire("break", "1").stdout
    assert "nothing to break" in kitewire("break", "1").output
    assert "2 decisions forgotten" in kitewire("free", "1").stdout


def test_what_cannot_be(kitewire: Kitewire) -> None:
    with pytest.raises(UnknownIdError, match="no article 99"):
        kitewire("set", "1", "99")
    with pytest.raises(UsageError, match="with itself"):
        kitewire("break", "1", "1")
    assert kitewire("set", "1").exit_code == 2
