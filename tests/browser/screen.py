"""What a person does and sees in the Dagster UI; every wait is on something that is seen."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, expect

RUN = re.compile("/runs/[0-9a-f]{8}-")
SETTLED = 90_000
"""Milliseconds that anything may take on a machine that has other things to do."""
PATIENCE = 10_000
"""Milliseconds after which a person loads a page anew."""


@dataclass
class Screen:
    """One window."""

    page: Page
    url: str
    pictures: Path | None

    def opens(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")

    def reloads(self) -> None:
        self.page.reload()

    def sees(self, text: str | re.Pattern[str]) -> Locator:
        found = self.page.get_by_text(text).first
        expect(found).to_be_visible(timeout=SETTLED)
        return found

    def sees_in_the_end(self, text: str | re.Pattern[str]) -> Locator:
        """Like ``sees``; loads the page anew as a person would whose page has stopped moving."""
        found = self.page.get_by_text(text).first
        for _ in range(SETTLED // PATIENCE):
            try:
                expect(found).to_be_visible(timeout=PATIENCE)
            except AssertionError:
                self.reloads()
            else:
                return found
        return self.sees(text)

    def takes_picture(self, name: str) -> None:
        """Only when asked for; what is on the screen has been waited for by then."""
        if self.pictures:
            self.page.wait_for_load_state("networkidle")
            self.page.mouse.move(700, 5)
            self.page.screenshot(path=self.pictures / f"{name}.png")

    def materializes(self, environment: str) -> None:
        """Press *Materialize all*, choose the environment, launch, and look at the run."""
        self.page.get_by_role("button", name="Materialize all").click()
        dialog = self._dialog("Launch runs")
        dialog.get_by_text("Select a partition or create one").click()
        choice = f"[role=menuitem]:has(:text-is('{environment}'))"
        self.page.locator(choice).first.click()
        self.page.keyboard.press("Escape")
        dialog.get_by_role("button", name=re.compile("^Launch")).last.click()
        expect(dialog).to_be_hidden(timeout=SETTLED)
        self._views_run()

    def launches(self, job: str, environment: str) -> None:
        """Choose the environment in a job's launchpad, launch, and look at the run."""
        self.opens(f"/locations/crm_infra/jobs/{job}/playground")
        for _ in range(SETTLED // PATIENCE):
            self.page.get_by_placeholder("Partition").click()
            choice = self.page.get_by_text(environment, exact=True).first
            try:
                choice.click(timeout=PATIENCE)
            except Error:  # opened before the partitions had arrived, it stays empty
                self.reloads()
            else:
                break
        self.page.get_by_role("button", name="Launch Run").click()
        self.page.wait_for_url(RUN)

    def _views_run(self) -> None:
        self.page.get_by_text("View", exact=True).click()
        self.page.wait_for_url(RUN)

    def follows_to(self, status: str) -> None:
        """Wait on the run's page until it has ended so."""
        self.sees_in_the_end(re.compile(f"^{status}$"))

    def terminates(self) -> None:
        """Press *Terminate* on the run's page, and confirm."""
        self.page.get_by_role("button", name="Terminate").click()
        dialog = self._dialog("Terminate")
        dialog.get_by_role("button", name=re.compile("^Terminate")).last.click()

    def scrolls_to(self, key: str) -> None:
        """Bring what an asset's page says under a key to the top."""
        row = self.page.locator("tr", has=self.page.get_by_text(key, exact=True)).last
        row.evaluate("row => row.scrollIntoView()")

    def opens_markdown(self, key: str) -> Locator:
        """Open what an asset's page says under a key as Markdown; gives the dialog."""
        row = self.page.locator("tr", has=self.page.get_by_text(key, exact=True)).first
        row.get_by_text("[Show Markdown]").click()
        dialog = self._dialog(key)
        expect(dialog).to_be_visible(timeout=SETTLED)
        return dialog

    def _dialog(self, title: str) -> Locator:
        return self.page.get_by_role("dialog").filter(has_text=title)

    def opens_check(self, layer: str, name: str, result: str) -> None:
        """A check of a layer, once it says ``Passed`` or ``Failed``."""
        self.opens(f"/assets/{layer}?view=checks&checkDetail={name}")
        self.sees(re.compile(f"^{result}$"))
