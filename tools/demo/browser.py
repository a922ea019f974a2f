# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A person's browser: logs in, goes to a screen, clicks, types and is photographed."""

import base64
import io
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import requests
import websocket
from PIL import Image

PROGRAMS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
SIZE = (1280, 800)
PATIENCE_SECONDS = 45
# Screens have few colours; with these a picture stays small and readable.
COLOURS = 160
LOOK_FOR = """
(() => {
    const found = [...document.querySelectorAll(%(css)s)].filter(
        (one) => one.offsetParent && one.innerText.includes(%(words)s)
    );
    if (document.querySelector(".o_loading_indicator, .o_error_dialog")) return false;
    const part = %(part)s;
    const target = found.length && part ? found[0].querySelector(part) : found[0];
    if (target && %(click)s) target.click();
    return Boolean(target);
})()
"""
TYPE = """
(() => {
    const field = document.querySelector(%(css)s);
    field.focus();
    field.value = %(words)s;
    for (const name of ["input", "change"]) {
        field.dispatchEvent(new Event(name, { bubbles: true }));
    }
})()
"""


class BrowserError(Exception):
    """A screen did not show what it should; the message says which."""


class Browser:
    """One headless browser, spoken to over its debugging connection."""

    def __init__(self, address: str):
        self.address = address
        self.number = 0
        self.profile = tempfile.mkdtemp(prefix="logistics-sync-pictures-")
        program = next(filter(None, map(shutil.which, PROGRAMS)))
        self.process = subprocess.Popen(
            [
                program,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                "--window-size={},{}".format(*SIZE),
                f"--user-data-dir={self.profile}",
                "about:blank",
            ],
            stderr=subprocess.DEVNULL,
        )
        self.wire = websocket.create_connection(self._find_page(), timeout=90)
        width, height = SIZE
        for method, values in (
            ("Page.enable", {}),
            ("Network.enable", {}),
            (
                "Emulation.setDeviceMetricsOverride",
                {
                    "width": width,
                    "height": height,
                    "deviceScaleFactor": 1,
                    "mobile": False,
                },
            ),
        ):
            self._call(method, **values)

    def _find_page(self) -> str:
        """The address of the one page, once the browser has told its port."""
        told = Path(self.profile, "DevToolsActivePort")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if told.exists() and told.read_text().strip():
                port = told.read_text().split()[0]
                pages = requests.get(f"http://127.0.0.1:{port}/json", timeout=5).json()
                for page in pages:
                    if page["type"] == "page":
                        return page["webSocketDebuggerUrl"]
            time.sleep(0.1)
        raise BrowserError("The browser did not start.")

    def close(self) -> None:
        """End the browser and forget what it kept."""
        self.wire.close()
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.profile, ignore_errors=True)

    def _call(self, method: str, **values):
        self.number += 1
        self.wire.send(
            json.dumps({"id": self.number, "method": method, "params": values})
        )
        while True:
            answer = json.loads(self.wire.recv())
            if answer.get("id") == self.number:
                return answer.get("result", {})

    def _run(self, script: str):
        answer = self._call("Runtime.evaluate", expression=script, returnByValue=True)
        return answer.get("result", {}).get("value")

    # ------------------------------------------------------------- what it does
    def log_in(self, database: str, login: str, password: str) -> None:
        """Become another person."""
        session = requests.Session()
        answer = session.post(
            f"{self.address}/web/session/authenticate",
            json={
                "jsonrpc": "2.0",
                "params": {"db": database, "login": login, "password": password},
            },
            timeout=60,
        ).json()
        if not answer.get("result", {}).get("uid"):
            raise BrowserError(f"{login} cannot log in.")
        self._call(
            "Network.setCookie",
            name="session_id",
            value=session.cookies["session_id"],
            url=self.address,
        )

    def go(self, path: str) -> None:
        """Open a screen by its address."""
        self._call("Page.navigate", url=self.address + path)

    def see(self, css: str, words: str = "", part: str = "", click=False) -> None:
        """Wait for an element with these words, and click it if asked to."""
        values = {"css": css, "words": words, "part": part, "click": click}
        script = LOOK_FOR % {name: json.dumps(one) for name, one in values.items()}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if self._run(script):
                return
            time.sleep(0.2)
        raise BrowserError(f"Nothing like {css} with “{words}” is on the screen.")

    def click(self, css: str, words: str = "", part: str = "") -> None:
        """Click the first element with these words, or a part of it."""
        self.see(css, words, part, click=True)

    def type(self, css: str, words: str) -> None:
        """Write into a field."""
        self.see(css)
        self._run(TYPE % {"css": json.dumps(css), "words": json.dumps(words)})

    def photograph(self, path: Path) -> None:
        """Save what is on the screen, once it has stopped moving."""
        last = None
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            time.sleep(0.4)
            shot = base64.b64decode(self._call("Page.captureScreenshot")["data"])
            if shot == last:
                break
            last = shot
        image = Image.open(io.BytesIO(last)).convert("RGB")
        image.quantize(COLOURS).save(path, optimize=True)
