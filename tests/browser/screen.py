"""What a person does and sees in the Dagster UI; it waits for what is seen or for a run to end."""

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Error, Locator, Page, expect

from tests.end_to_end.watching import Asked

ELSEWHERE = "/deployment/config"
RUN = re.compile("/runs/[0-9a-f]{8}-")
FOLLOW = """
path => new Promise(drawn => {
  history.pushState(null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
  requestAnimationFrame(() => requestAnimationFrame(drawn));
})
"""
"""What a link of the UI does; what was there before is gone when it is done."""
LAUNCHED = re.compile("Launched run ([0-9a-f]{8})")
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
        """Go to a page, as a click on a link to it does; the first is loaded, and each pictured."""
        if self.pictures or not self.page.url.startswith(self.url):
            self.page.goto(f"{self.url}{path}")
        else:
            self.page.evaluate(FOLLOW, path)

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

    def materializes(self, environment: str, button: str = "Materialize all") -> None:
        """Press the button, choose the environment, launch, and look at the run."""
        notes = self.page.get_by_role("listitem").filter(has_text="Launched run")
        earlier = "|".join(LAUNCHED.findall("".join(notes.all_inner_texts())))
        self.page.get_by_role("button", name=button).first.click()
        dialog = self._dialog("Launch runs")
        launch = dialog.get_by_role("button", name=re.compile("^Launch")).last
        self._chooses(dialog, environment, launch)
        launch.click()
        expect(dialog).to_be_hidden(timeout=SETTLED)
        note = notes.filter(has_not_text=re.compile(earlier)) if earlier else notes
        note.get_by_text("View", exact=True).click()
        self.page.wait_for_url(RUN)

    def _chooses(self, dialog: Locator, environment: str, launch: Locator) -> None:
        """Choose it in the dialog's list until there is something to be launched.

        Opened before it has arrived the list stays empty, and what is chosen while it arrives is
        forgotten.
        """
        choice = self.page.locator(f"[role=menuitem]:has(:text-is('{environment}'))").first
        for _ in range(SETTLED // PATIENCE):
            with suppress(Error):
                dialog.get_by_text("Select a partition or create one").click(timeout=PATIENCE)
                with suppress(Error):
                    choice.click(timeout=PATIENCE)
                self.page.keyboard.press("Escape")  # closes the list; a second one the dialog
            with suppress(AssertionError):
                expect(launch).to_be_enabled(timeout=PATIENCE)
                return

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

    def comes_back_to(self, status: str) -> None:
        """Look elsewhere while the run works, and at its page when it has ended so.

        Its page is painted anew at every event, by a processor that the run needs.
        """
        run = urlsplit(self.page.url).path
        self.opens(ELSEWHERE)
        assert Asked(self.url).follows(run.rsplit("/", 1)[-1]) == status.upper()
        self.opens(run)
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
