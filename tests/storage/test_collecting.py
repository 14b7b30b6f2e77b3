"""The collector rests while articles are linked, and runs again whatever happens."""

from __future__ import annotations

import gc

import pytest

from kitewire.collector import collector_paused
from storage import Database
from storage.link_stage import link_saved


def test_the_collector_rests_within_and_runs_again() -> None:
    assert gc.isenabled()
    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_runs_again_after_an_error_and_stays_off_where_it_was(any_database: Database) -> None:
    with any_database.transactions.read() as session, pytest.raises(TypeError):
        link_saved(session, 7)  # type: ignore[arg-type]
    assert gc.isenabled()
    gc.disable()
    try:
        with collector_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
