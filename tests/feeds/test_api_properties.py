"""The API asked at random, by its own description, over a real archive: nothing but answers that it tells of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from schemathesis.specs.openapi.checks import positive_data_acceptance

from feeds.web import create_app
from kitewire.settings import Settings
from tests.feeds.archive import fill

TOKEN = "0123456789abcdef-write"
# What a schema cannot say is refused with 400 all the same: two ways to page in one question, a date that is none.
NOT_ASKED = [positive_data_acceptance]


def ask(folder: Path, times: int, **more: Any) -> int:
    """Ask every operation so many times; gives how many operations there are."""
    with fill(folder) as archive:
        app = create_app(archive, Settings(KITEWIRE_OPEN_READ="all", KITEWIRE_TOKEN=TOKEN))  # type: ignore[call-arg]
        found = schemathesis.openapi.from_asgi("/openapi.json", app)
        operations = [one.ok() for one in found.get_all_operations()]
        for operation in operations:

            @examples(max_examples=times, deadline=None, database=None, suppress_health_check=list(HealthCheck), **more)
            @given(case=operation.as_strategy())
            def answers(case: Any) -> None:
                case.call_and_validate(excluded_checks=NOT_ASKED, headers={"Authorization": f"Bearer {TOKEN}"})

            answers()
    return len(operations)


def test_every_answer_is_one_that_the_description_tells_of(tmp_path: Path) -> None:
    assert ask(tmp_path, 3, derandomize=True) > 25


@pytest.mark.slow
def test_every_answer_of_many_is_one_that_the_description_tells_of(tmp_path: Path) -> None:
    ask(tmp_path, 300)
