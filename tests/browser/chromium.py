"""Drives Debian's Chromium without a window and without a network, by WebDriver (https://www.w3.org/TR/webdriver2/).

A new empty profile each time; every name resolves to nothing and every request would go to a dead proxy. The Chinese
font is the program's own, so that the machine needs none.
"""

import contextlib
import http.client
import json
import lzma
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gui.paths import resources_dir

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--window-size=1280,900",
)
_LISTENS = re.compile(rb"started successfully on port (\d+)")
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


class Browser:
    """One window. Scripts run in the page; what they return is JSON."""

    def __init__(self, port: int, profile: Path) -> None:
        self._port = port
        options = {"args": [*FLAGS, f"--user-data-dir={profile}"]}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        self._session = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def close(self) -> None:
        """End the browser."""
        self._call("DELETE", f"/session/{self._session}")

    def open(self, address: str, *, width: int, is_phone: bool = False) -> None:
        """Load a page anew at a width in CSS pixels; `is_phone`: with a phone's viewport."""
        metrics = {"width": width, "height": 780, "deviceScaleFactor": 1, "mobile": is_phone}
        self._devtools("Emulation.setDeviceMetricsOverride", metrics)
        self._do("POST", "url", {"url": "about:blank"})  # another fragment alone would load nothing
        self._do("POST", "url", {"url": address})

    def is_at(self, address: str) -> bool:
        """Say whether this page is open already, whatever the fragment."""
        return bool(self.run("return location.href.split('#')[0]") == address)

    def run(self, script: str) -> Any:
        """Return what a function body returns in the page."""
        return self._do("POST", "execute/sync", {"script": script, "args": []})

    def wait(self, script: str) -> Any:
        """Return what a function body in the page hands to `done`; it may do so later."""
        return self._do("POST", "execute/async", {"script": f"var done = arguments[0]; {script}", "args": []})

    def type(self, selector: str, text: str) -> None:
        """Press the keys of a text in an element."""
        found = self._do("POST", "element", {"using": "css selector", "value": selector})
        self._do("POST", f"element/{next(iter(found.values()))}/value", {"text": text})

    def click(self, selector: str) -> None:
        """Click on an element that can be seen."""
        found = self._do("POST", "element", {"using": "css selector", "value": selector})
        self._do("POST", f"element/{next(iter(found.values()))}/click", {})

    def log(self) -> list[str]:
        """Return what the page wrote to its console, errors of scripts and of loading included, since last asked."""
        return [entry["message"] for entry in self._do("POST", "se/log", {"type": "browser"})]

    def pdf(self) -> str:
        """Return the page as printed on A4, base64."""
        return str(self._do("POST", "print", {"page": {"width": 21.0, "height": 29.7}, "background": False}))

    def _devtools(self, command: str, parameters: Mapping[str, object]) -> None:
        self._do("POST", "goog/cdp/execute", {"cmd": command, "params": parameters})

    def _do(self, method: str, what: str, body: object) -> Any:
        return self._call(method, f"/session/{self._session}/{what}", body)

    def _call(self, method: str, path: str, body: object = None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            value = json.loads(connection.getresponse().read())["value"]
        finally:
            connection.close()
        if isinstance(value, dict) and "error" in value:
            raise AssertionError(f"{path}: {value['error']}: {value['message']}")
        return value


@contextlib.contextmanager
def running_browser(folder: Path) -> Iterator[Browser]:
    """Start driver and browser with all their files in an empty folder; both are gone afterwards."""
    fonts = folder / "fonts"
    fonts.mkdir()
    packed = resources_dir() / "fonts" / "POSCheckupSansSC-Regular.otf.xz"
    (fonts / "sans.otf").write_bytes(lzma.decompress(packed.read_bytes()))
    (fonts / "fonts.conf").write_text(_FONTS.format(folder=fonts), encoding="utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts / "fonts.conf"), "HOME": str(folder)}
    command = ["chromedriver", "--port=0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as driver:
        try:
            browser = Browser(_port_of(driver), folder / "profile")
            try:
                yield browser
            finally:
                browser.close()
        finally:
            driver.terminate()


def _port_of(driver: subprocess.Popen[bytes]) -> int:
    assert driver.stdout is not None
    for line in driver.stdout:
        found = _LISTENS.search(line)
        if found:
            return int(found[1])
    raise AssertionError("chromedriver ended before it listened")
