"""A real site and a real browser for the stories of the town."""

from __future__ import annotations

import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.servers.once import made_once
from tests.servers.site import Site, running_site

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic",
]  # fmt: skip


def chromium() -> str:
    """Path of the browser, or how to get it."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    raise RuntimeError("Chromium is missing: « ./cordee test » installs it (apt install chromium).")


@pytest.fixture(scope="session")
def lived_once() -> Callable[[str, Callable[[], Any]], Any]:
    """Live a long story in one of the processes; the others wait, and read what was seen (it must pickle)."""

    def once(name: str, live: Callable[[], Any]) -> Any:
        story = made_once(f"{name}.story", lambda path: path.write_bytes(pickle.dumps(live())))
        return pickle.loads(story.read_bytes())

    return once


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Saint-Aubin-sur-Loire, 18 400 inhabitants, served with its worker, on SQLite."""
    folder = Path(tempfile.mkdtemp(prefix="cordee-site-"))
    with running_site(folder) as running:
        yield running
    shutil.rmtree(folder, ignore_errors=True)


class InBrowser:
    """Runs gestures in a thread of its own: the browser's event loop must not reach Django's."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._playwright: Any = None
        self.browser: Browser | None = None
        self._thread.submit(self._open).result()

    def _open(self) -> None:
        self._playwright = sync_playwright().start()
        self.browser = self._playwright.chromium.launch(executable_path=chromium(), args=FLAGS)

    def __call__(self, story: Callable[[Browser], Any]) -> Any:
        """Run ``story(browser)`` and return what it returns.

        The visitors it let in leave at the end: pages left open go on working beside the next stories.
        """

        def told() -> Any:
            assert self.browser is not None
            try:
                return story(self.browser)
            finally:
                for context in self.browser.contexts:
                    context.close()

        return self._thread.submit(told).result()

    def close(self) -> None:
        """Close the browser."""

        def end() -> None:
            self.browser.close()
            self._playwright.stop()

        self._thread.submit(end).result()
        self._thread.shutdown()


@pytest.fixture(scope="session")
def in_browser() -> Iterator[InBrowser]:
    """A real Chromium for the whole session."""
    running = InBrowser()
    yield running
    running.close()
