"""Real Chromium for the tests of pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

# Playwright waits five seconds: too little for a busy machine.
expect.set_options(timeout=60_000)


@contextmanager
def chromium() -> Iterator[Browser]:
    """An open browser. Only one at a time in a process, and none that stays open for the tests of other folders:
    while Playwright is there, no event loop can be run in this thread."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("needs Debian's package chromium (.ci/run installs it)")
    with sync_playwright() as playwright:
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = playwright.chromium.launch(executable_path=path, args=arguments)
        yield opened
        opened.close()
