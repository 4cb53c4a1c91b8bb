"""A real browser for pages: Debian's Chromium without a window, driven over WebDriver.

`browser()` gives one. What is missing is installed from Debian's packages, as root, and said. It has an empty profile and asks
nobody for anything."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from _project import ENV

PACKAGES = ["chromium", "chromium-driver"]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--force-device-scale-factor=1"]


def installed():
    """Installs the packages that are missing."""
    if shutil.which("chromium") and shutil.which("chromedriver"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"the tests of pages need {' and '.join(PACKAGES)}; as root on Debian they are installed by this script")
    start = time.monotonic()
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(["apt-get", "--quiet", *command], env=dict(ENV, DEBIAN_FRONTEND="noninteractive"), capture_output=True,
                              text=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            sys.exit(f"{' '.join(PACKAGES)} cannot be installed: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    print(f"  installed {', '.join(PACKAGES)} in {time.monotonic() - start:.0f} s", flush=True)


@contextlib.contextmanager
def browser():
    """A browser that notes what pages say on its console, and what they ask the network for."""
    installed()
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    with tempfile.TemporaryDirectory(prefix="rolecall-browser-") as profile:
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        try:
            yield driver
        finally:
            driver.quit()
