"""A real browser before a real local Dagster; pictures of it when ``PICTURES`` names a folder."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from crm_infra.orchestration.webserver import local_dagster
from tests.browser.screen import Screen
from tests.end_to_end.conftest import Person, somebody

# The same engine without a window does the same with a twelfth less of the processor.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
STILL = """
const still = new CSSStyleSheet();
still.replaceSync("* { animation: none !important; transition: none !important }");
document.adoptedStyleSheets = [still];
"""
"""Nothing moves: each frame of a spinner is painted by a processor that others wait for."""


@pytest.fixture(scope="module")
def operator() -> Iterator[Person]:
    """Somebody in front of the UI, with a terminal beside it."""
    with somebody() as person:
        yield person


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("needs Debian's Chromium: apt-get install chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def screen(browser: Browser, operator: Person) -> Iterator[Screen]:
    size = {"width": 1440, "height": 900}
    pictures = os.environ.get("PICTURES")
    with local_dagster(operator.home) as dagster:
        page = browser.new_page(
            viewport=size, color_scheme="light", reduced_motion="reduce", bypass_csp=True
        )
        page.set_default_timeout(90_000)
        page.add_init_script(STILL)
        yield Screen(page, dagster.url, Path(pictures) if pictures else None)
        page.close()
