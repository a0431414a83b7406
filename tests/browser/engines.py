"""Two more engines than Chromium's, driven alike: Debian's Firefox, and WebKit, which every iPhone has."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.wait import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

FIREFOX = "/usr/bin/firefox-esr"
WEBKIT_DRIVER = "/usr/bin/WebKitWebDriver"
MINI_BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser"
XVFB = "/usr/bin/Xvfb"

PHONE = (390, 800)
"""Width and height of the window in CSS pixels."""

PATIENCE_S = 20


class Engine(Protocol):
    """One window of a browser."""

    def open(self, address: str) -> None: ...

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression on the page that is open."""

    def write(self, selector: str, text: str) -> None: ...

    def follow(self, selector: str) -> None:
        """Press what `selector` finds first, and wait for the page it leads to."""

    def complaints(self) -> list[str]:
        """What the console said since it was asked last; nothing where the engine does not tell."""


class Firefox:
    """Speaks to `firefox.mjs`, as Debian has no geckodriver."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def _act(self, *words: str) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"Firefox ended at {words}"
        return json.loads(answer)

    def open(self, address: str) -> None:
        self._act("open", address)

    def run(self, expression: str) -> Any:
        return self._act("run", expression)

    def write(self, selector: str, text: str) -> None:
        self._act("write", selector, text)

    def follow(self, selector: str) -> None:
        self._act("follow", selector)

    def complaints(self) -> list[str]:
        said: list[str] = self._act("complaints")
        return said


class WebKit:
    """Speaks to WebKitWebDriver."""

    def __init__(self, driver: webdriver.Remote) -> None:
        self._driver = driver

    def open(self, address: str) -> None:
        self._driver.get(address)

    def run(self, expression: str) -> Any:
        return self._driver.execute_script(f"return {expression}")

    def write(self, selector: str, text: str) -> None:
        self._driver.find_element(By.CSS_SELECTOR, selector).send_keys(text)

    def follow(self, selector: str) -> None:
        before = self._driver.find_element(By.TAG_NAME, "html")
        self._driver.find_element(By.CSS_SELECTOR, selector).click()
        WebDriverWait(self._driver, PATIENCE_S).until(staleness_of(before))

    def complaints(self) -> list[str]:
        return []


def need(path: str, package: str) -> None:
    """Fail with what to do where a part of the machine is missing."""
    if not Path(path).exists():
        pytest.fail(f"{path} is missing: install Debian's {package}, or run `make setup-test`.")


@contextmanager
def firefox() -> Iterator[Engine]:
    need(FIREFOX, "firefox-esr")
    node = Path(sys.executable).parent / "node"
    script = Path(__file__).parent / "firefox.mjs"
    command = [str(node), str(script), FIREFOX, *map(str, PHONE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Firefox(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=PATIENCE_S)


@contextmanager
def screen() -> Iterator[str]:
    """An X display that nobody sees; yields its name."""
    need(XVFB, "xvfb")
    command = [XVFB, "-displayfd", "1", "-screen", "0", f"{PHONE[0]}x{PHONE[1]}x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield f":{process.stdout.readline().strip()}"
        finally:
            process.terminate()


@contextmanager
def webkit() -> Iterator[Engine]:
    need(WEBKIT_DRIVER, "webkit2gtk-driver")
    need(MINI_BROWSER, "libwebkit2gtk-4.1-0")
    options = Options()
    options.binary_location = MINI_BROWSER
    options.add_argument("--automation")
    options.add_argument("--full-screen")
    with screen() as display:
        # selenium's own WebKitGTK() warns of how it does this itself.
        service = Service(WEBKIT_DRIVER, env={**os.environ, "DISPLAY": display})
        service.start()
        try:
            connection = RemoteConnection(client_config=ClientConfig(service.service_url))
            with webdriver.Remote(connection, options=options) as driver:
                driver.set_window_size(*PHONE)
                yield WebKit(driver)
        finally:
            service.stop()
